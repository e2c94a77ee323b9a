import { CreatePricing1763710100000 } from './1763710100000-create-pricing.ts';
import { PriceUnits1764374400000 } from './1764374400000-price-units.ts';
import { OneAmount1764800000000 } from './1764800000000-one-amount.ts';
import { PastPrices1764910000000 } from './1764910000000-past-prices.ts';

/** In the order in which they were made. */
export const migrations = [
  CreatePricing1763710100000,
  PriceUnits1764374400000,
  OneAmount1764800000000,
  PastPrices1764910000000,
];
