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
     create table witness.promises (sku text, claimed bigint, stated bigint, beyond bigint);
     create function witness.look() returns trigger language plpgsql as $$
     begin
       insert into witness.promises
       select new.sku,
         (select coalesce(sum(r.reserved - r.released - r.settled), 0) from reservations r where r.sku = new.sku),
         (select coalesce(sum(s.quantity - s.safety_stock
             - case s.basis when 'physical' then s.allocated_elsewhere else 0 end), 0)
          from erp_stock s join erp_locations l on (l.source, l.code) = (s.source, s.location)
          where s.sku = new.sku and l.serves_web and not s.deleted and not l.deleted),
         (select case at_zero when 'back-order' then back_order_limit else 0 end from skus where sku = new.sku);
       return null;
     end $$;
     create constraint trigger look after insert on reservations deferrable initially deferred
       for each row when (new.reserved > 0) execute function witness.look()`,
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
