import { until } from '../../libs/testing/src/until.ts';
import type { Figure } from '../system/shop.ts';
import { shopOf } from '../system/shop.ts';
import { sql } from '../system/sql.ts';
import { ask, groupsOf, services } from '../system/staff.ts';
import type { System } from '../system/system.ts';

/** Sales orders of a back office that came from outside, one row per document; of a kit the kit, in base units. */
export async function documents(
  system: System,
  database = 'demo-erp',
): Promise<{ reference: string; lines: { sku: string; quantity: number }[] }[]> {
  return sql(
    system,
    database,
    `select trim(h.cusref) as reference,
            jsonb_agg(jsonb_build_object('sku', trim(l.itmcod), 'quantity', l.ordqty) order by l.linnum) as lines
     from sohead h join soline l using (sonum)
     where h.soorg = 'W' and l.linknd not in ('C', 'H') group by h.sonum`,
  );
}

/**
 * What the back office calls available, by SKU: nothing is on its way any more.
 * @param warehouse the database of the one whose shelves are sold from, when that is another than has the orders
 */
export async function sellableByErp(system: System, warehouse = 'demo-erp'): Promise<Map<string, number>> {
  const shelves = await sql<{ sku: string; units: number }>(
    system,
    warehouse,
    `select rtrim(i.itmcod) as sku, coalesce(w.avlqty, 0) as units from itmmas i left join webavl w using (itmcod)`,
  );
  const owed = new Map<string, number>();
  // Of the shop's orders the shelves of another back office know nothing.
  if (warehouse !== 'demo-erp') {
    const ordered = await sql<{ sku: string; units: string }>(
      system,
      'demo-erp',
      `select rtrim(l.itmcod) as sku, sum(l.opnqty) as units from soline l join sohead h using (sonum)
       where h.soorg = 'W' group by 1`,
    );
    for (const { sku, units } of ordered) owed.set(sku, Number(units));
  }
  const sellable = new Map(shelves.map(({ sku, units }) => [sku, Math.max(0, units - (owed.get(sku) ?? 0))]));
  const recipes = await sql<{ kit: string; component: string; quantity: number }>(
    system,
    'demo-erp',
    'select trim(itmcod) as kit, trim(cmpcod) as component, cmpqty as quantity from itmkit',
  );
  for (const [kit, parts] of Map.groupBy(recipes, (part) => part.kit)) {
    const whole = parts.map(({ component, quantity }) =>
      Math.floor((sellable.get(component) ?? 0) / quantity),
    );
    sellable.set(kit, Math.min(...whole));
  }
  return sellable;
}

/** Open units of the shop's orders that the back office takes from places that do not serve the web, by SKU. */
export async function openBesideTheWeb(system: System): Promise<Map<string, number>> {
  const rows = await sql<{ sku: string; units: string }>(
    system,
    'demo-erp',
    `select rtrim(l.itmcod) as sku, sum(l.opnqty) as units from soline l join sohead h using (sonum)
     left join whsmas w on w.whscod = l.whscod and w.whstyp in ('W', 'P') and w.actflg = 'Y'
     where h.soorg = 'W' and l.opnqty > 0 and l.linknd in ('G', 'C') and w.whscod is null group by 1`,
  );
  return new Map(rows.map(({ sku, units }) => [sku, Number(units)]));
}

/**
 * What the back office would put on an invoice now, with German tax, by SKU: for as many as the price is for of the unit
 * that is sold first, which is the smallest pack where single ones are not sold.
 */
export async function pricesByErp(system: System): Promise<Map<string, string>> {
  const rows = await sql<{ sku: string; gross: string }>(
    system,
    'demo-erp',
    `with sold as (
       select i.itmcod, i.taxcod, i.untcod as base, coalesce(p.untcod, i.untcod) as unit, coalesce(p.units, 1) as units
       from itmmas i left join lateral (
         select u.untcod, ceil(u.numqty::numeric / u.denqty) as units from itmunt u
         where i.pckflg = 'Y' and u.itmcod = i.itmcod and u.salflg = 'Y'
         order by u.numqty::numeric / u.denqty, u.untcod limit 1) p on true
     ), list as (
       select distinct on (itmcod) itmcod, pri, perqty from itmpri join sold using (itmcod)
       where curcod = 'EUR' and coalesce(untcod, base) = unit
         and tsof(frdat, frtim) <= now() and (todat is null or tsof(todat, totim) > now())
       order by itmcod, tsof(frdat, frtim) desc
     ), special as (
       select distinct on (itmcod) itmcod, pri, perqty from spcpri join sold using (itmcod)
       where curcod = 'EUR' and actflg = 'Y' and minqty <= units and coalesce(untcod, base) = unit
         and tsof(frdat, frtim) <= now() and (todat is null or tsof(todat, totim) > now())
       order by itmcod, pri / perqty
     )
     select trim(i.itmcod) as sku, trim_scale(round(round(
         case when s.pri / s.perqty < l.pri / l.perqty then s.pri else l.pri end, 2) * (1 + t.taxpct / 100), 2))::text as gross
     from sold i join list l using (itmcod) left join special s using (itmcod)
     join taxtab t on t.taxcod = i.taxcod and t.ctycod = 'DE' and t.frdat <= current_date
       and (t.todat is null or t.todat >= current_date)`,
  );
  return new Map(rows.map(({ sku, gross }) => [sku, gross]));
}

