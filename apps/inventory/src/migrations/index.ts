import { CreateInventory1763710200000 } from './1763710200000-create-inventory.ts';
import { StockLocationIndex1763810000000 } from './1763810000000-stock-location-index.ts';
import { Kits1764410000000 } from './1764410000000-kits.ts';
import { LocationsBySource1764410100000 } from './1764410100000-locations-by-source.ts';
import { FirstDelivery1764900100000 } from './1764900100000-first-delivery.ts';

/** In the order in which they were made. */
export const migrations = [
  CreateInventory1763710200000,
  StockLocationIndex1763810000000,
  Kits1764410000000,
  LocationsBySource1764410100000,
  FirstDelivery1764900100000,
];
