import { Agent, get } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { type Installation, untilQuiet, withOwnInstallation } from '../installation/installation.ts';
import { closing } from '../installation/parts.ts';
import { type Bench, type Figure, percentile } from '../measuring/figure.ts';

const streams = 1_500;
const skusOfStream = 234;
/** Shoppers beside the crowd, each at an address of its own. */
const others = 40;
const readEveryMs = 500;

export const crowd: Bench = {
  name: 'crowd',
  what: `One address opens ${streams} pages of ${skusOfStream} SKUs at once, and tries again whenever it is refused, while ${others} shoppers at other addresses look at lists, products and stock, two requests a second each. All of them speak to the storefront itself, which has the limits that it has by default.`,
  run: ({ quick, say }) =>
    withOwnInstallation(
      async (installation) => {
        const seconds = quick ? 5 : 30;
        const [url = installation.url] = installation.running.endpoints.services.storefront?.replicas ?? [];
        await untilQuiet(installation);
        const skus = await someSkus(installation);
        say('warming up');
        await lookAround(url, skus, 2);
        const alone = await lookAround(url, skus, seconds);
        say('letting the crowd in');
        const { beside, open, refused } = await withCrowd(url, skus, () => lookAround(url, skus, seconds));
        return figures(alone, beside, { open, refused });
      },
      { limited: true },
    ),
};

function figures(
  alone: readonly number[],
  beside: readonly number[],
  { open, refused }: { open: number; refused: number },
): Figure[] {
  const p99 = (times: readonly number[]) => Number(percentile(times, 0.99).toFixed(1));
  return [
    { name: 'reads of others, p99, nobody else there', value: p99(alone), unit: 'ms' },
    { name: 'reads of others, p99, beside the crowd', value: p99(beside), unit: 'ms' },
    {
      name: 'reads of others: p99 beside the crowd by that without',
      value: Number((p99(beside) / p99(alone)).toFixed(2)),
      unit: 'times',
      aim: { atMost: 2 },
    },
    { name: 'streams of the crowd that were open at most', value: open, unit: 'streams' },
    { name: 'streams of the crowd that were refused', value: refused, unit: 'answers', aim: { atLeast: 1 } },
  ];
}

async function someSkus({ url }: Installation): Promise<string[]> {
  const skus: string[] = [];
  for (let after = ''; skus.length < skusOfStream;) {
    const response = await fetch(
      `${url}/api/products?limit=60${after && `&after=${encodeURIComponent(after)}`}`,
    );
    const page = (await response.json()) as { products: { skus: string[] }[]; next: string | null };
    skus.push(...page.products.flatMap((product) => product.skus));
    if (page.next === null) break;
    after = page.next;
  }
  return skus.slice(0, skusOfStream);
}

/** What shoppers at addresses of their own read for a while. @returns milliseconds of each request */
async function lookAround(url: string, skus: readonly string[], seconds: number): Promise<number[]> {
  const times: number[] = [];
  const end = performance.now() + seconds * 1_000;
  const shoppers = Array.from({ length: others }, async (_, number) => {
    const agent = new Agent({ keepAlive: true, localAddress: `127.0.1.${number + 1}` });
    await closing(
      async () => agent.destroy(),
      async () => {
        await pause((readEveryMs * number) / others);
        for (let turn = number; performance.now() < end; turn += 1) {
          const due = performance.now();
          const sku = skus[turn % skus.length] ?? '';
          const path =
            ['/api/products?limit=24', `/api/products/${sku}`, `/api/figures?skus=${sku}`][turn % 3] ?? '';
          await read(agent, `${url}${path}`);
          times.push(performance.now() - due);
          await pause(Math.max(0, due + readEveryMs - performance.now()));
        }
      },
    );
  });
  await Promise.all(shoppers);
  return times;
}

function read(agent: Agent, url: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = get(url, { agent }, (response) => {
      if (response.statusCode !== 200) reject(new Error(`${url}: ${response.statusCode}`));
      response.resume().on('end', resolve).on('error', reject);
    });
    request.on('error', reject);
  });
}

/** Has one address hold as many streams as it gets, and ask for the others without a pause to speak of. */
async function withCrowd(url: string, skus: readonly string[], work: () => Promise<number[]>) {
  const agent = new Agent({ maxSockets: Infinity, localAddress: '127.0.0.77' });
  const counts = { now: 0, open: 0, refused: 0 };
  let leaving = false;
  const ask = () => {
    if (leaving) return;
    const again = () => void setTimeout(ask, 1_000);
    const request = get(`${url}/api/stream?skus=${skus.join(',')}`, { agent }, (response) => {
      if (response.statusCode === 200) counts.open = Math.max(counts.open, (counts.now += 1));
      else counts.refused += 1;
      response.resume().on('close', () => {
        if (response.statusCode === 200) counts.now -= 1;
        again();
      });
      response.on('error', () => undefined);
    });
    request.on('error', again);
  };
  const leave = async () => {
    leaving = true;
    agent.destroy();
  };
  return closing(leave, async () => {
    for (let number = 0; number < streams; number += 1) ask();
    return { beside: await work(), open: counts.open, refused: counts.refused };
  });
}
