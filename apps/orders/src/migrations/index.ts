import { CreateOrders1763710300000 } from './1763710300000-create-orders.ts';
import { FollowDocuments1764800000000 } from './1764800000000-follow-documents.ts';
import { UnitsKitsBindings1764700000000 } from './1764700000000-units-kits-bindings.ts';
import { BuyerLimits1764820000000 } from './1764820000000-buyer-limits.ts';
import { WaitingFactsIndex1764810000000 } from './1764810000000-waiting-facts-index.ts';
import { RevokedPrices1764900000000 } from './1764900000000-revoked-prices.ts';

/** In the order in which they were made. */
export const migrations = [
  CreateOrders1763710300000,
  UnitsKitsBindings1764700000000,
  WaitingFactsIndex1764810000000,
  RevokedPrices1764900000000,
  FollowDocuments1764800000000,
  BuyerLimits1764820000000,
];
