import { sessionOf } from '../installation/databases.ts';
import { plenty, stockShop } from '../installation/catalogue.ts';
import { type Bench, median, rounded } from '../measuring/figure.ts';
import { untilQuiet, withInstallation } from '../installation/installation.ts';
import { closing } from '../installation/parts.ts';
import { Shoppers } from '../installation/shopper.ts';

const skuCount = 1_000;
const bulkRows = 100_000;

/** What bulk that waits to be sent costs whoever orders meanwhile. */
export const urgent: Bench = {
  name: 'urgent',
  what: `Orders one after another until they are decided, and again while ${bulkRows.toLocaleString('en')} rows of bulk wait in inventory's outbox, on which each order's reservation has to get past them. Orders that were decided after the last of them had been sent do not count.`,
  run: ({ quick, say }) =>
    withInstallation({ quick }, async (installation) => {
      const skus = await stockShop(installation, skuCount, plenty);
      await untilQuiet(installation);
      const shoppers = new Shoppers(installation.url);
      await using inventory = await sessionOf(installation, 'inventory');
      return await closing(
        async () => shoppers.close(),
        async () => {
          let next = 0;
          const order = async () => {
            const began = performance.now();
            await shoppers.order([skus[next++ % skus.length] ?? ''], began);
            return performance.now() - began;
          };
          const several = async (goesOn: () => boolean | Promise<boolean>) => {
            const times: number[] = [];
            while (await goesOn()) times.push(await order());
            return times;
          };
          say('warming up');
          let left = 100;
          await several(() => left-- > 0);
          left = 100;
          const alone = await several(() => left-- > 0);
          // What was said of SKUs, once more: whoever reads it knows it already.
          await inventory.client.query(
            `insert into kernel.outbox (topic, key, partition_key, type, sequence, time, payload)
             select topic, key, partition_key, type, sequence, time, payload from (
               select distinct on (key) * from kernel.sent where topic = 'inventory.availability' order by key, sequence desc
             ) s, generate_series(1, ceil(${bulkRows} / (
               select count(distinct key) from kernel.sent where topic = 'inventory.availability')::numeric)::integer) n`,
          );
          const waiting = async () => {
            const { rows } = await inventory.client.query(
              'select from kernel.outbox where not urgent limit 1',
            );
            return rows.length > 0;
          };
          const beside = await several(waiting);
          // The last one may have had the way to itself.
          beside.pop();
          say(`${beside.length} orders beside the bulk`);
          if (beside.length < 10) throw new Error('The bulk was sent before enough orders had been decided');
          return [
            { name: 'order to decision alone, p50', value: rounded(median(alone)), unit: 'ms' },
            {
              name: 'order to decision beside 100,000 rows of bulk, p50',
              value: rounded(median(beside)),
              unit: 'ms',
            },
            {
              name: 'order beside 100,000 rows of bulk, p50 above that alone',
              value: rounded(median(beside) - median(alone)),
              unit: 'ms',
              aim: { atMost: 50 },
            },
          ];
        },
      );
    }),
};
