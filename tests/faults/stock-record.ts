import { sql } from '../system/sql.ts';
import { ask } from '../system/staff.ts';
import type { System } from '../system/system.ts';

const facts: { of: string; database: string; query: string }[] = [
  {
    of: 'statements',
    database: 'inventory',
    query: `select source, sku, location, version, quantity, allocated_elsewhere as elsewhere, safety_stock as safety, watermarked,
              deleted, as_of as "asOf" from erp_stock where sku = any($1) order by sku, source, location`,
  },
  {
    of: 'watermarks of open claims',
    database: 'inventory',
    query: `select w.* from erp_watermarks w join reservations r using (order_no, line, sku)
            where w.sku = any($1) and r.open > 0 order by order_no, line, location`,
  },
  {
    of: 'shelves',
    database: 'demo-erp',
    query: `select rtrim(itmcod) as sku, rtrim(whscod) as warehouse, webflg as web, onhand, alcqty as allocated, safqty as safety,
              avlqty as available from stkavl where rtrim(itmcod) = any($1) order by 1, 2`,
  },
  {
    of: 'open lines of the back office',
    database: 'demo-erp',
    query: `select rtrim(l.itmcod) as sku, h.soorg as origin, h.sonum as document, h.cusref as reference, l.linnum as line,
              l.linknd as kind, rtrim(l.whscod) as warehouse, l.opnqty as open, l.shpqty as shipped, l.chgstp as at
            from soline l join sohead h using (sonum)
            where rtrim(l.itmcod) = any($1) and l.opnqty > 0 and l.linknd in ('G', 'C') order by 1, 3, 5`,
  },
  {
    of: 'hand-overs that have not ended',
    database: 'erp-adapter',
    query: `select e.order_number as "order", e.state, e.reason, e.erp_number as number, e.cancellations,
              e.cancellations_told as told, e.attempts, e.due_at as due, l.line, l.sku, l.quantity, l.cancelled, l.released
            from exports e join export_lines l using (source, order_number)
            where (l.sku = any($1) or l.components && $1) and not l.settled order by e.place, l.line`,
  },
  {
    of: 'changes not taken from the back office',
    database: 'erp-adapter',
    query: `select r.* from rereads r where rtrim(r.source_key) = any($1)`,
  },
];

/**
 * All that says how many units of some SKUs can be sold, on both sides: what inventory makes of the statements and claims
 * it has, what the back office holds on its shelves for which lines, and what is on its way between them.
 */
export async function stockRecord(system: System, skus: readonly string[]): Promise<Record<string, unknown>> {
  const components = await sql<{ component: string }>(
    system,
    'inventory',
    'select distinct component from kit_components where kit = any($1)',
    [skus],
  );
  const all = [...new Set([...skus, ...components.map(({ component }) => component)])].slice(0, mostSkus);
  const explained = all.map(async (sku) => [sku, await whyOf(system, sku)] as const);
  const rows = facts.map(async ({ of, database, query }) => {
    const found = await sql(system, database, query, [all]).catch((error: unknown) => String(error));
    return [of, found] as const;
  });
  return Object.fromEntries([...(await Promise.all(explained)), ...(await Promise.all(rows))]);
}

/** Of more nobody reads. */
const mostSkus = 10;

function whyOf(system: System, sku: string): Promise<unknown> {
  const path = `/availability/${encodeURIComponent(sku)}/why?limit=100`;
  return ask<unknown>(system, ['inventory', 'warehouse'], path).catch((error: unknown) => String(error));
}
