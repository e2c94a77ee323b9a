import { enterSkus, putOnSale, stockShop } from '../installation/catalogue.ts';
import type { Bench, Figure } from '../measuring/figure.ts';
import { untilQuiet, withInstallation } from '../installation/installation.ts';
import { type PageReads, pageKinds, readers, serve, shopReads } from '../installation/page-reads.ts';
import { measured, sideOf } from '../peers/peer.ts';
import { closing } from '../installation/parts.ts';
import { type Measured, type PairedFigure, sideBySide } from '../measuring/side-by-side.ts';
import { besideVendure, vendureSkus } from '../peers/vendure/beside.ts';
import { vendureReads } from '../peers/vendure/shopping.ts';
import { WebClient } from '../installation/web-client.ts';

const onHand = 50;

export const pagesLoad: Bench = {
  name: 'pages-load',
  what: `What shoppers look at, by the shop's public API, ${readers} readers in a closed loop: lists (24 products with price and stock, the first pages of each family), searches (a model by its name, a family with a size, a colour with a number), product pages (five SKUs with price and stock). Ours keeps a list in memory until one of its SKUs changes; searches are hardly ever the same. Vendure's list is its search by family, with its database search plug-in.`,
  run: (circumstances) =>
    withInstallation(circumstances, async (installation) => {
      const { quick, large, say } = circumstances;
      const seconds = quick ? 3 : 10;
      const sizes = (quick ? [] : large ? [10, 100] : [10]).map((times) => times * vendureSkus);
      // In a quick run there may be enough already.
      await stockShop(installation, Math.max(0, vendureSkus - installation.generated), onHand);
      const skuCount = installation.generated;
      await untilQuiet(installation);
      const ours = async (skus: number) => {
        const client = new WebClient(installation.url);
        return closing(
          async () => client.close(),
          async () => {
            const reads = await shopReads(client, skus);
            return measured(installation.running.endpoints.pids, () => serveAll(reads, seconds));
          },
        );
      };
      say('warming up');
      await ours(skuCount);
      const small = await besideVendure(circumstances, installation, (vendure) =>
        sideBySide(circumstances, {
          during: `pages of ${skuCount} SKUs`,
          figures: pairedFigures(skuCount),
          ours: () => ours(skuCount),
          peers: sideOf(vendure, async ({ shop, pids }) => {
            const reads = await vendureReads(shop, vendureSkus);
            return measured(pids, () => serveAll(reads, seconds));
          }),
        }),
      );
      const figures = [...small];
      for (const many of sizes) {
        say(`growing to ${many} SKUs`);
        await Promise.all([
          enterSkus(installation, many - installation.generated, onHand),
          putOnSale(installation),
        ]);
        await untilQuiet(installation);
        await ours(many);
        const grown = await sideBySide(circumstances, {
          during: `pages of ${many} SKUs`,
          figures: pairedFigures(many),
          ours: () => ours(many),
          peers: [],
        });
        figures.push(...grown, ...growth(small, grown, many));
      }
      return figures;
    }),
};

let rounds = 0;

/** Every round asks for other things than the rounds before. */
async function serveAll(reads: PageReads, seconds: number): Promise<Measured['values']> {
  const first = 100_003 * rounds++;
  const values: Record<string, number> = {};
  for (const kind of pageKinds) {
    const { perSecond, p99 } = await serve(reads[kind], { seconds, first });
    values[kind] = perSecond;
    values[p99Of(kind)] = p99;
  }
  return values;
}

function p99Of(kind: string): string {
  return `${kind}, p99`;
}

function pairedFigures(skus: number): PairedFigure[] {
  return pageKinds.flatMap((kind) => [
    { of: kind, name: `${kind} of ${skus} SKUs`, unit: 'requests/s', ratioAim: { atLeast: 5 } },
    { of: p99Of(kind), name: p99Of(`${kind} of ${skus} SKUs`), unit: 'ms' },
  ]);
}

function growth(small: readonly Figure[], large: readonly Figure[], many: number): Figure[] {
  const p99 = (figures: readonly Figure[], kind: string, skus: number) =>
    figures.find(({ name }) => name === p99Of(`${kind} of ${skus} SKUs`))?.value ?? Number.NaN;
  return pageKinds.map((kind) => ({
    name: `${kind}: p99 of ${many} SKUs by that of ${vendureSkus}`,
    value: Number((p99(large, kind, many) / p99(small, kind, vendureSkus)).toFixed(2)),
    unit: 'times',
    aim: { atMost: 2 },
  }));
}
