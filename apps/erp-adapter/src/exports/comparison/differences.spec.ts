import type { ErpOrder, ErpOrderLine, OrderPlaced, PlacedLine } from '@throughline/events';
import { add, divide, multiply } from '@throughline/money';
import { orderTotals } from '@throughline/order-rules';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type DifferenceKind,
  type FoundDifference,
  restoredDifference,
  sameDifferences,
  sinceFirstSeen,
} from './difference.ts';
import { differencesFrom, secondDocument, unreadableDocument } from './differences.ts';
import {
  discountedLine,
  erpLine,
  erpOrder,
  placedLine,
  placedOrder,
  priced,
  writtenOrder,
} from '../fixtures/documents.ts';

const units = (of: Readonly<Record<number, number>>) =>
  new Map(Object.entries(of).map(([line, quantity]) => [Number(line), quantity]));
const none = units({});
const compared = (
  placed: OrderPlaced,
  theirs: ErpOrder,
  told = none,
  changedRecipient: readonly string[] = [],
): FoundDifference[] => differencesFrom(placed, told, { theirs, changedRecipient });
/** The document with lines changed by number, and others added, priced anew. */
function edited(
  placed: OrderPlaced,
  changes: Readonly<Record<number, Partial<ErpOrderLine> | null>>,
  added: readonly ErpOrderLine[] = [],
  told = none,
): ErpOrder {
  const document = writtenOrder(placed, told);
  const lines = document.lines.flatMap((line) => {
    const change = changes[line.line];
    return change === null ? [] : { ...line, ...change };
  });
  return priced({ ...document, lines: [...lines, ...added] }, placed);
}
const found = (
  kind: DifferenceKind,
  field: string,
  ours: string,
  theirs: string,
  { line = null, worth = null }: { line?: number | null; worth?: string | null } = {},
) => ({ kind, field, ours, theirs, line, worth });

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
const business = placedOrder({
  ...{ purchaseOrderNumber: 'PO-7', lines: [cartons, kits] },
  ...{ net: '336.8', tax: '63.99', gross: '400.79' },
});

describe('a document that says what we say', () => {
  it('has no difference, however figures are written and lines are ordered', () => {
    expect(compared(placedOrder(), erpOrder())).toEqual([]);
    const written = erpOrder({ net: '150.4500', tax: '25.470', gross: '175.92000' });
    expect(compared(placedOrder(), written)).toEqual([]);
    expect(compared(placedOrder({ net: '150.450' }), written)).toEqual([]);
    const theirs = erpOrder();
    expect(compared(placedOrder(), { ...theirs, lines: theirs.lines.toReversed() })).toEqual([]);
  });

  it('has none of units of pack, kits, and what a buyer writes', () => {
    const theirs = writtenOrder(business);
    expect(compared(business, theirs)).toEqual([]);
    const reversed = theirs.lines.map((line) => ({ ...line, components: line.components.toReversed() }));
    expect(compared(business, { ...theirs, lines: reversed })).toEqual([]);
  });

  it.each([
    ['says nothing of', {}],
    ['leaves empty', { unit: '', unitQuantity: 0, perQuantity: 1, components: [] }],
  ])('counts base units of an order from before, which %s units', (_, said) => {
    const { unit: _unit, unitQuantity: _of, perQuantity: _per, components: _none, ...line } = placedLine();
    const { purchaseOrderNumber: _number, ...order } = placedOrder();
    const old = { ...line, quantity: 4, net: '400', taxIncluded: true, ...said } as PlacedLine;
    const placed = { ...order, lines: [old] } as OrderPlaced;
    const theirs = erpOrder({ lines: [erpLine({ ordered: 4, unitQuantity: 4 })] });
    expect(compared(placed, theirs)).toEqual([]);
    const third = { ...placed, lines: [{ ...old, quantity: 3, net: '100.01' }] };
    const asked = (unitPrice: string) =>
      compared(third, erpOrder({ lines: [erpLine({ ordered: 3, unitPrice, net: '100.01' })] }))[0];
    expect(asked('33.3367')).toBeUndefined();
    expect(asked('33.3366')).toMatchObject({ kind: 'price', ours: '33.3366667', theirs: '33.3366' });
    const left = { net: '204.55', tax: '38.86', gross: '243.41' };
    const half = erpOrder({ ...left, lines: [erpLine({ ordered: 4, cancelled: 2 })] });
    const untaxed = { ...placed, lines: [{ ...old, taxIncluded: false }] };
    expect(compared(untaxed, half, units({ 2: 2 }))).toEqual([]);
  });

  it('is expected to come to what the shopper saw, whatever would be computed of it now', () => {
    const seen = { net: '150.44', tax: '25.48', gross: '175.93' };
    expect(compared(placedOrder(seen), erpOrder(seen))).toEqual([]);
    expect(compared(placedOrder(seen), erpOrder(seen), units({ 1: 0, 3: 0 }))).toEqual([]);
  });
});

