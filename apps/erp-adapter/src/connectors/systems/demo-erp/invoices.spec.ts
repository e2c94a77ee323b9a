import { describe, expect, it } from 'vitest';
import { invoiceRow } from './fixtures/rows.ts';
import { type InvoiceRow, mapInvoice } from './invoices.ts';

const map = (of: Partial<InvoiceRow> = {}) => mapInvoice(invoiceRow(of), 'demo');

describe('an invoice', () => {
  it('is for lines of an order of ours, each at its rate', () => {
    const { fingerprint, ...made } = map();
    expect(made).toEqual({
      sourceKey: '910001',
      key: 'demo|910001',
      raw: invoiceRow(),
      issues: [],
      value: {
        source: 'demo',
        number: '910001',
        order: '410001',
        channelOrder: '10000123',
        customer: '10000',
        issuedOn: '2026-11-24',
        currency: 'EUR',
        lines: [
          { line: 1, sku: 'HL-U509-R', quantity: 2, net: '53.53', taxRate: '19' },
          { line: 2, sku: 'TÜ-R02', quantity: 2, net: '9', taxRate: '7' },
        ],
        net: '62.53',
        tax: '10.8',
        gross: '73.33',
      },
    });
    expect(fingerprint).not.toBe(map({ customer: '10001' }).fingerprint);
  });

  it.each([
    ['T', '10000123'],
    [null, null],
    ['W', null],
  ])('has no number of ours when its order came from %s with the reference %s', (origin, reference) => {
    expect(map({ origin, reference }).value).toEqual({ ...map().value, channelOrder: null });
  });

  it.each([
    ['JPY', { net: '4940', tax: '494', gross: '5434' }],
    ['KWD', { net: '4.215', tax: '0.801', gross: '5.016' }],
    ['EUR', { net: '62.530', tax: '10.80', gross: '73.33000' }],
    ['EUR', { net: '-62.53', tax: '-10.8', gross: '-73.33' }],
  ])('adds up in %s: %j', (currency, totals) => {
    const row = { currency: `${currency.toLowerCase()} `, ...totals };
    expect(map(row).issues).toEqual([]);
    expect(map(row).value).toEqual({ ...map().value, currency, ...totals });
  });

  it.each([
    ['gross', { gross: '73.34' }, 'is not net and tax together'],
    ['gross', { gross: '73.32' }, 'is not net and tax together'],
    ['currency', { currency: 'DM ' }, 'unknown code "DM"'],
  ])('is held back for its %s: %j', (field, row, reason) => {
    expect(map(row).value).toBeNull();
    expect(map(row).issues).toEqual([{ field, reason, severity: 'held' }]);
  });
});
