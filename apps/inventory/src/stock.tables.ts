import { copyOf } from '@throughline/messaging';
import type { Tx } from '@throughline/persistence';
import type { Location, Statement } from './availability.ts';

export const erpStock = copyOf('erp.stock', {
  table: 'erp_stock',
  fields: ['quantity', 'basis', 'allocatedElsewhere', 'safetyStock', 'asOf', 'incoming'],
  computed: { watermarked: { type: 'boolean', of: ({ watermark }) => watermark !== null } },
  added: ['published'],
});

export const erpLocations = copyOf('erp.locations', {
  table: 'erp_locations',
  fields: ['name', 'kind', 'city', 'country', 'servesWeb'],
});

export interface StockKey {
  source: string;
  sku: string;
  location: string;
}

/** A statement and its location; `place` is null while that is unknown, `deleted` when the statement is withdrawn. */
export interface Standing {
  statement: Statement;
  deleted: boolean;
  place: Location | null;
}

/** Whoever states stock shares this lock; whoever changes a location takes it alone, so that neither misses the other. */
export async function lockLocations(tx: Tx, mode: 'shared' | 'alone'): Promise<void> {
  const take = mode === 'alone' ? 'pg_advisory_xact_lock' : 'pg_advisory_xact_lock_shared';
  await tx.query(`select ${take}(hashtext('inventory.locations'))`);
}

interface StandingRow extends Omit<Statement, 'asOf'> {
  asOf: Date | null;
  deleted: boolean;
  name: string | null;
  kind: string;
  city: string | null;
  country: string | null;
  servesWeb: boolean;
}

/** All statements of SKUs. A place is what the source of the statement says of it: another's code is another place. */
export async function standingsOf(tx: Tx, skus: readonly string[]): Promise<Standing[]> {
  const rows = await tx.query<StandingRow>(
    `select s.source, s.sku, s.location, s.version, s.quantity, s.basis, s.allocated_elsewhere as "allocatedElsewhere",
            s.safety_stock as "safetyStock", s.as_of as "asOf", s.watermarked, s.incoming, s.deleted,
            l.name, l.kind, l.city, l.country, l.serves_web as "servesWeb"
     from erp_stock s
     left join erp_locations l on l.source = s.source and l.code = s.location and not l.deleted
     where s.sku = any($1::text[])`,
    [skus],
  );
  return rows.map(({ deleted, name, kind, city, country, servesWeb, asOf, ...rest }) => ({
    statement: { ...rest, asOf: asOf ?? new Date(0) },
    deleted,
    place:
      name === null
        ? null
        : { source: rest.source, code: rest.location, name, kind, city, country, servesWeb },
  }));
}

/** The next SKUs, in order, that are stated at a location. */
export async function skusAt(
  tx: Tx,
  { source, code }: { source: string; code: string },
  after: string,
  limit: number,
): Promise<string[]> {
  const rows = await tx.query<{ sku: string }>(
    'select sku from erp_stock where source = $1 and location = $2 and sku > $3 order by sku limit $4',
    [source, code, after, limit],
  );
  return rows.map(({ sku }) => sku);
}

/** Takes the next version of `inventory.locations` for each. */
export async function nextVersions(tx: Tx, keys: readonly StockKey[]): Promise<Map<string, number>> {
  const rows = await tx.query<StockKey & { published: number }>(
    `update erp_stock t set published = published + 1
     from unnest($1::text[], $2::text[], $3::text[]) as u (sku, source, location)
     where t.sku = u.sku and t.source = u.source and t.location = u.location
     returning t.sku, t.source, t.location, t.published`,
    [keys.map(({ sku }) => sku), keys.map(({ source }) => source), keys.map(({ location }) => location)],
  );
  return new Map(
    rows.map(({ source, sku, location, published }) => [`${source}|${sku}|${location}`, published]),
  );
}
