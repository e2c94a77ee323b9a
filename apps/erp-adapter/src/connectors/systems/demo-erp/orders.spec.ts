import { divide } from '@throughline/money';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { officeSnapshot } from './fixtures/office-snapshot.ts';
import type { HandedOverOrder } from '@throughline/connector';
import { recipient as recipientOf } from '../../../exports/fixtures/documents.ts';
import { germanRates, handedOver, orderLine, orderRow, taxRate, taxRow } from './fixtures/rows.ts';
import { loadMapping } from '../../../mapping/mapping.ts';
import { originsIn } from './order-documents.ts';
import { type OrderRow, mapOrder, orderReader } from './orders.ts';

const mapping = await loadMapping(undefined);
const origins = originsIn([handedOver()], mapping);
const map = (of: Partial<OrderRow> = {}, rates = germanRates, found = origins) =>
  mapOrder(orderRow(of), rates, 'demo', mapping, found);
const pieces = { kind: 'goods', unit: 'C62', perQuantity: 1, components: [] };
const withoutAddress = ({ address: _, ...row }: OrderRow) => row;
const unpublished = { namesOrder: null, changedRecipient: [] };
const totals = (of: Partial<OrderRow>, rates = germanRates) => {
  const { value, issues } = map(of, rates);
  expect(issues).toEqual([]);
  return value && { net: value.net, tax: value.tax, gross: value.gross };
};

