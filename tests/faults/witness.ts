import { sql } from '../system/sql.ts';
import type { System } from '../system/system.ts';

/**
 * Stands beside every promise of inventory: when a transaction that reserved units commits, adds up anew what the
 * locations have stated and what is claimed, from the statements and the reservations themselves.
 */
export async function watchPromises(system: System): Promise<void> {
  await sql(
    system,
    'inventory',
    `create schema witness;
     create table witness.promises (
       order_no text, line integer, sku text, claimed bigint, stated bigint, beyond bigint, ever bigint, at timestamptz,
       primary key (order_no, line, sku));
     create function witness.look() returns trigger language plpgsql as $$
     begin
       insert into witness.promises
       select new.order_no, new.line, new.sku,
         (select coalesce(sum(r.reserved - r.released - r.settled), 0) from reservations r where r.sku = new.sku),
         (select coalesce(sum(s.quantity - s.safety_stock
             - case s.basis when 'physical' then s.allocated_elsewhere else 0 end), 0)
          from erp_stock s
          where s.sku = new.sku and not s.deleted and exists (
            select from erp_locations l
            where l.source = s.source and l.code = s.location and l.serves_web and not l.deleted)),
         (select case at_zero when 'back-order' then back_order_limit else 0 end from skus where sku = new.sku),
         (select coalesce(sum(r.reserved - r.released), 0) from reservations r where r.sku = new.sku),
         clock_timestamp()
       on conflict do nothing;
       return null;
     end $$;
     create constraint trigger look after insert on reservations deferrable initially deferred
       for each row when (new.reserved > 0) execute function witness.look()`,
  );
}

/** What the witness has seen, for a database that is put back: a promise is looked at when it is given. */
export async function seenPromises(system: System): Promise<string> {
  const [row] = await sql<{ seen: string }>(
    system,
    'inventory',
    `select coalesce(json_agg(p), '[]')::text as seen from witness.promises p`,
  );
  return row?.seen ?? '[]';
}

/** Tells the witness in another database what it has seen. */
export async function recallPromises(system: System, seen: string): Promise<void> {
  await sql(
    system,
    'inventory',
    `insert into witness.promises select * from json_populate_recordset(null::witness.promises, $1)
     on conflict do nothing`,
    [seen],
  );
}

/** How many promises were seen, and those that went beyond what had been stated. */
export async function promises(system: System): Promise<{ seen: number; beyond: object[] }> {
  const rows = await sql<{ seen: string }>(
    system,
    'inventory',
    'select count(*) as seen from witness.promises',
  );
  const beyond = await sql(
    system,
    'inventory',
    'select * from witness.promises where claimed > stated + beyond order by sku',
  );
  return { seen: Number(rows[0]?.seen), beyond };
}

/** All promises of some SKUs: what was ever promised of each until then, without what was taken back. */
export async function promisedEver(
  system: System,
  skus: readonly string[],
): Promise<{ sku: string; order: string; ever: number; at: Date }[]> {
  return sql(
    system,
    'inventory',
    `select sku, order_no as "order", ever::integer, at from witness.promises where sku = any($1) order by at`,
    [skus],
  );
}
