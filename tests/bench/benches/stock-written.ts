import { poll } from '../../../deploy/local/processes/poll.ts';
import { stockShop } from '../installation/catalogue.ts';
import { type Bench, percentile } from '../measuring/figure.ts';
import { type Installation, untilQuiet, withInstallation } from '../installation/installation.ts';
import { closedLoop, openLoop } from '../measuring/pace.ts';
import { withPages } from '../installation/pages.ts';
import { asked, measured, sideOf } from '../peers/peer.ts';
import { type Measured, sideBySide } from '../measuring/side-by-side.ts';
import { besideVendure } from '../peers/vendure/beside.ts';
import { readStock, variantsOf, writeStock } from '../peers/vendure/shopping.ts';

const skuCount = 250;
const perSecond = 10;
const writers = 16;
const onHand = 1_000;

export const stockWritten: Bench = {
  name: 'stock-written',
  what: `One stock figure written until a shopper has it: ours by SQL in the back office until the frame has reached the open page, which crosses two services; Vendure's by its admin API until its shop API, asked as soon as the write is acknowledged, has answered. Both from the instant the write is sent, and from the instant it is acknowledged; at ${perSecond}/s, and ${writers} writers in a closed loop. ${skuCount} SKUs.`,
  run: (circumstances) =>
    withInstallation(circumstances, async (installation) => {
      const { quick, say } = circumstances;
      const seconds = quick ? 4 : 15;
      const skus = await stockShop(installation, skuCount, onHand);
      await untilQuiet(installation);
      return ours(installation, skus, async (write) => {
        say('warming up');
        await openLoop(perSecond, seconds / 2, async () => void (await write()));
        return besideVendure(circumstances, installation, async (vendure) => {
          const variants = vendure ? await asked(vendure, (one) => variantsOf(one, skuCount)) : [];
          let next = 0;
          return sideBySide(circumstances, {
            during: 'stock written',
            figures: [
              {
                of: 'p50',
                name: `stock written to shopper at ${perSecond}/s, p50`,
                unit: 'ms',
                ratioAim: { atMost: 1 },
              },
              { of: 'p99', name: `stock written to shopper at ${perSecond}/s, p99`, unit: 'ms' },
              { of: 'after', name: `stock acknowledged to shopper at ${perSecond}/s, p50`, unit: 'ms' },
              { of: 'rate', name: `stock written and read, ${writers} writers`, unit: 'changes/s' },
            ],
            ours: () => measured(installation.running.endpoints.pids, () => timed(write, seconds)),
            peers: sideOf(vendure, (peer) =>
              measured(peer.pids, () =>
                timed(async () => {
                  const variant = variants[next++ % variants.length];
                  if (!variant) throw new Error('Vendure has no such SKU');
                  const figure = onHand + next;
                  await writeStock(peer, variant, figure);
                  const acknowledged = performance.now();
                  await poll(
                    'the figure in the shop',
                    async () => (await readStock(peer, variant)) === figure,
                    {
                      everyMs: 1,
                    },
                  );
                  return acknowledged;
                }, seconds),
              ),
            ),
          });
        });
      });
    }),
};

/** Writes one figure and resolves when a shopper has it. @returns when the write was acknowledged */
type Write = () => Promise<number>;

async function timed(write: Write, seconds: number): Promise<Measured['values']> {
  const times: number[] = [];
  const after: number[] = [];
  await openLoop(perSecond, seconds, async (_, due) => {
    const acknowledged = await write();
    const now = performance.now();
    times.push(now - due);
    after.push(now - acknowledged);
  });
  const started = performance.now();
  const done = await closedLoop(writers, seconds, async () => void (await write()));
  return {
    p50: percentile(times, 0.5),
    p99: percentile(times, 0.99),
    after: percentile(after, 0.5),
    rate: done / ((performance.now() - started) / 1_000),
  };
}

/** Opens a page per SKU; each write goes to the next SKU, with a figure that only rises. */
async function ours<T>(
  installation: Installation,
  skus: readonly string[],
  work: (write: Write) => Promise<T>,
): Promise<T> {
  const waiting = new Map<string, { figure: number; done: () => void }[]>();
  let next = 0;
  const write = async (): Promise<number> => {
    const sku = skus[next % skus.length] ?? '';
    const figure = onHand + ++next;
    const { promise, resolve } = Promise.withResolvers<void>();
    waiting.set(sku, [...(waiting.get(sku) ?? []), { figure, done: resolve }]);
    await installation.erp.query({
      name: 'stock',
      text: `update stkbal set onhand = $1, chgstp = now() where itmcod = $2 and whscod = 'B1'`,
      values: [figure, sku],
    });
    const acknowledged = performance.now();
    await promise;
    return Math.min(acknowledged, performance.now());
  };
  const receive = (sku: string, available: number) => {
    const all = waiting.get(sku) ?? [];
    for (const { figure, done } of all) if (figure <= available) done();
    waiting.set(
      sku,
      all.filter(({ figure }) => figure > available),
    );
  };
  return withPages(
    installation.url,
    skus,
    (figures) => figures.forEach(({ sku, stock }) => receive(sku, stock.available)),
    () => work(write),
  );
}
