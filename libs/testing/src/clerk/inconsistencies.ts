import type { Office } from './edit.ts';

/** By the back office's own rules, once everything that was begun is finished. Each row is one thing that is wrong. */
const rules = `
  select 'line ' || l.linnum || ' of ' || l.sonum || ' shipped ' || l.shpqty || ', delivered ' || d.units as wrong
  from soline l cross join lateral (
    select coalesce(sum(dlvqty), 0) as units from dlvlin d where d.sonum = l.sonum and d.solin = l.linnum) d
  where l.linknd in ('G', 'S', 'C') and l.shpqty <> d.units
  union all
  select 'delivery ' || d.dlvnum || ' has a line of no order' from dlvlin d
  where not exists (select from soline l where l.sonum = d.sonum and l.linnum = d.solin and l.itmcod = d.itmcod)
  union all
  select 'line ' || l.linnum || ' of ' || l.sonum || ' invoiced ' || l.invqty || ', on invoices ' || i.units
  from soline l cross join lateral (
    select coalesce(sum(i.invqty), 0) as units from invlin i join invhed h using (invnum)
    where h.invknd = 'I' and i.sonum = l.sonum and i.solin = l.linnum) i
  where l.linknd <> 'C' and l.invqty <> i.units
  union all
  select 'invoice ' || h.invnum || ' does not add up' from invhed h
  where h.nettot <> (select sum(linnet) from invlin l where l.invnum = h.invnum)
     or h.nettot <> (select sum(basamt) from invtax t where t.invnum = h.invnum)
     or h.taxtot <> (select sum(taxamt) from invtax t where t.invnum = h.invnum)
  union all
  select 'invoice ' || h.invnum || ' has no lines' from invhed h
  where not exists (select from invlin l where l.invnum = h.invnum)
  union all
  select 'component ' || c.linnum || ' of ' || c.sonum || ' is not of its kit' from soline c
  join soline k on k.sonum = c.sonum and k.linnum = c.parlin
  where c.ordqty <> k.ordqty * c.kitqty or c.cnlqty <> k.cnlqty * c.kitqty or c.invqty <> k.invqty * c.kitqty
  union all
  select 'order ' || h.sonum || ' is ' || h.sosts || ', its lines are ' || s.sts from sohead h cross join lateral (
    select case
        when bool_and(linsts = 'X') filter (where linknd <> 'H') then 'X'
        when bool_and(linsts in ('I', 'X')) then 'I'
        when bool_and(linsts in ('S', 'I', 'X')) filter (where linknd <> 'H') then 'S'
        when bool_or(shpqty > 0) filter (where linknd <> 'H') then 'P'
        else 'O'
      end as sts
    from soline l where l.sonum = h.sonum) s
  where h.sosts <> s.sts
  union all
  select 'order ' || h.sonum || ' has no lines' from sohead h
  where not exists (select from soline l where l.sonum = h.sonum)`;

/** What does not add up in the back office's books; nothing when all does. */
export async function inconsistencies(office: Office): Promise<string[]> {
  const rows = await office.commit([[rules]]);
  return rows.map(({ wrong }) => String(wrong));
}
