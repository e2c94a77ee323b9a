import type { ErpPrice, Price } from '@throughline/events';

/** A list price in euros, for everybody and any quantity, valid since the beginning of 2026 and without an end. */
export function price(some: Partial<Price> = {}): Price {
  return {
    source: 'demo',
    sku: 'HL-U509-R',
    version: 'P1',
    list: 'LIST',
    kind: 'list',
    currency: 'EUR',
    amount: '29.74',
    perQuantity: 1,
    taxIncluded: false,
    unit: 'C62',
    minQuantity: 1,
    maxQuantity: null,
    validFrom: new Date('2026-01-01T00:00:00Z'),
    validTo: null,
    group: null,
    account: null,
    revokedAt: null,
    ...some,
  };
}

/** The same price as the back office `demo` states it. */
export function erpPrice(some: Partial<ErpPrice> = {}): ErpPrice {
  const { revokedAt: _, ...stated } = price(some);
  return stated;
}
