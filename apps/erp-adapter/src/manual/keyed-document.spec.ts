import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { orderTotals } from '@throughline/order-rules';
import { differencesFrom } from '../exports/comparison/differences.ts';
import { placedLine, placedOrder } from '../exports/fixtures/documents.ts';
import { keyedDocument, owedFor } from './keyed-document.ts';
import { untouched } from './keyed-state.ts';

const head = { source: 'demo', number: '410001', customer: '10000' };

describe('the document of an order that was typed in', () => {
  it('is the order, as a connector would read it', () => {
    const document = keyedDocument(placedOrder(), new Map(), untouched, head);
    expect(document).toMatchObject({
      ...{ source: 'demo', number: '410001', channelOrder: '10001', status: 'open', customer: '10000' },
      charges: [{ line: null, code: 'freight', net: '4.55' }],
      ...{ net: '150.45', tax: '25.47', gross: '175.92', shipments: [] },
    });
    expect(document.lines).toMatchObject([
      { line: 1, sku: 'GUIDE', ordered: 4, net: '26' },
      { line: 2, sku: 'BIKE', ordered: 1, net: '100' },
      { line: 3, sku: 'BELL', ordered: 2, net: '19.9' },
    ]);
  });

  it('ships the components of a kit under its line', () => {
    const kit = placedLine({ line: 1, sku: 'SET', quantity: 3, components: [{ sku: 'PUMP', quantity: 2 }] });
    const shipment = {
      ...{ number: '10001-1', shippedAt: '2026-11-20', location: 'B1' },
      ...{ carrier: null, trackingNumber: null, trackingUrl: null, lines: [{ line: 1, quantity: 2 }] },
    };
    const keyed = {
      ...{ status: 'part-shipped' as const, lines: [{ line: 1, shipped: 2, cancelled: 0 }] },
      shipments: [shipment],
    };
    const document = keyedDocument(placedOrder({ lines: [kit] }), new Map(), keyed, head);
    expect(document.lines).toMatchObject([{ kind: 'kit', ordered: 3, shipped: 2, invoiced: 0 }]);
    expect(document.shipments).toEqual([
      { ...shipment, shippedAt: new Date('2026-11-20'), lines: [{ line: 1, sku: 'PUMP', quantity: 4 }] },
    ]);
  });

  it('is cancelled when nothing of it is left, and bills no freight then', () => {
    const document = keyedDocument(placedOrder(), new Map(), { ...untouched, status: 'cancelled' }, head);
    expect(document).toMatchObject({ status: 'cancelled', charges: [], net: '0', gross: '0' });
    const all = new Map([
      [1, 4],
      [2, 1],
      [3, 2],
    ]);
    expect(keyedDocument(placedOrder(), all, untouched, head).status).toBe('cancelled');
  });

  it('has invoiced what was not cancelled', () => {
    const keyed = {
      ...{ status: 'invoiced' as const, shipments: [] },
      lines: [
        { line: 1, shipped: 3, cancelled: 1 },
        { line: 2, shipped: 1, cancelled: 0 },
        { line: 3, shipped: 2, cancelled: 0 },
      ],
    };
    const { lines } = keyedDocument(placedOrder(), new Map(), keyed, head);
    expect(lines.map(({ invoiced, cancelled }) => [invoiced, cancelled])).toEqual([
      [3, 1],
      [1, 0],
      [2, 0],
    ]);
  });

  const anyLine = fc.record({
    quantity: fc.integer({ min: 1, max: 12 }),
    price: fc.integer({ min: 1, max: 99_999 }).map((cents) => (cents / 100).toFixed(2)),
    taxIncluded: fc.boolean(),
    rate: fc.constantFrom('7', '19', '25.5'),
    cancelled: fc.integer({ min: 0, max: 12 }),
  });

  it('parts from the order in nothing, whatever was cancelled, taxed and rounded', () => {
    fc.assert(
      fc.property(
        fc.array(anyLine, { minLength: 1, maxLength: 5 }),
        fc.constantFrom('line', 'tax-group', 'document') as fc.Arbitrary<'line'>,
        (some, rounding) => {
          const lines = some.map(({ quantity, price, taxIncluded, rate }, index) =>
            placedLine({
              ...{
                line: index + 1,
                quantity,
                unitPrice: price,
                taxIncluded,
                taxRate: rate,
                taxCategory: rate,
              },
            }),
          );
          const shipping = { net: '4.55', taxCategory: '19', taxRate: '19' };
          const totals = orderTotals({
            ...{ currency: 'EUR', rounding, shipping },
            lines: lines.map((line) => ({ ...line, quantity: line.unitQuantity })),
          });
          const placed = placedOrder({
            ...{ rounding, net: totals.net, tax: totals.tax, gross: totals.gross },
            lines: lines.map((line, index) => ({ ...line, net: totals.lines[index]?.net ?? '0' })),
          });
          const told = new Map(
            some.map(({ cancelled, quantity }, index) => [index + 1, Math.min(cancelled, quantity)]),
          );
          const theirs = keyedDocument(placed, told, untouched, head);
          expect(differencesFrom(placed, told, { theirs, changedRecipient: [] }, '10000')).toEqual([]);
          const owed = owedFor(placed, told);
          expect([theirs.net, theirs.tax, theirs.gross]).toEqual([owed.net, owed.tax, owed.gross]);
        },
      ),
    );
  });
});
