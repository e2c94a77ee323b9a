import { setTimeout } from 'node:timers/promises';
import pg from 'pg';
import type { System } from '../../system/system.ts';
import type { Random } from '../random.ts';

const roundMs = 50;
const mostOnHand = 60;
/** Who count at a time. */
const counters = 8;

/** Shelves of the back office that are counted so many times a second, each in a transaction of its own. */
export class Counting {
  /** Counts that were committed. */
  counted = 0;
  readonly #system: System;
  readonly #random: Random;
  readonly #except: readonly string[];
  #ending = false;
  #working: Promise<void> | undefined;

  /** @param except SKUs that others count */
  constructor(system: System, random: Random, except: readonly string[]) {
    this.#system = system;
    this.#random = random;
    this.#except = except;
  }

  start(perSecond: number): void {
    this.#ending = false;
    this.#working = this.#work(perSecond);
  }

  async stop(): Promise<void> {
    this.#ending = true;
    await this.#working;
  }

  async #work(perSecond: number): Promise<void> {
    while (!this.#ending) {
      const pool = new pg.Pool({
        connectionString: this.#system.endpoints().postgres['demo-erp'],
        max: counters,
      });
      pool.on('error', () => undefined);
      try {
        await this.#count(pool, perSecond);
      } catch {
        // The database is away, or was: what was begun is not counted.
        await setTimeout(roundMs);
      } finally {
        await pool.end().catch(() => undefined);
      }
    }
  }

  async #count(pool: pg.Pool, perSecond: number): Promise<void> {
    const { rows: shelves } = await pool.query<{ item: string; warehouse: string }>(
      `select itmcod as item, whscod as warehouse from stkbal join itmmas using (itmcod)
       where itmknd = 'G' and rtrim(itmcod) <> all($1) order by 1, 2`,
      [this.#except],
    );
    const begun = performance.now();
    let done = 0;
    const counter = async () => {
      while (!this.#ending) {
        if (done >= ((performance.now() - begun) * perSecond) / 1_000) {
          await setTimeout(roundMs);
          continue;
        }
        done += 1;
        const { item, warehouse } = this.#random.pick(shelves);
        await pool.query(
          'update stkbal set onhand = $3, chgstp = clock_timestamp() where itmcod = $1 and whscod = $2',
          [item, warehouse, this.#random.upTo(mostOnHand)],
        );
        this.counted += 1;
      }
    };
    await Promise.all(Array.from({ length: counters }, counter));
  }
}
