import type { PlacedLine } from '@throughline/events';
import { divide, minorUnitsOf, multiply } from '@throughline/money';
import { orderTotals } from '@throughline/order-rules';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { erpLine, erpOrder, placedLine, placedOrder, recipient } from './fixtures/documents.ts';
import { differenceOf, differencesFrom, documentFor, isWhollyCancelled } from './export.ts';

const units = (of: Readonly<Record<number, number>>) =>
  new Map(Object.entries(of).map(([line, quantity]) => [Number(line), quantity]));
const none = units({});
const differs = (kind: string, line: number | null, field: string, ours: string, theirs: string) => {
  return { kind, field, ours, theirs, line, since: null, worth: null };
};

/** Three cartons of twelve bells, of which two cost 21.50: 32.25. */
const cartons = placedLine({
  ...{ line: 1, sku: 'BELL', quantity: 36, unit: 'XCT', unitQuantity: 3 },
  ...{ unitPrice: '21.5', perQuantity: 2, net: '32.25' },
});
/** Three kits at a hundred, each of two bells and a pump. */
const kits = placedLine({
  ...{ line: 2, sku: 'SET', quantity: 3, net: '300' },
  components: [
    { sku: 'PUMP', quantity: 1 },
    { sku: 'BELL', quantity: 2 },
  ],
});

