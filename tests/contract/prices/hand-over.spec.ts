import type { OrderPlaced } from '@throughline/events';
import { compare, subtract } from '@throughline/money';
import { orderTotals } from '@throughline/order-rules';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { totals } from '../../../apps/demo-erp/src/money.ts';
import {
  germanRates,
  handedOver as handedOverAs,
  orderLine,
  orderRow,
} from '../../../apps/erp-adapter/src/connectors/systems/demo-erp/fixtures/rows.ts';
import { type OnFile, rowsOf } from '../../../apps/erp-adapter/src/connectors/systems/demo-erp/order-rows.ts';
import { originsIn } from '../../../apps/erp-adapter/src/connectors/systems/demo-erp/order-documents.ts';
import { mapOrder } from '../../../apps/erp-adapter/src/connectors/systems/demo-erp/orders.ts';
import { differencesFrom } from '../../../apps/erp-adapter/src/exports/comparison/differences.ts';
import { documentFor } from '../../../apps/erp-adapter/src/exports/export.ts';
import {
  placedLine,
  placedOrder,
  recipient,
} from '../../../apps/erp-adapter/src/exports/fixtures/documents.ts';
import { loadMapping } from '../../../apps/erp-adapter/src/mapping/mapping.ts';
import { runsOf } from '../runs.ts';

const mapping = await loadMapping(undefined);
const { parameters, timeout } = runsOf(1_000);
const none = new Map<number, number>();

interface Sold {
  unitPrice: string;
  quantity: number;
  perQuantity: number;
  /** Base units in the carton that it is sold in; 1 for the piece. */
  size: number;
  reduced: boolean;
  taxIncluded: boolean;
}

/** The order as the shop takes it: what a price with tax comes to beyond net and tax belongs to the tax. */
function ordered(sold: readonly Sold[]): OrderPlaced {
  const terms = sold.map(({ size: _, reduced, ...line }) => {
    return { ...line, taxCategory: reduced ? 'reduced' : 'standard', taxRate: reduced ? '7' : '19' };
  });
  const shipping = { net: '4.9', taxCategory: 'standard', taxRate: '19' };
  const priced = orderTotals({ currency: 'EUR', rounding: 'tax-group', lines: terms, shipping });
  const { net, gross } = priced;
  return placedOrder({
    ...{ shippingNet: '4.9', net, gross, tax: subtract(gross, net) },
    lines: priced.lines.map(({ quantity, ...line }, index) =>
      placedLine({
        ...line,
        ...{ line: index + 1, sku: `ITEM${index}`, unit: sold[index]?.size === 1 ? 'C62' : 'XCT' },
        ...{ unitQuantity: quantity, quantity: quantity * (sold[index]?.size ?? 1) },
      }),
    ),
  });
}

/** What of it is written into the back office, what that makes of it, and what our connector reads back. */
function handedOver(placed: OrderPlaced) {
  const onFile: OnFile = {
    items: new Map(placed.lines.map(({ sku }) => [sku, { kind: 'G', units: ['ST', 'KAR'] }])),
    customers: new Map([['10000', 'A']]),
  };
  const { lines } = rowsOf(documentFor(placed, none, '10000', recipient()), onFile, mapping.units);
  const codeOf = (line: number) => (placed.lines[line - 1]?.taxCategory === 'reduced' ? 'R' : 'S');
  const charged = totals([
    ...lines.map(({ line, ordered: quantity, unitNet, unitQuantity, perQuantity }) => ({
      price: unitNet,
      quantity,
      base: { numerator: quantity * perQuantity, denominator: unitQuantity },
      discountPercent: '0',
      taxCode: codeOf(line),
      taxPercent: codeOf(line) === 'R' ? '7' : '19',
    })),
    { price: placed.shippingNet, quantity: 1, discountPercent: '0', taxCode: 'S', taxPercent: '19' },
  ]);
  const { value, issues } = mapOrder(
    orderRow({
      ...{ reference: placed.order, freight: placed.shippingNet, shipments: [] },
      lines: lines.map(({ line, item: sku, unit, unitQuantity, ordered: units, unitNet, perQuantity }) =>
        orderLine({
          ...{ line, sku, unit, unitQuantity, ordered: units, price: unitNet, per: perQuantity },
          taxCode: codeOf(line),
        }),
      ),
    }),
    germanRates,
    'demo',
    mapping,
    originsIn([handedOverAs({ order: placed.order })], mapping),
  );
  if (value === null) throw new Error(JSON.stringify(issues));
  return { charged, read: value };
}

const figuresOf = (placed: OrderPlaced) =>
  differencesFrom(placed, none, { theirs: handedOver(placed).read, changedRecipient: [] }).map(
    ({ field, ours, theirs }) => ({
      field,
      ours,
      theirs,
    }),
  );

describe('the document of an order in the back office', () => {
  it('comes to 415.97 for 500 pieces of 0.99 with a tax of 19 %, as the order does', () => {
    const placed = ordered([
      { unitPrice: '0.99', quantity: 500, perQuantity: 1, size: 1, reduced: false, taxIncluded: true },
    ]);
    expect(placed.lines[0]?.net).toBe('415.97');
    const { charged } = handedOver(placed);
    expect(charged.lines).toEqual(['415.97', '4.90']);
    expect([charged.net, charged.gross]).toEqual(['420.87', '500.84']);
    expect([placed.net, placed.gross]).toEqual(['420.87', '500.83']);
    expect(figuresOf(placed)).toEqual([{ field: 'tax', ours: '79.96', theirs: '79.97' }]);
  });

  it('has the net amount of each line, and the first figure that is another is named', { timeout }, () => {
    const anySold = fc.record({
      unitPrice: fc.oneof(
        fc.integer({ min: 1, max: 99_999 }).map((cents) => (cents / 100).toFixed(2)),
        fc.integer({ min: 1, max: 99_999 }).map((parts) => (parts / 10_000).toFixed(4)),
      ),
      quantity: fc.oneof(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 9_999 })),
      perQuantity: fc.constantFrom(1, 1, 1, 10, 100),
      size: fc.constantFrom(1, 1, 12, 24),
      reduced: fc.boolean(),
      taxIncluded: fc.constantFrom(true, true, false),
    });
    fc.assert(
      fc.property(fc.array(anySold, { minLength: 1, maxLength: 4 }), (sold) => {
        const placed = ordered(sold);
        const { charged, read } = handedOver(placed);
        placed.lines.forEach(({ net }, index) => {
          expect(compare(charged.lines[index] ?? '', net)).toBe(0);
        });
        for (const figure of ['net', 'tax', 'gross'] as const)
          expect(compare(charged[figure], read[figure])).toBe(0);
        expect(figuresOf(placed)).toEqual(
          (['net', 'tax', 'gross'] as const)
            .filter((figure) => compare(placed[figure], read[figure]) !== 0)
            .slice(0, 1)
            .map((figure) => ({ field: figure, ours: placed[figure], theirs: read[figure] })),
        );
        // Nothing but rounding of the tax, of which a price with tax has as much as was shown.
        expect(placed.net).toBe(read.net);
        if (sold.every(({ taxIncluded }) => !taxIncluded)) expect(placed.gross).toBe(read.gross);
      }),
      parameters,
    );
  });
});
