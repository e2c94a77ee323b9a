import { createHash } from 'node:crypto';
import type { OrderPlaced } from '@throughline/events';
import { type CancelledUnits, type ExportState, isWhollyCancelled } from '../exports/export.ts';
import { shipmentFields, shipmentsAfter } from './answered-shipments.ts';
import { type KeyedLine, type KeyedState, type KeyedStatus, openStatuses, untouched } from './keyed-state.ts';

/** What a clerk says of an order of a batch. Units are cumulative, so that saying it twice changes nothing. */
export interface Answer {
  order: string;
  /** Number of the document in the back office. */
  number?: string | undefined;
  /** Why the back office does not take it. */
  refusal?: string | undefined;
  status?: KeyedStatus | undefined;
  /** Base units of lines that have left so far, and that were cancelled in the back office. */
  lines?: { line: number; shipped?: number | undefined; cancelled?: number | undefined }[] | undefined;
  carrier?: string | undefined;
  trackingNumber?: string | undefined;
  trackingUrl?: string | undefined;
  /** Where it left. */
  location?: string | undefined;
  shippedAt?: string | undefined;
  /** Why what was said before was wrong; without it nothing is taken back. */
  correction?: string | undefined;
}

/** An order as it stands before it is answered. */
export interface AnsweredOrder {
  order: string;
  batch: number | null;
  state: ExportState;
  reason: string | null;
  number: string | null;
  placed: OrderPlaced;
  /** Units that are not wanted any more, and those of them that a batch has told of. */
  cancelled: CancelledUnits;
  told: CancelledUnits;
  keyed: KeyedState | null;
  /** Where the batch says that it leaves. */
  location: string | null;
}

/** A field of an answer that cannot be taken. */
export interface AnswerFault {
  field: string;
  message: string;
}

/** A figure that an answer changes. */
export interface AnswerChange {
  field: string;
  before: string | null;
  after: string | null;
}

/** How an order stands after it was answered. */
export interface AnsweredState {
  state: ExportState;
  reason: string | null;
  number: string | null;
  keyed: KeyedState | null;
}

export type Decision = { faults: AnswerFault[] } | { next: AnsweredState; changes: AnswerChange[] };

export interface AnswerContext {
  batch: number;
  /** Whether the source says by itself how documents stand: then clerks say no more than numbers. */
  readsDocuments: boolean;
  /** Which order other than one has a number, once everything that is said now holds. */
  ownerOf: (number: string, other: string) => string | undefined;
  now: Date;
}

const fault = (field: string, message: string): Decision => ({ faults: [{ field, message }] });

/** What an answer comes to, or what of it cannot be taken. Nothing is taken back without a reason. */
export function decideAnswer(known: AnsweredOrder, answer: Answer, context: AnswerContext): Decision {
  if (known.batch !== context.batch)
    return fault('order', known.batch === null ? 'is not on paper now' : `is in batch ${known.batch} now`);
  if (answer.refusal !== undefined) return refused(known, answer);
  const number = answer.number ?? known.number;
  if (number === null) return withoutNumber(known, answer);
  const owner = answer.number === undefined ? undefined : context.ownerOf(answer.number, known.order);
  if (owner !== undefined) return fault('number', `${answer.number} is the number of ${owner} already`);
  if (number !== known.number && answer.correction === undefined) {
    if (known.number !== null)
      return fault('number', `is ${known.number} already: another one needs a correction, which says why`);
    if (known.state === 'refused' || known.state === 'cancelled')
      return fault('number', `it is ${known.state} already: a number needs a correction, which says why`);
  }
  const documented = documentAfter(known, answer, context);
  if ('faults' in documented) return documented;
  return outcome(known, {
    state: known.number === number && known.state === 'verified' ? 'verified' : 'acknowledged',
    reason: reasonAfter(known, number, answer),
    number,
    keyed: documented.keyed,
  });
}