describe('a document that says something else', () => {
  it.each<[string, ErpOrder, FoundDifference[]]>([
    [
      'its currency',
      { ...erpOrder(), currency: 'CHF', gross: '7' },
      [found('currency', 'currency', 'EUR', 'CHF')],
    ],
    [
      'the number of the buyer',
      erpOrder({ purchaseOrderNumber: 'PO-1' }),
      [found('reference', 'purchaseOrderNumber', 'none', 'PO-1')],
    ],
    [
      'a line less',
      edited(placedOrder(), { 3: null }),
      [found('missing-line', 'lines[3]', '2 × BELL', 'none', { line: 3, worth: '-19.9' })],
    ],
    [
      'a line more',
      edited(placedOrder(), {}, [
        erpLine({ line: 9, sku: 'GIFT', ordered: 7, cancelled: 4, unitPrice: '5' }),
      ]),
      [found('added-line', 'lines[9]', 'none', '3 × GIFT', { line: 9, worth: '15' })],
    ],
    [
      'more of the same in a line of its own, where nothing is missing',
      edited(placedOrder(), {}, [erpLine({ line: 9, sku: 'GUIDE', ordered: 2, unitPrice: '6.5' })]),
      [found('added-line', 'lines[9]', 'none', '2 × GUIDE', { line: 9, worth: '13' })],
    ],
    [
      'another item in a line',
      edited(placedOrder(), { 1: { sku: 'MAP', components: [{ sku: 'X', quantity: 1 }] } }),
      [found('substituted', 'lines[1].sku', 'GUIDE', 'MAP', { line: 1 })],
    ],
    [
      'another item under another number',
      edited(placedOrder(), { 1: null }, [erpLine({ line: 9, sku: 'MAP', ordered: 4, unitPrice: '7' })]),
      [found('substituted', 'lines[1].sku', 'GUIDE', 'MAP in line 9', { line: 1, worth: '2' })],
    ],
    [
      'another item instead of a part',
      edited(placedOrder(), { 1: { ordered: 1, unitQuantity: 1 } }, [
        erpLine({ line: 9, sku: 'MAP', ordered: 3, unitPrice: '6.5' }),
      ]),
      [found('substituted', 'lines[1].sku', 'GUIDE', 'MAP in line 9', { line: 1 })],
    ],
    [
      'the same in two lines',
      edited(placedOrder(), { 1: { ordered: 3, unitQuantity: 3 } }, [
        erpLine({ line: 9, sku: 'GUIDE', ordered: 1, unitPrice: '6.5' }),
      ]),
      [found('split', 'lines[1]', '4 × GUIDE', '3 × GUIDE, 1 × GUIDE in line 9', { line: 1 })],
    ],
    [
      'the same in other lines, and less',
      edited(placedOrder(), { 1: null }, [
        erpLine({ line: 8, sku: 'GUIDE', ordered: 2, unitPrice: '7' }),
        erpLine({ line: 9, sku: 'GUIDE', ordered: 1, unitPrice: '6.5' }),
      ]),
      [
        found('split', 'lines[1]', '4 × GUIDE', '2 × GUIDE in line 8, 1 × GUIDE in line 9', {
          ...{ line: 1, worth: '1' },
        }),
        found('lowered', 'lines[1].ordered', '4', '3', { line: 1, worth: '-6.5' }),
      ],
    ],
    [
      'fewer units',
      edited(placedOrder(), { 1: { ordered: 3, unitQuantity: 3 } }),
      [found('lowered', 'lines[1].ordered', '4', '3', { line: 1, worth: '-6.5' })],
    ],
    [
      'no units any more in a line that is still there',
      // 26 at 7 % and 104.55 at 19 %.
      erpOrder({ net: '130.55', tax: '21.68', gross: '152.23' }, { 3: { ordered: 0, net: '0' } }),
      [found('lowered', 'lines[3].ordered', '2', '0', { line: 3, worth: '-19.9' })],
    ],
    [
      'more units, at the price of the line',
      edited(placedOrder(), { 3: { ordered: 5 } }),
      [found('raised', 'lines[3].ordered', '2', '5', { line: 3, worth: '29.85' })],
    ],
    [
      'another price',
      edited(placedOrder(), { 1: { unitPrice: '6' } }),
      [found('price', 'lines[1].unitPrice', '6.5', '6', { line: 1, worth: '-2' })],
    ],
    ['nothing of discounts, as it was kept before 0.3', erpOrder({}, { 2: { discountPercent: null } }), []],
    ['a price for several', edited(placedOrder(), { 1: { unitPrice: '65', perQuantity: 10 } }), []],
    [
      'a discount',
      edited(placedOrder(), { 2: discountedLine(erpLine(), '7.5') }),
      [found('price', 'lines[2].discountPercent', '0', '7.5', { line: 2, worth: '-7.5' })],
    ],
    [
      'a discount on another price',
      edited(placedOrder(), { 2: discountedLine(erpLine({ unitPrice: '120' }), '10') }),
      [
        found('price', 'lines[2].discountPercent', '0', '10', { line: 2, worth: '8' }),
        found('price', 'lines[2].unitPrice', '100', '108', { line: 2 }),
      ],
    ],
    [
      'a charge',
      erpOrder({
        charges: [...erpOrder().charges, { line: 9, code: 'PACKING', name: 'PACKING', net: '4.5' }],
        gross: '0',
      }),
      [found('charge', 'charges[PACKING]', 'none', '4.5', { line: 9, worth: '4.5' })],
    ],
    [
      'another freight',
      priced(writtenOrder(placedOrder()), placedOrder(), '3'),
      [found('charge', 'charges[freight]', '4.55', '3', { worth: '-1.55' })],
    ],
    [
      'no freight',
      erpOrder({ charges: [], net: '145.9', tax: '24.6', gross: '170.5' }),
      [found('charge', 'charges[freight]', '4.55', '0', { worth: '-4.55' })],
    ],
  ])('is told with its kind and its worth: %s', (_, theirs, differences) => {
    expect(compared(placedOrder(), theirs)).toEqual(differences);
  });

  it('is told of packs and kits', () => {
    const theirs = edited(business, {
      1: { unit: 'C62', unitQuantity: 36 },
      2: { components: [{ sku: 'BELL', quantity: 3 }] },
    });
    expect(compared(business, { ...theirs, purchaseOrderNumber: null })).toEqual([
      found('reference', 'purchaseOrderNumber', 'PO-7', 'none'),
      // 36 pieces of a price that was for two cartons: 387 and not 32.25.
      found('unit', 'lines[1].unit', '3 XCT', '36 C62', { line: 1, worth: '354.75' }),
      found('components', 'lines[2].components', '1 × PUMP, 2 × BELL', '3 × BELL', { line: 2 }),
    ]);
    expect(compared(business, edited(business, { 1: { unitQuantity: 4 } }))).toEqual([
      found('unit', 'lines[1].unit', '3 XCT', '4 XCT', { line: 1, worth: '10.75' }),
    ]);
    // As many packs as the units come to, or as before: that is the quantity alone.
    for (const unitQuantity of [3, 4])
      expect(compared(business, edited(business, { 1: { ordered: 48, unitQuantity } }))).toMatchObject([
        { kind: 'raised', ours: '36', theirs: '48' },
      ]);
    expect(compared(business, edited(business, { 1: { ordered: 48, unitQuantity: 5 } }))).toMatchObject([
      { kind: 'raised', ours: '36', theirs: '48' },
      { kind: 'unit', ours: '3 XCT', theirs: '5 XCT' },
    ]);
    const plain = { ...business, lines: [cartons, { ...kits, components: [] }] };
    expect(compared(plain, writtenOrder(business))).toEqual([
      found('components', 'lines[2].components', 'none', '1 × PUMP, 2 × BELL', { line: 2 }),
    ]);
  });

  it('is told of the account that it is on, once that is known', () => {
    const on = (customer: string | null) =>
      differencesFrom(placedOrder(), none, { theirs: erpOrder(), changedRecipient: [] }, customer);
    expect(on('20024')).toEqual([found('customer', 'customer', '20024', '10000')]);
    expect(on('10000')).toEqual([]);
    expect(on(null)).toEqual([]);
  });

  it('is told of the recipient by the names of fields alone', () => {
    expect(compared(placedOrder(), erpOrder(), none, ['street', 'city'])).toEqual([
      found('address', 'recipient.street', 'as ordered', 'changed'),
      found('address', 'recipient.city', 'as ordered', 'changed'),
    ]);
  });

  it('is told of every charge', () => {
    const charge = (line: number, code: string, net: string) => ({ line, code, name: code, net });
    const charges = [...erpOrder().charges, charge(9, 'PACKING', '4.5'), charge(10, 'COD', '6.9')];
    expect(compared(placedOrder(), erpOrder({ charges }))).toEqual([
      found('charge', 'charges[PACKING]', 'none', '4.5', { line: 9, worth: '4.5' }),
      found('charge', 'charges[COD]', 'none', '6.9', { line: 10, worth: '6.9' }),
    ]);
  });

  it('takes a line for a substitute only where one line lacks exactly as much', () => {
    const placed = placedOrder({
      lines: [1, 2].map((line) => placedLine({ line, sku: `OLD-${line}`, quantity: 2, net: '200' })),
    });
    const extra = (ordered: number) => [erpLine({ line: 9, sku: 'NEW', ordered })];
    const kinds = (theirs: ErpOrder) => compared(placed, theirs).map(({ kind, line }) => `${kind} ${line}`);
    expect(kinds(edited(placed, { 1: null }, extra(2)))).toEqual(['substituted 1']);
    expect(kinds(edited(placed, { 1: null }, extra(3)))).toEqual(['missing-line 1', 'added-line 9']);
    expect(kinds(edited(placed, { 1: null, 2: null }, extra(2)))).toEqual([
      ...['missing-line 1', 'missing-line 2', 'added-line 9'],
    ]);
    // A line that is cancelled again delivers nothing.
    const dead = [erpLine({ line: 9, sku: 'NEW', ordered: 2, cancelled: 2 })];
    expect(kinds(edited(placed, { 1: null }, dead))).toEqual(['missing-line 1']);
  });
});