describe('the document', () => {
  it('says what was ordered, at which price, and what of it was cancelled', () => {
    const company = recipient({ company: 'Fahrrad Müller GmbH', phone: '+49 30 123' });
    expect(documentFor(placedOrder(), units({ 1: 3, 3: 1 }), '10000', company)).toEqual({
      order: '10001',
      customer: '10000',
      currency: 'EUR',
      placedAt: new Date('2026-11-20T10:00:00Z'),
      shippingNet: '4.55',
      purchaseOrderNumber: null,
      recipient: company,
      lines: [
        {
          ...{ line: 1, sku: 'GUIDE', unit: 'C62', unitQuantity: 4, unitNet: '6.5', perQuantity: 1 },
          ...{ ordered: 4, cancelled: 3, components: [] },
        },
        {
          ...{ line: 2, sku: 'BIKE', unit: 'C62', unitQuantity: 1, unitNet: '100', perQuantity: 1 },
          ...{ ordered: 1, cancelled: 0, components: [] },
        },
        {
          ...{ line: 3, sku: 'BELL', unit: 'C62', unitQuantity: 2, unitNet: '9.95', perQuantity: 1 },
          ...{ ordered: 2, cancelled: 1, components: [] },
        },
      ],
    });
  });

  it('says in which unit it was ordered, at a price for several, and what kits are put together of', () => {
    const placed = placedOrder({ purchaseOrderNumber: 'PO-7', lines: [cartons, kits] });
    const document = documentFor(placed, none, '10000', recipient({ region: 'RE' }));
    expect(document).toMatchObject({ purchaseOrderNumber: 'PO-7', recipient: { region: 'RE' } });
    expect(document.lines).toEqual([
      {
        ...{ line: 1, sku: 'BELL', unit: 'XCT', unitQuantity: 3, unitNet: '21.5', perQuantity: 2 },
        ...{ ordered: 36, cancelled: 0, components: [] },
      },
      {
        ...{ line: 2, sku: 'SET', unit: 'C62', unitQuantity: 3, unitNet: '100', perQuantity: 1 },
        ...{ ordered: 3, cancelled: 0, components: kits.components },
      },
    ]);
  });

  it.each([
    ['says nothing of', {}],
    ['leaves empty', { unit: '', unitQuantity: 0, perQuantity: 1, components: [] }],
  ])('counts base units of an order from before, which %s units', (_, said) => {
    const { unit: _unit, unitQuantity: _of, perQuantity: _per, components: _none, ...line } = placedLine();
    const { purchaseOrderNumber: _number, ...order } = placedOrder();
    const old = { ...line, quantity: 4, net: '400', taxIncluded: true, ...said } as PlacedLine;
    const placed = { ...order, lines: [old] } as ReturnType<typeof placedOrder>;
    const document = documentFor(placed, none, '10000', recipient());
    expect(document.purchaseOrderNumber).toBeNull();
    expect(document.lines).toEqual([
      {
        ...{ line: 2, sku: 'BIKE', unit: '', unitQuantity: 4, unitNet: '100', perQuantity: 1 },
        ...{ ordered: 4, cancelled: 0, components: [] },
      },
    ]);
    const theirs = erpOrder({ lines: [erpLine({ ordered: 4, unitQuantity: 4 })] });
    expect(differencesFrom(placed, none, theirs)).toEqual([]);
    const left = { net: '204.55', tax: '38.86', gross: '243.41' };
    const half = erpOrder({ ...left, lines: [erpLine({ ordered: 4, cancelled: 2 })] });
    const untaxed = { ...placed, lines: [{ ...old, taxIncluded: false }] };
    expect(differencesFrom(untaxed, units({ 2: 2 }), half)).toEqual([]);
  });

  it('cancels no more units of a line than were ordered', () => {
    const { lines } = documentFor(placedOrder(), units({ 1: 4, 2: 2, 3: 1 }), '10000', recipient());
    expect(lines.map(({ ordered, cancelled }) => [ordered, cancelled])).toEqual([
      [4, 4],
      [1, 1],
      [2, 1],
    ]);
  });

  it('has the date of an order that was kept as text', () => {
    const kept = JSON.parse(JSON.stringify(placedOrder())) as ReturnType<typeof placedOrder>;
    expect(documentFor(kept, none, '10000', recipient()).placedAt).toEqual(new Date('2026-11-20T10:00:00Z'));
  });

  it.each([
    ['EUR', { quantity: 3, unitPrice: '119', net: '300' }, '100'],
    ['EUR', { quantity: 3, unitPrice: '39.67', net: '100.01' }, '33.3366667'],
    ['EUR', { quantity: 36, unit: 'XCT', unitQuantity: 3, perQuantity: 2, net: '100.01' }, '66.6733333'],
    ['JPY', { quantity: 7, unitPrice: '119', net: '700' }, '100'],
    ['KWD', { quantity: 3, unitPrice: '0.992', net: '2.501' }, '0.8336667'],
  ])(
    'states prices without tax, also those that were shown with it in %s: %j',
    (currency, shown, unitNet) => {
      const lines = [
        placedLine({ line: 1, ...shown, taxIncluded: true }),
        placedLine({ quantity: 3, unitPrice: '39.67', net: '119.01' }),
      ];
      const document = documentFor(placedOrder({ currency, lines }), none, '10000', recipient());
      expect(document.currency).toBe(currency);
      expect(document.lines.map((line) => line.unitNet)).toEqual([unitNet, '39.67']);
    },
  );

  it('states prices that come to the net amount of the line, whatever the quantity and the rate', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('EUR', 'JPY', 'KWD'),
        fc.integer({ min: 1, max: 9_999 }),
        fc.constantFrom(1, 2, 10, 100, 1000),
        fc.integer({ min: 0, max: 10_000_000 }).map((price) => divide(String(price), '10000', 4)),
        fc.integer({ min: 0, max: 30_000 }).map((rate) => divide(String(rate), '1000', 3)),
        fc.constantFrom(1, 12, 500),
        (currency, unitQuantity, perQuantity, unitPrice, taxRate, units) => {
          const priced = { quantity: unitQuantity, unitPrice, perQuantity, taxIncluded: true, taxRate };
          const lines = [{ ...priced, taxCategory: 'standard' }];
          const { net } = orderTotals({ currency, rounding: 'tax-group', lines, shipping: null });
          const quantity = unitQuantity * units;
          const line = placedLine({ ...priced, unit: 'XCT', quantity, unitQuantity, net });
          const [handed] = documentFor(
            placedOrder({ currency, lines: [line] }),
            none,
            '10000',
            recipient(),
          ).lines;
          const { unitNet, ...sold } = handed!;
          const amount = multiply(unitNet, String(sold.unitQuantity));
          expect(divide(amount, String(sold.perQuantity), minorUnitsOf(currency))).toBe(net);
        },
      ),
    );
  });
});

