/** What the shop's API takes and responds with; amounts are decimals as text, instants ISO texts. */
export type * from './generated/storefront.ts';
