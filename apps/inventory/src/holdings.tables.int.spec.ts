import { kernelMigrations } from '@throughline/messaging';
import { type DataSource, createDataSource, migrate, transaction } from '@throughline/persistence';
import { type TestDatabase, createDatabase, until } from '@throughline/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { level, recipe } from './fixtures/stock.ts';
import { lock } from './holdings.tables.ts';
import { levelsOf, saveLevels } from './levels.tables.ts';
import { migrations } from './migrations/index.ts';

/** As many transactions go on at once. */
const connections = 6;
let database: TestDatabase;
let dataSource: DataSource;
beforeAll(async () => {
  database = await createDatabase('holdings');
  dataSource = createDataSource({
    ...{ url: database.url, name: 'holdings', poolSize: connections },
    migrations: [...kernelMigrations, ...migrations],
  });
  await dataSource.initialize();
  await migrate(dataSource, database.url);
});
afterAll(async () => {
  await dataSource.destroy();
  await database.drop();
});
afterEach(() => dataSource.query('truncate skus, kit_components'));

const kits = { K: { A: 1, B: 2 }, L: { B: 1, C: 1 }, M: { A: 3 }, 'A-and-C': { A: 1, C: 1 } };

/** A transaction that holds SKUs, and gives them other levels or recipes before it ends. */
function holding(
  skus: readonly string[],
  change: (held: Awaited<ReturnType<typeof lock>>) => void | Promise<void>,
  recipes?: 'shared' | 'alone',
): Promise<void> {
  return transaction(dataSource, async (tx) => {
    const held = await lock(tx, skus, [], recipes);
    await change(held);
    await saveLevels(tx, held, held.ledger.levels, new Set());
  });
}
const supplied = (units: Readonly<Record<string, number>>) =>
  holding(Object.keys(units), ({ ledger: { levels } }) => {
    for (const [sku, supply] of Object.entries(units)) levels.set(sku, level(sku, supply));
  });
const told = (recipes: Readonly<Record<string, Readonly<Record<string, number>>>>) =>
  holding(
    Object.keys(recipes),
    ({ ledger: { levels } }) => {
      for (const [kit, units] of Object.entries(recipes))
        levels.set(kit, level(kit, 0, { components: recipe(units) }));
    },
    'alone',
  );
const known = (sku: string) => transaction(dataSource, (tx) => levelsOf(tx, sku));
const suppliesOf = (levels: ReadonlyMap<string, { supply: number }>) =>
  Object.fromEntries([...levels].map(([sku, { supply }]) => [sku, supply]));

describe('whoever holds a SKU', () => {
  it('holds the kits made of it, and sees what else these are made of', async () => {
    await supplied({ A: 1, B: 2, C: 3 });
    await told(kits);
    await holding(['B'], ({ ledger: { levels }, before, beside }) => {
      expect(suppliesOf(levels)).toEqual({ B: 2, K: 0, L: 0 });
      expect(before).toEqual(levels);
      expect(suppliesOf(beside)).toEqual({ A: 1, B: 2, C: 3 });
      expect(levels.get('K')?.components).toEqual(recipe({ A: 1, B: 2 }));
      expect(levels.get('B')?.components).toEqual([]);
    });
  });

  it('holds of a kit the kit alone, and knows its components', async () => {
    await supplied({ A: 1, B: 2 });
    await told(kits);
    await holding(['K', 'none'], ({ ledger: { levels }, beside }) => {
      expect(suppliesOf(levels)).toEqual({ K: 0, none: 0 });
      expect(suppliesOf(beside)).toEqual({ A: 1, B: 2 });
    });
  });

  it('holds nothing when nothing is asked for', async () => {
    await told(kits);
    await holding([], ({ ledger: { levels }, beside }) => {
      expect(levels.size + beside.size).toBe(0);
    });
  });
});

describe('a recipe', () => {
  it('is kept as it was told last, and forgotten with its kit', async () => {
    await supplied({ A: 1 });
    await told({ K: { A: 1, B: 2 }, L: { B: 1 } });
    await told({ K: { A: 5 } });
    const { level: kit, parts } = await known('K');
    expect(kit?.components).toEqual(recipe({ A: 5 }));
    expect(parts.map(({ sku, supply }) => [sku, supply])).toEqual([['A', 1]]);
    expect((await known('L')).level?.components).toEqual(recipe({ B: 1 }));
    await told({ K: {} });
    expect((await known('K')).level?.components).toEqual([]);
    expect(await dataSource.query('select kit from kit_components')).toEqual([{ kit: 'L' }]);
  });

  it('that is being told is known to whoever asks for its components meanwhile', async () => {
    await supplied({ A: 1 });
    let asked: Promise<void> | undefined;
    let seen: string[] = [];
    await holding(
      ['A', 'K'],
      async ({ ledger: { levels } }) => {
        levels.set('K', level('K', 0, { components: recipe({ A: 1 }) }));
        asked = holding(['A'], (held) => {
          seen = [...held.ledger.levels.keys()];
        });
        await until(async () => {
          const waiting = await dataSource.query<object[]>(
            `select from pg_locks l join pg_database d on d.oid = l.database
             where not l.granted and l.locktype = 'advisory' and d.datname = current_database()`,
          );
          return waiting.length > 0;
        });
      },
      'alone',
    );
    await asked;
    expect(seen).toEqual(['A', 'K']);
  });
});

it('never has two wait for each other, whichever SKUs and kits they ask for in whichever order', async () => {
  await supplied({ A: 0, B: 0, C: 0 });
  await told(kits);
  const all = ['A', 'B', 'C', ...Object.keys(kits)];
  const asks = Array.from({ length: 160 }, (_, n) => {
    const some = all.filter((_sku, index) => (n >> (index % 5)) % 2 === 0);
    return n % 3 === 0 ? some.toReversed() : some;
  });
  const waiting = asks.entries();
  const askAll = async () => {
    for (const [n, skus] of waiting)
      await holding(
        skus,
        ({ ledger: { levels } }) => {
          for (const [sku, held] of levels) levels.set(sku, { ...held, supply: held.supply + 1 });
        },
        n % 7 === 0 ? 'alone' : 'shared',
      );
  };
  await Promise.all(Array.from({ length: connections }, askAll));
  const concerned = (sku: string, skus: readonly string[]) =>
    [sku, ...Object.keys(kits[sku as keyof typeof kits] ?? {})].some((each) => skus.includes(each));
  for (const sku of all) {
    const times = asks.filter((skus) => concerned(sku, skus)).length;
    expect((await known(sku)).level?.supply).toBe(times);
  }
});
