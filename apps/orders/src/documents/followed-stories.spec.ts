import type { ErpInvoice, ErpOrder, Order } from '@throughline/events';
import { erpInvoice, erpOrder, erpShipment, later, orderRequested } from '@throughline/testing/builders';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type References, decide } from '../decision/decide.ts';
import type { Fact } from './facts.ts';
import { references } from '../fixtures/references.ts';
import { followDocument } from './followed-document.ts';
import { applyInvoice } from './fulfilment.ts';
import { type OrderEvent, type OrderState, decideStock, evolve, requested } from '../order/order.ts';

const ordered = [
  { line: 1, sku: 'HL-U509-R', quantity: 3 },
  { line: 2, sku: 'WB-H098', quantity: 4 },
  { line: 3, sku: 'WB-H098', quantity: 2 },
];
const rules = {
  graceMs: 0,
  waitMs: 60_000,
  strategy: 'most-specific',
  rounding: 'tax-group',
  limits: { lineQuantity: null, orderWorth: null, openWorth: null },
  holdDays: 0,
} as const;
const known: References = { ...references(), buyers: new Map(), openWorth: new Map(), rules };
const at = later(60);

type Units = readonly { line: number; sku: string; quantity: number }[];

const skuOf = (line: number, other: boolean): string =>
  other ? 'HL-U510' : (ordered.find((each) => each.line === line)?.sku ?? 'WB-H098');
const partOf = (line: number) =>
  fc.record({
    line: fc.constant(line),
    there: fc.boolean(),
    units: fc.nat({ max: 6 }),
    cancelled: fc.nat({ max: 3 }),
    other: fc.constantFrom(false, false, false, true),
  });
const units = fc
  .uniqueArray(
    fc.record({
      line: fc.constantFrom(1, 2, 3, 7, 8),
      other: fc.constantFrom(false, false, true),
      quantity: fc.integer({ min: 1, max: 4 }),
    }),
    { selector: ({ line, other }) => `${line} ${other}`, minLength: 1, maxLength: 4 },
  )
  .map((parts) => parts.map(({ line, other, quantity }) => ({ line, sku: skuOf(line, other), quantity })));

/** A document as it may be at any time, whatever it was before: lines of the order and two that may be added. */
const document: fc.Arbitrary<ErpOrder> = fc
  .record({
    parts: fc.tuple(...[1, 2, 3, 7, 8].map(partOf)),
    asOrdered: fc.boolean(),
    shipments: fc.uniqueArray(fc.tuple(fc.constantFrom('D1', 'D2', 'D3'), units), {
      selector: ([number]) => number,
    }),
    gross: fc.constantFrom('91.02', '91.02', '80'),
  })
  .map(({ parts, asOrdered, shipments, gross }) => {
    const [line] = erpOrder().lines;
    const stated = parts.filter(({ there, line: number }) => (asOrdered ? number < 4 : there));
    return {
      ...erpOrder({
        gross,
        shipments: shipments.map(([number, lines]) => erpShipment(number, [], { lines })),
      }),
      lines: stated.map(({ line: number, units: some, cancelled, other }) => {
        const wanted = asOrdered ? ordered[number - 1]!.quantity : some;
        return {
          ...line!,
          ...{ line: number, sku: skuOf(number, !asOrdered && other), ordered: wanted },
          cancelled: Math.min(cancelled, wanted),
        };
      }),
    };
  });
const invoice = fc
  .record({ number: fc.constantFrom('R1', 'R2', 'C1'), lines: units })
  .map(({ number, lines }): ErpInvoice => {
    const [line] = erpInvoice().lines;
    const kind = number === 'C1' ? 'credit-note' : 'invoice';
    return erpInvoice(number, [], { kind, lines: lines.map((each) => ({ ...line!, ...each })) });
  });

type Step =
  | { kind: 'document'; value: ErpOrder | null }
  | { kind: 'invoice'; number: string; value: ErpInvoice | null }
  | { kind: 'cancellation'; by: string }
  /** A record that was read before is read again. */
  | { kind: 'again'; which: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: document.map((value): Step => ({ kind: 'document', value })) },
  fc.constant<Step>({ kind: 'document', value: null }),
  invoice.map((value): Step => ({ kind: 'invoice', number: value.number, value })),
  fc.constantFrom('R1', 'R2', 'C1').map((number): Step => ({ kind: 'invoice', number, value: null })),
  fc.constantFrom('shopper', 'staff').map((by): Step => ({ kind: 'cancellation', by })),
  fc.nat({ max: 30 }).map((which): Step => ({ kind: 'again', which })),
);
const story = fc.array(step, { maxLength: 20, size: 'max' });

const asked = orderRequested({ lines: ordered });
const begin = (): OrderState => {
  const state = evolve(requested(asked, null), { type: 'OrderPlaced', value: asked });
  const lines = ordered.map(({ line, sku, quantity }) => {
    return { line, sku, reserved: quantity, backOrdered: 0, expectedOn: null };
  });
  const value = { order: 'W1', lines, at };
  return decideStock(state, { type: 'StockReserved', value }).reduce(evolve, state);
};