/** SKUs of which a record is held back, because the back office contradicts itself. */
export async function quarantined(system: System): Promise<Set<string>> {
  const { entries } = await ask<{ entries: { key: string; severity: string }[] }>(
    system,
    ['erp-adapter', 'integrator'],
    '/quarantine?limit=500',
  );
  return new Set(entries.filter(({ severity }) => severity === 'held').flatMap(({ key }) => key.split('|')));
}

/** Every figure of the shop, or those of some SKUs. */
export async function figures(system: System, skus?: readonly string[]): Promise<Figure[]> {
  const rows =
    skus?.map((sku) => ({ sku })) ??
    (await sql<{ sku: string }>(
      system,
      'storefront',
      'select sku from catalog_products where not deleted order by sku',
    ));
  const shop = shopOf(system);
  const found: Figure[] = [];
  for (let first = 0; first < rows.length; first += 100)
    found.push(...(await shop.figures(...rows.slice(first, first + 100).map(({ sku }) => sku))));
  return found;
}

/** What inventory itself can promise, by SKU; of a kit what its components make. */
export async function sellableByInventory(system: System): Promise<Map<string, number>> {
  const rows = await sql<{ sku: string; units: string }>(
    system,
    'inventory',
    `with own as (select sku, greatest(0, supply - claimed) as units from skus)
     select sku, units from own where sku not in (select kit from kit_components)
     union all
     select k.kit, min(coalesce(o.units, 0) / k.quantity)
     from kit_components k left join own o on o.sku = k.component group by k.kit`,
  );
  return new Map(rows.map(({ sku, units }) => [sku, Number(units)]));
}

/** Claims whose ledger does not add up, or that still claim units though their order has ended. */
export async function imbalances(system: System): Promise<object[]> {
  return sql(
    system,
    'inventory',
    `select r.order_no, r.line, r.sku, r.reserved, r.released, r.settled, o.completed_at, e.*
     from reservations r join order_claims o using (order_no)
     left join lateral (
       select coalesce(sum(quantity) filter (where kind = 'reserve'), 0) as reserve,
              coalesce(sum(quantity) filter (where kind = 'release'), 0) as release,
              coalesce(sum(quantity) filter (where kind = 'settle'), 0) as settle
       from ledger_entries l where (l.order_no, l.line, l.sku) = (r.order_no, r.line, r.sku)) e on true
     where (abs(e.reserve), abs(e.release), abs(e.settle)) <> (r.reserved, r.released, r.settled)
        or (o.completed_at is not null and r.open <> 0)`,
  );
}

interface RebuildStatus {
  status: 'running' | 'done' | 'failed';
  outcome: { equal?: boolean; error?: string; tables?: object[] } | null;
}

/** Rebuilds every projection beside the live one and compares them, row by row. */
export async function verifyProjections(system: System): Promise<Map<string, RebuildStatus>> {
  const results = new Map<string, RebuildStatus>();
  for (const service of services)
    for (const { group, kind } of await groupsOf(system, service)) {
      if (kind !== 'projection') continue;
      await ask(system, [service, 'integrator'], '/ops/rebuilds', { group, mode: 'verify' });
      const status = await until(
        async () => {
          const now = await ask<RebuildStatus>(system, [service, 'integrator'], `/ops/rebuilds/${group}`);
          return now.status !== 'running' && now;
        },
        { timeoutMs: 120_000, everyMs: 100 },
      );
      results.set(group, status);
    }
  return results;
}

/** What the doctor of every service finds wrong. */
export async function findings(system: System): Promise<object[]> {
  const all = await Promise.all(
    services.map((service) => ask<object[]>(system, [service, 'integrator'], '/ops/doctor')),
  );
  return all.flat();
}
