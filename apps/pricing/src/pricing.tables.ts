import type { Price } from '@throughline/events';
import { copyOf } from '@throughline/messaging';
import type { Tx } from '@throughline/persistence';
import { type PriceStrategies, declaredStrategies } from '@throughline/pricing-rules';
import type { HistoricPrice } from './price-history.ts';
import type { PriceVersion } from './price-version.ts';

/** How each back office finds a price. */
export const erpSources = copyOf('erp.sources', { table: 'erp_sources', fields: ['priceStrategy'] });

/** The strategies that back offices have declared. */
export async function strategiesDeclared(tx: Tx): Promise<PriceStrategies> {
  return declaredStrategies(
    await tx.query<{ source: string; priceStrategy: string }>(
      'select source, price_strategy as "priceStrategy" from erp_sources where not deleted',
    ),
  );
}

/** Names a price version. */
export interface PriceKey {
  sku: string;
  version: string;
}

/** What a version says from an instant on; null: it says nothing any more. */
export interface Statement extends PriceKey {
  price: Price | null;
  /** Null: it has always said so, as far as anybody knows. */
  since: Date | null;
}

type PriceRow = Price & { sequence: number; published: boolean };
type HistoryRow = Omit<Price, 'revokedAt'> & { recordedFrom: Date | null; recordedTo: Date | null };

const columns = {
  source: 'text',
  sku: 'text',
  version: 'text',
  list: 'text',
  kind: 'text',
  currency: 'text',
  amount: 'numeric',
  per_quantity: 'bigint',
  tax_included: 'boolean',
  unit: 'text',
  min_quantity: 'bigint',
  max_quantity: 'bigint',
  valid_from: 'timestamptz',
  valid_to: 'timestamptz',
  price_group: 'text',
  account: 'text',
} as const;
const names = Object.keys(columns).join(', ');
const arrays = Object.values(columns).map((type, index) => `$${index + 1}::${type}[]`);
/** Parameters behind those of a price. */
const [first, second, third] = [arrays.length + 1, arrays.length + 2, arrays.length + 3];
const read = `source, sku, version, list, kind, currency, amount, per_quantity as "perQuantity",
  tax_included as "taxIncluded", unit, min_quantity as "minQuantity", max_quantity as "maxQuantity", valid_from as "validFrom", valid_to as "validTo", price_group as "group", account`;
const readVersion = `${read}, revoked_at as "revokedAt"`;

function arraysOf(prices: readonly Price[]): unknown[][] {
  return [
    prices.map(({ source }) => source),
    prices.map(({ sku }) => sku),
    prices.map(({ version }) => version),
    prices.map(({ list }) => list),
    prices.map(({ kind }) => kind),
    prices.map(({ currency }) => currency),
    prices.map(({ amount }) => amount),
    prices.map(({ perQuantity }) => perQuantity),
    prices.map(({ taxIncluded }) => taxIncluded),
    prices.map(({ unit }) => unit),
    prices.map(({ minQuantity }) => minQuantity),
    prices.map(({ maxQuantity }) => maxQuantity),
    prices.map(({ validFrom }) => validFrom),
    prices.map(({ validTo }) => validTo),
    prices.map(({ group }) => group),
    prices.map(({ account }) => account),
  ];
}

/** Keeps the newest version of each price, and returns the keys for which it was newer than the one known. */
export async function hear(tx: Tx, heard: readonly (PriceKey & { sequence: number })[]): Promise<PriceKey[]> {
  return tx.query<PriceKey>(
    `insert into erp_price_versions as t (sku, version, erp_sequence)
     select * from unnest($1::text[], $2::text[], $3::bigint[]) as u (sku, version, erp_sequence)
     order by sku, version
     on conflict (sku, version) do update set erp_sequence = excluded.erp_sequence
       where t.erp_sequence < excluded.erp_sequence
     returning t.sku, t.version`,
    [heard.map(({ sku }) => sku), heard.map(({ version }) => version), heard.map(({ sequence }) => sequence)],
  );
}

/** Locks the latest version of each price, in the order of their keys. @param bases what the versions of a price have in common */
export async function lockLatest(
  tx: Tx,
  bases: readonly { sku: string; base: string }[],
): Promise<PriceVersion[]> {
  const rows = await tx.query<PriceRow>(
    `select ${readVersion}, sequence, published from price_versions
     where (sku, version) in (
       select distinct on (k.sku, k.base) v.sku, v.version
       from (select distinct * from unnest($1::text[], $2::text[])) as k (sku, base)
       join price_versions v on v.sku = k.sku and regexp_replace(v.version, '~[0-9]+$', '') = k.base
       order by k.sku, k.base, length(v.version) desc, v.version desc)
     order by sku, version for update`,
    [bases.map(({ sku }) => sku), bases.map(({ base }) => base)],
  );
  return rows.map(versionOfRow);
}

/** Locks versions in the order of their keys. */
export async function lockVersions(tx: Tx, keys: readonly PriceKey[]): Promise<PriceVersion[]> {
  const rows = await tx.query<PriceRow>(
    `select ${readVersion}, sequence, published from price_versions
     where (sku, version) in (select * from unnest($1::text[], $2::text[]))
     order by sku, version for update`,
    [keys.map(({ sku }) => sku), keys.map(({ version }) => version)],
  );
  return rows.map(versionOfRow);
}

