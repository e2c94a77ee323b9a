import { enterSkus, putOnSale } from '../installation/catalogue.ts';
import type { Bench, Circumstances, Figure } from '../measuring/figure.ts';
import { withInstallation } from '../installation/installation.ts';
import { usageFigures } from '../measuring/resources.ts';
import { usageOf } from '../measuring/usage.ts';

export const bulk: Bench = {
  name: 'bulk',
  what: 'A catalogue entered into the back office by SQL, each SKU with a model, a price and stock in one warehouse, and put on sale by the bulk API as it arrives; each size into an installation of its own. From the first insert until the shop has every SKU with price and availability.',
  async run(circumstances) {
    const { quick, large, say } = circumstances;
    const [smallest = 0, ...larger] = [10_000, ...(quick ? [] : [100_000]), ...(large ? [1_000_000] : [])];
    const first = await load(circumstances, smallest);
    const figures = figuresOf(smallest, first);
    for (const skus of larger) {
      say(`${skus} SKUs`);
      const loaded = await load(circumstances, skus);
      figures.push(...figuresOf(skus, loaded), {
        name: `bulk load: a SKU of ${skus} by one of ${smallest}`,
        value: Number((loaded.seconds / skus / (first.seconds / smallest)).toFixed(2)),
        unit: 'times',
        aim: { atMost: 1.2 },
      });
    }
    return figures;
  },
};

interface Load {
  seconds: number;
  usage: Figure[];
}

function load(circumstances: Circumstances, skus: number): Promise<Load> {
  return withInstallation(circumstances, async (installation) => {
    const usage = await usageOf(installation.running.endpoints.pids);
    const started = performance.now();
    await Promise.all([enterSkus(installation, skus, 50), putOnSale(installation)]);
    const seconds = (performance.now() - started) / 1_000;
    return { seconds, usage: usageFigures(`bulk load of ${skus}`, await usage.since()) };
  });
}

function figuresOf(skus: number, { seconds, usage }: Load): Figure[] {
  const name = `bulk load of ${skus} SKUs into the shop`;
  return [{ name, value: Number(seconds.toFixed(1)), unit: 's', aim: { atMost: skus * 0.0009 } }, ...usage];
}
