import type { OrderView } from '../system/shop.ts';
import { claimsWithoutUnits, handedOverWrongly, listedWrongly, standingWrongly } from './followed.ts';
import { handOvers } from './hand-overs.ts';
import type { Installation } from './installation.ts';
import { moneyProblems } from './money.ts';
import { reconcile } from './reconcile.ts';
import { saidForAnother } from './separation.ts';
import { stockRecord } from './stock-record.ts';
import {
  documents,
  figures,
  findings,
  imbalances,
  openBesideTheWeb,
  pricesByErp,
  quarantined,
  sellableByErp,
  sellableByInventory,
  verifyProjections,
} from './truth.ts';
import { promisedEver, promises } from './witness.ts';

/** Something that must hold when nothing happens any more. */
export interface Check {
  /** The invariant, as a sentence. */
  name: string;
  /** How many back offices there must be; any number without it. */
  sources?: number;
  /** Of which clerk: one who trades alone, or one who also edits documents; of both without it. */
  clerk?: 'trade' | 'edits';
  /** What contradicts it; nothing when it holds. */
  look(installation: Installation, views: ReadonlyMap<string, OrderView>): Promise<unknown[]>;
  /** What there is to be known of what was found at last, so that its cause need not be waited for again. */
  record?(installation: Installation, found: readonly unknown[]): Promise<unknown>;
}

const recordOfStock: Check['record'] = ({ system }, found) =>
  stockRecord(
    system,
    found.flatMap((each) => (each instanceof Object && 'sku' in each ? String(each.sku) : [])),
  );

