import type { CalendarDate, KitComponent, NextIncoming } from '@throughline/events';
import type { Tx } from '@throughline/persistence';
import type { Level } from './availability.ts';

/** What is held of SKUs and the kits made of them. */
export interface LockedLevels {
  /** Levels as they were loaded. */
  before: ReadonlyMap<string, Level>;
  /**
   * Levels of further components of the kits. They are not locked, and stay as they are: whoever changes one holds the
   * kits that it is part of.
   */
  beside: ReadonlyMap<string, Level>;
  /** Versions of the availability of each SKU, as last published. */
  versions: Map<string, number>;
  /** Versions of the policy of each SKU. */
  policies: Map<string, number>;
}

type LevelRow = Omit<Level, 'components'> & { version: number; policyVersion: number };
type RecipeRow = KitComponent & { kit: string };

const column = <T, K extends keyof T>(rows: readonly T[], key: K): T[K][] => rows.map((row) => row[key]);

const levelColumns = `sku, version, supply, claimed, at_zero as "atZero", back_order_limit as "backOrderLimit",
  policy_version as "policyVersion", incoming, estimated, as_of as "asOf"`;

/** The SKUs of $1 and the kits made of them. */
const withKits = `select unnest($1::text[])
  union select kit from kit_components where component = any($1::text[])`;

/** Locks SKUs and the kits made of them; see `lock`. */
export async function lockLevels(
  tx: Tx,
  skus: readonly string[],
  recipes: 'shared' | 'alone',
): Promise<LockedLevels & { levels: Level[] }> {
  const [, rows, kits, others] =
    skus.length === 0
      ? [undefined, [], [], []]
      : await Promise.all([
          lockRecipes(tx, recipes),
          lockRows(tx, skus),
          recipesOf(tx, skus),
          componentsOf(tx, skus),
        ]);
  const levels = withRecipes(rows, kits);
  return {
    levels,
    before: new Map(levels.map((level) => [level.sku, level])),
    beside: new Map(withRecipes(others, []).map((level) => [level.sku, level])),
    versions: new Map(rows.map(({ sku, version }) => [sku, version])),
    policies: new Map(rows.map(({ sku, policyVersion }) => [sku, policyVersion])),
  };
}

async function lockRecipes(tx: Tx, mode: 'shared' | 'alone'): Promise<void> {
  const take = mode === 'alone' ? 'pg_advisory_xact_lock' : 'pg_advisory_xact_lock_shared';
  await tx.query(`select ${take}(hashtext('inventory.recipes'))`);
}

async function lockRows(tx: Tx, skus: readonly string[]): Promise<LevelRow[]> {
  const [, levels] = await Promise.all([
    tx.query(
      `insert into skus (sku)
       select sku from unnest($1::text[]) as u (sku)
       where not exists (select 1 from skus s where s.sku = u.sku) order by sku
       on conflict do nothing`,
      [skus],
    ),
    tx.query<LevelRow>(
      `select ${levelColumns} from skus where sku in (${withKits}) order by sku for update`,
      [skus],
    ),
  ]);
  return levels;
}

/** Recipes of the SKUs that are kits, and of the kits made of them. */
async function recipesOf(tx: Tx, skus: readonly string[]): Promise<RecipeRow[]> {
  return tx.query<RecipeRow>(
    `select kit, component as sku, quantity from kit_components where kit in (${withKits}) order by kit, component`,
    [skus],
  );
}

/** Levels of all that the same kits are made of. */
async function componentsOf(tx: Tx, skus: readonly string[]): Promise<LevelRow[]> {
  return tx.query<LevelRow>(
    `select ${levelColumns} from skus
     where sku in (select component from kit_components where kit in (${withKits}))`,
    [skus],
  );
}

function withRecipes(rows: readonly LevelRow[], recipes: readonly RecipeRow[]): Level[] {
  const byKit = Map.groupBy(recipes, ({ kit }) => kit);
  return rows.map((row) => ({
    ...row,
    components: byKit.get(row.sku)?.map(({ sku, quantity }) => ({ sku, quantity })) ?? [],
  }));
}