describe('reading it back', () => {
  it('finds no difference where there is none, however figures are written', () => {
    expect(differencesFrom(placedOrder(), none, erpOrder())).toEqual([]);
    const written = erpOrder({ net: '150.4500', tax: '25.470', gross: '175.92000' });
    expect(differencesFrom(placedOrder(), none, written)).toEqual([]);
    expect(differencesFrom(placedOrder({ net: '150.450' }), none, written)).toEqual([]);
  });

  it('finds none either where lines come in another order', () => {
    const theirs = erpOrder();
    expect(differencesFrom(placedOrder(), none, { ...theirs, lines: theirs.lines.toReversed() })).toEqual([]);
  });

  it('names every figure that is not ours, of every line', () => {
    const theirs = erpOrder(
      { currency: 'CHF', net: '150.46', tax: '25.46', gross: '200' },
      {
        1: { sku: 'MAP', unitQuantity: 4, ordered: 5, cancelled: 1 },
        2: { line: 4, ordered: 6 },
        3: { unitQuantity: 2, ordered: 1 },
      },
    );
    expect(differencesFrom(placedOrder(), none, theirs)).toEqual([
      differs('currency', null, 'currency', 'EUR', 'CHF'),
      differs('substituted', 1, 'lines[1].sku', 'GUIDE', 'MAP'),
      differs('raised', 1, 'lines[1].ordered', '4', '5'),
      differs('cancellation', 1, 'lines[1].cancelled', '0', '1'),
      differs('missing-line', 2, 'lines[2]', '1 × BIKE', 'missing'),
      differs('lowered', 3, 'lines[3].ordered', '2', '1'),
      differs('added-line', 4, 'lines[4]', 'none', '6 × BIKE'),
      differs('total', null, 'net', '150.45', '150.46'),
      differs('total', null, 'tax', '25.47', '25.46'),
      differs('total', null, 'gross', '175.92', '200'),
    ]);
  });

  it('expects what the shopper saw, whatever would be computed of it now', () => {
    const seen = { net: '150.44', tax: '25.48', gross: '175.93' };
    expect(differencesFrom(placedOrder(seen), none, erpOrder(seen))).toEqual([]);
    expect(differencesFrom(placedOrder(seen), units({ 1: 0, 3: 0 }), erpOrder(seen))).toEqual([]);
    expect(differencesFrom(placedOrder(seen), none, erpOrder())).toEqual([
      differs('total', null, 'net', '150.44', '150.45'),
      differs('total', null, 'tax', '25.48', '25.47'),
      differs('total', null, 'gross', '175.93', '175.92'),
    ]);
  });

  it('says so when the document is not there to be read', () => {
    expect(differencesFrom(placedOrder(), none, null)).toEqual([
      differs('missing-document', null, 'document', '10001', 'cannot be read'),
    ]);
  });

  it('names a line that the back office has and we have not', () => {
    const theirs = erpOrder();
    const lines = [...theirs.lines, erpLine({ line: 9, sku: 'GIFT', ordered: 1 })];
    expect(differencesFrom(placedOrder(), none, { ...theirs, lines })).toEqual([
      differs('added-line', 9, 'lines[9]', 'none', '1 × GIFT'),
    ]);
  });
});

describe('a difference that was kept', () => {
  it('is what it was, its instant among it', () => {
    const kept = differs('lowered', 3, 'lines[3].ordered', '2', '1');
    const since = new Date('2026-11-20T10:00:00Z');
    expect(differenceOf(kept)).toEqual(kept);
    expect(differenceOf({ ...kept, since: since.toISOString(), worth: '9.95' })).toEqual({
      ...kept,
      since,
      worth: '9.95',
    });
  });

  it('has the defaults of what differences did not say before 0.3', () => {
    const old = { field: 'tax', ours: '23.72', theirs: '23.71' };
    expect(differenceOf(old)).toEqual(differs('', null, 'tax', '23.72', '23.71'));
  });
});

