import type { Tx } from '@throughline/persistence';
import { workChannel } from '../sources/leadership.ts';
import type { Publisher } from '../sources/publisher.ts';
import { moveExports } from './exports.tables.ts';

/** How many orders of a source wait for the plan to let them go, and some of them, the oldest first. */
export async function plannedOrders(
  tx: Tx,
  source: string,
  limit: number,
): Promise<{ count: number; examples: string[] }> {
  const [row] = await tx.query<{ count: number; examples: string[] }>(
    `select count(*) as count,
            array(select order_number from exports where source = $1 and state = 'received' and waits_for = 'plan'
                  order by place limit $2) as examples
     from exports where source = $1 and state = 'received' and waits_for = 'plan'`,
    [source, limit],
  );
  return row ?? { count: 0, examples: [] };
}

/** Lets the orders go that wait for the plan now: their intent is committed with the caller's transaction. */
export async function releaseOrders(tx: Tx, outbox: Publisher, source: string): Promise<number> {
  const rows = await tx.query<{ order: string }>(
    `select order_number as "order" from exports
     where source = $1 and state = 'received' and waits_for = 'plan' order by order_number for no key update`,
    [source],
  );
  await moveExports(
    tx,
    outbox,
    source,
    rows.map(({ order }) => ({ order, state: 'sent' })),
  );
  if (rows.length > 0) tx.notify(workChannel, '');
  return rows.length;
}
