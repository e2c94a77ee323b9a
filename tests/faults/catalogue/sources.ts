import { until } from '../../../libs/testing/src/until.ts';
import { shopOf } from '../../system/shop.ts';
import { sql, whileUnreachable } from '../../system/sql.ts';
import { ask } from '../../system/staff.ts';
import { locked } from '../administrator.ts';
import { seconds, type Fault } from '../fault.ts';
import type { Installation } from '../installation.ts';
import type { Random } from '../random.ts';
import { reconcile } from '../reconcile.ts';
import type { OpenSource } from '../sources.ts';
import { Warehouse } from '../warehouse.ts';
import { kill } from './processes.ts';

const patience = { timeoutMs: 300_000, everyMs: 200 };

const waiting = 'its tables locked';

/** Ways in which the adapter cannot reach a back office, or gets no answer from it. */
const ways: Record<
  string,
  (installation: Installation, source: OpenSource, work: () => Promise<void>) => Promise<void>
> = {
  'its port blocked': async (_, { proxy }, work) => {
    proxy.cut({ direction: 'up', contains: '' });
    await work().finally(() => proxy.cut(undefined));
  },
  'its login taken': ({ system }, { role }, work) => whileUnreachable(system, work, role),
  [waiting]: ({ system }, { database, flows }, work) =>
    locked(system, database, [flows.includes('stock') ? 'stkbal' : 'sohead'], work),
};

/**
 * Takes a back office away for some seconds, and not before its flows, and no others, were said to be silent, and what
 * must go on without it has gone on.
 */
async function without(
  installation: Installation,
  random: Random,
  source: OpenSource,
  { sentence, begin }: { sentence: string; begin(): Promise<() => Promise<boolean>> },
) {
  const way = random.pick(Object.keys(ways));
  const time = 5 + random.upTo(12);
  const problems: string[] = [];
  const began = Date.now();
  await ways[way]?.(installation, source, async () => {
    const goesOn = await begin();
    await seconds(time);
    // A session that waits for a lock is not yet one without an answer.
    const looks: Record<string, () => Promise<boolean>> = { [sentence]: goesOn };
    if (way !== waiting) looks['its flows alone are silent'] = () => isSilentAlone(installation, source);
    for (const [name, look] of Object.entries(looks))
      await until(look, patience).catch((error: unknown) => problems.push(`${name}: ${String(error)}`));
  });
  const lasted = Math.round((Date.now() - began) / 1_000);
  return { what: `${source.name} away for ${lasted} s, ${way}`, problems };
}

/** @throws Error with the flows that are silent */
async function isSilentAlone({ system, sources }: Installation, source: OpenSource): Promise<boolean> {
  const { flows } = await ask<{ flows: { source: string; flow: string; state: string }[] }>(
    system,
    ['erp-adapter', 'integrator'],
    '/flows',
  );
  const silent = flows.filter(({ state }) => state === 'silent');
  const own = [...source.flows, ...(source === sources.head ? ['exports'] : [])];
  if (silent.length === own.length && silent.every((each) => each.source === source.name)) return true;
  throw new Error(silent.map((each) => `${each.source} ${each.flow}`).join(', '));
}

/** Whether an order that was taken after the first so many has been handed over and read back. */
async function handedOverSince({ system, driver }: Installation, before: number): Promise<boolean> {
  const orders = driver.taken.slice(before).map(({ order }) => order);
  const verified = await sql(
    system,
    'erp-adapter',
    `select from exports where order_number = any($1) and state = 'verified' limit 1`,
    [orders],
  );
  return verified.length > 0;
}

/** Counts a shelf that nobody else does. @returns a look whether the shop shows it */
async function countApart({ system, books, sources, apart }: Installation, random: Random) {
  const [sku, place, units] = [random.pick(apart), random.pick(books.warehouses), random.upTo(90)];
  await new Warehouse(system, sources.warehouse.database).count(sku, place, units);
  books.counted(sku, place, units);
  return async () => (await shopOf(system).figure(sku)).stock.available === books.sellable(sku, 0);
}

interface Led {
  duty: string;
  holder: string;
  term: number;
}

function leaderships({ system }: Installation): Promise<Led[]> {
  return sql<Led>(
    system,
    'erp-adapter',
    `select source || ' ' || duty as duty, holder, term::integer from leaderships order by 1`,
  );
}

export const sourceFaults: Fault[] = [
  {
    name: 'warehouse-away',
    inflict: (installation, random) =>
      without(installation, random, installation.sources.warehouse, {
        sentence: 'orders are handed over without the warehouse',
        begin: async () => {
          const before = installation.driver.taken.length;
          return () => handedOverSince(installation, before);
        },
      }),
  },
  {
    name: 'head-away',
    inflict: (installation, random) =>
      without(installation, random, installation.sources.head, {
        sentence: 'the shop shows what the warehouse counts without the head',
        begin: () => countApart(installation, random),
      }),
  },
  {
    name: 'leader-frozen',
    replicas: 2,
    inflict: async (installation, random) => {
      const before = await leaderships(installation);
      const { holder } = random.pick(before);
      const held = before.filter((duty) => duty.holder === holder);
      const problems: string[] = [];
      const orders = installation.driver.taken.length;
      const began = Date.now();
      installation.system.kill(holder, 'SIGSTOP');
      await until(async () => {
        const now = await leaderships(installation);
        const left = held.filter(
          ({ duty, term }) =>
            !now.some((led) => led.duty === duty && led.holder !== holder && led.term > term),
        );
        if (left.length > 0) throw new Error(left.map(({ duty }) => duty).join(', '));
        return true;
      }, patience).catch((error: unknown) =>
        problems.push(`what ${holder} led is led by nobody: ${String(error)}`),
      );
      const moved = Math.round((Date.now() - began) / 1_000);
      await until(() => handedOverSince(installation, orders), patience).catch(() =>
        problems.push(`no order was handed over while ${holder} hung`),
      );
      await kill(installation, [holder], 'SIGKILL');
      const duties = held.map(({ duty }) => duty).join(', ');
      return { what: `SIGSTOP ${holder}, ${duties} led by another after ${moved} s, then SIGKILL`, problems };
    },
  },
  {
    name: 'sources-compared',
    besides: true,
    inflict: async ({ system, sources }) => {
      const reports = await Promise.all(sources.all.map((source) => reconcile(system, source)));
      const compared = reports.map(
        ({ compared: records }, index) => `${records} of ${sources.all[index]?.name}`,
      );
      return {
        what: `everything compared under load: ${compared.join(', ')}`,
        problems: reports.flatMap(({ differences }) => differences),
      };
    },
  },
];