describe('a total', () => {
  it('is told where nothing else explains it, the first that differs', () => {
    expect(compared(placedOrder(), erpOrder({ net: '150.46', gross: '175.93' }))).toEqual([
      found('total', 'net', '150.45', '150.46', { worth: '0.01' }),
    ]);
    expect(compared(placedOrder(), erpOrder({ tax: '25.48', gross: '175.93' }))).toEqual([
      found('total', 'tax', '25.47', '25.48'),
    ]);
    expect(compared(placedOrder(), erpOrder({ gross: '175.93' }))).toEqual([
      found('total', 'gross', '175.92', '175.93'),
    ]);
  });

  it('is what the shopper saw, also where a kit is put together of something else, or a reference is another', () => {
    const seen = { net: '336.79', tax: '63.98', gross: '400.77' };
    const theirs = { ...writtenOrder(business), ...seen, purchaseOrderNumber: 'PO-8' };
    const lines = theirs.lines.map((line) => (line.line === 2 ? { ...line, components: [] } : line));
    expect(compared({ ...business, ...seen }, { ...theirs, lines })).toMatchObject([
      { kind: 'reference' },
      { kind: 'components' },
    ]);
    expect(compared({ ...business, ...seen }, theirs)).toMatchObject([{ kind: 'reference' }]);
  });

  it('is that of the lines as they are, where these have changed', () => {
    const lowered = edited(placedOrder(), { 1: { ordered: 3, unitQuantity: 3 } });
    const untaxed = { ...lowered, tax: '0', gross: lowered.net };
    expect(compared(placedOrder(), untaxed)).toMatchObject([
      { kind: 'lowered' },
      // 19.50 at 7 % and 100 + 19.90 + 4.55 at 19 %.
      found('total', 'tax', '25.02', '0'),
    ]);
    const free = priced(writtenOrder(placedOrder()), placedOrder(), '0');
    expect(compared(placedOrder(), { ...free, tax: '0', gross: free.net })).toMatchObject([
      { kind: 'charge' },
      { kind: 'total', field: 'tax', ours: '24.6', theirs: '0' },
    ]);
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
  ])('is rounded as that of the order: %s, with %s of another class', (rounding, other, totals) => {
    const placed = placedOrder({
      rounding,
      shippingNet: '0',
      lines: [
        placedLine({ line: 1, quantity: 2, unitPrice: '0.07', net: '0.14' }),
        placedLine({ line: 2, unitPrice: '0.07', net: '0.07' }),
        placedLine({ line: 3, unitPrice: other, net: other, taxCategory: 'books' }),
      ],
    });
    const theirs = { ...writtenOrder(placed, units({ 1: 1 })), ...totals };
    expect(compared(placed, theirs, units({ 1: 1 }))).toEqual([]);
  });

  it.each([
    ['JPY', { unitPrice: '1480', shipping: '500' }, { net: '4940', tax: '939', gross: '5879' }],
    ['KWD', { unitPrice: '1.235', shipping: '0.505' }, { net: '4.21', tax: '0.8', gross: '5.01' }],
  ])('counts in the minor unit of %s', (currency, { unitPrice, shipping }, totals) => {
    const lines = [1, 2].map((line) =>
      placedLine({ line, quantity: 2, unitPrice, net: multiply(unitPrice, '2') }),
    );
    const placed = placedOrder({ currency, lines, shippingNet: shipping });
    const theirs = writtenOrder(placed, units({ 1: 1 }));
    expect(theirs).toMatchObject(totals);
    expect(compared(placed, theirs, units({ 1: 1 }))).toEqual([]);
  });
});