describe('an order', () => {
  it('owes what is not cancelled, less the discount, with freight and the tax of each class', () => {
    const { fingerprint, ...made } = map();
    expect(made).toEqual({
      sourceKey: '410001',
      key: 'demo|410001',
      raw: withoutAddress(orderRow()),
      unpublished,
      names: [
        { flow: 'items', code: 'HL-U509-R', sourceKey: 'HL-U509-R' },
        { flow: 'items', code: 'TÜ-R02', sourceKey: 'TÜ-R02' },
        { flow: 'items', code: 'WB-H098', sourceKey: 'wb-h098' },
      ],
      issues: [],
      value: {
        source: 'demo',
        number: '410001',
        channelOrder: '10000123',
        origin: 'web',
        status: 'part-shipped',
        customer: '10000',
        billTo: null,
        purchaseOrderNumber: null,
        buyerReference: null,
        requestedOn: null,
        shipComplete: false,
        currency: 'EUR',
        placedAt: new Date('2026-11-20T10:00:00Z'),
        lines: [
          {
            ...{ line: 1, sku: 'HL-U509-R', name: 'HLMT SPRT 100 RED', unitPrice: '26.766', net: '53.53' },
            discountPercent: '10',
            ...{ ...pieces, unitQuantity: 3, ordered: 3, shipped: 1, cancelled: 1, invoiced: 0 },
          },
          {
            ...{ line: 2, sku: 'TÜ-R02', name: 'TUB RR', unitPrice: '4.5', net: '9' },
            discountPercent: '0',
            ...{ ...pieces, unitQuantity: 2, ordered: 2, shipped: 2, cancelled: 0, invoiced: 2 },
          },
          {
            ...{ line: 4, sku: 'WB-H098', name: 'WTR BTL', unitPrice: '12', net: '0' },
            discountPercent: '0',
            ...{ ...pieces, unitQuantity: 5, ordered: 5, shipped: 0, cancelled: 5, invoiced: 0 },
          },
        ],
        charges: [{ line: null, code: 'freight', name: 'FREIGHT', net: '4.9' }],
        shipments: [
          {
            number: '810001',
            location: 'B1',
            shippedAt: new Date('2026-11-21T08:00:00Z'),
            carrier: 'Example Parcel',
            trackingNumber: 'VH0000810001',
            trackingUrl: 'https://tracking.example/parcel/VH0000810001',
            lines: [
              { line: 1, sku: 'HL-U509-R', quantity: 1 },
              { line: 2, sku: 'TÜ-R02', quantity: 1 },
            ],
          },
          {
            number: '810007',
            location: 'L1',
            shippedAt: new Date('2026-11-23T16:30:00Z'),
            ...{ carrier: null, trackingNumber: null, trackingUrl: null },
            lines: [{ line: 2, sku: 'TÜ-R02', quantity: 1 }],
          },
        ],
        // 53.53 + 9.00 + 4.90, taxed 11.10 on 58.43 and 0.63 on 9.00.
        net: '67.43',
        tax: '11.73',
        gross: '79.16',
      },
    });
    expect(fingerprint).not.toBe(map({ customer: '10001' }).fingerprint);
  });

  it.each([
    ['29.7400', '0.00', '29.74'],
    ['29.7400', '100.00', '0'],
    ['29.7400', '33.33', '19.827658'],
    // 0.10795135 is more than a record holds.
    ['0.1235', '12.59', '0.1079514'],
  ])('costs %s less %s per cent a unit: %s', (price, discount, unitPrice) => {
    const lines = [orderLine({ price, discount }), orderLine({ line: 2 })];
    expect(map({ lines }).value?.lines.map((line) => [line.unitPrice, Number(line.discountPercent)])).toEqual(
      [
        [unitPrice, Number(discount)],
        ['10', 0],
      ],
    );
  });

  it.each([
    ['1234 of a price for a hundred', { ordered: 1234, price: '1.2345', per: 100 }, '15.23'],
    ['a thousand of half a cent for a thousand', { ordered: 1000, price: '0.0050', per: 1000 }, '0.01'],
    [
      'three of eight that were two cartons of a price for three',
      { ordered: 8, cancelled: 5, unit: 'KAR', unitQuantity: 2, price: '100', per: 3 },
      '25',
    ],
    [
      'four of twelve that were one carton',
      { ordered: 12, cancelled: 8, unit: 'KAR', unitQuantity: 1, price: '100', discount: '0.01' },
      '33.33',
    ],
  ])('asks for %s what the office asks', (_, row, net) => {
    const { value, issues } = map({ lines: [orderLine(row)], freight: '0' });
    expect(issues).toEqual([]);
    expect(value?.lines.map((line) => line.net)).toEqual([net]);
  });

  it('rounds nothing before the amount of a line, whatever its unit, its price and what was cancelled', () => {
    const line = fc
      .record({
        ...{ unitQuantity: fc.integer({ min: 1, max: 500 }), pack: fc.integer({ min: 1, max: 500 }) },
        ...{ per: fc.integer({ min: 1, max: 1_000 }), part: fc.double({ min: 0, max: 1, noNaN: true }) },
        price: fc.integer({ min: 0, max: 99_999_999 }).map((n) => (n / 10_000).toFixed(4)),
        discount: fc.integer({ min: 0, max: 10_000 }).map((n) => (n / 100).toFixed(2)),
      })
      .map(({ pack, part, ...rest }) => {
        const ordered = rest.unitQuantity * pack;
        return { ...rest, ordered, cancelled: Math.floor(part * ordered), unit: 'KAR' };
      });
    fc.assert(
      fc.property(line, (row) => {
        const { value } = map({ lines: [orderLine(row)], freight: '0' });
        const { ordered, cancelled, unitQuantity, per, price, discount } = row;
        // Four decimals of the price and four of the part that is paid: a million of them to the cent.
        const owed =
          BigInt(price.replace('.', '')) *
          (10_000n - BigInt(discount.replace('.', ''))) *
          BigInt((ordered - cancelled) * unitQuantity);
        const cent = BigInt(ordered * per) * 1_000_000n;
        const cents = (2n * owed + cent) / (2n * cent);
        expect(value?.lines[0]?.net).toBe(divide(String(cents), '100', 2));
        expect(value?.net).toBe(value?.lines[0]?.net);
      }),
    );
  });

  it('names who pays, what the buyer calls it, and how and when it is wanted', () => {
    const row = {
      ...{ billTo: '20024', purchaseOrder: ' FC 4500017 ', buyer: 'FR. WINKLER ', complete: 'Y' },
      requestedOn: '2026-12-24',
    };
    expect(map(row).value).toEqual({
      ...map().value,
      ...{ billTo: '20024', purchaseOrderNumber: 'FC 4500017', buyerReference: 'FR. WINKLER' },
      ...{ shipComplete: true, requestedOn: '2026-12-24' },
    });
    expect(map({ purchaseOrder: ' ', buyer: ' ' }).value).toEqual(map().value);
  });

  it('has kits with their components, services, and charges apart', () => {
    const component = (line: number, sku: string, kitQuantity: number, kit = 1) =>
      orderLine({ ...{ line, sku, kit, kitQuantity, kind: 'C', price: '7', taxCode: 'q' } });
    const lines = [
      orderLine({ kind: 'K', sku: 'KT-BTLM', unit: 'SET', ordered: 4, shipped: 2, price: '13.50' }),
      component(2, 'bc-m005 ', 1),
      component(3, 'WB-H098', 2),
      orderLine({ line: 4, kind: 's', sku: 'SV-ASSM', ordered: 1, price: '49' }),
      orderLine({ line: 5, kind: 'H', sku: 'smallqty ', name: ' SMALL ORDER ', ordered: 1, price: '8.005' }),
      orderLine({ line: 6, kind: 'H', sku: 'COD', ordered: 1, cancelled: 1, price: '6.90', unit: null }),
      component(7, 'TT-M928', 3, 9),
    ];
    const { value, issues, names } = map({ lines });
    expect(issues).toEqual([]);
    expect(names).toEqual([
      { flow: 'items', code: 'KT-BTLM', sourceKey: 'KT-BTLM' },
      { flow: 'items', code: 'BC-M005', sourceKey: 'bc-m005 ' },
      { flow: 'items', code: 'WB-H098', sourceKey: 'WB-H098' },
      { flow: 'items', code: 'SV-ASSM', sourceKey: 'SV-ASSM' },
    ]);
    expect(
      value?.lines.map(({ line, kind, unit, net, components }) => ({ line, kind, unit, net, components })),
    ).toEqual([
      {
        ...{ line: 1, kind: 'kit', unit: 'SET', net: '54' },
        components: [
          { sku: 'BC-M005', quantity: 1 },
          { sku: 'WB-H098', quantity: 2 },
        ],
      },
      { line: 4, kind: 'service', unit: 'C62', net: '49', components: [] },
    ]);
    expect(value?.charges).toEqual([
      { line: 5, code: 'SMALLQTY', name: 'SMALL ORDER', net: '8.01' },
      { line: null, code: 'freight', name: 'FREIGHT', net: '4.9' },
    ]);
    // 54 + 49 + 8.01 + 4.90, all at 19 %.
    expect(value).toMatchObject({ net: '115.91', tax: '22.02', gross: '137.93' });
  });

  const page = 'https://tracking.example/{number}?no={number}';
  it.each([
    ['the page with its number', 'Example Parcel', 'VH1', page, 'https://tracking.example/VH1?no=VH1'],
    [
      'any number',
      null,
      'A/1 $&',
      'http://tracking.example/{number}',
      'http://tracking.example/A%2F1%20%24%26',
    ],
    ['no page of a carrier without one', 'Example Freight', 'F1', null, null],
    ['no page without a number', 'Example Parcel', null, page, null],
    ['no page for a number of blanks', ' ', '  ', page, null],
  ])('is sent with %s', (_, carrier, tracking, trackingPage, trackingUrl) => {
    const [shipment] = orderRow().shipments;
    const shipments = [{ ...shipment!, carrier, tracking, trackingPage }];
    const { value, issues } = map({ shipments });
    expect(issues).toEqual([]);
    expect(value?.shipments).toMatchObject([
      { carrier: carrier?.trim() || null, trackingNumber: tracking?.trim() || null, trackingUrl },
    ]);
  });

  it.each(['javascript:alert({number})', 'tracking.example/{number}'])(
    'leaves out what is no web address, and says so: %s',
    (trackingPage) => {
      const [shipment] = orderRow().shipments;
      const { value, issues } = map({ shipments: [{ ...shipment!, trackingPage }] });
      expect(value?.shipments).toMatchObject([{ trackingNumber: 'VH0000810001', trackingUrl: null }]);
      const reason = `no web address "${trackingPage}"`;
      expect(issues).toEqual([{ field: 'trackingUrl', reason, severity: 'warning' }]);
    },
  );

  it('says in which unit a line was ordered, and what several of it cost', () => {
    const carton = { unit: 'kar', unitQuantity: 2, ordered: 48, price: '89', per: 3, discount: '10' };
    const lines = [orderLine(carton), orderLine({ line: 2, unit: null })];
    expect(map({ lines }).value?.lines).toMatchObject([
      { unit: 'XCT', unitQuantity: 2, perQuantity: 3, ordered: 48, unitPrice: '80.1', net: '53.4' },
      { unit: '', unitQuantity: 2, perQuantity: 1, ordered: 2, unitPrice: '10', net: '20' },
    ]);
  });

  it('pays the rate of its region, and that of its class of customers before it', () => {
    const rates = [
      ...germanRates,
      taxRate({ region: 'HH', rate: '5' }),
      taxRate({ region: 'BY', rate: '3' }),
      taxRate({ taxClass: 'exempt', rate: '0' }),
    ];
    const of = { lines: [orderLine(), orderLine({ line: 2 })], freight: '0' };
    const taxIn = (region: string | null, taxClass: string) =>
      totals({ ...of, region, taxClass }, rates)?.tax;
    expect([taxIn(null, 'N'), taxIn('   ', 'N'), taxIn('hh ', 'n'), taxIn('HH', 'X')]).toEqual([
      ...['7.6', '7.6', '2', '0'],
    ]);
  });

  it.each([
    // 3 × 1443 and 334, rounded up from 333.50, with 500 of freight; 980.97 of tax.
    ['JPY', ['1480.0000', '333.5000'], '500.00', { net: '5163', tax: '981', gross: '6144' }],
    // 3 × 1.203638 is 3.611, and 0.001 is rounded up from 0.0005; 0.68628 of tax.
    ['KWD', ['1.2345', '0.0005'], '0.00', { net: '3.612', tax: '0.686', gross: '4.298' }],
  ])('counts in the minor unit of %s', (currency, [first = '', second = ''], freight, owed) => {
    const lines = [
      orderLine({ ordered: 3, price: first, discount: '2.50' }),
      orderLine({ line: 2, ordered: 1, price: second }),
    ];
    expect(totals({ currency: `${currency.toLowerCase()} `, freight, lines })).toEqual(owed);
  });

  it.each([
    [
      'pays no freight when all of it is cancelled',
      { status: 'X' },
      { net: '62.53', tax: '10.8', gross: '73.33' },
    ],
    ['pays none where there is none', { freight: '0.00' }, { net: '62.53', tax: '10.8', gross: '73.33' }],
    ['pays the cent that it costs', { freight: '0.01' }, { net: '62.54', tax: '10.8', gross: '73.34' }],
  ])('%s', (_, row, owed) => {
    expect(totals(row)).toEqual(owed);
  });

  it.each([{ status: 'X' }, { freight: '0.00' }])('has no charge for freight: %j', (row) => {
    expect(map(row).value?.charges).toEqual([]);
  });

  it('needs no rate for freight that it does not pay', () => {
    const [, reduced] = germanRates;
    const lines = [orderLine({ taxCode: 'R' }), orderLine({ line: 2, taxCode: 'r ' })];
    const owed = { net: '40', tax: '2.8', gross: '42.8' };
    expect(totals({ lines, freight: '0' }, [reduced!])).toEqual(owed);
    expect(totals({ lines, status: 'X' }, [reduced!])).toEqual(owed);
    expect(map({ lines, freight: '4.9' }, [reduced!]).issues).toEqual([
      { field: 'tax', reason: 'no rate of code S in DE', severity: 'held' },
    ]);
  });

  it.each([
    ['the last of June', '2026-06-30T21:59:59.999Z', { net: '40', tax: '7.6', gross: '47.6' }],
    ['the first of July', '2026-06-30T22:00:00.000Z', { net: '40', tax: '6.4', gross: '46.4' }],
  ])('pays the rate of the day in the office: %s', (_, placedAt, owed) => {
    const rates = [
      taxRate({ validTo: '2026-07-01' }),
      taxRate({ validFrom: '2026-07-01', rate: '16' }),
      taxRate({ country: 'AT', rate: '20' }),
    ];
    const lines = [orderLine(), orderLine({ line: 2 })];
    expect(totals({ lines, freight: '0', placedAt: new Date(placedAt) }, rates)).toEqual(owed);
  });

  it('pays the rate of the country that it goes to', () => {
    const rates = [...germanRates, taxRate({ country: 'AT', rate: '20' })];
    const lines = [orderLine(), orderLine({ line: 2 })];
    expect(totals({ lines, country: ' at', freight: '0' }, rates)).toEqual({
      net: '40',
      tax: '8',
      gross: '48',
    });
  });

  it.each([
    ['T', 'telephone'],
    ['s', 'store'],
    ['W', 'web'],
  ])('from %s is of %s', (code, origin) => {
    expect(map({ origin: code }).value).toEqual({ ...map().value, origin });
  });

  const { value: foreign } = map({}, germanRates, originsIn([], mapping));
  it.each<[string, Partial<OrderRow>, Partial<HandedOverOrder>, string | null, string | null]>([
    ['ours by its number, whatever it refers to', { reference: '10000123 / PO 77' }, {}, '10000123', null],
    ['ours by its number, without a reference', { reference: null, madeBy: null }, {}, '10000123', null],
    ['ours by our number, as long as the order has none', {}, { erpNumber: null }, '10000123', null],
    ['ours by our number between blanks', { reference: ' 10000123 ' }, { erpNumber: null }, '10000123', null],
    ['not ours where others wrote our number', { madeBy: null }, { erpNumber: null }, null, '10000123'],
    ['not ours where the order has another', {}, { erpNumber: '410007' }, null, '10000123'],
    [
      'not ours where the order awaits none',
      {},
      { erpNumber: null, awaitsDocument: false },
      null,
      '10000123',
    ],
    ['of another integration', { reference: 'FB-1' }, { erpNumber: null }, null, null],
    ['of the telephone, which has numbers of its own', { origin: 'T' }, { erpNumber: null }, null, null],
    ['of nobody, without a reference', { reference: ' ' }, { erpNumber: null }, null, null],
  ])('is %s', (_, row, of, channelOrder, namesOrder) => {
    const made = map(row, germanRates, originsIn([handedOver(of)], mapping));
    const origin = row.origin === 'T' ? 'telephone' : 'web';
    expect(made.value).toEqual({ ...foreign, origin, channelOrder });
    expect(made.unpublished).toEqual({ namesOrder, changedRecipient: [] });
  });

  it('says which fields of the recipient were changed, and never to what', () => {
    const recipient = recipientOf();
    const found = originsIn([handedOver({ recipient })], mapping);
    const row = orderRow();
    expect(map({}, germanRates, found).unpublished).toEqual(unpublished);
    const moved = map({ address: { ...row.address, line1: 'Other 7', city: 'Hamburg' } }, germanRates, found);
    expect(moved.unpublished).toEqual({ namesOrder: null, changedRecipient: ['street', 'city'] });
    expect(JSON.stringify(moved)).not.toMatch(/Other 7|Hamburg|A\. Example/);
    expect(moved.fingerprint).not.toBe(map({}, germanRates, found).fingerprint);
  });

  it('has no shipment of a delivery without lines', () => {
    const [first, second] = orderRow().shipments;
    const { value } = map({ shipments: [{ ...first!, lines: [] }, second!] });
    expect(value?.shipments.map(({ number }) => number)).toEqual(['810007']);
  });

  it.each([
    ['O', 'open'],
    ['s ', 'shipped'],
    ['I', 'invoiced'],
  ])('in the state %s is %s', (code, status) => {
    expect(map({ status: code }).value).toEqual({ ...map().value, status });
  });

  it.each([
    ['origin', { origin: 'Q' }, ['unknown code "Q"']],
    ['status', { status: ' ' }, ['is missing']],
    ['currency', { currency: 'DM ' }, ['unknown code "DM"']],
    [
      'tax',
      { country: 'XX' },
      // Each line has one, and freight.
      [
        'no rate of code S in XX',
        'no rate of code R in XX',
        'no rate of code S in XX',
        'no rate of code S in XX',
      ],
    ],
    ['taxClass', { taxClass: ' ' }, ['is missing']],
    ['kind', { lines: [orderLine({ kind: 'Q' })] }, ['unknown code "Q"']],
    ['unit', { lines: [orderLine({ unit: 'fss' })] }, ['unknown code "FSS"']],
    ['lines[4].sku', { lines: [orderLine({ line: 4, sku: 'A|B' })] }, ['contains "|"']],
    [
      'lines[1].components',
      { lines: [orderLine({ kind: 'K' }), orderLine({ line: 2, kind: 'C', kit: 1, sku: ' ' })] },
      ['is missing'],
    ],
    ['tax', { country: null, lines: [], freight: '1' }, ['no rate of code S in no country']],
    ['tax', { lines: [orderLine(), orderLine({ line: 2, taxCode: 'q' })] }, ['no rate of code Q in DE']],
  ])('is held back for its %s: %j', (field, row, reasons) => {
    expect(map(row).value).toBeNull();
    expect(map(row).issues).toEqual(reasons.map((reason) => ({ field, reason, severity: 'held' })));
  });
});

