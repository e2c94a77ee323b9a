import { isDeepStrictEqual } from 'node:util';
import type { ErpOrder, ErpOrderLine, Order, OrderLine } from '@throughline/events';
import { amountsDue, isSame } from '../order/amounts-due.ts';
import { amendmentsOf, changesBetween, changesOfWhole } from './document-changes.ts';
import { type Units, billedUnits, givenUpBy, unitsBy } from '../order/followed.ts';
import type { Followed } from '../order/followed.ts';
import { wholeUnits } from '../order/kits.ts';
import {
  comesToNothing,
  deliverable,
  remaining,
  unitsBetween,
  unitsIn,
  unitsOfLine,
} from '../order/order-lines.ts';
import { addStep, endings, isErpOriginated, unchanged } from '../order/order.ts';
import type { DocumentEvent, OrderState, Outcome } from '../order/order.ts';

type Shipments = Order['shipments'];

/**
 * The order as it stands by its document in the back office, and what of that is news. What was ordered stays; what will
 * be delivered follows from the document as it is now and from what was cancelled here, whatever came between.
 * @param document null when it is gone: nothing more of the order will be delivered, and what has left stays
 */
export function followDocument(state: OrderState, document: ErpOrder | null, at: Date): Outcome {
  const { order: before, followed } = state;
  const there = unitsBy(document?.lines ?? [], ({ cancelled }) => cancelled);
  const lines = document ? linesBy(before, document, followed) : linesLeft(before);
  const shipments = document ? shipmentsBy(document, lines) : before.shipments;
  const order: Order = {
    ...before,
    shipments,
    lines: lines.map((line) => {
      const shipped = document ? shippedOf(line, document, shipments) : line.shipped;
      return {
        ...line,
        shipped,
        cancelled: cancelledOf({ ...line, shipped }, followed.cancelledHere, there),
      };
    }),
  };
  const now: Followed = {
    ...followed,
    cancelledThere: there,
    givenUp: isErpOriginated(order) ? {} : givenUpBy(order, followed.givenUp),
    stated: document && statedBy(document, before),
  };
  const amendments = amendmentsOf(order, document, at);
  const amended = { ...order, amendments };
  const due = isErpOriginated(order) ? {} : amountsDue(amended, now);
  const next = { ...state, followed: now, order: { ...amended, ...due } };

  const events = [...shipmentNews(before, order, at), ...lineNews(state, next, document, at)];
  if (events.length === 0 && isDeepStrictEqual(next, state)) return unchanged(state);
  return endings(state, { ...next, order: events.reduce(addStep, next.order) }, events, at);
}

/** Lines of the order, and those that the back office has added. */
function linesBy(before: Order, document: ErpOrder, followed: Followed): OrderLine[] {
  const theirs = new Map(document.lines.map((line) => [line.line, line]));
  const own = before.lines
    .filter(({ addedBy }) => addedBy === '')
    .map((line): OrderLine => {
      const their = theirs.get(line.line);
      theirs.delete(line.line);
      const documented = their?.ordered ?? 0;
      return {
        ...line,
        documented: documented === line.ordered ? null : documented,
        substitute: their && their.sku !== line.sku ? { sku: their.sku, name: their.name } : null,
      };
    });
  const added = [...theirs.values()];
  const replaced = replacedBy(own, added);
  return [
    ...own,
    ...added.map((their) => addedLine(their, replaced.get(their.line) ?? null, before, followed)),
  ];
}

/** Lines of an order whose document is gone: its own, and of added ones those that have left. */
function linesLeft({ lines }: Order): OrderLine[] {
  return lines
    .filter(({ addedBy, shipped }) => addedBy === '' || shipped > 0)
    .map((line) => ({ ...line, documented: 0 }));
}

/**
 * Which line of the order each added one delivers for: one of the same SKU that is short by as much or more, else the
 * only one that is short by exactly as much, where no other added line has as many units.
 */
function replacedBy(own: readonly OrderLine[], added: readonly ErpOrderLine[]): Map<number, number> {
  const short = new Map(
    own.map((line) => [line.line, line.substitute ? 0 : line.ordered - deliverable(line, 0)]),
  );
  const shortOf = ({ line }: OrderLine) => short.get(line) ?? 0;
  const replaced = new Map<number, number>();
  const replace = (line: OrderLine, their: ErpOrderLine) => {
    replaced.set(their.line, line.line);
    short.set(line.line, shortOf(line) - their.ordered);
  };
  const wanted = added.filter(({ ordered }) => ordered > 0);
  for (const their of wanted) {
    const line = own.find((each) => each.sku === their.sku && shortOf(each) >= their.ordered);
    if (line) replace(line, their);
  }
  const others = wanted.filter(({ line }) => !replaced.has(line));
  for (const their of others) {
    const alike = others.filter(({ ordered }) => ordered === their.ordered);
    const [line, ...more] = own.filter((each) => shortOf(each) === their.ordered);
    if (line && more.length === 0 && alike.length === 1) replace(line, their);
  }
  return replaced;
}