describe('what was cancelled', () => {
  /** One guide, the bike and one bell are left. */
  const told = units({ 1: 3, 3: 1 });
  const left = { net: '121', tax: '22.22', gross: '143.22' };
  const lines = { 1: { cancelled: 3, net: '6.5' }, 3: { cancelled: 1, net: '9.95' } };

  it('by shopper or staff is wanted, and by the back office followed', () => {
    expect(compared(placedOrder(), erpOrder(left, lines), told)).toEqual([]);
    expect(compared(placedOrder(), erpOrder(left, lines))).toEqual([]);
    expect(compared(placedOrder(), erpOrder(left, lines), units({ 1: 1 }))).toEqual([]);
  });

  it('and is open again is told, as far as it has not left and is not lowered', () => {
    expect(compared(placedOrder(), erpOrder(), told)).toEqual([
      found('cancellation', 'lines[1].cancelled', '3', '0', { line: 1, worth: '19.5' }),
      found('cancellation', 'lines[3].cancelled', '1', '0', { line: 3, worth: '9.95' }),
    ]);
    const begun = edited(placedOrder(), { 1: { shipped: 2, cancelled: 1 }, 3: { shipped: 2 } });
    expect(compared(placedOrder(), begun, told)).toEqual([
      found('cancellation', 'lines[1].cancelled', '2', '1', { line: 1, worth: '6.5' }),
    ]);
    const lowered = edited(placedOrder(), { 1: { ordered: 1, unitQuantity: 1 }, 3: { cancelled: 1 } });
    expect(compared(placedOrder(), lowered, told)).toEqual([
      found('lowered', 'lines[1].ordered', '4', '1', { line: 1 }),
    ]);
    const both = edited(placedOrder(), { 1: { ordered: 2, unitQuantity: 2, cancelled: 1 } });
    expect(compared(placedOrder(), both, units({ 1: 1 }))).toEqual([
      found('lowered', 'lines[1].ordered', '4', '2', { line: 1, worth: '-13' }),
    ]);
    const missing = edited(placedOrder(), { 1: null, 3: { cancelled: 1 } });
    expect(compared(placedOrder(), missing, told)).toEqual([
      found('missing-line', 'lines[1]', '4 × GUIDE', 'none', { line: 1, worth: '-6.5' }),
    ]);
  });

  it('is not expected of units that have left', () => {
    const shipped = { 1: { shipped: 2, cancelled: 2 }, 2: { shipped: 1 }, 3: { shipped: 1, cancelled: 1 } };
    const rest = edited(placedOrder(), shipped);
    expect(rest).toMatchObject({ net: '127.5', tax: '22.67', gross: '150.17' });
    expect(compared(placedOrder(), rest, units({ 1: 3, 2: 1, 3: 1 }))).toEqual([]);
  });

  it('is not expected where more has left than was ordered', () => {
    const theirs = edited(placedOrder(), { 3: { ordered: 3, shipped: 3 } });
    expect(compared(placedOrder(), theirs, units({ 3: 2 }))).toMatchObject([{ kind: 'raised' }]);
  });

  it('wholly owes nothing, and no shipping, even more often than ordered', () => {
    const all = units({ 1: 4, 2: 1, 3: 2 });
    const dead = writtenOrder(placedOrder(), all);
    expect(dead).toMatchObject({ net: '0', tax: '0', gross: '0', charges: [] });
    for (const more of [0, 1])
      expect(compared(placedOrder(), dead, units({ 1: 4 + more, 2: 1, 3: 2 + more }))).toEqual([]);
  });

  it('still owes shipping when all that is left was given away', () => {
    const free = placedOrder({ lines: [placedLine({ line: 1, unitPrice: '0', net: '0' }), placedLine()] });
    const theirs = edited(free, { 1: { shipped: 1 }, 2: { cancelled: 1 } });
    expect(theirs).toMatchObject({ net: '4.55', tax: '0.86', gross: '5.41' });
    expect(compared(free, theirs, units({ 1: 1, 2: 1 }))).toEqual([]);
  });

  it('taxes shipping apart where no line has its rate', () => {
    const food = placedLine({
      ...{ line: 1, quantity: 2, unitPrice: '6.5', net: '13' },
      ...{ taxCategory: 'reduced', taxRate: '7' },
    });
    const placed = placedOrder({ lines: [food, { ...food, line: 2, sku: 'MAP' }] });
    const theirs = writtenOrder(placed, units({ 1: 1 }));
    // 6.50 + 13.00 at 7 % is 1.365, 4.55 at 19 % is 0.8645.
    expect(theirs).toMatchObject({ net: '24.05', tax: '2.23', gross: '26.28' });
    expect(compared(placed, theirs, units({ 1: 1 }))).toEqual([]);
  });

  it('of a carton leaves a part, to the base unit', () => {
    // Nineteen of 36 bells, 32.25 × 19 / 36 = 17.02; 17.02 + 300 + 4.55 at 19 % is 61.0983.
    const theirs = writtenOrder(business, units({ 1: 17 }));
    expect(theirs).toMatchObject({ net: '321.57', tax: '61.1', gross: '382.67' });
    expect(compared(business, theirs, units({ 1: 17 }))).toEqual([]);
  });

  const shipment = (...sent: (readonly [line: number, sku: string, quantity: number])[]) => ({
    ...{ number: 'D1', location: 'B1', shippedAt: new Date(0) },
    ...{ carrier: null, trackingNumber: null, trackingUrl: null },
    lines: sent.map(([line, sku, quantity]) => ({ line, sku, quantity })),
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
  ])('is expected of kits of which nothing has left: %s', (_, shipments, cancelled) => {
    const theirs = { ...writtenOrder(business, units({ 2: cancelled })), shipments };
    expect(compared(business, theirs, units({ 2: 3 }))).toEqual([]);
    if (cancelled === 0) return;
    const less = { ...writtenOrder(business, units({ 2: cancelled - 1 })), shipments };
    expect(compared(business, less, units({ 2: 3 }))).toEqual([
      found('cancellation', 'lines[2].cancelled', String(cancelled), String(cancelled - 1), {
        ...{ line: 2, worth: '100' },
      }),
    ]);
  });

  it('leaves of any line the price of what is left, rounded once', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 999 }),
        fc.integer({ min: 1, max: 48 }),
        fc.constantFrom(1, 7, 100),
        fc.integer({ min: 0, max: 1_000_000 }).map((price) => divide(String(price), '1000', 3)),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (unitQuantity, size, perQuantity, unitPrice, share) => {
          const quantity = unitQuantity * size;
          const cancelled = 1 + Math.floor(share * (quantity - 1));
          const line = placedLine({ quantity, unit: 'XCT', unitQuantity, perQuantity, unitPrice });
          const exact = divide(
            multiply(unitPrice, String(quantity - cancelled)),
            String(size * perQuantity),
            2,
          );
          const left = orderTotals({
            ...{ currency: 'EUR', rounding: 'tax-group' },
            lines: [{ ...line, quantity: 1, unitPrice: exact, perQuantity: 1 }],
            shipping: cancelled === quantity ? null : { net: '4.55', taxCategory: 'standard', taxRate: '19' },
          });
          const placed = placedOrder({ lines: [line] });
          const theirs = { ...writtenOrder(placed, units({ 2: cancelled })), ...left, lines: undefined };
          const { lines: written } = writtenOrder(placed, units({ 2: cancelled }));
          expect(compared(placed, { ...theirs, lines: written }, units({ 2: cancelled }))).toEqual([]);
        },
      ),
    );
  });
});

