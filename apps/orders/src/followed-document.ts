import { isDeepStrictEqual } from 'node:util';
import type { ErpOrder, ErpOrderLine, Order, OrderAmendment, OrderLine } from '@throughline/events';
import { compare } from '@throughline/money';
import { type LineUnits, begunUnits, wholeUnits } from './kits.ts';
import { addStep, deliverable, endings, isErpOriginated, remaining, unchanged } from './order.ts';
import type { Followed, OrderEvent, OrderState, Outcome } from './order.ts';

type EventOf<T extends OrderEvent['type']> = Extract<OrderEvent, { type: T }>;
type Change = EventOf<'OrderAmended'>['value']['changes'][number];
type Shipments = Order['shipments'];

/**
 * The order as it stands by its document in the back office, and what of that is news. What was ordered stays; what will
 * be delivered follows from the document as it is now and from what was cancelled here, whatever came between.
 * @param document null when it is gone: nothing of the order will be delivered, and what has left stays
 */
export function followDocument(state: OrderState, document: ErpOrder | null, at: Date): Outcome {
  const { order: before, followed } = state;
  const lines = linesBy(before, document);
  const shipments = document === null ? before.shipments : shipmentsBy(document, lines);
  const there = cancelledThere(document);
  const settled = lines.map((line) =>
    withProgress(line, document, shipments, { ...followed, cancelledThere: there }),
  );
  const order: Order = { ...before, lines: settled, shipments };
  const givenUp = new Map(settled.map((line) => [line.line, givenUpBy(line, document, shipments, followed)]));

  const cancelled = newlyCancelled(before, settled, there, followed, givenUp);
  const changes = changesBetween(before, order, document, { followed, there, cancelled });
  const released = settled.flatMap(({ line, sku }) => {
    const rest = (givenUp.get(line) ?? 0) - unitsOf(followed.givenUp, line) - unitsIn(cancelled, line);
    return rest > 0 ? [{ line, sku, quantity: rest }] : [];
  });

  const next: OrderState = {
    ...state,
    followed: {
      ...followed,
      cancelledThere: there,
      givenUp: Object.fromEntries([...givenUp].filter(([, units]) => units > 0)),
      missing: document === null,
    },
    order: withDue({ ...order, amendments: amendmentsOf(order, document, followed, at) }, document),
  };
  const { order: number } = before;
  const events = shipmentNews(before, next.order, at);
  if (cancelled.length > 0) {
    const whole = settled.every((line) => line.shipped === 0 && deliverable(line) <= 0);
    events.push({
      type: 'OrderCancelled',
      value: { order: number, by: 'erp', reason: '', lines: cancelled, whole, at },
    });
  }
  if (changes.length > 0 || released.length > 0)
    events.push({ type: 'OrderAmended', value: { order: number, changes, released, at } });
  if (events.length === 0 && isDeepStrictEqual(next, state)) return unchanged(state);
  return endings(state, { ...next, order: events.reduce(addStep, next.order) }, events, at);
}

/** Lines of the order, and those that the back office has added. */
function linesBy(before: Order, document: ErpOrder | null): OrderLine[] {
  const theirs = new Map(document?.lines.map((line) => [line.line, line]));
  const own = before.lines
    .filter(({ addedBy }) => addedBy === '')
    .map((line): OrderLine => {
      const their = theirs.get(line.line);
      theirs.delete(line.line);
      const substitute = their && their.sku !== line.sku ? { sku: their.sku, name: their.name } : null;
      const documented = their?.ordered ?? 0;
      return { ...line, documented: documented === line.ordered ? null : documented, substitute };
    });
  const added = [...theirs.values()];
  const replaced = replacedBy(own, added);
  return [...own, ...added.map((their) => addedLine(their, before, replaced.get(their.line) ?? null))];
}

/**
 * Which line of the order an added one delivers for: one of the same SKU that is short by as much or more, else the only
 * one that is short by exactly as much.
 */
