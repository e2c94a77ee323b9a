import { sessionOf, type Overrides } from '../installation/databases.ts';
import { plenty, stockShop } from '../installation/catalogue.ts';
import { type Bench, type Figure, rounded } from '../measuring/figure.ts';
import { type Installation, untilQuiet, withOwnInstallation } from '../installation/installation.ts';
import { openLoop } from '../measuring/pace.ts';
import { closing } from '../installation/parts.ts';
import { Shoppers } from '../installation/shopper.ts';
import { usageOf } from '../measuring/usage.ts';

const rate = 40;
const skuCount = 10_000;
/** A year of trade. */
const year = { orders: 365_000, priceChanges: 3_650_000 };
/** Shops keep a version for thirty days after its end, and its deleted row for thirty more (docs/retention.md). */
const keptShare = 30 / 365;

/** What an order costs after a year, of which there is what retention leaves. */
export const aged: Bench = {
  name: 'aged',
  what: `CPU of all processes for an order, ${rate} a second, in a new installation of ${skuCount} SKUs and after a year of 1,000 orders and 10,000 price changes a day: the rows that a year leaves are copied from those of real orders and prices, in every service but the back office itself.`,
  run: ({ quick, say }) =>
    withOwnInstallation(async (installation) => {
      const skus = await stockShop(installation, quick ? skuCount / 10 : skuCount, plenty);
      await untilQuiet(installation);
      const shoppers = new Shoppers(installation.url);
      return closing(
        async () => shoppers.close(),
        async () => {
          let next = 0;
          const place = async (due: number) => {
            const sku = () => skus[next++ % skus.length] ?? '';
            const { state } = await shoppers.order([sku(), sku()], due);
            if (state === 'rejected')
              throw new Error('An order was rejected although there is plenty of stock');
          };
          const seconds = quick ? 8 : 30;
          say('before');
          const before = await cpuOfAnOrder(installation, place, seconds, say);
          const rows = await age(installation, quick ? 0.05 : 1, say);
          say('after');
          const after = await cpuOfAnOrder(installation, place, seconds, say);
          return [
            { name: 'rows that a year has left, all services', value: rows, unit: 'rows' },
            { name: 'CPU of an order in a new installation', value: rounded(before), unit: 'ms' },
            { name: 'CPU of an order after a year', value: rounded(after), unit: 'ms' },
            {
              name: 'CPU of an order after a year by before',
              value: rounded(after / before),
              unit: '×',
              aim: { atMost: 1.1 },
            },
          ] satisfies Figure[];
        },
      );
    }),
};

/** @returns milliseconds of all processes, everything that follows from an order included */
async function cpuOfAnOrder(
  installation: Installation,
  place: (due: number) => Promise<void>,
  seconds: number,
  say: (text: string) => void,
): Promise<number> {
  await openLoop(rate, seconds, (_, due) => place(due));
  await untilQuiet(installation);
  const usage = await usageOf(installation.running.endpoints.pids);
  await openLoop(rate, seconds, (_, due) => place(due));
  await untilQuiet(installation);
  const perOrder = Object.entries(await usage.since()).map(
    ([name, { cpuSeconds }]) => [name, (cpuSeconds * 1_000) / (rate * seconds)] as const,
  );
  say(perOrder.map(([name, ms]) => `${name} ${ms.toFixed(1)}`).join(', '));
  return perOrder.reduce((sum, [, ms]) => sum + ms, 0);
}

