export { erpPrice, price } from './prices.ts';