describe('a document that is gone', () => {
  it('is missed with all that it was to deliver', () => {
    expect(differencesFrom(placedOrder(), units({ 1: 3, 3: 9 }), null)).toEqual([
      found('missing-document', 'document', '10001', 'none', { worth: '-111.05' }),
    ]);
  });

  it('is not missed when nothing of it was wanted', () => {
    expect(differencesFrom(placedOrder(), units({ 1: 4, 2: 1, 3: 2 }), null)).toEqual([]);
  });

  it('is not one that cannot be read', () => {
    expect(unreadableDocument(placedOrder())).toEqual(
      found('missing-document', 'document', '10001', 'cannot be read'),
    );
  });
});

it('a second document is told with what it would deliver', () => {
  expect(secondDocument('410001', { document: '410002', net: '7.5' })).toEqual(
    found('second-document', 'document', '410001', '410002', { worth: '7.5' }),
  );
  expect(secondDocument(null, { document: '410002', net: '0' })).toEqual(
    found('second-document', 'document', 'none', '410002'),
  );
});

/** What a clerk may do to a line, and how it is told. */
const edits: Record<string, (line: ErpOrderLine) => Partial<ErpOrderLine> | null> = {
  'missing-line': () => null,
  substituted: ({ sku }) => ({ sku: `${sku}-2` }),
  lowered: ({ ordered }) => ({ ordered: ordered - 1, unitQuantity: ordered - 1 }),
  raised: ({ ordered }) => ({ ordered: ordered + 1, unitQuantity: ordered + 1 }),
  unit: () => ({ unit: 'XCT' }),
  price: ({ unitPrice }) => ({ unitPrice: add(unitPrice, '0.0000001') }),
};
const wholeEdits: Record<string, (document: ErpOrder, placed: OrderPlaced) => ErpOrder> = {
  'added-line': (document, placed) => {
    const extra = erpLine({ line: 99, sku: 'GIFT', ordered: 1_000 });
    return priced({ ...document, lines: [...document.lines, extra] }, placed, freightOf(document));
  },
  reference: (document) => ({ ...document, purchaseOrderNumber: 'PO-9' }),
  charge: (document, placed) => priced(document, placed, add(placed.shippingNet, '1')),
};

