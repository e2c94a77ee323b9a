import { isDeepStrictEqual } from 'node:util';
import type { ErpInvoice, Order, OrderAmendment, OrderExport } from '@throughline/events';
import { compare, sum } from '@throughline/money';
import type { Billed } from '../order/followed.ts';
import { isToldByHandOver, kindToldOf } from './document-changes.ts';
import type { LineUnits } from '../order/kits.ts';
import { deliverable, unitsBetween, unitsOfLine } from '../order/order-lines.ts';
import { applyEvents, stateOf, unchanged } from '../order/order.ts';
import type { OrderEvent, OrderState, Outcome } from '../order/order.ts';

/** Follows the hand-over to the back office; the order's own state does not depend on it. */
export function applyExport(
  before: OrderState,
  { state: reached, erpNumber, reason, differences, at }: OrderExport,
): Outcome {
  const { order } = before;
  const seen = order.amendments.filter(isToldByHandOver);
  const told = seenBy(differences, seen, at);
  const amendments = [...order.amendments.filter((each) => !isToldByHandOver(each)), ...told];
  const state = isDeepStrictEqual(told, seen) ? before : { ...before, order: { ...order, amendments } };
  if (reached === 'received') {
    const waiting = { ...state.order, integration: reached, integrationReason: reason };
    return { state: { ...state, order: { ...waiting, state: stateOf(waiting) } }, events: [] };
  }
  const amended = amendedBy(order, seen, told, at);
  const known = reached === order.integration && reason === order.integrationReason;
  const value = { order: order.order, state: reached, erpNumber, reason, at };
  const handedOver = known ? [] : [{ type: 'OrderHandedOver' as const, value }];
  return applyEvents(state, [...handedOver, ...amended], at);
}

/** Differences that only the hand-over can see; what was seen before keeps its instant. */
function seenBy(
  differences: OrderExport['differences'],
  seen: readonly OrderAmendment[],
  at: Date,
): OrderAmendment[] {
  return differences.flatMap(({ line, ours: was, theirs: is, since, ...difference }) => {
    const kind = kindToldOf(difference);
    if (kind === undefined) return [];
    const before = seen.find((each) => each.kind === kind && each.line === line);
    return [{ kind, line, replaces: null, was, is, at: since ?? before?.at ?? at }];
  });
}

function amendedBy(
  { order }: Order,
  seen: readonly OrderAmendment[],
  told: readonly OrderAmendment[],
  at: Date,
): OrderEvent[] {
  const changes = told
    .filter(
      ({ kind, line, is }) =>
        !seen.some((each) => each.kind === kind && each.line === line && each.is === is),
    )
    .map(({ at: _, ...change }) => change);
  return changes.length > 0 ? [{ type: 'OrderAmended', value: { order, changes, released: [], at } }] : [];
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
  if (invoice === null)
    return known ? correctInvoice(state, { name, known, now: null, at }) : unchanged(state);
  const { number, kind, corrects, currency, gross } = invoice;
  const net = sum([...invoice.lines, ...invoice.charges].map((part) => part.net));
  const all = invoice.lines.map(({ line, sku, quantity }) => ({ line, sku, quantity }));
  const now = { number, kind, currency, gross, net, lines: all };
  if (known) return correctInvoice(state, { name, known, now, at });
  const noted = withBilled(state, name, now);
  // Of one from before, only its number was kept.
  if (order.invoices.some((each) => each.number === number)) return unchanged(noted);
  const lines = ours(order, all);
  const value = { order: order.order, currency, gross, net, shared: invoice.order === null, lines, at };
  if (kind === 'credit-note')
    return applyEvents(
      noted,
      [{ type: 'OrderCredited', value: { ...value, creditNote: number, corrects } }],
      at,
    );
  const complete = order.lines.every(
    (line) => line.invoiced + unitsOfLine(lines, line.line) >= deliverable(line),
  );
  return applyEvents(noted, [{ type: 'OrderInvoiced', value: { ...value, invoice: number, complete } }], at);
}

interface Correction {
  name: string;
  known: Billed;
  /** Null when it is gone. */
  now: Billed | null;
  at: Date;
}

function correctInvoice(state: OrderState, { name, known, now, at }: Correction): Outcome {
  if (isDeepStrictEqual(now, known)) return unchanged(state);
  const noted = withBilled(state, name, now);
  if (isToldAlready(state.order, known, now)) return unchanged(noted);
  const { number: invoice, kind, currency, gross, net, lines } = now ?? { ...known, ...nothing };
  const value = {
    ...{ order: state.order.order, invoice, kind, currency, gross, net },
    ...{ lines: unitsBetween(ours(state.order, known.lines), ours(state.order, lines)) },
    ...{ takenBack: now === null, at },
  };
  return applyEvents(noted, [{ type: 'OrderInvoiceCorrected', value }], at);
}

/** What a document bills that is gone. */
const nothing = { gross: '0', net: '0', lines: [] };

/** After a restore the order may have been told by itself what its documents say again. */
function isToldAlready({ invoices }: Order, known: Billed, now: Billed | null): boolean {
  const listed = invoices.find(({ number }) => number === known.number);
  if (listed === undefined || now === null) return listed === undefined;
  const stands = (amounts: Pick<Billed, 'gross' | 'net'>) =>
    compare(amounts.gross, listed.gross) === 0 &&
    listed.net !== null &&
    compare(amounts.net, listed.net) === 0;
  return !stands(known) && stands(now);
}

function withBilled(state: OrderState, name: string, billed: Billed | null): OrderState {
  const { [name]: _, ...others } = state.followed.billed;
  return {
    ...state,
    followed: { ...state.followed, billed: billed ? { ...others, [name]: billed } : others },
  };
}

/** Units of lines that the order has. */
function ours({ lines }: Order, units: readonly LineUnits[]): LineUnits[] {
  return units.filter(({ line }) => lines.some((each) => each.line === line));
}
