export { type PriceCandidate, type PriceQuery, type Specificity } from './candidate.ts';
export {
  type PriceStrategies,
  type PriceStrategy,
  declaredStrategies,
  parsePriceStrategy,
  strategyOf,
} from './price-strategy.ts';
export { type PriceResolution, priceAsSold, resolvePrice } from './resolve-price.ts';
export { type PriceWindow, isHonoured, isOpen } from './window.ts';
export { type Quantified, contentsOf, fewestOf, isForSale, soldInOf, unitsOnSale } from './units-on-sale.ts';
export { type SoldIn, byBaseUnit, compareUnitAmounts, inBaseUnits, inSoldUnit } from './units.ts';
