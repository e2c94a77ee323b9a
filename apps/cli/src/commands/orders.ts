import { Failure } from '../failure.ts';
import type { Installation } from '../installation.ts';
import { table } from '../output.ts';
import type { Output } from '../output.ts';
import { ageOf, lengthOf, money } from '../words.ts';

/** What an order waits for, and of whom. */
export interface Waiting {
  for: string;
  whom: string;
  since: string;
}

/** An order among others, as `GET /orders` has it. */
export interface OrderSummary {
  order: string;
  origin: string;
  state: string;
  integration: string;
  currency: string;
  gross: string;
  placedAt: string;
  waiting: Waiting | null;
}

export interface OrderList {
  orders: readonly OrderSummary[];
  next: string | null;
}

export interface OrdersQuery {
  state?: string | undefined;
  waiting?: string | undefined;
  /** Placed at least so long ago. */
  age?: string | undefined;
  /** Held for so long at most. */
  heldFor?: string | undefined;
  after?: string | undefined;
  limit?: string | undefined;
}

/** @throws Failure when the age or the time of the hold is no length of time */
export async function orders(
  installation: Installation,
  { age, heldFor, ...query }: OrdersQuery,
  now: Date,
): Promise<Output> {
  const from = (length: number) => new Date(now.getTime() + length).toISOString();
  const answer = await installation.read<OrderList>('orders', '/orders', {
    ...query,
    ...(age !== undefined && { to: from(-length('--age', age)) }),
    ...(heldFor !== undefined && { heldUntil: from(length('--held-for', heldFor)) }),
  });
  return ordersOutput(answer, now);
}

function length(option: string, text: string): number {
  const found = lengthOf(text);
  if (found === undefined)
    throw new Failure(`${option} is a number with s, min, h or d behind it, as in 30min, not ${text}`);
  return found;
}

export function ordersOutput(answer: OrderList, now: Date): Output {
  const rows = answer.orders.map(
    ({ order, origin, placedAt, state, integration, gross, currency, waiting }) => [
      ...[order, origin, ageOf(placedAt, now), state, integration, money(gross, currency)],
      waiting === null ? '' : `${waiting.for} of ${waiting.whom} for ${ageOf(waiting.since, now)}`,
    ],
  );
  const head = ['order', 'origin', 'placed', 'state', 'hand-over', 'worth', 'waits for'];
  return {
    json: answer,
    lines: [
      ...(rows.length === 0 ? ['There is none.'] : table(head, rows)),
      ...(answer.next === null ? [] : ['', `More: --after '${answer.next}'`]),
    ],
    status: answer.orders.some(({ waiting }) => isStuck(waiting, now)) ? 1 : 0,
  };
}

/** Decisions take seconds. */
const decisionMs = 60_000;

/** Whether it waits for somebody who is not told by the goods themselves, or for a decision that should have been made. */
export function isStuck(waiting: Waiting | null, now: Date): boolean {
  if (waiting === null) return false;
  if (waiting.for === 'reference' || waiting.for === 'stock')
    return now.getTime() - new Date(waiting.since).getTime() > decisionMs;
  return !['hand-over', 'shipment', 'invoice'].includes(waiting.for);
}
