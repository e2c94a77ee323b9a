import { until } from '@throughline/testing';
import { expect } from 'vitest';
import type { Probe } from './probe.ts';
import type { Change, Fact, State, Wanted } from './probe/commands.ts';
import type { Installation } from './installation.ts';

const patience = { timeoutMs: 180_000, everyMs: 100 };

interface Counted {
  order: string;
  sequence: number;
  attempts: number;
}

/**
 * What must be true, kept by the test beside the system: the newest state of each key and how often something happened
 * to each order. A change whose answer was lost may have happened or not; what the source has of it counts then.
 */
export class Model {
  readonly #installation: Installation;
  readonly states = new Map<string, State>();
  readonly facts = new Map<string, number>();
  readonly #uncertain = new Set<string>();

  constructor(installation: Installation) {
    this.#installation = installation;
  }

  /** Changes goods and orders through a probe, and keeps what was acknowledged. */
  async change(probe: Probe, goods: readonly string[], orders: readonly string[] = []): Promise<Change> {
    const wanted: Wanted = {
      goods: goods.map((sku) => ({
        sku,
        units: Math.random() < 0.15 ? null : Math.floor(Math.random() * 1_000),
      })),
      orders: [...orders],
    };
    const change = await probe.ask('change', wanted).catch((error: unknown) => {
      for (const key of [...goods, ...orders]) this.#uncertain.add(key);
      throw error;
    });
    this.keep(change);
    return change;
  }

  keep({ states, facts }: Change): void {
    for (const state of states)
      if (state.version > (this.states.get(state.sku)?.version ?? 0)) this.states.set(state.sku, state);
    for (const { order, sequence } of facts)
      this.facts.set(order, Math.max(sequence, this.facts.get(order) ?? 0));
  }

  /** Everything acknowledged must be there; what was left uncertain is taken from the source. */
  async settle(): Promise<void> {
    const states = await this.#installation.query<State>('source', 'SELECT sku, units, version FROM goods');
    const facts = await this.#installation.query<Fact>('source', 'SELECT "order", sequence FROM books');
    const found = new Map(states.map((state) => [state.sku, state]));
    for (const [sku, kept] of this.states)
      if (!this.#uncertain.has(sku)) expect(found.get(sku), `what ${sku} is at its source`).toEqual(kept);
      else expect(found.get(sku)?.version).toBeGreaterThanOrEqual(kept.version);
    this.keep({ states, facts });
  }

  /** Waits until all of it has arrived, and checks that it arrived as it must. */
  async holds(reader: Probe): Promise<void> {
    await this.arrives();
    await this.happenedOnce();
    await this.logEndsWithNewest(reader);
  }

  /** Per key, the final state is the newest version; also of what was published on from it. */
  async arrives(): Promise<void> {
    const wanted = [...this.states.values()].map(described).sort();
    for (const of of [
      'sku, units, version FROM shelf',
      `split_part(flow, '|', 2) AS sku, units, version FROM flows`,
    ])
      await eventually(
        async () => (await this.#installation.query<State>('sink', `SELECT ${of}`)).map(described).sort(),
        wanted,
      );
    const happened = [...this.facts].flatMap(([order, last]) =>
      Array.from({ length: last }, (_, i) => `${order} ${i + 1}`),
    );
    for (const table of ['facts', 'echoes'] as const)
      await eventually(
        async () => (await this.#counted(table)).map(({ order, sequence }) => `${order} ${sequence}`).sort(),
        happened.sort(),
      ).catch(async (cause: unknown) => {
        throw new Error(`Not all ${table} arrived; on their way: ${await this.#held()}`, { cause });
      });
  }

  /** What has not been sent, and what was parked and why: where something is that has not arrived. */
  async #held(): Promise<string> {
    const found = await Promise.all(
      (['source', 'sink'] as const).map(async (side) => {
        const [outbox] = await this.#installation.query<{ rows: string }>(
          side,
          'SELECT count(*) AS rows FROM kernel.outbox',
        );
        const parked = await this.#installation.query(
          side,
          'SELECT group_id, topic, key, "offset", status, error FROM kernel.parked_records LIMIT 20',
        );
        return { side, outbox: outbox?.rows, parked };
      }),
    );
    return JSON.stringify(found);
  }

  /** What happened has had its effect once and in order; no record of a state topic was handled twice. */
  async happenedOnce(): Promise<void> {
    for (const table of ['facts', 'echoes'] as const) {
      const rows = await this.#counted(table);
      expect(
        rows.filter(({ attempts }) => attempts !== 1),
        `${table} that happened twice`,
      ).toEqual([]);
      for (const [order, counted] of Map.groupBy(rows, (row) => row.order)) {
        const sequences = counted.map(({ sequence }) => sequence);
        expect(sequences, `order of the ${table} of ${order}`).toEqual(sequences.toSorted((a, b) => a - b));
      }
    }
    const twice = await this.#installation.query('sink', 'SELECT * FROM receipts WHERE times <> 1');
    expect(twice, 'records handled twice').toEqual([]);
  }

  /** What compaction would keep of each key is its newest version. */
  async logEndsWithNewest(reader: Probe): Promise<void> {
    const last = new Map<string, number>();
    for (const { key, sequence = 0 } of await this.#installation.log('inventory.availability', reader))
      last.set(key, sequence);
    const newest = new Map([...this.states].map(([sku, { version }]) => [sku, version]));
    expect(sorted(last), 'last version of each key in the log').toEqual(sorted(newest));
  }

  #counted(table: 'facts' | 'echoes'): Promise<Counted[]> {
    return this.#installation.query<Counted>(
      'sink',
      `SELECT "order", sequence, attempts FROM ${table} ORDER BY n`,
    );
  }
}

function described({ sku, units, version }: State): string {
  return `${sku}: ${units ?? 'deleted'}, version ${version}`;
}

function sorted(map: ReadonlyMap<string, number>): [string, number][] {
  return [...map].sort(([a], [b]) => (a < b ? -1 : 1));
}

/** Waits until something is as wanted; when it never is, fails with the difference. */
async function eventually<T>(look: () => Promise<T>, wanted: T): Promise<void> {
  const text = JSON.stringify(wanted);
  await until(async () => JSON.stringify(await look()) === text, patience).catch(async () => {
    expect(await look()).toEqual(wanted);
  });
}

/** Names for keys, `A-0`, `A-1`, … */
export function names(prefix: string, count: number): string[] {
  return Array.from({ length: count }, (_, i) => `${prefix}-${String(i).padStart(3, '0')}`);
}
