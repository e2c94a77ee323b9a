-- Kinds of items, units of pack, kits; prices, specials and order lines that name a unit or stand for several of it.

-- PCKFLG: sold in units of pack only
alter table itmmas
  add itmknd char(1) not null default 'G' check (itmknd in ('G', 'S', 'K')),
  add pckflg char(1) not null default 'N' check (pckflg in ('Y', 'N'));

insert into unttab values ('KAR', 'KARTON'), ('PAL', 'PALETTE'), ('DTZ', 'DUTZEND')
on conflict do nothing;

-- DENQTY of the unit are NUMQTY of the item's own unit
create table itmunt (
  itmcod char(15) not null,
  untcod char(3) not null,
  numqty integer not null check (numqty > 0),
  denqty integer not null default 1 check (denqty > 0),
  eancod varchar(14),
  salflg char(1) not null default 'Y' check (salflg in ('Y', 'N')),
  chgstp timestamptz not null default now(),
  chgusr char(8) not null default 'SYS',
  primary key (itmcod, untcod)
);

create table itmkit (
  itmcod char(15) not null,
  cmpcod char(15) not null,
  cmpqty integer not null check (cmpqty > 0),
  chgstp timestamptz not null default now(),
  chgusr char(8) not null default 'SYS',
  primary key (itmcod, cmpcod),
  check (cmpcod <> itmcod)
);

-- PRI is the price of PERQTY of UNTCOD; without a unit, of the item's own
alter table itmpri add untcod char(3), add perqty integer not null default 1 check (perqty > 0);
alter table spcpri add untcod char(3), add perqty integer not null default 1 check (perqty > 0);

-- PRI stays the price of one base unit. A twelfth of a box's price has more decimals than that of the box.
alter table soline
  alter pri type numeric(17, 7),
  add linknd char(1) check (linknd in ('G', 'S', 'K', 'C', 'H')),
  add parlin smallint,
  add kitqty integer check (kitqty > 0),
  add untcod char(3),
  add untqty integer check (untqty > 0),
  add untpri numeric(17, 7) check (untpri >= 0),
  add perqty integer not null default 1 check (perqty > 0);
-- Nothing that anybody has read is changed: nobody needs to be told.
alter table soline disable trigger user;
update soline l
set linknd = 'G', untqty = ordqty, untpri = pri, untcod = (select i.untcod from itmmas i where i.itmcod = l.itmcod);
alter table soline enable trigger user;
alter table soline
  alter linknd set not null,
  alter untqty set not null,
  alter untpri set not null,
  add check ((linknd = 'C') = (parlin is not null)),
  add check ((linknd = 'C') = (kitqty is not null));
create index soline_parlin on soline (sonum, parlin) where parlin is not null;

-- Kits and services hold no stock, components do.
create or replace view stkalc as
  select l.itmcod, l.whscod,
         sum(l.opnqty)::integer as alcqty,
         coalesce(sum(l.opnqty) filter (where h.soorg = 'W'), 0)::integer as extalc
  from soline l join sohead h using (sonum)
  where l.ordqty - l.shpqty - l.cnlqty > 0 and l.linknd in ('G', 'C')
  group by l.itmcod, l.whscod;

-- as before, and says what is not said of kind and unit
create or replace function so_whs() returns trigger language plpgsql as $$
declare
  itm record;
begin
  select i.itmdsc, i.itmknd, i.untcod into itm from itmmas i where i.itmcod = new.itmcod;
  if new.whscod is null then
    select w.whscod into new.whscod
    from whsmas w
    left join stkbal b on b.whscod = w.whscod and b.itmcod = new.itmcod
    left join stkalc a on a.whscod = w.whscod and a.itmcod = new.itmcod
    where w.actflg = 'Y'
    order by (coalesce(b.onhand, 0) - coalesce(a.alcqty, 0) >= new.ordqty) desc, w.whspri, w.whscod
    limit 1;
  end if;
  if new.itmdsc = '' then
    new.itmdsc := coalesce(itm.itmdsc, '');
  end if;
  new.linknd := coalesce(new.linknd, itm.itmknd, 'G');
  if new.untqty is null then
    new.untqty := new.ordqty;
    new.untcod := itm.untcod;
  end if;
  new.untpri := coalesce(new.untpri, new.pri);
  return new;
end $$;

-- A kit is shipped as far as its components make whole kits; what is cancelled of it is cancelled of them.
create function so_kit() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if new.linknd = 'K' and new.cnlqty <> old.cnlqty then
    update soline set cnlqty = new.cnlqty * kitqty, chgstp = clock_timestamp()
    where sonum = new.sonum and parlin = new.linnum;
  elsif new.linknd = 'C' and new.cnlqty <> old.cnlqty and pg_trigger_depth() = 1 then
    raise exception 'LINE % IS PART OF A KIT', new.linnum using errcode = 'integrity_constraint_violation';
  elsif new.linknd = 'C' and new.shpqty <> old.shpqty then
    update soline k set shpqty = c.whole, chgstp = clock_timestamp()
    from (select min(shpqty / kitqty) as whole from soline where sonum = new.sonum and parlin = new.parlin) c
    where k.sonum = new.sonum and k.linnum = new.parlin and k.shpqty <> c.whole;
  end if;
  return null;
end $$;
create trigger so_kit after update on soline for each row execute function so_kit();