const anyOrder = fc
  .array(
    fc.record({
      quantity: fc.integer({ min: 2, max: 40 }),
      unitPrice: fc.integer({ min: 1, max: 99_999 }).map((cents) => divide(String(cents), '100', 2)),
      rate: fc.constantFrom('19', '7', '0'),
      share: fc.double({ min: 0, max: 0.9, noNaN: true }),
    }),
    { minLength: 2, maxLength: 6 },
  )
  .map((list) => {
    const lines = list.map(({ quantity, unitPrice, rate }, index) =>
      placedLine({
        ...{ line: index + 1, sku: `SKU-${index}`, quantity, unitPrice, taxRate: rate },
        taxCategory: rate === '19' ? 'standard' : rate,
        net: multiply(unitPrice, String(quantity)),
      }),
    );
    const told = new Map(
      list.map(({ quantity, share }, index) => [index + 1, Math.floor(quantity * share)] as const),
    );
    const placed = placedOrder({ lines });
    const { net, tax, gross } = writtenOrder(placed);
    return { placed: { ...placed, net, tax, gross }, told };
  });

describe('any order', () => {
  it('does not differ from what was handed over', () => {
    fc.assert(
      fc.property(anyOrder, ({ placed, told }) => {
        expect(compared(placed, writtenOrder(placed))).toEqual([]);
        expect(compared(placed, writtenOrder(placed, told), told)).toEqual([]);
      }),
    );
  });

  const names = [...Object.keys(edits), ...Object.keys(wholeEdits)];
  it('differs by exactly what was done to it, one thing or two', () => {
    fc.assert(
      fc.property(
        anyOrder,
        fc.uniqueArray(fc.constantFrom(...names), { minLength: 1, maxLength: 2 }),
        ({ placed }, done) => {
          let document = writtenOrder(placed);
          const expected: (string | null)[][] = [];
          for (const [index, name] of done.entries()) {
            const edit = edits[name];
            if (edit === undefined) {
              document = wholeEdits[name]!(document, placed);
              expected.push([name]);
              continue;
            }
            const number = index + 1;
            expected.push([name]);
            const lines = document.lines.flatMap((line) => {
              const change = line.line === number ? edit(line) : {};
              return change === null ? [] : { ...line, ...change };
            });
            document = priced({ ...document, lines }, placed, freightOf(document));
          }
          const kinds = compared(placed, document).map(({ kind }) => [kind]);
          expect(kinds.toSorted()).toEqual(expected.toSorted());
        },
      ),
      { numRuns: 300 },
    );
  });
});