function replacedBy(own: readonly OrderLine[], added: readonly ErpOrderLine[]): Map<number, number> {
  const short = new Map(
    own.map((line) => [line.line, line.substitute ? 0 : line.ordered - deliverable(line, 0)]),
  );
  const replaced = new Map<number, number>();
  const takes = (their: ErpOrderLine, line: OrderLine) => {
    replaced.set(their.line, line.line);
    short.set(line.line, (short.get(line.line) ?? 0) - their.ordered);
  };
  for (const their of added) {
    const line = own.find(
      ({ line: number, sku }) => sku === their.sku && (short.get(number) ?? 0) >= their.ordered,
    );
    if (line && their.ordered > 0) takes(their, line);
  }
  for (const their of added.filter((each) => !replaced.has(each.line) && each.ordered > 0)) {
    const alike = added.filter((each) => !replaced.has(each.line) && each.ordered === their.ordered);
    const [line, ...others] = own.filter((each) => short.get(each.line) === their.ordered);
    if (line && others.length === 0 && alike.length === 1) takes(their, line);
  }
  return replaced;
}

function addedLine(their: ErpOrderLine, before: Order, replaces: number | null): OrderLine {
  const known = before.lines.find(({ line }) => line === their.line);
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
    invoiced: known?.invoiced ?? 0,
    credited: known?.credited ?? 0,
    returned: known?.returned ?? 0,
    components: their.components,
  };
}

/** Deliveries that hold units of lines of the order; one without any is not there yet. */
function shipmentsBy({ shipments }: ErpOrder, lines: readonly OrderLine[]): Shipments {
  const numbers = new Set(lines.map(({ line }) => line));
  return shipments.flatMap(({ shippedAt, lines: units, ...shipment }) => {
    const held = units.filter(({ line }) => numbers.has(line));
    return held.length === 0 ? [] : [{ ...shipment, at: shippedAt, lines: held }];
  });
}

function cancelledThere(document: ErpOrder | null): Record<string, number> {
  const lines = document?.lines.filter(({ cancelled }) => cancelled > 0) ?? [];
  return Object.fromEntries(lines.map(({ line, cancelled }) => [line, cancelled]));
}

/** What a line is delivered as: the document's recipe of a kit, where it has one. */
function deliveredAs(
  line: OrderLine,
  document: ErpOrder | null,
): Pick<OrderLine, 'line' | 'sku' | 'components'> {
  const their = document?.lines.find((each) => each.line === line.line);
  const components =
    their && (line.substitute || their.components.length > 0) ? their.components : line.components;
  return { line: line.line, sku: line.substitute?.sku ?? line.sku, components };
}

function withProgress(
  line: OrderLine,
  document: ErpOrder | null,
  shipments: Shipments,
  { cancelledHere, cancelledThere: there }: Followed,
): OrderLine {
  const shipped = wholeUnits(
    deliveredAs(line, document),
    shipments.flatMap(({ lines }) => lines),
  );
  const asked = Math.max(unitsOf(cancelledHere, line.line), unitsOf(there, line.line));
  // What has left cannot have been cancelled, whichever was told first.
  const cancelled = Math.max(0, Math.min(asked, deliverable(line, 0) - shipped));
  return { ...line, shipped, cancelled };
}

/** Units of a line's promise that nothing in the document stands for any more, with all that were given up before. */
function givenUpBy(
  line: OrderLine,
  document: ErpOrder | null,
  shipments: Shipments,
  followed: Followed,
): number {
  const before = unitsOf(followed.givenUp, line.line);
  if (line.addedBy !== '') return before;
  const begun = begunUnits(
    line,
    shipments.flatMap(({ lines }) => lines),
  );
  const covered = line.substitute || document === null ? 0 : Math.min(line.ordered, deliverable(line));
  return Math.max(before, line.ordered - Math.max(begun, covered));
}

