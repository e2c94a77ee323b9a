export {
  type CalendarDate,
  type TaxQuery,
  type TaxRate,
  wildcard,
  calendarDateIn,
  taxRateFor,
} from './tax-rates.ts';
export { type ShippingMethod, type ShippingRate, shippingFor } from './shipping.ts';
export {
  type OrderTotals,
  type RoundingPolicy,
  type TaxedShipping,
  type TaxGroup,
  type TotalsLine,
  orderTotals,
  roundingPolicies,
} from './totals.ts';
export { type PostalCodeRule, isPostalCode, postalCodeRule } from './postal-codes.ts';
