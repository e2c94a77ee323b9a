import { plenty, stockShop } from '../installation/catalogue.ts';
import { type Bench, type Figure, latencies, percentile } from '../measuring/figure.ts';
import { type Installation, untilQuiet, withInstallation } from '../installation/installation.ts';
import { closedLoop, openLoop } from '../measuring/pace.ts';
import { closing } from '../installation/parts.ts';
import { usageFigures } from '../measuring/resources.ts';
import { type Placed, Shoppers } from '../installation/shopper.ts';
import { usageOf } from '../measuring/usage.ts';

const skuCount = 1_000;
const rate = 100;

export const orders: Bench = {
  name: 'orders',
  what: `Orders by the shop's public API until they are confirmed: one to three lines of ${skuCount} SKUs with plenty of stock. Open loop: from the instant an order was due, whether or not the earlier ones were decided. Highest rate: so many clients at a time, each ordering again as soon as its order is decided, more of them as long as the rate rises.`,
  run: ({ quick, say }) =>
    withInstallation({ quick }, async (installation) => {
      const skus = await stockShop(installation, skuCount, plenty);
      await untilQuiet(installation);
      const shoppers = new Shoppers(installation.url);
      return closing(
        async () => shoppers.close(),
        async () => {
          const basket = baskets(skus);
          say('warming up');
          await openLoop(
            rate / 2,
            quick ? 3 : 10,
            async (_, due) => void (await confirmed(shoppers, basket(), due)),
          );
          return [
            ...(await atFixedRate(installation, shoppers, basket, quick ? 5 : 30)),
            ...(await highestRate(installation, shoppers, basket, quick ? 4 : 10)),
          ];
        },
      );
    }),
};

/** One to three SKUs in turn, so that neighbouring orders do not meet at one of them. */
function baskets(skus: readonly string[]): () => string[] {
  let next = 0;
  return () => Array.from({ length: 1 + (next % 3) }, () => skus[next++ % skus.length] ?? '');
}

async function confirmed(shoppers: Shoppers, basket: readonly string[], due: number): Promise<Placed> {
  const placed = await shoppers.order(basket, due);
  if (placed.state === 'rejected') throw new Error('An order was rejected although there is plenty of stock');
  return placed;
}

async function atFixedRate(
  installation: Installation,
  shoppers: Shoppers,
  basket: () => string[],
  seconds: number,
): Promise<Figure[]> {
  const usage = await usageOf(installation.running.endpoints.pids);
  const placed: Placed[] = [];
  await openLoop(rate, seconds, async (_, due) => void placed.push(await confirmed(shoppers, basket(), due)));
  const used = await usage.since();
  return [
    ...latencies(
      `order to decision at ${rate}/s`,
      placed.map(({ decided }) => decided),
      { p99: { atMost: 300 } },
    ),
    ...latencies(
      `order to answer at ${rate}/s`,
      placed.map(({ answered }) => answered),
    ),
    ...usageFigures(`${rate} orders/s`, used),
  ];
}

async function highestRate(
  installation: Installation,
  shoppers: Shoppers,
  basket: () => string[],
  seconds: number,
): Promise<Figure[]> {
  let best = { rate: 0, clients: 0, p99: 0 };
  for (const clients of [1, 4, 16, 32, 64, 128]) {
    const times: number[] = [];
    const started = performance.now();
    const done = await closedLoop(clients, seconds, async () => {
      times.push((await confirmed(shoppers, basket(), performance.now())).decided);
    });
    const reached = done / ((performance.now() - started) / 1_000);
    const rises = reached > best.rate * 1.05;
    if (reached > best.rate) best = { rate: reached, clients, p99: percentile(times, 0.99) };
    if (!rises) break;
  }
  await untilQuiet(installation);
  return [
    { name: 'orders decided, highest rate', value: Math.round(best.rate), unit: 'orders/s' },
    { name: 'orders decided, clients at the highest rate', value: best.clients, unit: 'clients' },
    { name: 'order to decision at the highest rate, p99', value: Number(best.p99.toFixed(1)), unit: 'ms' },
  ];
}
