-- What clerks do to a document after it was entered; and what the back office calls available, in one place.

-- An invoice may be corrected, and the last one deleted, until it is posted. Those that are there already were posted.
alter table invhed add pststp timestamptz;
alter table invhed disable trigger user;
update invhed set pststp = crestp;
alter table invhed enable trigger user;

create or replace function inv_fix() returns trigger language plpgsql as $$
begin
  if exists (select from invhed h where h.invnum = old.invnum and h.pststp is not null) then
    raise exception 'POSTED INVOICES ARE NOT CHANGED' using errcode = 'integrity_constraint_violation';
  end if;
  return case tg_op when 'DELETE' then old else new end;
end $$;

-- As before, and a line that is deleted counts as well. The charges of an order come back with what was un-cancelled.
create or replace function so_sts() returns trigger language plpgsql
security definer set search_path = public, pg_temp as $$
declare
  num integer := case tg_op when 'DELETE' then old.sonum else new.sonum end;
  was char(1);
  sts char(1);
begin
  select sosts into was from sohead where sonum = num for update;
  select case
      when bool_and(linsts = 'X') filter (where linknd <> 'H') then 'X'
      when bool_and(linsts in ('I', 'X')) then 'I'
      when bool_and(linsts in ('S', 'I', 'X')) filter (where linknd <> 'H') then 'S'
      when bool_or(shpqty > 0) filter (where linknd <> 'H') then 'P'
      else 'O'
    end into sts
  from soline where sonum = num;
  if was <> sts then
    update sohead set sosts = sts, chgstp = clock_timestamp() where sonum = num;
    if sts = 'X' then
      update soline set shpqty = 0, cnlqty = ordqty, chgstp = clock_timestamp()
      where sonum = num and linknd = 'H' and invqty = 0;
    elsif was = 'X' then
      update soline set shpqty = ordqty, cnlqty = 0, chgstp = clock_timestamp()
      where sonum = num and linknd = 'H' and cnlqty > 0;
    end if;
  end if;
  return null;
end $$;
drop trigger so_sts on soline;
create trigger so_sts after insert or update or delete on soline for each row execute function so_sts();

-- What the office calls available: on hand, less what open lines of any origin hold, less safety. The safety stock of an
-- item is over all warehouses: the first that serves the web and keeps the item withholds it. WEBFLG: may serve the web.
-- Less than nothing is owed to somebody.
create view stkavl as
  select s.itmcod, s.whscod, s.webflg, s.onhand, s.alcqty, s.safqty, s.onhand - s.alcqty - s.safqty as avlqty
  from (
    select p.itmcod, p.whscod, w.webflg, coalesce(b.onhand, 0) as onhand, coalesce(a.alcqty, 0) as alcqty,
           case when row_number() over (partition by p.itmcod
                                        order by w.webflg desc, b.itmcod is null, m.whspri, p.whscod) = 1
             then coalesce(i.safqty, 0) else 0 end as safqty
    from (select itmcod, whscod from stkbal union select itmcod, whscod from stkalc) p
    left join whsmas m using (whscod)
    left join stkbal b using (itmcod, whscod)
    left join stkalc a using (itmcod, whscod)
    left join itmmas i using (itmcod)
    cross join lateral (
      select (case when m.whstyp in ('W', 'P') and m.actflg = 'Y' then 'Y' else 'N' end)::char(1) as webflg
    ) w
  ) s;

-- The same over the warehouses that serve the web.
create view webavl as
  select itmcod, sum(onhand)::integer as onhand, sum(alcqty)::integer as alcqty, sum(safqty)::integer as safqty,
         sum(avlqty)::integer as avlqty
  from stkavl where webflg = 'Y' group by itmcod;