function freightOf({ charges }: ErpOrder): string {
  return charges.find(({ code }) => code === 'freight')?.net ?? '0';
}

describe('a difference', () => {
  const [monday, tuesday] = [new Date('2026-11-23T08:00:00Z'), new Date('2026-11-24T08:00:00Z')];
  const raised = found('raised', 'lines[1].ordered', '1', '5', { line: 1, worth: '40' });

  it('is as old as it lasts, also when its figures change', () => {
    const first = sinceFirstSeen([raised], [], monday);
    expect(first).toEqual([{ ...raised, since: monday }]);
    const more = { ...raised, theirs: '6', worth: '50' };
    const other = { ...raised, field: 'lines[2].ordered', line: 2 };
    expect(sinceFirstSeen([more, other], first, tuesday)).toEqual([
      { ...more, since: monday },
      { ...other, since: tuesday },
    ]);
    expect(sinceFirstSeen([raised], [], tuesday)).toEqual([{ ...raised, since: tuesday }]);
    const price = { ...raised, kind: 'price' as const };
    expect(sinceFirstSeen([price], first, tuesday)).toEqual([{ ...price, since: tuesday }]);
  });

  it('of second documents is one for each', () => {
    const second = (document: string) => secondDocument('410001', { document, net: '1' });
    const before = sinceFirstSeen([second('410002')], [], monday);
    expect(sinceFirstSeen([second('410002'), second('410003')], before, tuesday)).toEqual([
      { ...second('410002'), since: monday },
      { ...second('410003'), since: tuesday },
    ]);
  });

  it('is read as it was kept, also from before it had a kind', () => {
    const kept = { ...raised, since: monday.toISOString() };
    expect(restoredDifference(kept)).toEqual({ ...raised, since: monday });
    const old = { field: 'gross', ours: '1', theirs: '2' };
    expect(restoredDifference(old)).toEqual({ ...old, kind: '', line: null, since: null, worth: null });
  });

  it('is the same in whatever order its fields stand, and another with another figure', () => {
    const { worth, ...rest } = { ...raised, since: monday };
    expect(sameDifferences([{ worth, ...rest }], [{ ...rest, since: monday.toISOString(), worth }])).toBe(
      true,
    );
    expect(sameDifferences([], [raised])).toBe(false);
    expect(sameDifferences([raised], [{ ...raised, theirs: '6' }])).toBe(false);
    expect(sameDifferences([raised], [{ ...raised, since: tuesday }])).toBe(false);
  });
});