/** Units that the back office has cancelled and that were not given up before. */
function newlyCancelled(
  before: Order,
  lines: readonly OrderLine[],
  there: Readonly<Record<string, number>>,
  followed: Followed,
  givenUp: ReadonlyMap<number, number>,
): LineUnits[] {
  return lines.flatMap(({ line, sku, cancelled }) => {
    const known = before.lines.find((each) => each.line === line)?.cancelled ?? 0;
    const more = Math.min(
      cancelled - known,
      unitsOf(there, line) - unitsOf(followed.cancelledThere, line),
      (givenUp.get(line) ?? 0) - unitsOf(followed.givenUp, line),
    );
    return more > 0 ? [{ line, sku, quantity: more }] : [];
  });
}

interface News {
  followed: Followed;
  there: Readonly<Record<string, number>>;
  cancelled: readonly LineUnits[];
}

/** How the document has changed; what is cancelled there for the first time has an event of its own. */
function changesBetween(before: Order, now: Order, document: ErpOrder | null, news: News): Change[] {
  const whole = { line: null, replaces: null };
  if (document === null) return news.followed.missing ? [] : [{ ...whole, kind: 'missing', was: '', is: '' }];
  const found: Change[] = news.followed.missing ? [{ ...whole, kind: 'found', was: '', is: '' }] : [];
  const gone = before.lines.filter(
    (line) =>
      line.addedBy !== '' && deliverable(line) > 0 && !now.lines.some((each) => each.line === line.line),
  );
  return [
    ...found,
    ...now.lines.flatMap((line) => {
      const known = before.lines.find((each) => each.line === line.line);
      return line.addedBy === '' ? changeOfOwn(known ?? line, line, news) : changeOfAdded(known, line, now);
    }),
    ...gone.map((line): Change => ({
      kind: 'removed',
      line: line.line,
      replaces: line.replaces,
      was: said(line),
      is: '',
    })),
  ];
}

function changeOfOwn(known: OrderLine, line: OrderLine, { followed, there, cancelled }: News): Change[] {
  const change = (kind: string): Change[] => [
    {
      kind,
      line: line.line,
      replaces: null,
      was: said(known, unitsOf(followed.cancelledThere, line.line)),
      is: said(line, unitsOf(there, line.line)),
    },
  ];
  if (known.substitute?.sku !== line.substitute?.sku)
    return change(line.substitute ? 'substituted' : 'restored');
  const was = deliverable(known, 0);
  const is = deliverable(line, 0);
  if (is < was) return change(is === 0 ? 'removed' : 'lowered');
  if (is > was) return change(is > line.ordered ? 'raised' : 'restored');
  const more = unitsOf(there, line.line) - unitsOf(followed.cancelledThere, line.line);
  if (more < 0 && line.cancelled < known.cancelled) return change('restored');
  const again =
    more > 0 && line.cancelled > known.cancelled && !cancelled.some((each) => each.line === line.line);
  return again ? change('cancelled') : [];
}

function changeOfAdded(known: OrderLine | undefined, line: OrderLine, { lines }: Order): Change[] {
  const at = { line: line.line, replaces: line.replaces };
  if (known === undefined || known.sku !== line.sku)
    return [
      {
        ...at,
        kind: known ? 'substituted' : kindOfAdded(line, lines),
        was: known ? said(known) : '',
        is: said(line),
      },
    ];
  if (deliverable(known) === deliverable(line)) return [];
  const kind = deliverable(known) > deliverable(line) ? 'lowered' : 'raised';
  return [{ ...at, kind, was: said(known), is: said(line) }];
}

function kindOfAdded({ replaces, sku }: OrderLine, lines: readonly OrderLine[]): string {
  if (replaces === null) return 'added';
  return lines.some((line) => line.line === replaces && line.sku === sku) ? 'split' : 'substituted';
}

/** Units of a line that are to be delivered, in the words of documents. */
function said(line: OrderLine, cancelled = line.cancelled): string {
  const units = deliverable(line, cancelled);
  return units > 0 ? `${units} × ${line.substitute?.sku ?? line.sku}` : '';
}