function addedLine(
  their: ErpOrderLine,
  replaces: number | null,
  before: Order,
  followed: Followed,
): OrderLine {
  return {
    line: their.line,
    addedBy: 'erp',
    replaces,
    sku: their.sku,
    name: their.name,
    priceVersion: null,
    unit: their.unit,
    unitQuantity: their.unitQuantity,
    perQuantity: their.perQuantity,
    unitPrice: their.unitPrice,
    taxIncluded: false,
    taxRate: '0',
    net: their.net,
    ordered: 0,
    documented: their.ordered,
    substitute: null,
    reserved: 0,
    backOrdered: 0,
    expectedOn: null,
    shipped: 0,
    cancelled: 0,
    invoiced: billedUnits(followed, 'invoice', their.line),
    credited: billedUnits(followed, 'credit-note', their.line),
    returned: before.lines.find(({ line }) => line === their.line)?.returned ?? 0,
    components: their.components.map(({ sku, quantity }) => ({ sku, quantity })),
  };
}

/** Deliveries that hold units of lines of the order; one without any is not there yet. */
function shipmentsBy({ shipments }: ErpOrder, lines: readonly OrderLine[]): Shipments {
  const numbers = new Set(lines.map(({ line }) => line));
  return shipments.flatMap(({ shippedAt, lines: units, ...shipment }) => {
    // Plain ones, as they are kept: records from the log are of classes of their own.
    const held = units
      .filter(({ line }) => numbers.has(line))
      .map(({ line, sku, quantity }) => ({ line, sku, quantity }));
    return held.length === 0 ? [] : [{ ...shipment, at: shippedAt, lines: held }];
  });
}

/**
 * Whole units of a line that have left, by the document's recipe of a kit where it has one: those on notes of delivery,
 * and those that the line itself says to have left, which may have none. Not every back office ships services: what it has
 * invoiced of one was done.
 */
function shippedOf(line: OrderLine, document: ErpOrder, shipments: Shipments): number {
  const their = document.lines.find((each) => each.line === line.line);
  const components =
    their && (line.substitute || their.components.length > 0) ? their.components : line.components;
  const sku = line.substitute?.sku ?? line.sku;
  const noted = wholeUnits({ line: line.line, sku, components }, unitsIn(shipments));
  const done = their?.kind === 'service' ? their.invoiced : 0;
  return Math.max(noted, their?.shipped ?? 0, done);
}

/** What has left cannot have been cancelled, whichever was told first. */
function cancelledOf(line: OrderLine, here: Units, there: Units): number {
  const asked = Math.max(here[line.line] ?? 0, there[line.line] ?? 0);
  return Math.max(0, Math.min(asked, deliverable(line, 0) - line.shipped));
}

function statedBy({ net, tax, gross }: ErpOrder, order: Order): Followed['stated'] {
  const stated = { net, tax, gross };
  return isSame(stated, order) ? null : stated;
}

function shipmentNews({ order, shipments: before }: Order, now: Order, at: Date): DocumentEvent[] {
  const left = now.shipments.filter(({ number }) => !before.some((known) => known.number === number));
  const complete = now.lines.every((line) => remaining(line) <= 0);
  return [
    ...left.map(({ number: shipment, ...rest }, index): DocumentEvent => {
      const last = index === left.length - 1;
      return { type: 'OrderShipped', value: { order, shipment, ...rest, complete: complete && last } };
    }),
    ...before.flatMap((was): DocumentEvent[] => {
      const is = now.shipments.find(({ number }) => number === was.number);
      if (is && isDeepStrictEqual(is, was)) return [];
      const { number: shipment, location, carrier, trackingNumber, trackingUrl } = is ?? was;
      const value = {
        ...{ order, shipment, location, carrier, trackingNumber, trackingUrl },
        ...{ lines: unitsBetween(was.lines, is?.lines ?? []), takenBack: is === undefined, at },
      };
      return [{ type: 'OrderShipmentCorrected', value }];
    }),
  ];
}

/** What the back office has newly cancelled, and how else its document has changed. */
function lineNews(
  { order: before, followed }: OrderState,
  { order, followed: now }: OrderState,
  document: ErpOrder | null,
  at: Date,
): DocumentEvent[] {
  const cancelled = order.lines.flatMap(({ line, sku, cancelled: units }) => {
    const known = before.lines.find((each) => each.line === line)?.cancelled ?? 0;
    const rise = (of: 'cancelledThere' | 'givenUp') => (now[of][line] ?? 0) - (followed[of][line] ?? 0);
    // Nothing was promised of orders that began there.
    const givenUp = isErpOriginated(order) ? units : rise('givenUp');
    const quantity = Math.min(units - known, rise('cancelledThere'), givenUp);
    return quantity > 0 ? [{ line, sku, quantity }] : [];
  });
  const released = order.lines.flatMap(({ line, sku }) => {
    const quantity = (now.givenUp[line] ?? 0) - (followed.givenUp[line] ?? 0) - unitsOfLine(cancelled, line);
    return quantity > 0 ? [{ line, sku, quantity }] : [];
  });
  const standing = { order, there: now.cancelledThere };
  const changes = document
    ? changesBetween({ order: before, there: followed.cancelledThere }, standing, cancelled)
    : changesOfWhole(before, 'missing');
  const value = { order: order.order, at };
  const events: DocumentEvent[] = [];
  if (cancelled.length > 0)
    events.push({
      type: 'OrderCancelled',
      value: { ...value, by: 'erp', reason: '', lines: cancelled, whole: comesToNothing(order) },
    });
  if (changes.length > 0 || released.length > 0)
    events.push({ type: 'OrderAmended', value: { ...value, changes, released } });
  return events;
}
