import { describe, expect, it } from 'vitest';
import { decidePlacement } from './placement.ts';
import type { Knowledge, PlacementRules } from './placement.ts';
import { knowledge, later, placedAt, price, request } from './fixtures/samples.ts';

const rules: PlacementRules = { graceMs: 15 * 60_000, strategy: 'most-specific', rounding: 'tax-group' };
const decide = (asked = request(), known: Knowledge = knowledge(), final = false) =>
  decidePlacement(asked, known, rules, { at: later(1), final });
const rejected = (reason: string) => ({ type: 'OrderRejected', value: { reason } });

describe('placing an order', () => {
  it('takes an order whose products, prices and totals hold, with the figures the shopper saw', () => {
    const { lines, net, tax, gross } = request();
    expect(decide()).toMatchObject({
      type: 'OrderPlaced',
      value: { order: 'W1', lines, net, tax, gross, at: placedAt },
    });
  });

  it('honours a version for the grace period after its end', () => {
    expect(decide(request(), knowledge([price({ validTo: later(-14) })]))).toMatchObject({
      type: 'OrderPlaced',
    });
  });

  it('rejects a version that ended before, with the price that holds now', () => {
    const known = knowledge([
      price({ validTo: later(-15) }),
      price({ version: 'P2', amount: '31', validFrom: later(-15) }),
    ]);
    expect(decide(request(), known)).toMatchObject({
      type: 'OrderRejected',
      value: {
        reason: 'price-changed',
        lines: [{ line: 1, reason: 'price-changed', price: '31', priceVersion: 'P2', available: null }],
      },
    });
  });

  it.each([
    ['another amount', price({ amount: '29.75' })],
    ['another currency', price({ currency: 'USD' })],
    ['tax in it', price({ taxIncluded: true })],
    ['a larger quantity', price({ minQuantity: 3 })],
    ['another group', price({ group: 'dealers' })],
    ['another account', price({ account: '20001' })],
  ])('rejects a version that is for %s', (_, stated) => {
    expect(decide(request(), knowledge([stated]))).toMatchObject(rejected('price-changed'));
  });

  it('waits for a version it has not seen, and rejects it in the end', () => {
    const known = knowledge([price({ version: 'P0' })]);
    expect(decide(request(), known)).toEqual({ type: 'Wait' });
    expect(decide(request(), known, true)).toMatchObject({
      value: { reason: 'price-changed', lines: [{ price: '29.74', priceVersion: 'P0' }] },
    });
  });

  it('does not wait for a version that was removed', () => {
    const removed = { ...knowledge(), prices: new Map([['HL-U509-R', new Map([['P1', null]])]]) };
    expect(decide(request(), removed)).toMatchObject({
      value: { reason: 'price-changed', lines: [{ price: null, priceVersion: null }] },
    });
  });

  it('waits for a product it has not seen, and rejects it in the end', () => {
    const known = { ...knowledge(), products: new Map() };
    expect(decide(request(), known)).toEqual({ type: 'Wait' });
    expect(decide(request(), known, true)).toMatchObject(rejected('unknown-product'));
  });

  it('rejects a product that is gone', () => {
    const known = { ...knowledge(), products: new Map([['HL-U509-R', false]]) };
    expect(decide(request(), known)).toMatchObject({
      value: { reason: 'unknown-product', lines: [{ line: 1, reason: 'unknown-product' }] },
    });
  });

  it('rejects a blocked account, and in the end an unknown one', () => {
    const guests = { account: 'guests', erpNumber: '10000', priceGroup: null, blocked: true };
    const blocked = { ...knowledge(), accounts: new Map([['guests', guests]]) };
    expect(decide(request(), blocked)).toMatchObject(rejected('account-blocked'));
    const unknown = { ...knowledge(), accounts: new Map() };
    expect(decide(request(), unknown)).toEqual({ type: 'Wait' });
    expect(decide(request(), unknown, true)).toMatchObject(rejected('unknown-account'));
  });

  it.each([
    ['a total of a cent less', request({ gross: '76.6' })],
    ['a tax of a cent more', request({ tax: '12.24' })],
    ['another rounding policy', request({ rounding: 'line' })],
    ['an unknown currency', request({ currency: 'XXX', lines: [] })],
    ['no line', request({ lines: [] })],
    ['a line twice', request({ lines: [...request().lines, ...request().lines] })],
  ])('rejects %s', (_, asked) => {
    expect(decide(asked)).toMatchObject(rejected('totals-differ'));
  });
});
