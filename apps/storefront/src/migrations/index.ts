import { CreateStorefront1763720000000 } from './1763720000000-create-storefront.ts';
import { KeepOrdersByHashes1764000000000 } from './1764000000000-keep-orders-by-hashes.ts';
import { ProductFacts1764400000000 } from './1764400000000-product-facts.ts';
import { CartUnits1764500000000 } from './1764500000000-cart-units.ts';
import { KeysAndUnits1764510000000 } from './1764510000000-keys-and-units.ts';
import { OrdersRecipients1764530000000 } from './1764530000000-orders-recipients.ts';
import { ShownVersions1764800000000 } from './1764800000000-shown-versions.ts';
import { Buyers1764820000000 } from './1764820000000-buyers.ts';
import { DeliveriesSources1764900200000 } from './1764900200000-deliveries-sources.ts';
import { ErasedOrders1765000000000 } from './1765000000000-erased-orders.ts';

/** In the order in which they were made. */
export const migrations = [
  CreateStorefront1763720000000,
  KeepOrdersByHashes1764000000000,
  ProductFacts1764400000000,
  CartUnits1764500000000,
  KeysAndUnits1764510000000,
  OrdersRecipients1764530000000,
  ShownVersions1764800000000,
  Buyers1764820000000,
  DeliveriesSources1764900200000,
  ErasedOrders1765000000000,
];
