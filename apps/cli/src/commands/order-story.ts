import { Failure, NotFound } from '../failure.ts';
import type { Installation } from '../installation.ts';
import { table } from '../output.ts';
import type { Output } from '../output.ts';
import { ageOf, money, timeOf } from '../words.ts';
import { differenceLines, needsSomebody } from './exports.ts';
import type { ExportStatus } from './exports.ts';
import { isStuck } from './orders.ts';
import type { Waiting } from './orders.ts';

/** An order, as `GET /orders/:order` has it. */
export interface Order {
  order: string;
  origin: string;
  state: string;
  integration: string;
  integrationReason: string | null;
  erpNumber: string | null;
  account: string;
  currency: string;
  gross: string;
  /** Null for an order that began in the back office. */
  shippingMethod: string | null;
  rejection: { reason: string } | null;
  lines: readonly {
    line: number;
    sku: string;
    name: string;
    net: string;
    ordered: number;
    reserved: number;
    backOrdered: number;
    expectedOn: string | null;
    shipped: number;
    cancelled: number;
    invoiced: number;
  }[];
  shipments: readonly {
    number: string;
    location: string;
    at: string;
    lines: readonly { line: number; sku: string; quantity: number }[];
  }[];
  invoices: readonly { number: string; kind: string; gross: string; at: string }[];
  history: readonly { step: string; at: string; detail: string | null }[];
  placedAt: string;
  traceparent: string | null;
  waiting: Waiting | null;
}

/** What an order has claimed, as `GET /reservations` has it. */
export interface Reservations {
  lines: readonly {
    line: number;
    sku: string;
    reserved: number;
    backOrdered: number;
    released: number;
    settled: number;
    open: number;
    entries: readonly { kind: string; quantity: number; location: string | null; at: string }[];
  }[];
}

/** An answer of one of the services; null when it has none, a text when it could not be asked. */
export type Part<Answer> = { answer: Answer | null } | { failure: string };

/** One order as orders, inventory and the adapter know it. */
export interface Story {
  order: Order;
  reservations: Part<Reservations>;
  export: Part<ExportStatus>;
}

/**
 * The whole story of an order over all services. What a service that is away would say is missing, and said to be.
 * @throws Failure when there is no such order, or orders itself is away
 */
export async function orderStory(installation: Installation, number: string, now: Date): Promise<Output> {
  const id = encodeURIComponent(number);
  const part = async <Answer>(asked: Promise<Answer>): Promise<Part<Answer>> => {
    try {
      return { answer: await asked };
    } catch (error) {
      if (error instanceof NotFound) return { answer: null };
      return { failure: (error as Error).message };
    }
  };
  const [order, reservations, handOver] = await Promise.all([
    installation.read<Order>('orders', `/orders/${id}`).catch((error: unknown) => {
      throw error instanceof NotFound ? new Failure(`There is no order ${number}`) : error;
    }),
    part(installation.read<Reservations>('inventory', '/reservations', { order: number })),
    part(installation.read<ExportStatus>('erp-adapter', `/exports/${id}`)),
  ]);
  return storyOutput({ order, reservations, export: handOver }, now);
}

export function storyOutput(story: Story, now: Date): Output {
  const { order, reservations, export: handOver } = story;
  const isAway = 'failure' in reservations || 'failure' in handOver;
  const isWrong = 'answer' in handOver && handOver.answer !== null && needsSomebody(handOver.answer);
  return {
    json: story,
    lines: [
      ...headLines(order, now),
      ...section('WHAT HAPPENED', historyLines(order, now)),
      ...section('LINES', lineLines(order)),
      ...section('STOCK', partLines(reservations, reservationLines, 'Nothing was ever asked for.')),
      ...section(
        'HAND-OVER',
        partLines(handOver, (one) => handOverLines(one, now), withoutExport(order)),
      ),
      ...section('SHIPMENTS', shipmentLines(order)),
      ...section('INVOICES', invoiceLines(order)),
    ],
    status: isAway || isWrong || isStuck(order.waiting, now) ? 1 : 0,
  };
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ['', title, ...lines.map((line) => `  ${line}`)];
}

