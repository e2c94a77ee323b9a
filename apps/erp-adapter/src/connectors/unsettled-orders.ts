/** Numbers of our orders with any of the SKUs that a stock statement may still have to settle. */
export type UnsettledOrders = (skus: readonly string[]) => Promise<string[]>;
