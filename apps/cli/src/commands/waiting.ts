import type { Installation } from '../installation.ts';
import { table } from '../output.ts';
import type { Output } from '../output.ts';
import { ageOf } from '../words.ts';

/** What waits for an order that is not known, as `GET /waiting-facts` has it. */
export interface WaitingForOrder {
  order: string;
  topics: readonly string[];
  facts: number;
  oldest: string;
}

export interface WaitingList {
  waiting: readonly WaitingForOrder[];
  next: string | null;
}

/** What was said of orders that are not known here. */
export async function listWaiting(
  installation: Installation,
  query: { after?: string | undefined; limit?: string | undefined },
  now: Date,
): Promise<Output> {
  return waitingOutput(await installation.read<WaitingList>('orders', '/waiting-facts', query), now);
}

/** Takes out what waits for an order that never comes. */
export async function dismissWaiting(
  installation: Installation,
  order: string,
  reason: string,
): Promise<Output> {
  const path = `/waiting-facts/${encodeURIComponent(order)}/dismissal`;
  const answer = await installation.command<{ dismissed: number }>('orders', path, { reason });
  return {
    json: answer,
    lines: [`${answer.dismissed} taken out; what is said of ${order} from now on waits anew`],
  };
}

export function waitingOutput(answer: WaitingList, now: Date): Output {
  const { waiting, next } = answer;
  const rows = waiting.map(({ order, facts, oldest, topics }) => [
    order,
    facts,
    ageOf(oldest, now),
    topics.join(', '),
  ]);
  return {
    json: answer,
    lines: [
      ...(rows.length > 0 ? table(['order', 'facts', 'since', 'topics'], rows) : ['Nothing waits']),
      ...(next === null ? [] : [`More: --after ${next}`]),
    ],
    status: rows.length > 0 ? 1 : 0,
  };
}