/** Locks some of the published versions that ended at the cutoff or before. */
export async function lockExpired(tx: Tx, cutoff: Date, limit: number): Promise<PriceVersion[]> {
  const rows = await tx.query<PriceRow>(
    `select ${readVersion}, sequence, published from price_versions
     where published and valid_to <= $1 order by sku, version limit $2 for update`,
    [cutoff, limit],
  );
  return rows.map(versionOfRow);
}

/**
 * Deletes some of the versions that shops no longer have, ended at the cutoff or before, and are followed by another of
 * their price: the latest one stays, because the next takes its number from it. @returns how many
 */
export async function deleteSuperseded(tx: Tx, cutoff: Date, limit: number): Promise<number> {
  const rows = await tx.query<{ sku: string }>(
    `delete from price_versions where (sku, version) in (
       select p.sku, p.version from price_versions p
       where not p.published and coalesce(p.valid_to, p.valid_from) <= $1 and exists (
         select from price_versions l
         where l.sku = p.sku and regexp_replace(l.version, '~[0-9]+$', '') = regexp_replace(p.version, '~[0-9]+$', '')
           and (length(l.version), l.version) > (length(p.version), p.version))
       limit $2)
     returning sku`,
    [cutoff, limit],
  );
  return rows.length;
}

/** Deletes some of what was said, and held, until the cutoff or before. @returns how many entries */
export async function deleteHistory(tx: Tx, cutoff: Date, limit: number): Promise<number> {
  const rows = await tx.query<{ id: number }>(
    `delete from price_history where id in (select id from price_history where least(recorded_to, valid_to) <= $1 limit $2) returning id`,
    [cutoff, limit],
  );
  return rows.length;
}

function versionOfRow({ sequence, published, ...price }: PriceRow): PriceVersion {
  return { price, sequence, published };
}

/** Inserts or updates versions. */
export async function saveVersions(tx: Tx, versions: readonly PriceVersion[]): Promise<void> {
  const key = ['sku', 'version'];
  const updates = [...Object.keys(columns), 'sequence', 'published', 'revoked_at'].filter(
    (name) => !key.includes(name),
  );
  await tx.query(
    `insert into price_versions (${names}, sequence, published, revoked_at)
     select * from unnest(${arrays.join(', ')}, $${first}::bigint[], $${second}::boolean[], $${third}::timestamptz[])
       as u (${names}, sequence, published, revoked_at)
     order by sku, version
     on conflict (sku, version) do update set ${updates.map((name) => `${name} = excluded.${name}`).join(', ')}`,
    [
      ...arraysOf(versions.map(({ price }) => price)),
      versions.map(({ sequence }) => sequence),
      versions.map(({ published }) => published),
      versions.map(({ price }) => price.revokedAt),
    ],
  );
}

/** Closes the current entries of the history, and adds what the versions say from now on. */
export async function keepHistory(tx: Tx, statements: readonly Statement[]): Promise<void> {
  await tx.query(
    `update price_history h set recorded_to = u.since
     from unnest($1::text[], $2::text[], $3::timestamptz[]) as u (sku, version, since)
     where h.sku = u.sku and h.version = u.version and h.recorded_to is null`,
    [
      statements.map(({ sku }) => sku),
      statements.map(({ version }) => version),
      statements.map(({ since }) => since),
    ],
  );
  const said = statements.flatMap(({ price, since }) => (price ? [{ price, since }] : []));
  await tx.query(
    `insert into price_history (${names}, recorded_from)
     select * from unnest(${arrays.join(', ')}, $${first}::timestamptz[])`,
    [...arraysOf(said.map(({ price }) => price)), said.map(({ since }) => since)],
  );
}

/** The versions of a SKU that shops have. */
export async function publishedPrices(tx: Tx, sku: string): Promise<Price[]> {
  return tx.query<Price>(`select ${readVersion} from price_versions where sku = $1 and published`, [sku]);
}

/** The currencies of the versions that shops have of a SKU, by name. */
export async function currenciesOf(tx: Tx, sku: string): Promise<string[]> {
  const rows = await tx.query<{ currency: string }>(
    'select distinct currency from price_versions where sku = $1 and published order by currency',
    [sku],
  );
  return rows.map(({ currency }) => currency);
}

/** What the versions of a SKU have said, in one list or in all. */
export async function historyOf(tx: Tx, sku: string, list: string | null): Promise<HistoricPrice[]> {
  const rows = await tx.query<HistoryRow>(
    `select ${read}, recorded_from as "recordedFrom", recorded_to as "recordedTo" from price_history
     where sku = $1 and ($2::text is null or list = $2)`,
    [sku, list],
  );
  return rows.map(({ recordedFrom, recordedTo, ...price }) => ({
    // While it was revoked it said nothing, so that there is no entry of that time.
    price: { ...price, revokedAt: null },
    recordedFrom,
    recordedTo,
  }));
}
