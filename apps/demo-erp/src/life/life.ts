import type pg from 'pg';
import { type Entry, type Tx, automat, change, reading } from '../database.ts';
import type { Deed } from '../desk/deed.ts';
import { FormError } from '../form-error.ts';
import {
  confirmDelivery,
  countShelf,
  changePrice,
  replenish,
  receiveGoods,
  sellAtCounter,
  takeTelephoneOrder,
} from './life-trade.ts';
import { invoiceDue, shipDue } from './life-orders.ts';

const deeds: [weight: number, action: string, deed: Deed][] = [
  [26, 'ship order', shipDue],
  [22, 'invoice order', invoiceDue],
  [20, 'sell at counter', sellAtCounter],
  [8, 'take order', takeTelephoneOrder],
  [11, 'count stock', countShelf],
  [5, 'receive goods', receiveGoods],
  [5, 'order purchase', replenish],
  [3, 'change price', changePrice],
  [2, 'confirm purchase', confirmDelivery],
];

class NothingToDo extends Error {}

export async function readLife(tx: Tx): Promise<{ on: boolean; rate: number }> {
  const rows = await tx.query<{ parcod: string; parval: string }>(
    `select parcod, parval from syspar where parcod in ('LIFE', 'LIFERATE')`,
  );
  const value = (code: string) => rows.find((row) => row.parcod === code)?.parval;
  return { on: value('LIFE') === 'Y', rate: Number(value('LIFERATE') ?? '12') };
}

/** Does one thing, drawn by weight. What cannot be done at the moment is left. */
export async function liveOnce(pool: pg.Pool, random: () => number): Promise<Entry | null> {
  const total = deeds.reduce((sum, [weight]) => sum + weight, 0);
  let draw = random() * total;
  const [, action, deed] = deeds.find(([weight]) => (draw -= weight) < 0) ?? deeds[0] ?? [];
  if (action === undefined || deed === undefined) return null;
  try {
    const { value } = await change(pool, automat, action, async (tx) => {
      const entry = await deed(tx, random);
      if (entry === null) throw new NothingToDo();
      return { entry, value: entry };
    });
    return value;
  } catch (error) {
    if (error instanceof NothingToDo || error instanceof FormError) return null;
    throw error;
  }
}

export interface Life {
  stop(): Promise<void>;
}

const kept = 5000;

/** Trades at the rate set on the settings page until it is stopped; a failure is reported and does not end it. */
export function startLife(pool: pg.Pool, onError: (error: unknown) => void): Life {
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  let running: Promise<void> = Promise.resolve();
  let rounds = 0;
  const round = async (): Promise<void> => {
    let pause = 5000;
    try {
      const { on, rate } = await readLife(reading(pool));
      if (on) {
        await liveOnce(pool, Math.random);
        // Between a half and one and a half of the mean, so that it does not tick like a clock.
        pause = (60_000 / rate) * (0.5 + Math.random());
      }
      if (rounds++ % 500 === 0)
        await pool.query('delete from jrnl where jrnnum < (select max(jrnnum) from jrnl) - $1::int', [kept]);
    } catch (error) {
      onError(error);
    }
    if (!stopped) timer = setTimeout(() => (running = round()), pause);
  };
  timer = setTimeout(() => (running = round()), 3000);
  return {
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await running;
      clearTimeout(timer);
    },
  };
}
