import { setTimeout as pause } from 'node:timers/promises';
import { poll } from '../../../deploy/local/processes/poll.ts';
import { stockShop } from '../installation/catalogue.ts';
import { type Bench, type Figure, percentile } from '../measuring/figure.ts';
import { type Installation, untilQuiet, withInstallation } from '../installation/installation.ts';
import { steadily } from '../measuring/pace.ts';
import { type PageReads, pageKinds, shopReads } from '../installation/page-reads.ts';
import { closing } from '../installation/parts.ts';
import { usageFigures } from '../measuring/resources.ts';
import { usageOf } from '../measuring/usage.ts';
import { WebClient } from '../installation/web-client.ts';

const group = 'storefront.projection';
const readsPerSecond = 50;
const changesPerSecond = 20;

export const rebuild: Bench = {
  name: 'rebuild',
  what: `The shop's projection made anew from the first record beside the live one and swapped in, by the operator's command, while ${readsPerSecond} pages a second are read (lists, searches, product pages in turn) and ${changesPerSecond} stock figures a second change in the back office. Readers: from the instant a read was due.`,
  run: ({ quick, say }) =>
    withInstallation({ quick }, async (installation) => {
      const skus = await stockShop(installation, quick ? 1_000 : 100_000, 1_000);
      const skuCount = installation.generated;
      say(`${skuCount} SKUs`);
      await untilQuiet(installation);
      const client = new WebClient(installation.url);
      return closing(
        async () => client.close(),
        async () => {
          const load = new Load(installation, await shopReads(client, skuCount), skus);
          say('before');
          await load.during(() => pause(quick ? 3_000 : 10_000));
          const before = await load.during(() => pause(quick ? 5_000 : 20_000));
          say('during');
          const usage = await usageOf(installation.running.endpoints.pids);
          const started = performance.now();
          const during = await load.during(() => rebuilt(installation));
          const seconds = (performance.now() - started) / 1_000;
          const used = await usage.since();
          await load.arrived();
          return figuresOf(skuCount, { seconds, before, during, used });
        },
      );
    }),
};

interface Result {
  seconds: number;
  before: readonly number[];
  during: readonly number[];
  used: Awaited<ReturnType<Awaited<ReturnType<typeof usageOf>>['since']>>;
}

function figuresOf(skus: number, { seconds, before, during, used }: Result): Figure[] {
  const name = `rebuild of the shop's ${skus} SKUs`;
  const p99 = (times: readonly number[]) => Number(percentile(times, 0.99).toFixed(1));
  return [
    { name, value: Number(seconds.toFixed(1)), unit: 's', aim: { atMost: 15 } },
    { name: `${name}: readers before, p99`, value: p99(before), unit: 'ms' },
    {
      name: `${name}: readers during, p99`,
      value: p99(during),
      unit: 'ms',
      aim: { atMost: p99(before) * 2 },
    },
    ...usageFigures('rebuild', used),
  ];
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
