import { isDeepStrictEqual } from 'node:util';
import type { ErpInvoice, Order, OrderExport } from '@throughline/events';
import { sum } from '@throughline/money';
import { unitsBetween } from './followed-document.ts';
import type { LineUnits } from './kits.ts';
import { applyEvents, deliverable, unchanged } from './order.ts';
import type { Billed, OrderEvent, OrderState, Outcome } from './order.ts';

/** Differences that only the hand-over can see, as they are told of an order. */
const tellable: Readonly<Record<string, string>> = {
  price: 'repriced',
  discount: 'discounted',
  charge: 'charged',
  address: 'redirected',
};

/** Follows the hand-over to the back office; the order's own state does not depend on it. */
export function applyExport(
  before: OrderState,
  { state: reached, erpNumber, reason, differences, at }: OrderExport,
): Outcome {
  const state = withDifferences(before, differences, at);
  const { order } = state;
  if (reached === 'received')
    return {
      state: { ...state, order: { ...order, integration: reached, integrationReason: reason } },
      events: [],
    };
  const value = { order: order.order, state: reached, erpNumber, reason, at };
  const told = reached === before.order.integration && reason === before.order.integrationReason;
  const amended = amendedBy(before, state, at);
  return applyEvents(state, [...(told ? [] : [{ type: 'OrderHandedOver' as const, value }]), ...amended], at);
}

function withDifferences(state: OrderState, differences: OrderExport['differences'], at: Date): OrderState {
  const ofExport = differences.flatMap(({ kind: difference, line, ours: was, theirs: is, since }) => {
    const kind = tellable[difference];
    return kind === undefined ? [] : [{ kind, line, replaces: null, was, is, at: since ?? at }];
  });
  const { followed, order } = state;
  const ofDocument = order.amendments.filter(
    (each) => !followed.ofExport.some((of) => isDeepStrictEqual(of, each)),
  );
  return {
    ...state,
    followed: { ...followed, ofExport },
    order: { ...order, amendments: [...ofDocument, ...ofExport] },
  };
}

/** What the hand-over has newly seen to differ. */
function amendedBy(before: OrderState, after: OrderState, at: Date): OrderEvent[] {
  const known = before.followed.ofExport;
  const changes = after.followed.ofExport
    .filter(
      ({ kind, line, is }) =>
        !known.some((each) => each.kind === kind && each.line === line && each.is === is),
    )
    .map(({ at: _, ...change }) => change);
  if (changes.length === 0) return [];
  return [{ type: 'OrderAmended', value: { order: after.order.order, changes, released: [], at } }];
}

/**
 * Follows what a document bills of the order, or gives back. It does not change, but for what was entered wrongly: one
 * that is known and says something else is corrected.
 * @param name topic and key of the document
 * @param invoice the portion of this order, as `portionsOf` has it; null when it has none any more
 */
export function applyInvoice(
  state: OrderState,
  { name, invoice, at }: { name: string; invoice: ErpInvoice | null; at: Date },
): Outcome {
  const { order } = state;
  const known = state.followed.billed[name];
  if (invoice === null) return known ? correctInvoice(state, name, known, null, at) : unchanged(state);
  const { number, kind, corrects, currency, gross } = invoice;
  const lines = ours(order, invoice.lines);
  const net = sum([...invoice.lines, ...invoice.charges].map((part) => part.net));
  const billed: Billed = { number, kind, gross, net, lines };
  if (known) return correctInvoice(state, name, known, { ...billed, currency }, at);
  const noted = withBilled(state, name, billed);
  // Of one from before, only its number was kept.
  if (order.invoices.some((each) => each.number === number)) return unchanged(noted);
  const told = { order: order.order, currency, gross, net, shared: invoice.order === null, lines, at };
  if (kind === 'credit-note')
    return applyEvents(
      noted,
      [{ type: 'OrderCredited', value: { ...told, creditNote: number, corrects } }],
      at,
    );
  const complete = order.lines.every(
    (line) => line.invoiced + unitsOf(lines, line.line) >= deliverable(line),
  );
  return applyEvents(noted, [{ type: 'OrderInvoiced', value: { ...told, invoice: number, complete } }], at);
}

function correctInvoice(
  state: OrderState,
  name: string,
  known: Billed,
  now: (Billed & { currency: string }) | null,
  at: Date,
): Outcome {
  const { currency, ...billed } = now ?? { ...known, ...nothing, currency: state.order.currency };
  if (isDeepStrictEqual(billed, known)) return unchanged(state);
  const { number: invoice, kind, gross, net } = billed;
  const value = {
    ...{ order: state.order.order, invoice, kind, currency, gross, net },
    ...{ lines: unitsBetween(known.lines, billed.lines), takenBack: now === null, at },
  };
  return applyEvents(withBilled(state, name, now && billed), [{ type: 'OrderInvoiceCorrected', value }], at);
}

/** What a document bills that is gone. */
const nothing = { gross: '0', net: '0', lines: [] };

function withBilled(state: OrderState, name: string, billed: Billed | null): OrderState {
  const { [name]: _, ...others } = state.followed.billed;
  return {
    ...state,
    followed: { ...state.followed, billed: billed ? { ...others, [name]: billed } : others },
  };
}

/** Lines of a document that are lines of the order, or of components of one. */
function ours(order: Order, lines: readonly LineUnits[]): LineUnits[] {
  return lines
    .filter(({ line }) => order.lines.some((each) => each.line === line))
    .map(({ line, sku, quantity }) => ({ line, sku, quantity }));
}

function unitsOf(lines: readonly { line: number; quantity: number }[], line: number): number {
  return lines.reduce((total, each) => (each.line === line ? total + each.quantity : total), 0);
}
