import { CreateInventory1763710200000 } from './1763710200000-create-inventory.ts';
import { StockLocationIndex1763810000000 } from './1763810000000-stock-location-index.ts';

/** In the order in which they were made. */
export const migrations = [CreateInventory1763710200000, StockLocationIndex1763810000000];
