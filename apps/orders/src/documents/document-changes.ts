import type {
  ErpOrder,
  ExportDifference,
  Order,
  OrderAmendment,
  OrderChange,
  OrderLine,
} from '@throughline/events';
import type { Units } from '../order/followed.ts';
import type { LineUnits } from '../order/kits.ts';
import { deliverable } from '../order/order-lines.ts';
import { overBilled } from '../order/over-billed.ts';

/** Differences that only the hand-over can see, as they are told of an order. */
export const toldByHandOver: Readonly<Record<string, string>> = {
  price: 'repriced',
  discount: 'discounted',
  charge: 'charged',
  address: 'redirected',
};

/** A discount is found as a price that is another one. */
export function kindToldOf({ kind, field }: Pick<ExportDifference, 'kind' | 'field'>): string | undefined {
  return field.endsWith('.discountPercent') ? 'discounted' : toldByHandOver[kind];
}

const whole = { line: null, replaces: null, was: '', is: '' };

/** That the document is gone, or there again. */
export function changesOfWhole({ amendments }: Order, kind: 'missing' | 'found'): OrderChange[] {
  const missing = amendments.some((each) => each.kind === 'missing');
  return missing === (kind === 'found') ? [{ ...whole, kind }] : [];
}

/** An order, and what its document says of it. */
export interface Standing {
  order: Order;
  /** Units that the document says are cancelled. */
  there: Units;
}

/** How lines have changed; what is cancelled for the first time has an event of its own. */
export function changesBetween(
  before: Standing,
  now: Standing,
  cancelled: readonly LineUnits[],
): OrderChange[] {
  const added = (line: OrderLine) => line.addedBy !== '';
  const known = ({ line }: OrderLine) => before.order.lines.find((each) => each.line === line);
  const gone = before.order.lines.filter(
    (line) =>
      added(line) && deliverable(line) > 0 && !now.order.lines.some((each) => each.line === line.line),
  );
  return [
    ...changesOfWhole(before.order, 'found'),
    ...now.order.lines.flatMap((line): OrderChange[] => {
      const was = known(line);
      if (added(line)) return changeOfAdded(was, line, now.order);
      return changeOfOwn(
        { line: was ?? line, there: before.there[line.line] ?? 0 },
        { line, there: now.there[line.line] ?? 0 },
        cancelled.some((each) => each.line === line.line),
      );
    }),
    ...gone.map((line): OrderChange => {
      return { kind: 'removed', line: line.line, replaces: line.replaces, was: said(line), is: '' };
    }),
  ];
}

type LineStanding = { line: OrderLine; there: number };

function changeOfOwn(before: LineStanding, now: LineStanding, cancelled: boolean): OrderChange[] {
  const kind = kindOfChange(before, now, cancelled);
  if (kind === null) return [];
  const was = said(before.line, before.there);
  return [{ kind, line: now.line.line, replaces: null, was, is: said(now.line, now.there) }];
}

function kindOfChange(before: LineStanding, now: LineStanding, cancelled: boolean): string | null {
  if (before.line.substitute?.sku !== now.line.substitute?.sku)
    return now.line.substitute ? 'substituted' : 'restored';
  const was = deliverable(before.line, 0);
  const is = deliverable(now.line, 0);
  if (is < was) return is === 0 ? 'removed' : 'lowered';
  if (is > was) return is > now.line.ordered ? 'raised' : 'restored';
  const more = now.line.cancelled - before.line.cancelled;
  if (more < 0 && now.there < before.there) return 'restored';
  return more > 0 && now.there > before.there && !cancelled ? 'cancelled' : null;
}

function changeOfAdded(known: OrderLine | undefined, line: OrderLine, order: Order): OrderChange[] {
  const now = { line: line.line, replaces: line.replaces, is: said(line) };
  if (known === undefined) return [{ ...now, kind: kindOfAdded(line, order), was: '' }];
  const was = said(known);
  if (known.sku !== line.sku) return [{ ...now, kind: 'substituted', was }];
  if (deliverable(known) === deliverable(line)) return [];
  return [{ ...now, kind: deliverable(known) > deliverable(line) ? 'lowered' : 'raised', was }];
}

function kindOfAdded({ replaces, sku }: OrderLine, { lines }: Order): string {
  if (replaces === null) return 'added';
  return lines.some((line) => line.line === replaces && line.sku === sku) ? 'split' : 'substituted';
}

/** Units of a line that are to be delivered, in the words of documents. */
function said(line: OrderLine, cancelled = line.cancelled): string {
  const units = deliverable(line, cancelled);
  return units > 0 ? `${units} × ${line.substitute?.sku ?? line.sku}` : '';
}

/**
 * Where the document parts from what was ordered; what was known before keeps the instant at which it was first seen.
 * What only the hand-over can see stays as that has told it.
 */
export function amendmentsOf(order: Order, document: ErpOrder | null, at: Date): OrderAmendment[] {
  const ofLines = order.lines.flatMap((line) => partingOf(line, order));
  const parting = document ? ofLines : [{ ...whole, kind: 'missing' }];
  const since = ({ kind, line }: Pick<OrderAmendment, 'kind' | 'line'>) =>
    order.amendments.find((each) => each.kind === kind && each.line === line)?.at ?? at;
  return [
    ...parting.map((each) => ({ ...each, at: since(each) })),
    ...order.amendments.filter((each) => isToldByHandOver(each) || each.kind === overBilled),
  ];
}

export function isToldByHandOver({ kind }: Pick<OrderAmendment, 'kind'>): boolean {
  return Object.values(toldByHandOver).includes(kind);
}

function partingOf(line: OrderLine, order: Order): Omit<OrderAmendment, 'at'>[] {
  const { line: number, replaces, sku, ordered } = line;
  if (line.addedBy !== '')
    return [{ kind: kindOfAdded(line, order), line: number, replaces, was: '', is: said(line, 0) }];
  const parts = { line: number, replaces: null, was: `${ordered} × ${sku}`, is: said(line, 0) };
  if (line.substitute) return [{ ...parts, kind: 'substituted' }];
  const is = deliverable(line, 0);
  if (is > ordered) return [{ ...parts, kind: 'raised' }];
  const elsewhere = order.lines
    .filter((each) => each.replaces === number)
    .reduce((sum, each) => sum + deliverable(each, 0), 0);
  return is + elsewhere < ordered ? [{ ...parts, kind: is === 0 ? 'removed' : 'lowered' }] : [];
}