function partLines<Answer>(
  part: Part<Answer>,
  linesOf: (answer: Answer) => string[],
  nothing: string,
): string[] {
  if ('failure' in part) return [part.failure];
  return part.answer === null ? [nothing] : linesOf(part.answer);
}

function headLines(order: Order, now: Date): string[] {
  const { waiting, rejection, traceparent } = order;
  return [
    `${order.order}  ${order.state}  ${money(order.gross, order.currency)}  ${order.origin}  account ${order.account}`,
    ...(rejection === null ? [] : [`rejected: ${rejection.reason}`]),
    waiting === null
      ? 'waits for nothing'
      : `waits for ${waiting.for} of ${waiting.whom}, for ${ageOf(waiting.since, now)}`,
    ...(traceparent === null ? [] : [`trace ${traceparent.slice(3, 35)}`]),
  ];
}

function historyLines({ history }: Order, now: Date): string[] {
  const rows = history.map(({ step, at, detail }) => [timeOf(at), ageOf(at, now), step, detail]);
  return table(['at', 'ago', 'what', ''], rows);
}

function lineLines({ lines, currency }: Order): string[] {
  const rows = lines.map((line) => [
    ...[line.line, line.sku, line.name, line.ordered, line.reserved, line.backOrdered],
    ...[line.expectedOn, line.shipped, line.cancelled, line.invoiced, money(line.net, currency)],
  ]);
  const head = ['line', 'SKU', 'name', 'ordered', 'reserved', 'back-ordered', 'expected', 'shipped'];
  return table([...head, 'cancelled', 'invoiced', 'net'], rows);
}

function reservationLines({ lines }: Reservations): string[] {
  const rows = lines.map(({ line, sku, reserved, backOrdered, released, settled, open, entries }) => [
    ...[line, sku, reserved, backOrdered, released, settled, open],
    entries
      .map(
        ({ kind, quantity, location, at }) =>
          `${kind} ${quantity}${location === null ? '' : ` at ${location}`} ${timeOf(at)}`,
      )
      .join('; '),
  ]);
  return table(
    ['line', 'SKU', 'claimed', 'of it back-ordered', 'given back', 'settled', 'still claimed', 'entries'],
    rows,
  );
}

function handOverLines(one: ExportStatus, now: Date): string[] {
  const { source, state, stateAt, erpNumber, attempts, reason, differences } = one;
  return [
    `${state} ${source === '' ? 'in no back office yet' : `in ${source}`} for ${ageOf(stateAt, now)}${erpNumber === null ? '' : `, number ${erpNumber}`}${
      attempts > 0 ? `, ${attempts} attempts` : ''
    }`,
    ...(reason === null ? [] : [reason]),
    ...(differences.length === 0 ? [] : ['the document differs:', ...differenceLines(one, now)]),
  ];
}

/** Without shipping of the shop it is an order that began in the back office. */
function withoutExport({ shippingMethod, erpNumber }: Order): string {
  return shippingMethod === null
    ? `It began in the back office, as number ${erpNumber}.`
    : 'It is not on its way to a back office.';
}

function shipmentLines({ shipments }: Order): string[] {
  const rows = shipments.map(({ number, location, at, lines }) => [
    ...[number, location, timeOf(at)],
    lines.map(({ line, sku, quantity }) => `${quantity} × ${sku} (line ${line})`).join(', '),
  ]);
  return rows.length === 0 ? [] : table(['number', 'from', 'at', 'units'], rows);
}

function invoiceLines({ invoices, currency }: Order): string[] {
  const rows = invoices.map(({ number, kind, gross, at }) => [
    number,
    kind,
    timeOf(at),
    money(gross, currency),
  ]);
  return rows.length === 0 ? [] : table(['number', 'kind', 'at', 'gross'], rows);
}