/** Looked at again and again until all hold. */
export const checks: Check[] = [
  {
    name: 'every replica is ready and current',
    look: async ({ system }) => {
      const replicas = Object.values(system.endpoints().services).flatMap((service) => service.replicas);
      const answers = await Promise.all(
        replicas.map(async (url) => {
          const response = await fetch(`${url}/health/current`, { signal: AbortSignal.timeout(5_000) });
          return response.ok ? [] : [`${url}: ${await response.text()}`];
        }),
      );
      return answers.flat();
    },
  },
  {
    name: 'one key has one answer',
    look: async ({ driver }) => [
      ...driver.contradictions,
      ...(new Set(driver.taken.map(({ order }) => order)).size === driver.taken.length
        ? []
        : ['one order was given to two']),
    ],
  },
  {
    name: 'every order ends or is on its way',
    look: async (_, views) =>
      [...views.values()].filter(({ decided }) => !decided).map(({ order }) => `${order} is undecided`),
  },
  {
    name: 'each accepted order is in the back office once, as ordered, and no other',
    clerk: 'trade',
    look: async ({ system, driver }, views) => {
      const byReference = Map.groupBy(await documents(system), ({ reference }) => reference);
      const known = new Set(driver.taken.map(({ order }) => order));
      return [
        ...driver.taken.flatMap((taken) => {
          const found = byReference.get(taken.order) ?? [];
          const rejected = views.get(taken.order)?.rejection !== null;
          const least = rejected || taken.cancelled ? 0 : 1;
          const same = found.every(({ lines }) => JSON.stringify(lines) === JSON.stringify(taken.lines));
          return found.length >= least && found.length <= (rejected ? 0 : 1) && same
            ? []
            : [{ taken, found }];
        }),
        ...[...byReference.keys()].filter((order) => !known.has(order)),
      ];
    },
  },
  {
    name: 'no order is in the back office that is given none',
    sources: 2,
    look: ({ system, sources }) => documents(system, sources.warehouse.database),
  },
  {
    name: 'each accepted order was given to the back office once, and no other',
    clerk: 'edits',
    look: ({ system, driver }, views) => handedOverWrongly(system, driver.taken, views),
  },
  {
    name: 'every hand-over is verified, every difference that is there is listed, and none that is not',
    clerk: 'edits',
    look: ({ system, driver }) => listedWrongly(system, driver.taken),
  },
  {
    name: 'every order stands as its document says',
    clerk: 'edits',
    look: ({ system }, views) => standingWrongly(system, views),
  },
  {
    name: 'every claim has open units of its line behind it',
    clerk: 'edits',
    look: ({ system }) => claimsWithoutUnits(system),
  },
  {
    name: 'every hand-over is verified, without a difference',
    clerk: 'trade',
    look: async ({ system }) => {
      const states = ['received', 'parked', 'sent', 'acknowledged', 'refused'];
      const pages = await Promise.all([
        ...states.map((state) => handOvers(system, state)),
        handOvers(system, 'verified').then((rows) =>
          rows.filter(({ differences }) => differences.length > 0),
        ),
      ]);
      return pages.flat();
    },
  },
  {
    name: 'nothing was promised beyond what was stated',
    look: async ({ system }) => (await promises(system)).beyond,
  },
  {
    name: 'of what is never counted no more was ever promised than had been there',
    sources: 2,
    look: async ({ system, books, uncounted }) => {
      const given = await promisedEver(system, uncounted);
      return given.flatMap(({ sku, order, ever, at }) => {
        const there = books.everSellable(sku, at);
        return ever > there ? [{ sku, order, promised: ever, there, at }] : [];
      });
    },
  },
  { name: 'the ledger adds up', look: ({ system }) => imbalances(system) },
  {
    name: 'a unit is counted once: the shop shows what was stated, less what is promised',
    clerk: 'trade',
    record: recordOfStock,
    look: async ({ system, books, sources }, views) => {
      const claimed = new Map<string, number>();
      for (const { lines, rejection } of views.values())
        for (const { sku, quantity, shipped, cancelled } of rejection ? [] : lines)
          claimed.set(sku, (claimed.get(sku) ?? 0) + quantity - shipped - cancelled);
      const [shown, held, beside] = await Promise.all([
        figures(system, books.skus),
        quarantined(system),
        // The shelves of another back office know nothing of where an order is to come from.
        sources.all.length > 1 ? new Map<string, number>() : openBesideTheWeb(system),
      ]);
      return shown.flatMap(({ sku, stock }) => {
        const wanted = books.sellable(sku, (claimed.get(sku) ?? 0) - (beside.get(sku) ?? 0));
        return held.has(sku) || stock.available === wanted ? [] : [{ sku, shown: stock.available, wanted }];
      });
    },
  },
  {
    name: 'the shop shows the stock that inventory and the back office have',
    record: recordOfStock,
    look: async ({ system, sources }) => {
      const [shown, promised, stated, held] = await Promise.all([
        figures(system),
        sellableByInventory(system),
        sellableByErp(system, sources.warehouse.database),
        quarantined(system),
      ]);
      return shown.flatMap(({ sku, stock: { available } }) => {
        const wanted = [promised.get(sku), ...(held.has(sku) ? [] : [stated.get(sku)])];
        return wanted.every((units) => units === available) ? [] : [{ sku, shown: available, wanted }];
      });
    },
  },
  {
    name: 'the shop shows the prices that were stated',
    look: async ({ system, books }) => {
      const [shown, stated, held] = await Promise.all([
        figures(system),
        pricesByErp(system),
        quarantined(system),
      ]);
      return shown.flatMap(({ sku, price }) => {
        if (held.has(sku) || !stated.has(sku)) return [];
        const wanted = [stated.get(sku), books.gross(sku) ?? stated.get(sku)];
        return wanted.every((amount) => amount === price?.amount)
          ? []
          : [{ sku, shown: price?.amount, wanted }];
      });
    },
  },
  {
    name: 'money adds up, and past documents stay',
    look: async (installation, views) => moneyProblems(installation, views),
  },
  { name: 'the doctor finds nothing', look: ({ system }) => findings(system) },
];

/** Looked at once the others hold, because they take their time. */
export const thorough: Check[] = [
  {
    name: 'projections equal what a rebuild makes',
    look: async ({ system }) =>
      [...(await verifyProjections(system))].filter(([, { outcome }]) => outcome?.equal !== true),
  },
  {
    name: 'a comparison with everything the back office has finds no difference',
    look: async ({ system, sources }) => {
      const reports = await Promise.all(sources.all.map((source) => reconcile(system, source)));
      return reports.flatMap(({ differences }) => differences);
    },
  },
  {
    name: 'nothing was ever said, withdrawn, held or handed over under the name of the other back office',
    sources: 2,
    look: saidForAnother,
  },
];

/** Those of a list that can be looked at with so many back offices, and such a clerk. */
export function checksFor(
  { sources, edits }: Pick<Installation, 'sources' | 'edits'>,
  list: readonly Check[],
): Check[] {
  return list.filter(
    (check) =>
      (check.sources ?? sources.all.length) === sources.all.length &&
      (check.clerk === undefined || (check.clerk === 'edits') === edits),
  );
}

/** Every invariant as a sentence. */
export const invariants = [...checks, ...thorough].map(({ name, sources, clerk }) => {
  if (sources !== undefined) return `${name} (of two back offices)`;
  return clerk === 'edits' ? `${name} (with \`--clerk edits\`)` : name;
});
