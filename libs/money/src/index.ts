export {
  type Decimal,
  absolute,
  add,
  compare,
  divide,
  isDecimal,
  isNegative,
  isZero,
  maximum,
  minimum,
  multiply,
  negate,
  parseDecimal,
  round,
  scaleOf,
  subtract,
  sum,
} from './decimal.ts';
export { type Currency, currencies, currencyOf, isCurrency, minorUnitsOf } from './currency.ts';
export { type Money, allocate, formatMoney, roundToMinor } from './money.ts';
