export { erpInvoice, erpOrder, erpShipment } from './documents.ts';
export {
  account,
  later,
  orderRequested,
  placedAt,
  placedOrder,
  stockRefused,
  stockReserved,
} from './orders.ts';
export { erpPrice, price } from './prices.ts';
export { erpItem, product } from './products.ts';
