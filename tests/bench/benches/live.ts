import { poll } from '../../../deploy/local/processes/poll.ts';
import { stockShop } from '../installation/catalogue.ts';
import { type Bench, type Figure, percentile } from '../measuring/figure.ts';
import { type Floor, withFloor } from '../peers/floor/floor.ts';
import { type Installation, untilQuiet, withInstallation } from '../installation/installation.ts';
import { openLoop } from '../measuring/pace.ts';
import { withPages } from '../installation/pages.ts';
import { measured } from '../peers/peer.ts';
import { type Measured, type PairedFigure, sideBySide } from '../measuring/side-by-side.ts';

const skuCount = 1_000;
const pageCount = 250;
const floorName = 'bare hops';

/** A change of stock that a page waits for. */
interface Change {
  onHand: number;
  committed: number;
  received: number;
}

export const live: Bench = {
  name: 'live',
  what: `Stock changed by SQL in the back office until the frame has reached the shopper's page: ${skuCount} SKUs, ${pageCount} open product pages of one SKU each, one update and one commit per change at a fixed rate, whether or not the earlier ones have arrived. From the commit to the frame. Beside it what nobody is faster than who keeps a change at each of three processes before it goes on: bare hops of the client library, one durable commit and one message each, no schema, no versions, no page. The highest rate is held to when the back office's commits keep up with it and p99 is a second at most.`,
  run: (circumstances) =>
    withInstallation(circumstances, async (installation) => {
      const { quick, say } = circumstances;
      const skus = await stockShop(installation, skuCount, 1_000);
      await untilQuiet(installation);
      const next = { onHand: 1_001 };
      const seconds = quick ? 3 : 10;
      const ours = (rate: number) => measure(installation, skus, { rate, seconds, next });
      say('warming up');
      await ours(100);
      const figures = await withFloor(installation.running, async (floor) => {
        await openLoop(100, seconds, () => floor.send());
        const all: Figure[] = [];
        for (const rate of [10, 100, 1_000])
          all.push(
            ...(await sideBySide(
              // Nobody's system, and nothing to download.
              { ...circumstances, peers: true },
              {
                during: `${rate} changes/s`,
                figures: figuresAt(rate),
                ours: () => measured(installation.running.endpoints.pids, () => ours(rate)),
                peers: [
                  {
                    name: floorName,
                    run: () => measured(floor.pids, () => hopped(floor, rate, seconds)),
                  },
                ],
              },
            )),
          );
        return all;
      });
      if (quick) return figures;
      say('highest rate');
      return [...figures, await highestRate(ours)];
    }),
};

function figuresAt(rate: number): PairedFigure[] {
  const name = `back office to page at ${rate}/s`;
  return [
    {
      of: 'p50',
      name: `${name}, p50`,
      unit: 'ms',
      ...(rate === 100 && { aim: { atMost: 30 } }),
      ratioAim: { atMost: 3 },
    },
    { of: 'p99', name: `${name}, p99`, unit: 'ms', ...(rate === 1_000 && { aim: { atMost: 500 } }) },
    { of: 'reached', name: `${name}, rate reached`, unit: 'changes/s' },
  ];
}

async function hopped(floor: Floor, rate: number, seconds: number): Promise<Measured['values']> {
  const times: number[] = [];
  const started = performance.now();
  await openLoop(rate, seconds, async () => {
    const sent = performance.now();
    await floor.send();
    times.push(performance.now() - sent);
  });
  return valuesOf(times, (rate * seconds * 1_000) / (performance.now() - started));
}

/** Each rate is tried for as long as the rates before it were held. */
async function highestRate(ours: (rate: number) => Promise<Measured['values']>): Promise<Figure> {
  let highest = 0;
  for (const rate of [500, 1_000, 1_250, 1_500, 2_000, 2_500, 3_000, 4_000]) {
    const { reached = 0, p99 = Infinity } = await ours(rate);
    if (reached < rate * 0.98 || p99 > 1_000) break;
    highest = rate;
  }
  return { name: 'back office to page, highest rate held', value: highest, unit: 'changes/s' };
}

function valuesOf(times: readonly number[], reached: number): Measured['values'] {
  return { p50: percentile(times, 0.5), p99: percentile(times, 0.99), reached };
}

interface Run {
  rate: number;
  seconds: number;
  /** Figures only rise, so that a frame tells which changes it contains. */
  next: { onHand: number };
}

async function measure(
  installation: Installation,
  skus: readonly string[],
  { rate, seconds, next }: Run,
): Promise<Measured['values']> {
  // No SKU changes more often than once a second, and few changes go to where nobody looks.
  const changing = skus.slice(0, Math.max(pageCount, rate));
  const watched = skus.slice(0, pageCount);
  const changes = new Map<string, Change[]>(watched.map((sku) => [sku, []]));
  const receive = (sku: string, available: number, at: number) => {
    for (const change of changes.get(sku) ?? [])
      if (change.onHand <= available && change.received === 0) change.received = at;
  };
  let lasted = 0;
  await withPages(
    installation.url,
    watched,
    (figures, at) => figures.forEach(({ sku, stock }) => receive(sku, stock.available, at)),
    async () => {
      const started = performance.now();
      await openLoop(rate, seconds, async (index) => {
        const sku = changing[index % changing.length] ?? '';
        const onHand = next.onHand++;
        const change: Change = { onHand, committed: 0, received: 0 };
        changes.get(sku)?.push(change);
        await installation.erp.query({
          name: 'stock',
          text: `update stkbal set onhand = $1, chgstp = now() where itmcod = $2 and whscod = 'B1'`,
          values: [onHand, sku],
        });
        change.committed = performance.now();
      });
      lasted = (performance.now() - started) / 1_000;
      const all = [...changes.values()].flat();
      await poll('the last frame', async () => all.every(({ received }) => received > 0), { everyMs: 20 });
    },
  );
  const times = [...changes.values()]
    .flat()
    .map(({ committed, received }) => Math.max(0, received - committed));
  return valuesOf(times, (rate * seconds) / lasted);
}