describe('reading back units, kits and what a buyer writes', () => {
  const placed = placedOrder({
    ...{ purchaseOrderNumber: 'PO-7', lines: [cartons, kits] },
    ...{ net: '336.8', tax: '63.99', gross: '400.79' },
  });
  const carton = erpLine({
    ...{ line: 1, sku: 'BELL', unit: 'XCT', unitQuantity: 3, perQuantity: 2, ordered: 36 },
  });
  const kit = erpLine({
    ...{ sku: 'SET', kind: 'kit', ordered: 3 },
    components: kits.components.toReversed(),
  });
  const theirs = erpOrder({
    ...{ purchaseOrderNumber: 'PO-7', lines: [carton, kit] },
    ...{ net: '336.8', tax: '63.99', gross: '400.79' },
  });

  it('finds no difference where there is none', () => {
    expect(differencesFrom(placed, none, theirs)).toEqual([]);
  });

  it('names what is otherwise', () => {
    const other = {
      ...theirs,
      purchaseOrderNumber: null,
      lines: [
        { ...carton, unit: 'XPX', unitQuantity: 36 },
        { ...kit, components: [{ sku: 'BELL', quantity: 3 }] },
      ],
      charges: [
        ...theirs.charges,
        { line: 9, code: 'PACKING', name: 'PACKING', net: '4.5' },
        { line: null, code: 'COD', name: 'CASH ON DELIVERY', net: '6.9' },
      ],
    };
    expect(differencesFrom(placed, none, other)).toEqual([
      differs('reference', null, 'purchaseOrderNumber', 'PO-7', 'none'),
      differs('unit', 1, 'lines[1].unit', 'XCT', 'XPX'),
      differs('unit', 1, 'lines[1].unitQuantity', '3', '36'),
      differs('components', 2, 'lines[2].components', '1 × PUMP, 2 × BELL', '3 × BELL'),
      differs('charge', 9, 'charges[PACKING]', 'none', '4.5'),
      differs('charge', null, 'charges[COD]', 'none', '6.9'),
    ]);
  });

  it('names a number of a purchase order and components that we do not know of', () => {
    const plain = { ...placed, purchaseOrderNumber: null, lines: [cartons, { ...kits, components: [] }] };
    expect(differencesFrom(plain, none, theirs)).toEqual([
      differs('reference', null, 'purchaseOrderNumber', 'none', 'PO-7'),
      differs('components', 2, 'lines[2].components', 'none', '1 × PUMP, 2 × BELL'),
    ]);
  });

  it('expects of a carton the part that is left, to the base unit', () => {
    // Nineteen of 36 bells, 32.25 × 19 / 36 = 17.02; 17.02 + 300 + 4.55 at 19 % is 61.0983.
    const left = { net: '321.57', tax: '61.1', gross: '382.67' };
    const document = { ...theirs, ...left, lines: [{ ...carton, cancelled: 17 }, kit] };
    expect(differencesFrom(placed, units({ 1: 17 }), document)).toEqual([]);
  });

  const shipment = (...lines: (readonly [line: number, sku: string, quantity: number])[]) => ({
    ...{ number: 'D1', location: 'B1', shippedAt: new Date(0) },
    ...{ carrier: null, trackingNumber: null, trackingUrl: null },
    lines: lines.map(([line, sku, quantity]) => ({ line, sku, quantity })),
  });

  it.each([
    ['nothing', [], 3],
    ['one of the two bells of a kit', [shipment([2, 'BELL', 1])], 2],
    [
      'bells of two kits and the pump of one',
      [shipment([2, 'BELL', 2], [2, 'PUMP', 1]), shipment([2, 'BELL', 1])],
      1,
    ],
    ['a pump of every kit', [shipment([2, 'PUMP', 3])], 0],
    ['bells of another line', [shipment([1, 'BELL', 36])], 3],
  ])('expects kits to be cancelled of which nothing has left: %s', (_, shipments, cancelled) => {
    const nets = { 0: '336.8', 1: '236.8', 2: '136.8', 3: '36.8' };
    const taxes = { 0: '63.99', 1: '44.99', 2: '25.99', 3: '6.99' };
    const sums = { 0: '400.79', 1: '281.79', 2: '162.79', 3: '43.79' };
    const kept = cancelled as keyof typeof nets;
    const document = {
      ...theirs,
      ...{ net: nets[kept], tax: taxes[kept], gross: sums[kept], shipments },
      lines: [carton, { ...kit, cancelled }],
    };
    expect(differencesFrom(placed, units({ 2: 3 }), document)).toEqual([]);
  });

  it('expects of any line the price of what is left, rounded once', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 999 }),
        fc.integer({ min: 1, max: 48 }),
        fc.constantFrom(1, 7, 100),
        fc.integer({ min: 0, max: 1_000_000 }).map((price) => divide(String(price), '1000', 3)),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.boolean(),
        (unitQuantity, size, perQuantity, unitPrice, share, taxIncluded) => {
          const quantity = unitQuantity * size;
          const cancelled = 1 + Math.floor(share * (quantity - 1));
          const line = placedLine({
            ...{ quantity, unit: 'XCT', unitQuantity, perQuantity, unitPrice, taxIncluded },
          });
          const left = String(quantity - cancelled);
          const exact = divide(multiply(unitPrice, left), String(size * perQuantity), 2);
          const lines = [{ ...line, quantity: 1, unitPrice: exact, perQuantity: 1 }];
          const shipping =
            cancelled === quantity ? null : { net: '4.55', taxCategory: 'standard', taxRate: '19' };
          const { net, tax, gross } = orderTotals({
            currency: 'EUR',
            rounding: 'tax-group',
            lines,
            shipping,
          });
          const sold = { unit: 'XCT', unitQuantity, perQuantity, ordered: quantity, cancelled };
          const document = erpOrder({ net, tax, gross, lines: [erpLine(sold)] });
          expect(differencesFrom(placedOrder({ lines: [line] }), units({ 2: cancelled }), document)).toEqual(
            [],
          );
        },
      ),
    );
  });
});

