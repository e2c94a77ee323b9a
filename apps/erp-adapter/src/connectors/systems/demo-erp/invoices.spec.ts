import { describe, expect, it } from 'vitest';
import { officeSnapshot } from './fixtures/office-snapshot.ts';
import { handedOver, invoiceLine, invoiceRow } from './fixtures/rows.ts';
import { loadMapping } from '../../../mapping/mapping.ts';
import { type InvoiceLineRow, type InvoiceRow, invoiceReader, mapInvoice } from './invoices.ts';
import { originsIn } from './order-documents.ts';

const mapping = await loadMapping(undefined);
const origins = originsIn([handedOver()], mapping);
const map = (of: Partial<InvoiceRow> = {}, found = origins) =>
  mapInvoice(invoiceRow(of), 'demo', mapping, found);

const ours = { order: '410001', channelOrder: '10000123' };
const helmet = {
  ...{ ...ours, line: 1, sku: 'HL-U509-R', quantity: 2, net: '53.53', taxRate: '19', corrects: null },
};
const tube = { ...helmet, line: 2, sku: 'TÜ-R02', net: '9', taxRate: '7' };

describe('an invoice', () => {
  it('is for lines of an order of ours, each at its rate', () => {
    const { fingerprint, ...made } = map();
    expect(made).toEqual({
      sourceKey: '910001',
      key: 'demo|910001',
      raw: invoiceRow(),
      names: [
        { flow: 'items', code: 'HL-U509-R', sourceKey: 'HL-U509-R' },
        { flow: 'items', code: 'TÜ-R02', sourceKey: 'tü-r02' },
      ],
      issues: [],
      value: {
        source: 'demo',
        number: '910001',
        kind: 'invoice',
        ...ours,
        corrects: [],
        customer: '10000',
        billTo: null,
        purchaseOrderNumber: null,
        issuedOn: '2026-11-24',
        dueOn: '2026-12-08',
        currency: 'EUR',
        lines: [helmet, tube],
        charges: [],
        net: '62.53',
        tax: '10.8',
        gross: '73.33',
      },
    });
    expect(fingerprint).not.toBe(map({ customer: '10001' }).fingerprint);
  });

  it.each([
    ['who pays', { billTo: '20024' }, { billTo: '20024' }],
    ['the order of the buyer', { purchaseOrder: ' FC 4500017 ' }, { purchaseOrderNumber: 'FC 4500017' }],
    ['no more than blanks of it', { purchaseOrder: '  ' }, { purchaseOrderNumber: null }],
  ])('names %s', (_, row, value) => {
    expect(map(row).issues).toEqual([]);
    expect(map(row).value).toEqual({ ...map().value, ...value });
  });

  it.each([
    ['whatever its reference says', { reference: 'PO 77' }, {}, '10000123'],
    ['whoever wrote it', { madeBy: null, origin: 'T' }, {}, '10000123'],
    ['made by us and not known yet', {}, { erpNumber: null }, '10000123'],
    ['written by others with our number', { madeBy: null }, { erpNumber: null }, null],
    ['not the one that is bound', {}, { erpNumber: '410007' }, null],
    ['of another order', { reference: '7' }, { order: '8', erpNumber: null }, null],
  ])('of a document that is %s is of our order: %j of %j, %s', (_, columns, of, channelOrder) => {
    const row = { ...columns, lines: [invoiceLine(columns)] };
    const { value } = map(row, originsIn([handedOver(of)], mapping));
    expect(value).toEqual({ ...map().value, channelOrder, lines: [{ ...helmet, channelOrder }] });
  });

  it('keeps freight and charges apart from what was sold', () => {
    const lines = [
      invoiceLine({ line: 0, kind: null, sku: 'FREIGHT', name: ' FREIGHT ', quantity: 1, net: '4.90' }),
      invoiceLine(),
      invoiceLine({ line: 3, kind: 'H', sku: 'packing ', name: 'PACKING', quantity: 1, net: '3.50' }),
      invoiceLine({ line: 4, kind: null, sku: 'TÜ-R02', net: '9', taxRate: '7' }),
    ];
    const { value } = map({ lines });
    expect(value?.lines).toEqual([helmet, { ...tube, line: 4 }]);
    expect(value?.charges).toEqual([
      { ...ours, line: null, code: 'freight', name: 'FREIGHT', net: '4.9', taxRate: '19' },
      { ...ours, line: 3, code: 'PACKING', name: 'PACKING', net: '3.5', taxRate: '19' },
    ]);
  });

  const telephone = { origin: 'T', reference: 'Their own 77', madeBy: null };

  it('may span orders, of which each line names its own', () => {
    const lines = [invoiceLine(), invoiceLine({ ...telephone, order: '410002', line: 2 })];
    const { value } = map({ order: null, origin: null, reference: null, lines });
    expect(value).toMatchObject({ order: null, channelOrder: null });
    expect(value?.lines.map(({ order, channelOrder }) => [order, channelOrder])).toEqual([
      ['410001', '10000123'],
      ['410002', null],
    ]);
  });

  it.each<[string, string | null, Partial<InvoiceLineRow>[], object]>([
    ['all its lines', null, [{}, { line: 2 }], ours],
    ['none of its lines', null, [], { order: null, channelOrder: null }],
    ['its head, where it has no lines', '410001', [], ours],
    ['its head and not a line', '410001', [{}, { order: '410002' }], { order: null, channelOrder: null }],
  ])('is of the order of %s', (_, order, lines, shared) => {
    const row = { ...(order === null && { origin: null, reference: null }), lines: lines.map(invoiceLine) };
    expect(map({ order, ...row }).value).toMatchObject(shared);
  });

  it('may give back lines of other invoices, and is not due then', () => {
    const corrects = { invoice: '910001', line: 1 };
    const lines = [
      invoiceLine({ corrects, quantity: 1 }),
      invoiceLine({ line: 2, corrects: { invoice: '910001', line: 2 } }),
      invoiceLine({ line: 3, corrects: { invoice: '910007', line: 3 } }),
    ];
    const { value, issues } = map({ kind: 'c', order: null, origin: null, reference: null, lines });
    expect(issues).toEqual([]);
    expect(value).toMatchObject({
      ...ours,
      kind: 'credit-note',
      corrects: ['910001', '910007'],
      dueOn: null,
    });
    expect(value?.lines[0]).toEqual({ ...helmet, quantity: 1, corrects });
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
    ['kind', { kind: 'Q' }, 'unknown code "Q"'],
    ['gross', { gross: '73.34' }, 'is not net and tax together'],
    ['gross', { gross: '73.32' }, 'is not net and tax together'],
    ['currency', { currency: 'DM ' }, 'unknown code "DM"'],
    ['lines[3].sku', { lines: [invoiceLine({ line: 3, sku: 'A|B' })] }, 'contains "|"'],
  ])('is held back for its %s: %j', (field, row, reason) => {
    expect(map(row).value).toBeNull();
    expect(map(row).issues).toEqual([{ field, reason, severity: 'held' }]);
  });
});

