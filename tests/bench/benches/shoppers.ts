import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { stockShop } from '../installation/catalogue.ts';
import type { Bench, Figure } from '../measuring/figure.ts';
import { type Installation, untilQuiet, withInstallation } from '../installation/installation.ts';
import { openLoop } from '../measuring/pace.ts';
import { scattered } from '../installation/page-reads.ts';
import { closing } from '../installation/parts.ts';
import { usageFigures } from '../measuring/resources.ts';
import type { FromShoppers, Seen, ToShoppers } from './shoppers-process.ts';
import { usageOf } from '../measuring/usage.ts';

const hotSkus = 1_000;
const skusPerPage = 24;
const onHand = 1_000;

export const shoppers: Bench = {
  name: 'shoppers',
  what: `Shoppers who listen by server-sent events, each to ${skusPerPage} of ${hotSkus} SKUs, while every SKU's stock changes by SQL in the back office, one commit per change; a page gets four frames a second at most, each with the newest figures. The shoppers are a process of their own. From the commit to the receipt of a figure by each page, after a quarter of the time at the same rate to warm up. Dropped: figures that a page does not hold at the end, pages that lost their connection, figures that went back.`,
  run: ({ quick, say }) =>
    withInstallation({ quick }, async (installation) => {
      const skus = await stockShop(installation, hotSkus, onHand);
      await untilQuiet(installation);
      const next = { onHand: onHand + 1 };
      const figures: Figure[] = [];
      for (const perSecond of quick ? [1_000] : [100, 1_000])
        figures.push(
          ...(await measure(installation, skus, {
            count: quick ? 500 : 2_000,
            perSecond,
            seconds: quick ? 5 : 20,
            next,
            say,
          })),
        );
      return figures;
    }),
};

interface Change {
  onHand: number;
  at: number;
}

interface Pace {
  perSecond: number;
  seconds: number;
  /** Figures only rise, so that each tells which change it is of. */
  next: { onHand: number };
}

/** @returns the last figure of each SKU, and how many changes a second there were */
async function change(
  installation: Installation,
  skus: readonly string[],
  { perSecond, seconds, next, committed }: Pace & { committed(change: Change): void },
): Promise<{ latest: Record<string, number>; achieved: number }> {
  const latest: Record<string, number> = {};
  const started = performance.now();
  await openLoop(perSecond, seconds, async (index) => {
    const sku = skus[index % skus.length] ?? '';
    const figure = next.onHand++;
    latest[sku] = figure;
    await installation.erp.query({
      name: 'stock',
      text: `update stkbal set onhand = $1, chgstp = now() where itmcod = $2 and whscod = 'B1'`,
      values: [figure, sku],
    });
    committed({ onHand: figure, at: Date.now() });
  });
  return { latest, achieved: (perSecond * seconds * 1_000) / (performance.now() - started) };
}

async function measure(
  installation: Installation,
  skus: readonly string[],
  { count, say, ...pace }: Pace & { count: number; say(text: string): void },
): Promise<Figure[]> {
  const { seconds, perSecond } = pace;
  const child = fork(new URL('shoppers-process.ts', import.meta.url));
  const close = async () => {
    if (child.exitCode === null && child.signalCode === null) child.kill();
  };
  return closing(close, async () => {
    const { pids } = installation.running.endpoints;
    const memoryOf = async () => {
      const used = await (await usageOf({ storefront: pids['storefront'] ?? 0 })).since();
      return used['storefront']?.peakMiB ?? 0;
    };
    const before = await memoryOf();
    say(`${count} shoppers`);
    await ask(child, 'opened', { kind: 'open', shop: installation.url, pages: pagesOf(skus, count) });
    const connected = await memoryOf();
    say(`warming up with ${perSecond} changes/s`);
    await change(installation, skus, {
      ...pace,
      seconds: Math.ceil(seconds / 4),
      committed: () => undefined,
    });
    await ask(child, 'begun', { kind: 'begin' });
    say(`${perSecond} changes/s`);
    const usage = await usageOf({ ...pids, shoppers: child.pid ?? 0 });
    let waiting: Change[] = [];
    const { latest, achieved } = await change(installation, skus, {
      ...pace,
      committed: (one) => {
        waiting.push(one);
        if (waiting.length < 100) return;
        child.send({ kind: 'changed', changes: waiting } satisfies ToShoppers);
        waiting = [];
      },
    });
    child.send({ kind: 'changed', changes: waiting } satisfies ToShoppers);
    const { missing } = await ask(child, 'ended', { kind: 'end', latest });
    const { seen } = await ask(child, 'result', { kind: 'result' });
    const used = await usage.since();
    const name = `${count} shoppers, ${perSecond} changes/s`;
    const perShopper = (memory: number) => Math.round(((memory - before) * 1_024) / count);
    return [
      {
        name: `${name}: dropped`,
        value: missing + seen.lost + seen.backwards,
        unit: 'figures',
        aim: { atMost: 0 },
      },
      ...delays(name, seen, perSecond),
      { name: `${name}: frames`, value: Math.round(seen.frames / seconds), unit: 'frames/s' },
      { name: `${name}: most frames of a page in a second`, value: seen.mostFramesInSecond, unit: 'frames' },
      { name: `${name}: shop's memory per shopper, listening`, value: perShopper(connected), unit: 'KiB' },
      {
        name: `${name}: shop's memory per shopper, peak`,
        value: perShopper(used['storefront']?.peakMiB ?? 0),
        unit: 'KiB',
      },
      ...(achieved < perSecond * 0.98
        ? [{ name: `${name}: rate reached`, value: Math.round(achieved), unit: 'changes/s' }]
        : []),
      ...usageFigures(name.replace(',', ' and'), used),
    ];
  });
}

/** Every SKU is on as many pages as any other. */
function pagesOf(skus: readonly string[], count: number): string[][] {
  return Array.from({ length: count }, (_, page) =>
    Array.from({ length: skusPerPage }, (__, place) => {
      return skus[scattered(page * skusPerPage + place, skus.length)] ?? '';
    }),
  );
}

function delays(name: string, { delays: counts }: Seen, perSecond: number): Figure[] {
  const all = counts.reduce((sum, count) => sum + count, 0);
  const at = (share: number) => {
    let sum = 0;
    return counts.findIndex((count) => (sum += count) >= all * share);
  };
  return [
    { name: `${name}, p50`, value: at(0.5), unit: 'ms' },
    {
      name: `${name}, p99`,
      value: at(0.99),
      unit: 'ms',
      ...(perSecond === 1_000 && { aim: { atMost: 1_000 } }),
    },
  ];
}

type Answer<K extends FromShoppers['kind']> = Extract<FromShoppers, { kind: K }>;

/** @throws Error when the process ends instead of answering */
async function ask<K extends FromShoppers['kind']>(
  child: ChildProcess,
  kind: K,
  message: ToShoppers,
): Promise<Answer<K>> {
  const gone = new AbortController();
  const answered = once(child, 'message', { signal: gone.signal });
  const ended = once(child, 'exit', { signal: gone.signal }).then(() => {
    throw new Error('The process of the shoppers has ended');
  });
  try {
    child.send(message);
    const [answer] = (await Promise.race([answered, ended])) as [FromShoppers];
    if (answer.kind !== kind) throw new Error(`The process of the shoppers answered ${answer.kind}`);
    return answer as Answer<K>;
  } finally {
    answered.catch(() => undefined);
    ended.catch(() => undefined);
    gone.abort();
  }
}