describe('reading orders', () => {
  const taxRows = [taxRow(), taxRow({ code: 'R', rate: '7.00' }), taxRow({ country: 'FR', rate: '-1' })];

  const handed = (asked: unknown[] = []) => ({
    documents: async (...of: unknown[]) => {
      asked.push(of);
      return [handedOver()];
    },
    claims: async () => [],
    boundSkus: async () => new Map(),
  });

  it('taxes each with the rates of the same snapshot, and asks once which are ours', async () => {
    const { snapshot, asked } = officeSnapshot({
      sohead: [orderRow(), orderRow({ sourceKey: '410002', status: 'X' })],
      taxtab: taxRows,
    });
    const named: unknown[] = [];
    const records = await orderReader('demo', mapping, handed(named)).read(snapshot, ['410001', '410002']);
    expect(records).toEqual([map(), map({ sourceKey: '410002', status: 'X' })]);
    expect(asked.map(({ params }) => params)).toEqual([[['410001', '410002']], []]);
    expect(named).toEqual([[['410001', '410002'], ['10000123']]]);
  });

  it('asks nobody which are ours where there are none', async () => {
    const { snapshot } = officeSnapshot({ sohead: [], taxtab: taxRows });
    const named: unknown[] = [];
    expect(await orderReader('demo', mapping, handed(named)).read(snapshot, ['410001'])).toEqual([]);
    expect(named).toEqual([]);
  });

  it('takes a head without lines for no order', async () => {
    const { snapshot } = officeSnapshot({
      sohead: [orderRow({ sourceKey: '410002', lines: [] }), orderRow()],
      taxtab: taxRows,
    });
    const records = await orderReader('demo', mapping, handed()).read(snapshot, ['410001', '410002']);
    expect(records).toEqual([map()]);
  });

  it('holds one back that cannot be read, and reads the others', async () => {
    const broken = orderRow({ sourceKey: '410002', freight: 'NaN' });
    const { snapshot } = officeSnapshot({ sohead: [broken, orderRow()], taxtab: taxRows });
    const [held, other] = await orderReader('demo', mapping, handed()).read(snapshot, ['410001', '410002']);
    expect(held).toMatchObject({
      key: 'demo|410002',
      value: null,
      issues: [{ field: 'record', reason: 'not a decimal: "NaN"', severity: 'held' }],
    });
    expect(other).toEqual(map());
  });

  it('pages through the orders of the back office', async () => {
    const { snapshot, asked } = officeSnapshot({
      sourceKey: [{ sourceKey: '410001' }, { sourceKey: '410002' }],
    });
    expect(await orderReader('demo', mapping, null).sourceKeys(snapshot, '41', 2)).toEqual([
      '410001',
      '410002',
    ]);
    expect(asked.map(({ params }) => params)).toEqual([['41', 2]]);
  });
});
