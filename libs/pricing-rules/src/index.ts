export { type PriceCandidate, type PriceQuery, type Specificity } from './candidate.ts';
export { type PriceResolution, type PriceStrategy, resolvePrice } from './resolve-price.ts';
export { type PriceWindow, isHonoured, isOpen } from './window.ts';
