import { poll } from '../../deploy/local/poll.ts';
import { stockShop } from './catalogue.ts';
import { type Bench, type Figure, latencies } from './figure.ts';
import { type House, untilQuiet, withHouse } from './house.ts';
import { openLoop } from './pace.ts';
import { withPages } from './pages.ts';
import { usageFigures } from './resources.ts';
import { usageOf } from './usage.ts';

const skuCount = 1_000;
const pageCount = 250;

/** A change of stock that a page waits for. */
interface Change {
  onHand: number;
  committed: number;
  received: number;
}

export const live: Bench = {
  name: 'live',
  what: `Stock changed by SQL in the back office until the frame has reached the shopper's page: ${skuCount} SKUs, ${pageCount} open product pages of one SKU each, one update and one commit per change at a fixed rate, whether or not the earlier ones have arrived. From the commit to the frame.`,
  run: ({ quick, say }) =>
    withHouse(async (house) => {
      const skus = await stockShop(house, skuCount, 1_000);
      await untilQuiet(house);
      const figures: Figure[] = [];
      const next = { onHand: 1_001 };
      say('warming up');
      await measure(house, skus, { rate: 100, seconds: quick ? 3 : 10, next });
      for (const rate of [10, 100, 1_000]) {
        say(`${rate} changes/s`);
        const usage = await usageOf(house.platform.endpoints.pids);
        const { times, achieved } = await measure(house, skus, { rate, seconds: quick ? 5 : 20, next });
        const name = `back office to page at ${rate}/s`;
        figures.push(
          ...latencies(name, times, {
            ...(rate === 100 && { p50: { atMost: 30 } }),
            ...(rate === 1_000 && { p99: { atMost: 500 } }),
          }),
        );
        if (achieved < rate * 0.98)
          figures.push({ name: `${name}, rate reached`, value: Math.round(achieved), unit: 'changes/s' });
        const used = await usage.since();
        if (rate > 10) figures.push(...usageFigures(`${rate} changes/s`, used));
      }
      return figures;
    }),
};

interface Run {
  rate: number;
  seconds: number;
  /** Figures only rise, so that a frame tells which changes it contains. */
  next: { onHand: number };
}

async function measure(house: House, skus: readonly string[], { rate, seconds, next }: Run) {
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
    house.url,
    watched,
    (figures, at) => figures.forEach(({ sku, stock }) => receive(sku, stock.available, at)),
    async () => {
      const started = performance.now();
      await openLoop(rate, seconds, async (index) => {
        const sku = changing[index % changing.length] ?? '';
        const onHand = next.onHand++;
        const change: Change = { onHand, committed: 0, received: 0 };
        changes.get(sku)?.push(change);
        await house.erp.query({
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
  return { times, achieved: (rate * seconds) / lasted };
}
