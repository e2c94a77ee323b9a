/** Variables of an installation in which one client stands for many shoppers. */
export const withoutLimits = {
  RATE_LIMIT_READS: '0',
  RATE_LIMIT_WRITES: '0',
  RATE_LIMIT_CART: '0',
  LIVE_CONNECTIONS_PER_ADDRESS: '0',
  BUYER_LINE_QUANTITY_MAX: '0',
  BUYER_ORDER_WORTH_MAX: '0',
  BUYER_OPEN_WORTH_MAX: '0',
} as const;