describe('reading it back when units were cancelled', () => {
  /** One guide, the bike and one bell are left. */
  const cancelled = units({ 1: 3, 3: 1 });
  const left = { net: '121', tax: '22.22', gross: '143.22' };
  const lines = { 1: { cancelled: 3 }, 3: { cancelled: 1 } };

  it('compares with what is left', () => {
    expect(differencesFrom(placedOrder(), cancelled, erpOrder(left, lines))).toEqual([]);
    expect(differencesFrom(placedOrder(), cancelled, erpOrder())).toEqual([
      differs('cancellation', 1, 'lines[1].cancelled', '3', '0'),
      differs('cancellation', 3, 'lines[3].cancelled', '1', '0'),
      differs('total', null, 'net', '121', '150.45'),
      differs('total', null, 'tax', '22.22', '25.47'),
      differs('total', null, 'gross', '143.22', '175.92'),
    ]);
  });

  it('does not expect units to be cancelled that have left', () => {
    const shipped = { 1: { shipped: 2, cancelled: 2 }, 3: { shipped: 1, cancelled: 1 }, 2: { shipped: 1 } };
    const rest = { net: '127.5', tax: '22.67', gross: '150.17' };
    const unwanted = units({ 1: 3, 2: 1, 3: 1 });
    expect(differencesFrom(placedOrder(), unwanted, erpOrder(rest, shipped))).toEqual([]);
  });

  it('expects none where more has left than was ordered', () => {
    const theirs = erpOrder({}, { 3: { unitQuantity: 2, ordered: 3, shipped: 3 } });
    expect(differencesFrom(placedOrder(), units({ 3: 2 }), theirs)).toEqual([
      differs('raised', 3, 'lines[3].ordered', '2', '3'),
    ]);
  });

  it('takes a line that is not there for one of which nothing has left', () => {
    const theirs = erpOrder(left, lines);
    const without = { ...theirs, lines: theirs.lines.filter(({ line }) => line !== 3) };
    expect(differencesFrom(placedOrder(), cancelled, without)).toEqual([
      differs('missing-line', 3, 'lines[3]', '2 × BELL', 'missing'),
    ]);
  });

  it('owes nothing, and no shipping, when all of it was cancelled, even more often than ordered', () => {
    const all = { 1: { cancelled: 4 }, 2: { cancelled: 1 }, 3: { cancelled: 2 } };
    const nothing = { net: '0', tax: '0', gross: '0' };
    for (const more of [0, 1]) {
      const unwanted = units({ 1: 4 + more, 2: 1, 3: 2 + more });
      expect(differencesFrom(placedOrder(), unwanted, erpOrder(nothing, all))).toEqual([]);
    }
  });

  it('still owes shipping when all that is left was given away', () => {
    const free = placedOrder({ lines: [placedLine({ line: 1, unitPrice: '0', net: '0' }), placedLine()] });
    const theirs = { net: '4.55', tax: '0.86', gross: '5.41' };
    const document = erpOrder({
      ...theirs,
      lines: [
        erpLine({ line: 1, shipped: 1, unitPrice: '0', net: '0' }),
        erpLine({ cancelled: 1, net: '0' }),
      ],
    });
    expect(differencesFrom(free, units({ 1: 1, 2: 1 }), document)).toEqual([]);
  });

  it('taxes shipping apart where no line has its rate', () => {
    const food = placedLine({
      line: 1,
      quantity: 2,
      unitPrice: '6.5',
      net: '13',
      taxCategory: 'reduced',
      taxRate: '7',
    });
    const placed = placedOrder({ lines: [food, { ...food, line: 2, sku: 'MAP' }] });
    const [first, second] = [1, 2].map((line) => erpLine({ line, ordered: 2 }));
    const document = erpOrder({
      lines: [
        { ...first!, sku: 'BIKE', cancelled: 1 },
        { ...second!, sku: 'MAP' },
      ],
      // 6.50 + 13.00 at 7 % is 1.365, 4.55 at 19 % is 0.8645.
      ...{ net: '24.05', tax: '2.23', gross: '26.28' },
    });
    expect(differencesFrom(placed, units({ 1: 1 }), document)).toEqual([]);
  });

  it.each([
    // Two lines of 7 cents are taxed 0.0133 each and 0.0266 together; 10 cents of another class 0.019, and 4 cents 0.0076.
    ['line', '0.1', { net: '0.24', tax: '0.04', gross: '0.28' }],
    ['tax-group', '0.1', { net: '0.24', tax: '0.05', gross: '0.29' }],
    ['document', '0.1', { net: '0.24', tax: '0.05', gross: '0.29' }],
    ['line', '0.04', { net: '0.18', tax: '0.03', gross: '0.21' }],
    ['tax-group', '0.04', { net: '0.18', tax: '0.04', gross: '0.22' }],
    ['document', '0.04', { net: '0.18', tax: '0.03', gross: '0.21' }],
    ['by the moon', '0.04', { net: '0.18', tax: '0.04', gross: '0.22' }],
  ])('rounds tax as the order did: %s, with %s of another class', (rounding, other, theirs) => {
    const placed = placedOrder({
      rounding,
      shippingNet: '0',
      lines: [
        placedLine({ line: 1, quantity: 2, unitPrice: '0.07', net: '0.14' }),
        placedLine({ line: 2, unitPrice: '0.07', net: '0.07' }),
        placedLine({ line: 3, unitPrice: other, net: other, taxCategory: 'books' }),
      ],
    });
    const lines = [
      erpLine({ line: 1, ordered: 2, cancelled: 1 }),
      erpLine({ line: 2 }),
      erpLine({ line: 3 }),
    ];
    expect(differencesFrom(placed, units({ 1: 1 }), erpOrder({ ...theirs, lines }))).toEqual([]);
  });

  it.each([
    ['JPY', { unitPrice: '1480', shipping: '500' }, { net: '4940', tax: '939', gross: '5879' }],
    ['KWD', { unitPrice: '1.235', shipping: '0.505' }, { net: '4.21', tax: '0.8', gross: '5.01' }],
  ])('counts in the minor unit of %s', (currency, { unitPrice, shipping }, theirs) => {
    const lines = [1, 2].map((line) => placedLine({ line, quantity: 2, unitPrice, net: '0' }));
    const document = erpOrder({
      ...theirs,
      currency,
      lines: [erpLine({ line: 1, ordered: 2, cancelled: 1 }), erpLine({ line: 2, ordered: 2 })],
    });
    const placed = placedOrder({ currency, lines, shippingNet: shipping });
    expect(differencesFrom(placed, units({ 1: 1 }), document)).toEqual([]);
  });
});

describe('an order of several lines', () => {
  it.each([
    [{}, false],
    [{ 1: 4, 2: 1 }, false],
    [{ 1: 4, 2: 1, 3: 1 }, false],
    [{ 1: 4, 2: 1, 3: 2 }, true],
    [{ 1: 5, 2: 1, 3: 2 }, true],
  ])('of which %j was cancelled has nothing left: %s', (cancelled, nothing) => {
    expect(isWhollyCancelled(placedOrder(), units(cancelled))).toBe(nothing);
  });
});