function factOf(one: Step, sequence: number): Fact {
  const head = { order: 'W1', sequence, time: at };
  switch (one.kind) {
    case 'document': {
      const of = { ...head, topic: 'erp.orders', key: 'demo|410001' } as const;
      return one.value === null
        ? { ...of, type: 'DocumentWithdrawn', value: {} }
        : { ...of, type: 'ErpOrder', value: one.value };
    }
    case 'invoice': {
      const of = { ...head, topic: 'erp.invoices', key: `demo|${one.number}` } as const;
      return one.value === null
        ? { ...of, type: 'DocumentWithdrawn', value: {} }
        : { ...of, type: 'ErpInvoice', value: one.value };
    }
    case 'cancellation':
      return { type: 'StaffCancellation', value: { order: 'W1', by: one.by, reason: '', at } };
    case 'again':
      throw new Error('It is a record that was read before');
  }
}

interface Told {
  state: OrderState;
  /** How the order stood before each step that changed it, and what was told of that. */
  changes: { before: OrderState; after: OrderState; events: OrderEvent[] }[];
}

function tell(steps: readonly Step[]): Told {
  const told: Told = { state: begin(), changes: [] };
  const read: Fact[] = [];
  for (const one of steps) {
    const fact = one.kind === 'again' ? read[one.which] : factOf(one, read.length + 1);
    if (fact === undefined) continue;
    if (one.kind !== 'again' && one.kind !== 'cancellation') read.push(fact);
    const { state, events } = decide(told.state, fact, known, at) as Told & { events: OrderEvent[] };
    if (state !== told.state) told.changes.push({ before: told.state, after: state, events });
    told.state = state;
  }
  return told;
}

const documentsOf = (steps: readonly Step[]) =>
  steps.flatMap((each) => (each.kind === 'document' ? [each.value] : []));
const newestDocument = (steps: readonly Step[]) => documentsOf(steps).at(-1) ?? null;
/** The newest document that there was: what had left by it stays when it is gone. */
const lastThere = (steps: readonly Step[]) => documentsOf(steps).findLast((each) => each !== null);
const invoicesOf = (steps: readonly Step[]) =>
  ['R1', 'R2', 'C1'].flatMap((number) => {
    const issued = steps.flatMap((each) =>
      each.kind === 'invoice' && each.number === number ? [each.value] : [],
    );
    return issued.at(-1) ?? [];
  });
const sum = (of: Units, line: number, sku?: string) =>
  of
    .filter((each) => each.line === line && (sku === undefined || each.sku === sku))
    .reduce((total, { quantity }) => total + quantity, 0);
/** What of an order does not depend on when something was first heard. */
const timeless = ({ history: _, amendments, invoices, ...order }: Order) => ({
  ...order,
  amendments: amendments.map(({ at: __, ...each }) => each),
  invoices: invoices.map(({ at: __, ...each }) => each).toSorted((a, b) => (a.number < b.number ? -1 : 1)),
});