describe('reading invoices', () => {
  it('asks once which of their orders are ours, and takes a head without lines for none', async () => {
    const asked: unknown[] = [];
    const orders = {
      documents: async (...of: unknown[]) => {
        asked.push(of);
        return [handedOver()];
      },
      claims: async () => [],
      boundSkus: async () => new Map(),
    };
    const other = invoiceLine({
      order: '410002',
      line: 2,
      origin: 'T',
      reference: 'Their own 77',
      madeBy: null,
    });
    const collective = invoiceRow({
      ...{ sourceKey: '910002', order: null, origin: null, reference: null, madeBy: null },
      lines: [invoiceLine(), other],
    });
    const { snapshot } = officeSnapshot({
      invhed: [invoiceRow(), collective, invoiceRow({ sourceKey: '910003', lines: [] })],
    });
    const records = await invoiceReader('demo', mapping, orders).read(snapshot, [
      '910001',
      '910002',
      '910003',
    ]);
    expect(asked).toEqual([[['410001', '410002'], ['10000123']]]);
    expect(records).toEqual([map(), mapInvoice(collective, 'demo', mapping, origins)]);
  });

  it('of a source that is given no orders finds none of ours', async () => {
    const { snapshot } = officeSnapshot({ invhed: [invoiceRow()] });
    const [record] = await invoiceReader('demo', mapping, null).read(snapshot, ['910001']);
    expect(record?.value).toMatchObject({ order: '410001', channelOrder: null });
  });
});