function refused(known: AnsweredOrder, answer: Answer): Decision {
  const { refusal = '', order: _, correction: __, ...others } = answer;
  const strange = Object.entries(others).find(([field, value]) => field !== 'refusal' && value !== undefined);
  if (strange !== undefined) return fault(strange[0], 'cannot be said of an order that is refused');
  if (known.number !== null)
    return fault('refusal', `it has the number ${known.number}: what was typed in is cancelled there`);
  // Of what is not wanted any more nothing was to be typed in.
  const next = isWhollyCancelled(known.placed, known.cancelled)
    ? { state: 'cancelled' as const, reason: notEntered }
    : { state: 'refused' as const, reason: refusal };
  return outcome(known, { ...next, number: null, keyed: null });
}

const notEntered = 'It was cancelled before it was typed in';

function withoutNumber(known: AnsweredOrder, answer: Answer): Decision {
  if (answer.status !== 'cancelled')
    return fault('number', 'is needed, or a refusal that says why there is none');
  if (!isWhollyCancelled(known.placed, known.cancelled))
    return fault('status', 'cancelled without a number is for what the shopper has cancelled: say a refusal');
  return outcome(known, { state: 'cancelled', reason: notEntered, number: null, keyed: null });
}

/** Says of a number that it was another, which is also how others come to hear of it. */
function reasonAfter(known: AnsweredOrder, number: string, { correction }: Answer): string | null {
  if (number === known.number) return known.reason;
  if (known.number === null) return correction === undefined ? null : `Corrected: ${correction}`;
  return `Its number was ${known.number} before: ${correction}`;
}

function documentAfter(
  known: AnsweredOrder,
  answer: Answer,
  { readsDocuments, now }: AnswerContext,
): { keyed: KeyedState | null } | { faults: AnswerFault[] } {
  const said = (['status', 'lines', ...shipmentFields] as const).find((field) => answer[field] !== undefined);
  if (readsDocuments)
    return said === undefined
      ? { keyed: null }
      : { faults: [{ field: said, message: 'is what the back office says by itself' }] };
  const before = known.keyed ?? untouched;
  const lines = linesAfter(known, before, answer);
  if ('faults' in lines) return lines;
  const status = statusAfter(known, before, answer, lines.lines);
  if ('faults' in status) return status;
  const shipments = shipmentsAfter(known, before, answer, lines.lines, now);
  if ('faults' in shipments) return shipments;
  return { keyed: { ...status, lines: lines.lines, ...shipments } };
}

function linesAfter(
  { placed, told }: AnsweredOrder,
  before: KeyedState,
  { lines: said = [], status, correction }: Answer,
): { lines: KeyedLine[] } | { faults: AnswerFault[] } {
  const faults: AnswerFault[] = [];
  const known = new Map(before.lines.map((line) => [line.line, line]));
  const asked = new Map(said.map((line) => [line.line, line]));
  if (asked.size < said.length) faults.push({ field: 'lines', message: 'name a line twice' });
  for (const { line } of said)
    if (!placed.lines.some((each) => each.line === line))
      faults.push({ field: 'line', message: `${line} is no line of it` });
  const isWhole = said.length === 0 && (status === 'shipped' || status === 'invoiced');
  const lines = placed.lines.map(({ line, quantity }): KeyedLine => {
    const was = known.get(line) ?? { line, shipped: 0, cancelled: 0 };
    const { shipped = was.shipped, cancelled = was.cancelled } = asked.get(line) ?? {};
    const gone = Math.max(cancelled, Math.min(told.get(line) ?? 0, quantity - shipped));
    const now = { line, cancelled, shipped: isWhole ? Math.max(shipped, quantity - gone) : shipped };
    const name = `of line ${line}`;
    if (now.shipped + now.cancelled > quantity)
      faults.push({
        field: asked.get(line)?.shipped === undefined ? 'cancelled' : 'shipped',
        message: `${now.shipped} shipped and ${now.cancelled} cancelled ${name} are more than the ${quantity} ordered`,
      });
    for (const field of ['shipped', 'cancelled'] as const)
      if (now[field] < was[field] && correction === undefined)
        faults.push({
          field,
          message: `${now[field]} ${name} are fewer than the ${was[field]} said before: that needs a correction, which says why`,
        });
    return now;
  });
  if (faults.length > 0) return { faults };
  return { lines: lines.filter(({ shipped, cancelled }) => shipped > 0 || cancelled > 0) };
}