/** The level of a SKU and those of its components, without a lock; undefined for a SKU that nothing is known of. */
export async function levelsOf(tx: Tx, sku: string): Promise<{ level: Level | undefined; parts: Level[] }> {
  const [rows, recipe, parts] = await Promise.all([
    tx.query<LevelRow>(`select ${levelColumns} from skus where sku = $1`, [sku]),
    tx.query<RecipeRow>(
      'select kit, component as sku, quantity from kit_components where kit = $1 order by component',
      [sku],
    ),
    tx.query<LevelRow>(
      `select ${levelColumns} from skus where sku in (select component from kit_components where kit = $1)`,
      [sku],
    ),
  ]);
  return { level: withRecipes(rows, recipe)[0], parts: withRecipes(parts, []) };
}

/** Whether any of the SKUs is known as a kit. */
export async function anyKits(tx: Tx, skus: readonly string[]): Promise<boolean> {
  const rows = await tx.query('select from kit_components where kit = any($1::text[]) limit 1', [skus]);
  return rows.length > 0;
}

/** Writes the levels that changed or were published, with their new versions, and the recipes that changed. */
export async function saveLevels(
  tx: Tx,
  locked: LockedLevels,
  levels: ReadonlyMap<string, Level>,
  published: ReadonlySet<string>,
): Promise<void> {
  const { before } = locked;
  const changed = [...levels.values()].filter(
    (level) => before.get(level.sku) !== level || published.has(level.sku),
  );
  const recipes = changed.filter(({ sku, components }) => {
    const known = before.get(sku)?.components ?? [];
    return known !== components && known.length + components.length > 0;
  });
  await Promise.all([savePools(tx, locked, changed), saveRecipes(tx, recipes)]);
}

async function saveRecipes(tx: Tx, levels: readonly Level[]): Promise<void> {
  if (levels.length === 0) return;
  const rows = levels.flatMap(({ sku: kit, components }) => components.map((part) => ({ kit, ...part })));
  await Promise.all([
    tx.query('delete from kit_components where kit = any($1::text[])', [column(levels, 'sku')]),
    tx.query(
      `insert into kit_components (kit, component, quantity)
       select * from unnest($1::text[], $2::text[], $3::bigint[])`,
      [column(rows, 'kit'), column(rows, 'sku'), column(rows, 'quantity')],
    ),
  ]);
}

async function savePools(
  tx: Tx,
  { versions, policies }: LockedLevels,
  changed: readonly Level[],
): Promise<void> {
  if (changed.length === 0) return;
  await tx.query(
    `update skus s set version = u.version, supply = u.supply, claimed = u.claimed, at_zero = u.at_zero,
       back_order_limit = u.back_order_limit, policy_version = u.policy_version, incoming = u.incoming::jsonb,
       estimated = u.estimated, as_of = u.as_of
     from unnest($1::text[], $2::bigint[], $3::bigint[], $4::bigint[], $5::text[], $6::bigint[], $7::bigint[],
                 $8::text[], $9::boolean[], $10::timestamptz[])
       as u (sku, version, supply, claimed, at_zero, back_order_limit, policy_version, incoming, estimated, as_of)
     where s.sku = u.sku`,
    [
      column(changed, 'sku'),
      changed.map(({ sku }) => versions.get(sku)),
      column(changed, 'supply'),
      column(changed, 'claimed'),
      column(changed, 'atZero'),
      column(changed, 'backOrderLimit'),
      changed.map(({ sku }) => policies.get(sku)),
      changed.map(({ incoming }: { incoming: NextIncoming[] }) => JSON.stringify(incoming)),
      column(changed, 'estimated'),
      column(changed, 'asOf'),
    ],
  );
}

/** SKUs of whose deliveries the first should have come before a day. */
export async function skusWithDeliveriesBefore(tx: Tx, day: CalendarDate, limit: number): Promise<string[]> {
  const rows = await tx.query<{ sku: string }>(
    `select sku from skus where incoming <> '[]' and incoming -> 0 ->> 'expectedOn' < $1
     order by sku limit $2`,
    [day, limit],
  );
  return rows.map(({ sku }) => sku);
}
