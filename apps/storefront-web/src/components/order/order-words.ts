import { compare, isZero } from '@throughline/money';
import type { Order, OrderAmendment, OrderLine, OrderShipment, OrderStep } from '../../api/types.ts';
import type { Language, Texts } from '../../texts/catalogues.ts';
import { count, percent } from '../../texts/format.ts';
import { lineName } from '../cart/line-words.ts';

/** Steps between the shop and the seller's own system, which say nothing to a shopper. */
const technical = new Set(['handed-over', 'verified']);

/** Whether a step is one of those that a shopper waits for; one without words is none. */
export function isShoppersStep(step: string, t: Texts): boolean {
  return !technical.has(step) && step in t.order.steps;
}

/** What a step is called, by what has become of the order since. */
export function stepTitle(
  { step, detail }: Pick<OrderStep, 'step' | 'detail'>,
  { state, review, shipments }: Pick<Order, 'state' | 'review' | 'shipments'>,
  t: Texts,
): string {
  if (step === 'review' && review) return t.order.reviewing;
  if (step === 'cancelled' && state !== 'cancelled') return t.order.partlyCancelled;
  if (step === 'shipment-corrected' && !shipments.some(({ number }) => number === detail))
    return t.order.takenBack;
  return t.order.steps[step] ?? step;
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
    case 'shipment-corrected':
    case 'invoice-corrected':
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
  const href = trackingUrl?.match(/^https?:\/\//i) ? trackingUrl : null;
  const text = carrier ? t.order.track(carrier) : t.order.trackHere;
  return { carrier, number: trackingNumber, link: href === null ? null : { text, href } };
}

type Amended = Pick<Order, 'lines' | 'state'>;

/** A point in which the seller delivers something else than was ordered, as a sentence. */
export function amendmentSentence(...told: Parameters<typeof amendmentWords>): string {
  // Names such as `Bottle 30 oz.` end with a full stop of their own.
  return amendmentWords(...told).replace(/\.\.$/, '.');
}

function amendmentWords(
  { kind, line, replaces, was, is }: Pick<OrderAmendment, 'kind' | 'line' | 'replaces' | 'was' | 'is'>,
  { lines, state }: Amended,
  t: Texts,
  language: Language,
): string {
  const words = t.order.amendments;
  const found = (number: number | null) => lines.find((one) => one.line === number);
  const nameOf = (one: OrderLine | undefined, otherwise: string) =>
    one ? lineName(one, t) : skuIn(otherwise);
  const name = nameOf(found(line), is || was);
  const [before, now] = [unitsIn(was), unitsIn(is)];
  const units = (number: number) => count(number, language);
  switch (kind) {
    case 'added':
      return words.added(units(now ?? found(line)?.quantity ?? 1), name);
    case 'removed':
      return words.removed(name);
    case 'lowered':
      return before !== null && now !== null
        ? words.lowered(units(before - now), units(before), name)
        : words.other(name);
    case 'raised':
      return before !== null && now !== null ? words.more(units(now - before), name) : words.other(name);
    case 'substituted': {
      if (replaces !== null) return words.substituted(nameOf(found(replaces), was), name);
      const substitute = found(line)?.substitute;
      return words.substituted(nameOf(found(line), was), substitute ? lineName(substitute, t) : skuIn(is));
    }
    case 'split':
      return words.split(nameOf(found(replaces ?? line), name));
    case 'restored':
      return words.restored(name);
    case 'repriced':
      return repricedSentence(name, was, is, t);
    case 'discounted':
      return isNumber(is) && !isZero(is)
        ? words.discountedTo(name, percent(is, language))
        : words.discounted(name);
    case 'charged':
      return isNumber(was) ? words.charged : words.chargeAdded;
    case 'billed':
      return words.billed;
    case 'redirected':
      return words.redirected;
    case 'missing':
    case 'found':
      return state === 'cancelled' ? words.gone : words.missing;
    default:
      return line === null ? words.otherOrder : words.other(name);
  }
}

/** The back office tells prices without tax, in its own unit: only which way they went says something to a shopper. */
function repricedSentence(name: string, was: string, is: string, t: Texts): string {
  const words = t.order.amendments;
  const way = isNumber(was) && isNumber(is) ? compare(is, was) : 0;
  if (way < 0) return words.cheaper(name);
  return way > 0 ? words.dearer(name) : words.repriced(name);
}

/** Base units in what documents say, such as `3 × HL-U509`; null where none are named. */
function unitsIn(text: string): number | null {
  const units = /^(\d+)(?: × .*)?$/.exec(text)?.[1];
  return units === undefined ? null : Number(units);
}

function skuIn(text: string): string {
  return text.replace(/^\d+ × /, '');
}

/** What the seller delivers of a line that is not what was ordered, beside how far it has come. */
export function amendmentNotes(line: OrderLine, lines: readonly OrderLine[], t: Texts): string[] {
  const { substitute, documented, quantity } = line;
  if (line.added) {
    const replaced = lines.find((one) => one.line === line.replaces);
    if (!replaced) return [t.order.addedBySeller];
    return [
      replaced.sku === line.sku
        ? t.order.partOf(lineName(replaced, t))
        : t.order.replacesLine(lineName(replaced, t)),
    ];
  }
  if (substitute) return [t.order.replacedBy(lineName(substitute, t))];
  const elsewhere = lines.filter(({ replaces }) => replaces === line.line);
  if (documented === null || documented === quantity || elsewhere.some(({ sku }) => sku === line.sku))
    return [];
  if (documented > 0) return [t.order.insteadOf(documented, quantity)];
  return elsewhere.length > 0 ? [] : [t.order.notDelivered];
}

/** Whether nothing of a line will be delivered as it was ordered. */
export function isGone(
  { added, cancelled, documented, quantity, substitute }: OrderLine,
  state: string,
): boolean {
  if (cancelled > 0 && cancelled >= quantity) return true;
  return state === 'cancelled' || (!added && (substitute !== null || documented === 0));
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
