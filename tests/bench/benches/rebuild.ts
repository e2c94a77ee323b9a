import { setTimeout as pause } from 'node:timers/promises';
import { poll } from '../../../deploy/local/processes/poll.ts';
import { stockShop } from '../installation/catalogue.ts';
import { type Bench, type Figure, percentile, rounded } from '../measuring/figure.ts';
import { type Installation, untilQuiet, withInstallation } from '../installation/installation.ts';
import { steadily } from '../measuring/pace.ts';
import { type PageReads, pageKinds, shopReads } from '../installation/page-reads.ts';
import { closing } from '../installation/parts.ts';
import { type Measured, sideBySide } from '../measuring/side-by-side.ts';
import { usageOf } from '../measuring/usage.ts';
import { WebClient } from '../installation/web-client.ts';

const group = 'storefront.projection';
const readsPerSecond = 50;
const changesPerSecond = 20;
const rounds = 5;
const ratioAim = { atMost: 2 };

export const rebuild: Bench = {
  name: 'rebuild',
  what: `The shop's projection made anew from the first record beside the live one and swapped in, by the operator's command, while ${readsPerSecond} pages a second are read (lists, searches, product pages in turn) and ${changesPerSecond} stock figures a second change in the back office; ${rounds} times in one installation, each after a time of the same reads and changes alone. Readers: from the instant a read was due. What the process of the rebuild uses is counted with the shop's.`,
  run: (circumstances) =>
    withInstallation(circumstances, async (installation) => {
      const { quick, say } = circumstances;
      const skus = await stockShop(installation, quick ? 1_000 : 100_000, 1_000);
      const skuCount = installation.generated;
      say(`${skuCount} SKUs`);
      await untilQuiet(installation);
      const client = new WebClient(installation.url);
      return closing(
        async () => client.close(),
        async () => {
          const load = new Load(installation, await shopReads(client, skuCount), skus);
          const name = `rebuild of the shop's ${skuCount} SKUs`;
          const ratios: Figure[] = [];
          const figures = await sideBySide(circumstances, {
            during: 'rebuild',
            peers: [],
            rounds,
            figures: [
              { of: 'seconds', name, unit: 's', aim: { atMost: 15 } },
              { of: 'before', name: `${name}: readers before, p99`, unit: 'ms' },
              { of: 'during', name: `${name}: readers during, p99`, unit: 'ms' },
              { of: 'ratio', name: `${name}: p99 during by before`, unit: 'times', aim: ratioAim },
            ],
            ours: async () => {
              const measured = await oneRound(installation, load, quick);
              const run = `${name}: p99 during by before, run ${ratios.length + 1}`;
              const value = rounded(measured.values['ratio'] ?? Number.NaN);
              ratios.push({ name: run, value, unit: 'times', aim: ratioAim });
              return measured;
            },
          });
          return [...figures, ...ratios];
        },
      );
    }),
};

async function oneRound(installation: Installation, load: Load, quick: boolean): Promise<Measured> {
  const p99 = (times: readonly number[]) => percentile(times, 0.99);
  await untilQuiet(installation);
  await load.during(() => pause(quick ? 3_000 : 10_000));
  const before = p99(await load.during(() => pause(quick ? 5_000 : 20_000)));
  const usage = await usageOf(installation.running.endpoints.pids);
  const started = performance.now();
  const times = await load.during(() => rebuilt(installation));
  const seconds = (performance.now() - started) / 1_000;
  const used = await usage.since();
  await load.arrived();
  const during = p99(times);
  return { values: { seconds, before, during, ratio: during / before }, used };
}

async function rebuilt(installation: Installation): Promise<void> {
  await installation.staff('storefront', '/ops/rebuilds', { group, mode: 'swap' });
  await poll(
    'the rebuild',
    async () => {
      const { status } = await installation.staff<{ status: string }>('storefront', `/ops/rebuilds/${group}`);
      return status !== 'running';
    },
    { everyMs: 100, timeoutMs: 600_000 },
  );
  const { status, outcome } = await installation.staff<{ status: string; outcome: unknown }>(
    'storefront',
    `/ops/rebuilds/${group}`,
  );
  if (status !== 'done') throw new Error(`The rebuild ended as ${status}: ${JSON.stringify(outcome)}`);
}

/** Reads and writes at fixed rates. */
class Load {
  #next = 0;
  #onHand = 1_001;
  readonly #latest = new Map<string, number>();
  readonly #installation: Installation;
  readonly #reads: PageReads;
  readonly #skus: readonly string[];

  constructor(installation: Installation, reads: PageReads, skus: readonly string[]) {
    this.#installation = installation;
    this.#reads = reads;
    this.#skus = skus;
  }

  /** Goes on while `work` does. @returns how long each read took, in milliseconds */
  async during(work: () => Promise<void>): Promise<number[]> {
    const times: number[] = [];
    let done = false;
    const one = async (_: number, due: number) => {
      const number = this.#next++;
      await this.#reads[pageKinds[number % pageKinds.length] ?? 'search'](number);
      times.push(performance.now() - due);
    };
    const goesOn = () => !done;
    const load = Promise.all([
      steadily(readsPerSecond, goesOn, one),
      steadily(changesPerSecond, goesOn, () => this.#change()),
    ]);
    // Both end before anything is closed, also when one of them fails.
    const ended = await Promise.allSettled([work().finally(() => (done = true)), load]);
    for (const one of ended) if (one.status === 'rejected') throw one.reason;
    return times;
  }

  /** Resolves when the shop shows every change, those made during the rebuild included. */
  async arrived(): Promise<void> {
    await poll('the changes made during the rebuild', async () => {
      const { rows } = await this.#installation.shop.query<{ sku: string; stock: string }>(
        'select sku, available_to_sell as stock from inventory_availability where sku = any($1)',
        [[...this.#latest.keys()]],
      );
      return (
        rows.length === this.#latest.size &&
        rows.every(({ sku, stock }) => this.#latest.get(sku) === Number(stock))
      );
    });
  }

  async #change(): Promise<void> {
    const sku = this.#skus[(this.#onHand * 7_919) % this.#skus.length] ?? '';
    const onHand = this.#onHand++;
    this.#latest.set(sku, onHand);
    await this.#installation.erp.query({
      name: 'stock',
      text: `update stkbal set onhand = $1, chgstp = now() where itmcod = $2 and whscod = 'B1'`,
      values: [onHand, sku],
    });
  }
}
