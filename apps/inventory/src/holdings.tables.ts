import type { KitComponent, NextIncoming } from '@throughline/events';
import type { Tx } from '@throughline/persistence';
import type { Level } from './availability.ts';
import { Ledger } from './ledger.ts';
import type { Claim, OrderClaims, Seen } from './reservation.ts';

/** What a transaction holds locked: SKUs with the kits made of them first, then orders, each in the order of their keys. */
export interface Locked {
  ledger: Ledger;
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
type OrderRow = { order: string; version: number };

const column = <T, K extends keyof T>(rows: readonly T[], key: K): T[K][] => rows.map((row) => row[key]);

const levelColumns = `sku, version, supply, claimed, at_zero as "atZero", back_order_limit as "backOrderLimit",
  policy_version as "policyVersion", incoming, estimated, as_of as "asOf"`;

/** The SKUs of $1 and the kits made of them. */
const withKits = `select unnest($1::text[])
  union select kit from kit_components where component = any($1::text[])`;

/**
 * Locks SKUs and the kits made of them, making rows for SKUs not known yet, and loads what is known of the orders.
 * @param recipes whoever changes levels shares the recipes, whoever changes recipes takes them alone: so the kits made
 * of a SKU are the same for as long as it is locked, and all can be locked at once, in one order
 */
export async function lock(
  tx: Tx,
  skus: Iterable<string>,
  orders: Iterable<string>,
  recipes: 'shared' | 'alone' = 'shared',
): Promise<Locked> {
  const numbers = [...new Set(orders)];
  const asked = [...new Set(skus)];
  // Each sends its statements before it waits, so they lock in this order.
  const [, rows, kits, others, claims, seen] = await Promise.all([
    lockRecipes(tx, asked, recipes),
    lockLevels(tx, asked),
    recipesOf(tx, asked),
    componentsOf(tx, asked),
    lockOrders(tx, numbers),
    seenOf(tx, numbers),
  ]);
  const levels = withRecipes(rows, kits);
  return {
    ledger: new Ledger({ levels, orders: claims, seen }),
    before: new Map(levels.map((level) => [level.sku, level])),
    beside: new Map(withRecipes(others, []).map((level) => [level.sku, level])),
    versions: new Map(rows.map(({ sku, version }) => [sku, version])),
    policies: new Map(rows.map(({ sku, policyVersion }) => [sku, policyVersion])),
  };
}

async function lockRecipes(tx: Tx, skus: readonly string[], mode: 'shared' | 'alone'): Promise<void> {
  if (skus.length === 0) return;
  const take = mode === 'alone' ? 'pg_advisory_xact_lock' : 'pg_advisory_xact_lock_shared';
  await tx.query(`select ${take}(hashtext('inventory.recipes'))`);
}

async function lockLevels(tx: Tx, skus: readonly string[]): Promise<LevelRow[]> {
  if (skus.length === 0) return [];
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
  if (skus.length === 0) return [];
  return tx.query<RecipeRow>(
    `select kit, component as sku, quantity from kit_components where kit in (${withKits}) order by kit, component`,
    [skus],
  );
}

/** Levels of all that the same kits are made of. */
async function componentsOf(tx: Tx, skus: readonly string[]): Promise<LevelRow[]> {
  if (skus.length === 0) return [];
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

async function seenOf(tx: Tx, orders: readonly string[]): Promise<Seen[]> {
  if (orders.length === 0) return [];
  return tx.query<Seen>(
    `select order_no as "order", line, sku, source, location, quantity
     from erp_watermarks where order_no = any($1::text[])`,
    [orders],
  );
}

async function lockOrders(tx: Tx, numbers: readonly string[]): Promise<OrderClaims[]> {
  if (numbers.length === 0) return [];
  const [orders, claims] = await Promise.all([
    tx.query<OrderRow>(
      `select order_no as "order", version from order_claims
       where order_no = any($1::text[]) order by order_no for update`,
      [numbers],
    ),
    tx.query<Claim>(
      `select order_no as "order", line, sku, per_unit as "perUnit", reserved, back_ordered as "backOrdered", released,
              settled
       from reservations where order_no = any($1::text[]) order by order_no, line, sku`,
      [numbers],
    ),
  ]);
  const byOrder = Map.groupBy(claims, ({ order }) => order);
  return orders.map(({ order, version }) => ({ order, version, claims: byOrder.get(order) ?? [] }));
}

/** SKUs that orders claim; they never change once claimed. */
export async function skusOf(tx: Tx, orders: readonly string[]): Promise<string[]> {
  if (orders.length === 0) return [];
  const rows = await tx.query<{ sku: string }>(
    'select distinct sku from reservations where order_no = any($1::text[])',
    [orders],
  );
  return column(rows, 'sku');
}

/** Writes the levels that changed or were published, with their new versions, and the recipes that changed. */
export async function saveLevels(tx: Tx, locked: Locked, published: ReadonlySet<string>): Promise<void> {
  const { ledger, before } = locked;
  const changed = [...ledger.levels.values()].filter(
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

async function savePools(tx: Tx, { versions, policies }: Locked, changed: readonly Level[]): Promise<void> {
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

/** Writes orders of which something was decided, their claims, the entries of the ledger and what was seen. */
export async function saveLedger(tx: Tx, ledger: Ledger, touched: readonly OrderClaims[]): Promise<void> {
  const claims = touched.flatMap((order) => order.claims);
  await Promise.all([
    saveOrders(tx, touched),
    saveClaims(tx, claims),
    saveEntries(tx, ledger.entries),
    saveSeen(tx, [...ledger.raised.values()]),
  ]);
}

async function saveOrders(tx: Tx, orders: readonly OrderClaims[]): Promise<void> {
  if (orders.length === 0) return;
  await tx.query(
    `insert into order_claims (order_no, version)
     select * from unnest($1::text[], $2::bigint[])
     on conflict (order_no) do update set version = excluded.version`,
    [column(orders, 'order'), column(orders, 'version')],
  );
}

async function saveEntries(tx: Tx, entries: Ledger['entries']): Promise<void> {
  if (entries.length === 0) return;
  await tx.query(
    `insert into ledger_entries (order_no, line, sku, kind, quantity, location, estimated, at)
     select * from unnest($1::text[], $2::int[], $3::text[], $4::text[], $5::bigint[], $6::text[],
                          $7::boolean[], $8::timestamptz[])`,
    [
      column(entries, 'order'),
      column(entries, 'line'),
      column(entries, 'sku'),
      column(entries, 'kind'),
      column(entries, 'quantity'),
      column(entries, 'location'),
      column(entries, 'estimated'),
      column(entries, 'at'),
    ],
  );
}

async function saveSeen(tx: Tx, raised: readonly Seen[]): Promise<void> {
  if (raised.length === 0) return;
  await tx.query(
    `insert into erp_watermarks (order_no, line, sku, source, location, quantity)
     select * from unnest($1::text[], $2::int[], $3::text[], $4::text[], $5::text[], $6::bigint[])
     on conflict (order_no, line, sku, source, location) do update set quantity = excluded.quantity`,
    [
      column(raised, 'order'),
      column(raised, 'line'),
      column(raised, 'sku'),
      column(raised, 'source'),
      column(raised, 'location'),
      column(raised, 'quantity'),
    ],
  );
}

async function saveClaims(tx: Tx, claims: readonly Claim[]): Promise<void> {
  if (claims.length === 0) return;
  await tx.query(
    `insert into reservations (order_no, line, sku, per_unit, reserved, back_ordered, released, settled)
     select * from unnest($1::text[], $2::int[], $3::text[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[],
                          $8::bigint[])
     on conflict (order_no, line, sku) do update
       set released = excluded.released, settled = excluded.settled, per_unit = excluded.per_unit`,
    [
      column(claims, 'order'),
      column(claims, 'line'),
      column(claims, 'sku'),
      column(claims, 'perUnit'),
      column(claims, 'reserved'),
      column(claims, 'backOrdered'),
      column(claims, 'released'),
      column(claims, 'settled'),
    ],
  );
}