function statusAfter(
  { placed, told }: AnsweredOrder,
  before: KeyedState,
  { status: said, lines: keyed, correction }: Answer,
  lines: readonly KeyedLine[],
): { status: KeyedStatus } | { faults: AnswerFault[] } {
  const of = (message: string) => ({ faults: [{ field: 'status', message }] });
  const known = new Map(lines.map((line) => [line.line, line]));
  const shipped = lines.reduce((sum, line) => sum + line.shipped, 0);
  const open = placed.lines.filter(({ line, quantity }) => {
    const { shipped: left = 0, cancelled = 0 } = known.get(line) ?? {};
    return left + Math.max(cancelled, Math.min(told.get(line) ?? 0, quantity - left)) < quantity;
  });
  const followed = shipped === 0 ? 'open' : open.length > 0 ? 'part-shipped' : 'shipped';
  const status = said ?? (keyed === undefined ? before.status : followed);
  if (status === 'open' && shipped > 0) return of(`open, and ${shipped} units have left`);
  if (status === 'part-shipped' && shipped === 0)
    return of('part-shipped needs lines that say what has left');
  if (status === 'cancelled' && shipped > 0)
    return of(`cancelled, and ${shipped} units have left: say of each line what is cancelled`);
  if ((status === 'shipped' || status === 'invoiced') && open.length > 0)
    return of(`${status}, and line ${open[0]?.line} is not shipped whole`);
  if (correction === undefined && isBack(before.status, status))
    return of(`was ${before.status} before: ${status} needs a correction, which says why`);
  return { status };
}

function isBack(before: KeyedStatus, now: KeyedStatus): boolean {
  if (before === 'cancelled') return now !== 'cancelled';
  return now !== 'cancelled' && openStatuses.indexOf(now) < openStatuses.indexOf(before);
}

function outcome(known: AnsweredOrder, next: AnsweredState): Decision {
  const before: AnsweredState = known;
  const changes: AnswerChange[] = [];
  const compare = (field: string, was: string | null, is: string | null) => {
    if (was !== is) changes.push({ field, before: was, after: is });
  };
  compare('state', before.state, next.state);
  compare('number', before.number, next.number);
  if (next.state === 'refused')
    compare('refusal', before.state === 'refused' ? before.reason : null, next.reason);
  const [was, is] = [before.keyed ?? untouched, next.keyed ?? untouched];
  compare('status', before.keyed?.status ?? null, next.keyed?.status ?? null);
  for (const line of new Set([...was.lines, ...is.lines].map((each) => each.line)))
    for (const field of ['shipped', 'cancelled'] as const) {
      const of = (lines: readonly KeyedLine[]) => lines.find((each) => each.line === line)?.[field] ?? 0;
      compare(`lines[${line}].${field}`, String(of(was.lines)), String(of(is.lines)));
    }
  for (const shipment of is.shipments) {
    const known = was.shipments.find(({ number }) => number === shipment.number);
    for (const field of ['carrier', 'trackingNumber', 'trackingUrl', 'location'] as const)
      compare(`shipments[${shipment.number}].${field}`, known?.[field] ?? null, shipment[field]);
    if (known !== undefined)
      compare(`shipments[${shipment.number}].shippedAt`, known.shippedAt, shipment.shippedAt);
  }
  return { next, changes };
}

/** What somebody has seen of what would change; any other state of the orders gives another one. */
export function hashOf(outcomes: readonly { order: string; changes: readonly AnswerChange[] }[]): string {
  return createHash('sha256')
    .update(JSON.stringify(outcomes.map(({ order, changes }) => [order, changes])))
    .digest('hex');
}