describe('an order whose document changes in every way', () => {
  it('tries documents that are gone and back, and added, substituted and cancelled lines', () => {
    const tried = fc.sample(story, 200).flat();
    const documents = tried.flatMap((each) => (each.kind === 'document' && each.value ? [each.value] : []));
    expect(tried.some((each) => each.kind === 'document' && each.value === null)).toBe(true);
    expect(documents.some(({ lines }) => lines.some(({ line }) => line > 3))).toBe(true);
    expect(documents.some(({ lines }) => lines.some(({ sku }) => sku === 'HL-U510'))).toBe(true);
    expect(documents.some(({ shipments }) => shipments.length > 1)).toBe(true);
    const stories = fc.sample(story, 200).map(tell);
    const types = new Set(
      stories.flatMap(({ changes }) => changes.flatMap(({ events }) => events)).map(({ type }) => type),
    );
    expect([...types].toSorted()).toEqual([
      ...['OrderAmended', 'OrderCancelled', 'OrderCompleted', 'OrderCredited', 'OrderInvoiceCorrected'],
      ...['OrderInvoiced', 'OrderReopened', 'OrderShipmentCorrected', 'OrderShipped'],
    ]);
  });

  it('stands as its newest document, the cancellations and the newest invoices say, whatever came between', () => {
    fc.assert(
      fc.property(story, (steps) => {
        const { state } = tell(steps);
        const fresh = begin();
        const { cancelledHere } = state.followed;
        let straight: OrderState = { ...fresh, followed: { ...fresh.followed, cancelledHere } };
        const there = lastThere(steps);
        if (there) straight = followDocument(straight, there, at).state;
        if (steps.some((each) => each.kind === 'document') && newestDocument(steps) === null)
          straight = followDocument(straight, null, at).state;
        for (const each of invoicesOf(steps))
          straight = applyInvoice(straight, {
            name: `erp.invoices demo|${each.number}`,
            invoice: each,
            at,
          }).state;
        if (!steps.some((each) => each.kind === 'document')) return;
        expect(timeless(state.order)).toEqual(timeless(straight.order));
      }),
    );
  });

  it('has of each of its lines what the documents have, and cancelled only what has not left', () => {
    fc.assert(
      fc.property(story, (steps) => {
        const { state } = tell(steps);
        const there = lastThere(steps);
        if (!there) return;
        const document = newestDocument(steps);
        const shipped = there.shipments.flatMap(({ lines }) => lines);
        const bills = invoicesOf(steps);
        const billed = (kind: string, line: number) =>
          sum(
            bills.filter((each) => each.kind === kind).flatMap(({ lines }) => lines),
            line,
          );
        for (const { line, quantity } of ordered) {
          const found = state.order.lines.find((each) => each.line === line)!;
          const their = document?.lines.find((each) => each.line === line);
          const documented = their?.ordered ?? 0;
          const asked = Math.max(state.followed.cancelledHere[line] ?? 0, their?.cancelled ?? 0);
          const left = sum(shipped, line);
          expect(found).toMatchObject({
            ordered: quantity,
            documented: documented === quantity ? null : documented,
            shipped: left,
            cancelled: Math.max(0, Math.min(asked, documented - left)),
            invoiced: billed('invoice', line),
            credited: billed('credit-note', line),
          });
        }
        const added = state.order.lines.filter(({ addedBy }) => addedBy === 'erp');
        for (const { line, invoiced, credited } of added)
          expect([invoiced, credited]).toEqual([billed('invoice', line), billed('credit-note', line)]);
        const wanted = document?.lines.filter(({ line }) => line > 3).map(({ line }) => line);
        if (wanted) expect(added.map(({ line }) => line)).toEqual(wanted);
      }),
    );
  });

  it('learns nothing from what it knows', () => {
    fc.assert(
      fc.property(story, step, (steps, last) => {
        if (last.kind === 'again') return;
        const { state } = tell([...steps, last]);
        const again = decide(state, { ...factOf(last, 1_000), sequence: 1_000 } as Fact, known, at);
        expect(again.events).toEqual([]);
        expect(again.state).toEqual(state);
      }),
    );
  });

  it('is told so that a reader of its events knows what has left, and in which state it is', () => {
    fc.assert(
      fc.property(story, (steps) => {
        const shipments = new Map<string, Units>();
        for (const { before, after, events } of tell(steps).changes) {
          let completed = before.order.state === 'completed';
          for (const { type, value } of events)
            switch (type) {
              case 'OrderShipped':
                expect(shipments.has(value.shipment)).toBe(false);
                shipments.set(value.shipment, value.lines);
                break;
              case 'OrderShipmentCorrected': {
                const was = shipments.get(value.shipment) ?? [];
                for (const each of value.lines) expect(each.was).toBe(sum(was, each.line, each.sku));
                if (value.takenBack) shipments.delete(value.shipment);
                else
                  shipments.set(
                    value.shipment,
                    value.lines.filter(({ quantity }) => quantity > 0),
                  );
                break;
              }
              case 'OrderCompleted':
                expect(completed).toBe(false);
                completed = true;
                break;
              case 'OrderReopened':
                expect(completed || before.order.state === 'cancelled').toBe(true);
                completed = false;
            }
          expect(completed).toBe(after.order.state === 'completed');
          const known = after.order.shipments.flatMap(({ lines }) => lines);
          const read = [...shipments.values()].flat();
          for (const { line, sku } of [...known, ...read])
            expect(sum(read, line, sku)).toBe(sum(known, line, sku));
          expect([...shipments.keys()].toSorted()).toEqual(
            after.order.shipments.map(({ number }) => number).toSorted(),
          );
        }
      }),
    );
  });

  it('gives up no unit twice, and none that was not promised', () => {
    fc.assert(
      fc.property(story, (steps) => {
        const told = new Map<number, number>();
        for (const { before, after, events } of tell(steps).changes) {
          for (const { type, value } of events) {
            const given =
              type === 'OrderAmended'
                ? value.released
                : type === 'OrderCancelled' && value.by === 'erp'
                  ? value.lines
                  : [];
            for (const { line, quantity } of given) {
              expect(quantity).toBeGreaterThan(0);
              told.set(line, (told.get(line) ?? 0) + quantity);
            }
          }
          for (const { line, quantity } of ordered) {
            const given = after.followed.givenUp[line] ?? 0;
            expect(given).toBeGreaterThanOrEqual(before.followed.givenUp[line] ?? 0);
            expect(given).toBeGreaterThanOrEqual(told.get(line) ?? 0);
            expect(given).toBeLessThanOrEqual(quantity);
          }
          expect([...told.keys()].every((line) => line <= 3)).toBe(true);
        }
      }),
    );
  });
});