/** Copies what is there until there is what a year leaves. @returns how many rows were added */
async function age(installation: Installation, share: number, say: (text: string) => void): Promise<number> {
  const [row] = (
    await installation.shop.query<{ orders: number }>('select count(*)::integer as orders from placed_orders')
  ).rows;
  const copies = Math.ceil((year.orders * share) / (row?.orders ?? 1));
  let rows = 0;
  for (const { service, tables } of ofAnOrder) {
    await using session = await sessionOf(installation, service);
    for (const { table, columns, where } of tables)
      rows += await session.multiply(table, copies, columns, where);
    say(`${service}: ${rows.toLocaleString('en')} rows`);
  }
  const kept = Math.round(year.priceChanges * share * keptShare);
  {
    await using session = await sessionOf(installation, 'pricing');
    const ended = { valid_to: ago(29), recorded_to: ago(365) };
    rows += await session.fill('price_versions', kept, { ...ended, version: `t.version || 'x' || n` });
    rows += await session.fill('price_history', year.priceChanges * share, {
      ...ended,
      version: `t.version || 'x' || n`,
    });
  }
  for (const service of ['catalog', 'orders', 'storefront'] as const) {
    await using session = await sessionOf(installation, service);
    const versions: Overrides = { valid_to: ago(29), price_version: `t.price_version || 'x' || n` };
    rows += await session.fill('pricing_prices', kept, versions);
    rows += await session.fill('pricing_prices', kept, {
      ...{ deleted: 'true', price_version: `t.price_version || 'y' || n` },
    });
  }
  say(`${rows.toLocaleString('en')} rows`);
  return rows;
}

/** An instant within so many days, and not within the last hour. */
function ago(days: number): string {
  return `now() - interval '1 hour' - random() * interval '${days} days'`;
}

const renamed = (column: string) => `t.${column} || '-' || n`;
const order = renamed('order_no');
const number = renamed('order_number');
const handled = {
  table: 'kernel.handled_versions',
  columns: { key: renamed('key') },
  where: `t.topic like 'orders.%' or t.topic in ('inventory.reservations', 'erp.exports', 'erp.orders')`,
};

/** Tables with rows of an order, as they are once it is over. */
const ofAnOrder: {
  service: Parameters<typeof sessionOf>[1];
  tables: { table: string; columns: Overrides; where?: string }[];
}[] = [
  {
    service: 'orders',
    tables: [
      {
        table: 'orders',
        columns: {
          ...{ order_no: order, state: `'completed'`, decided: 'true', checking: 'null', wait_until: 'null' },
          placed_at: ago(365),
        },
      },
      { table: 'order_documents', columns: { document: renamed('document'), order_no: order } },
      handled,
    ],
  },
  {
    service: 'inventory',
    tables: [
      { table: 'order_claims', columns: { order_no: order, completed_at: 'now()' } },
      {
        table: 'reservations',
        columns: { order_no: order, settled: 't.reserved', released: '0', back_ordered: '0' },
      },
      { table: 'ledger_entries', columns: { order_no: order, at: ago(365) } },
      handled,
    ],
  },
  {
    service: 'erp-adapter',
    tables: [
      {
        table: 'exports',
        columns: {
          ...{
            order_number: number,
            erp_number: renamed('erp_number'),
            state: `'verified'`,
            due_at: `'infinity'`,
          },
          ...{ waits_for: 'null', placed_at: ago(365), state_at: ago(365) },
        },
      },
      { table: 'export_lines', columns: { order_number: number, settled: 'true' } },
      { table: 'reservation_claims', columns: { order_number: number, claimed: '0', closed: 'true' } },
      { table: 'orders_recipients', columns: { order_number: number } },
      {
        table: 'source_records',
        columns: { key: renamed('key'), parent: renamed('parent') },
        where: `t.flow = 'orders'`,
      },
      handled,
    ],
  },
  {
    service: 'storefront',
    tables: [
      {
        table: 'placed_orders',
        columns: {
          ...{ order_number: number, key_hash: renamed('key_hash'), token: renamed('token') },
          placed_at: ago(365),
        },
      },
      {
        table: 'orders_orders',
        columns: { order_number: number, state: `'completed'`, placed_at: ago(365) },
      },
      { table: 'orders_recipients', columns: { order_number: number } },
      handled,
    ],
  },
];
