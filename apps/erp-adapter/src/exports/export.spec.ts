import type { PlacedLine } from '@throughline/events';
import { divide, minorUnitsOf, multiply } from '@throughline/money';
import { orderTotals } from '@throughline/order-rules';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { placedLine, placedOrder, recipient } from './fixtures/documents.ts';
import { documentFor, isWhollyCancelled, skusOf } from './export.ts';

const units = (of: Readonly<Record<number, number>>) =>
  new Map(Object.entries(of).map(([line, quantity]) => [Number(line), quantity]));
const none = units({});

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

it('an order names what its lines are of, and what its kits are put together of', () => {
  expect(skusOf(placedOrder({ lines: [cartons, kits] }))).toEqual(['BELL', 'SET', 'PUMP', 'BELL']);
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
          ...{
            line: 1,
            sku: 'GUIDE',
            item: 'GUIDE',
            unit: 'C62',
            unitQuantity: 4,
            unitNet: '6.5',
            perQuantity: 1,
          },
          ...{ ordered: 4, cancelled: 3, components: [] },
        },
        {
          ...{
            line: 2,
            sku: 'BIKE',
            item: 'BIKE',
            unit: 'C62',
            unitQuantity: 1,
            unitNet: '100',
            perQuantity: 1,
          },
          ...{ ordered: 1, cancelled: 0, components: [] },
        },
        {
          ...{
            line: 3,
            sku: 'BELL',
            item: 'BELL',
            unit: 'C62',
            unitQuantity: 2,
            unitNet: '9.95',
            perQuantity: 1,
          },
          ...{ ordered: 2, cancelled: 1, components: [] },
        },
      ],
    });
  });

  it('says in which unit it was ordered, at a price for several, and what kits are put together of', () => {
    const placed = placedOrder({ purchaseOrderNumber: 'PO-7', lines: [cartons, kits] });
    const items = new Map([
      ['BELL', 'bell'],
      ['SET', ' set'],
      ...kits.components.map(({ sku }) => [sku, sku.toLowerCase()] as const),
    ]);
    const document = documentFor(placed, none, '10000', recipient({ region: 'RE' }), items);
    expect(document).toMatchObject({ purchaseOrderNumber: 'PO-7', recipient: { region: 'RE' } });
    expect(document.lines).toEqual([
      {
        ...{
          line: 1,
          sku: 'BELL',
          item: 'bell',
          unit: 'XCT',
          unitQuantity: 3,
          unitNet: '21.5',
          perQuantity: 2,
        },
        ...{ ordered: 36, cancelled: 0, components: [] },
      },
      {
        ...{
          line: 2,
          sku: 'SET',
          item: ' set',
          unit: 'C62',
          unitQuantity: 3,
          unitNet: '100',
          perQuantity: 1,
        },
        ...{ ordered: 3, cancelled: 0 },
        components: kits.components.map((part) => ({ ...part, item: part.sku.toLowerCase() })),
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
        ...{ line: 2, sku: 'BIKE', item: 'BIKE', unit: '', unitQuantity: 4, unitNet: '100', perQuantity: 1 },
        ...{ ordered: 4, cancelled: 0, components: [] },
      },
    ]);
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
