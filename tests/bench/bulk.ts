import { enterSkus, putOnSale } from './catalogue.ts';
import type { Bench } from './figure.ts';
import { withHouse } from './house.ts';
import { usageFigures } from './resources.ts';
import { usageOf } from './usage.ts';

export const bulk: Bench = {
  name: 'bulk',
  what: 'A catalogue entered into the back office by SQL, each SKU with a model, a price and stock in one warehouse, and put on sale by the bulk API as it arrives. From the first insert until the shop has every SKU with price and availability.',
  run: ({ quick }) =>
    withHouse(async (house) => {
      const skus = quick ? 10_000 : 100_000;
      const usage = await usageOf(house.platform.endpoints.pids);
      const started = performance.now();
      const arriving = putOnSale(house, skus);
      await Promise.all([enterSkus(house, skus, 50), arriving]);
      const seconds = (performance.now() - started) / 1_000;
      const used = await usage.since();
      return [
        {
          name: `bulk load of ${skus} SKUs into the shop`,
          value: Number(seconds.toFixed(1)),
          unit: 's',
          aim: { atMost: skus * 0.0009 },
        },
        ...usageFigures(`bulk load`, used),
      ];
    }),
};
