import type { Order, OrderAmendment, OrderLine, OrderShipment, OrderStep } from '../../api/types.ts';
import type { Language, Texts } from '../../texts/catalogues.ts';
import { count, money } from '../../texts/format.ts';
import { lineName } from '../cart/line-words.ts';

/** Steps between the shop and the seller's own system, which say nothing to a shopper. */
const technical = new Set(['handed-over', 'verified']);

/** Whether a step is one of those that a shopper waits for. */
export function isShoppersStep(step: string): boolean {
  return !technical.has(step);
}

/** What a step says beside its name: which delivery or document it was; empty when that is nothing to a shopper. */
export function stepDetail(
  { step, detail }: Pick<OrderStep, 'step' | 'detail'>,
  invoices: Order['invoices'],
  t: Texts,
): string {
  if (!detail) return '';
  switch (step) {
    case 'shipped':
      return t.order.stepShipment(detail);
    case 'invoiced':
    case 'credited':
      return invoices.some(({ number, kind }) => number === detail && kind === 'credit-note')
        ? t.order.stepCreditNote(detail)
        : t.order.stepInvoice(detail);
    case 'handed-over':
    case 'verified':
      return t.order.stepNumber(detail);
    default:
      return '';
  }
}

/** How a delivery is followed. */
export interface Tracking {
  carrier: string | null;
  number: string | null;
  /** What the link says, and where it leads to; null where there is none that a page may lead to. */
  link: { text: string; href: string } | null;
}

/** @returns null when nothing is known of how it travels */
export function trackingOf(
  { carrier, trackingNumber, trackingUrl }: Pick<OrderShipment, 'carrier' | 'trackingNumber' | 'trackingUrl'>,
  t: Texts,
): Tracking | null {
  if (!carrier && !trackingNumber && !trackingUrl) return null;
  const href = trackingUrl !== null && /^https?:\/\//i.test(trackingUrl) ? trackingUrl : null;
  const text = carrier ? t.order.track(carrier) : t.order.trackHere;
  return { carrier, number: trackingNumber, link: href === null ? null : { text, href } };
}

type Amended = Pick<Order, 'lines' | 'currency'>;

/** A point in which the seller delivers something else than was ordered, as a sentence. */
export function amendmentSentence(
  { kind, line, replaces, was, is }: Pick<OrderAmendment, 'kind' | 'line' | 'replaces' | 'was' | 'is'>,
  { lines, currency }: Amended,
  t: Texts,
  language: Language,
): string {
  const words = t.order.amendments;
  const found = (number: number | null) => lines.find((one) => one.line === number);
  const nameOf = (one: OrderLine | undefined, otherwise: string) => (one ? lineName(one, t) : otherwise);
  const name = nameOf(found(line), is || was);
  const units = (text: string) => count(Number(text), language);
  const both = isNumber(was) && isNumber(is);
  switch (kind) {
    case 'added':
      return words.added(isNumber(is) ? units(is) : count(found(line)?.quantity ?? 1, language), name);
    case 'removed':
      return words.removed(name);
    case 'lowered':
      return both
        ? words.lowered(units(String(Number(was) - Number(is))), units(was), name)
        : words.other(name);
    case 'raised':
      return both ? words.more(units(String(Number(is) - Number(was))), name) : words.other(name);
    case 'substituted':
      return words.substituted(nameOf(found(replaces), was), name);
    case 'split':
      return words.split(nameOf(found(replaces ?? line), name));
    case 'restored':
      return words.restored(name);
    case 'repriced':
      return both
        ? words.repricedTo(name, money(was, currency, language), money(is, currency, language))
        : words.repriced(name);
    case 'discounted':
      return words.discounted(name);
    case 'charged':
      return words.charged;
    case 'billed':
      return words.billed;
    case 'redirected':
      return words.redirected;
    case 'missing':
    case 'found':
      return words.missing;
    default:
      return line === null ? words.otherOrder : words.other(name);
  }
}

/** What has come of a request to cancel, as a sentence; null while there is none, or it says itself by the state. */
export function cancellationSentence(cancellation: Order['cancellation'], t: Texts): string | null {
  switch (cancellation) {
    case 'none':
      return null;
    case 'requested':
      return t.order.cancelAsked;
    case 'cancelled':
      return t.order.cancelDone;
    case 'partly':
      return t.order.cancelPartly;
    case 'too-late':
      return t.order.cancelLate;
  }
}

function isNumber(text: string): boolean {
  return /^-?\d+(\.\d+)?$/.test(text);
}
