export { price } from './prices.ts';
