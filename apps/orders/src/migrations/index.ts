import { CreateOrders1763710300000 } from './1763710300000-create-orders.ts';
import { UnitsKitsBindings1764700000000 } from './1764700000000-units-kits-bindings.ts';
import { BuyerLimits1764820000000 } from './1764820000000-buyer-limits.ts';

/** In the order in which they were made. */
export const migrations = [
  CreateOrders1763710300000,
  UnitsKitsBindings1764700000000,
  BuyerLimits1764820000000,
];