/** Where the document parts from what was ordered; what was known before keeps the instant at which it was first seen. */
function amendmentsOf(
  order: Order,
  document: ErpOrder | null,
  { ofExport }: Followed,
  at: Date,
): OrderAmendment[] {
  const parting =
    document === null
      ? [{ kind: 'missing', line: null, replaces: null, was: '', is: '' }]
      : order.lines.flatMap((line) => partingOf(line, order));
  const since = ({ kind, line }: Pick<OrderAmendment, 'kind' | 'line'>) =>
    order.amendments.find((each) => each.kind === kind && each.line === line)?.at ?? at;
  return [...parting.map((each) => ({ ...each, at: since(each) })), ...ofExport];
}

function partingOf(line: OrderLine, { lines }: Order): Omit<OrderAmendment, 'at'>[] {
  const { line: number, replaces, sku, ordered } = line;
  if (line.addedBy !== '')
    return [{ kind: kindOfAdded(line, lines), line: number, replaces, was: '', is: said(line, 0) }];
  const parts = { line: number, replaces: null, was: `${ordered} × ${sku}`, is: said(line, 0) };
  if (line.substitute) return [{ ...parts, kind: 'substituted' }];
  const elsewhere = lines.reduce(
    (sum, each) => (each.replaces === number ? sum + deliverable(each, 0) : sum),
    0,
  );
  const is = deliverable(line, 0);
  if (is + elsewhere < ordered) return [{ ...parts, kind: is === 0 ? 'removed' : 'lowered' }];
  return is > ordered ? [{ ...parts, kind: 'raised' }] : [];
}

/** What is owed now, where that is not what was ordered; of an order of the back office its document says so itself. */
function withDue(order: Order, document: ErpOrder | null): Order {
  if (isErpOriginated(order)) return order;
  const nothing = { dueNet: '0', dueTax: '0', dueGross: '0' };
  if (order.lines.every((line) => line.shipped === 0 && deliverable(line) <= 0))
    return { ...order, ...nothing };
  if (document === null) return order;
  const { net, tax, gross } = document;
  const same =
    compare(net, order.net) === 0 && compare(tax, order.tax) === 0 && compare(gross, order.gross) === 0;
  return { ...order, dueNet: same ? null : net, dueTax: same ? null : tax, dueGross: same ? null : gross };
}

function shipmentNews(before: Order, now: Order, at: Date): OrderEvent[] {
  const known = new Map(before.shipments.map((shipment) => [shipment.number, shipment]));
  const order = before.order;
  const left = now.shipments.filter(({ number }) => !known.has(number));
  const complete = now.lines.every((line) => remaining(line) <= 0);
  return [
    ...left.map(({ number: shipment, ...rest }, index): OrderEvent => {
      return {
        type: 'OrderShipped',
        value: { order, shipment, ...rest, complete: complete && index === left.length - 1 },
      };
    }),
    ...before.shipments.flatMap((was): OrderEvent[] => {
      const is = now.shipments.find(({ number }) => number === was.number);
      if (is && isDeepStrictEqual(is, was)) return [];
      const { number: shipment, at: _, lines: held, ...rest } = is ?? { ...was, lines: [] };
      const lines = unitsBetween(was.lines, held);
      return [
        {
          type: 'OrderShipmentCorrected',
          value: { order, shipment, ...rest, lines, takenBack: is === undefined, at },
        },
      ];
    }),
  ];
}

/** Every line and SKU that something was or is said of, with its units before and now. */
export function unitsBetween(
  before: readonly LineUnits[],
  now: readonly LineUnits[],
): { line: number; sku: string; was: number; quantity: number }[] {
  const name = ({ line, sku }: LineUnits) => JSON.stringify([line, sku]);
  const units = (of: readonly LineUnits[], wanted: string) =>
    of.reduce((sum, each) => (name(each) === wanted ? sum + each.quantity : sum), 0);
  const each = new Map([...before, ...now].map((part) => [name(part), part]));
  return [...each].map(([wanted, { line, sku }]) => {
    return { line, sku, was: units(before, wanted), quantity: units(now, wanted) };
  });
}

function unitsOf(byLine: Readonly<Record<string, number>>, line: number): number {
  return byLine[line] ?? 0;
}

function unitsIn(units: readonly LineUnits[], line: number): number {
  return units.reduce((sum, each) => (each.line === line ? sum + each.quantity : sum), 0);
}
