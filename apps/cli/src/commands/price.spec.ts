import { describe, expect, it } from 'vitest';
import { type Price, type PriceResolution, priceOutput } from './price.ts';

const price: Price = {
  ...{ source: 'demo', version: 'S7', list: 'WEB', kind: 'sale', currency: 'EUR', amount: '24.9' },
  ...{ perQuantity: 1, taxIncluded: true, unit: 'C62', minQuantity: 1, maxQuantity: null },
  ...{
    validFrom: '2026-11-01T00:00:00.000Z',
    validTo: '2026-12-01T00:00:00.000Z',
    group: null,
    account: null,
  },
};
const regular: Price = { ...price, version: 'L1', kind: 'list', amount: '29.74', validTo: null };
const answer: PriceResolution = {
  ...{ sku: 'HL-U509', at: '2026-11-29T12:00:00.000Z', strategy: 'most-specific', winner: price },
  ...{ because: 'sale', regular, saleEndsAt: price.validTo, nextChangeAt: '2026-12-01T00:00:00.000Z' },
  runnerUp: { ...regular, version: 'L0', group: 'TRADE', minQuantity: 5, maxQuantity: 9, perQuantity: 10 },
};

describe('the price of a SKU', () => {
  it('is said with what made it win, and what else there is', () => {
    expect(priceOutput(answer)).toEqual({
      json: answer,
      lines: [
        'HL-U509: 24.90 EUR at 2026-11-29 12:00:00 UTC, because of its sale, by most-specific',
        '',
        '                       price      per     tax   version    list  kind  for          units   from                     to',
        'holds                  24.90 EUR  1 C62   with  S7 (demo)  WEB   sale  everybody    from 1  2026-11-01 00:00:00 UTC  2026-12-01 00:00:00 UTC',
        'regular                29.74 EUR  1 C62   with  L1 (demo)  WEB   list  everybody    from 1  2026-11-01 00:00:00 UTC  -',
        'would hold without it  29.74 EUR  10 C62  with  L0 (demo)  WEB   list  group TRADE  5 to 9  2026-11-01 00:00:00 UTC  -',
        '',
        'The sale ends 2026-12-01 00:00:00 UTC.',
        'The answer may change 2026-12-01 00:00:00 UTC.',
      ],
      status: 0,
    });
  });

  it('of an account, without tax, is of that account', () => {
    const contract = { ...regular, kind: 'contract', account: '20001', group: 'TRADE', taxIncluded: false };
    const none = { regular: null, runnerUp: null, saleEndsAt: null, nextChangeAt: null };
    const { lines } = priceOutput({
      ...answer,
      ...{ winner: contract, because: null, strategy: { priority: ['WEB', 'TRADE'] }, ...none },
    });
    expect(lines).toEqual([
      'HL-U509: 29.74 EUR at 2026-11-29 12:00:00 UTC, because of its contract, by priority of WEB, TRADE',
      '',
      '       price      per    tax      version    list  kind      for            units   from                     to',
      'holds  29.74 EUR  1 C62  without  L1 (demo)  WEB   contract  account 20001  from 1  2026-11-01 00:00:00 UTC  -',
    ]);
  });

  it('may be none that holds, which somebody has to know', () => {
    const none = { winner: null, because: null, regular: null, runnerUp: null };
    expect(priceOutput({ ...answer, ...none, saleEndsAt: null, nextChangeAt: null })).toEqual({
      json: { ...answer, ...none, saleEndsAt: null, nextChangeAt: null },
      lines: ['HL-U509: no price holds at 2026-11-29 12:00:00 UTC, by most-specific'],
      status: 1,
    });
  });
});
