-- Sales orders, deliveries, invoices, purchase orders. No foreign keys to the master files: the programs check.

create sequence sonum_seq as integer start 410001;
create sequence dlvnum_seq as integer start 810001;
create sequence invnum_seq as integer start 910001;
create sequence ponum_seq as integer start 510001;

create table sohead (
  sonum integer primary key default nextval('sonum_seq'),
  soorg char(1) not null check (soorg in ('T', 'S', 'W')),
  sosts char(1) not null default 'O' check (sosts in ('O', 'P', 'S', 'I', 'X')),
  cusnum integer not null,
  cusref varchar(35),
  extref varchar(60),
  curcod char(3) not null default 'EUR',
  ordstp timestamptz not null default now(),
  dlvnam varchar(60),
  dlvst1 varchar(60),
  dlvst2 varchar(60),
  dlvzip varchar(12),
  dlvcty varchar(40),
  dlvctc char(2),
  email varchar(80),
  phone varchar(24),
  frtamt numeric(12, 2) not null default 0 check (frtamt >= 0),
  frtinv char(1) not null default 'N',
  paytrm char(3) not null default 'N30',
  sonote varchar(120),
  crestp timestamptz not null default now(),
  chgstp timestamptz not null default now(),
  chgusr char(8) not null default 'EXT'
);
create index sohead_cusref on sohead (cusref) where cusref is not null;
create index sohead_open on sohead (sosts, sonum) where sosts in ('O', 'P', 'S');

create table soline (
  sonum integer not null references sohead,
  linnum smallint not null,
  itmcod char(15) not null,
  itmdsc varchar(24) not null default '',
  whscod char(3) not null,
  ordqty integer not null check (ordqty > 0),
  shpqty integer not null default 0 check (shpqty >= 0),
  cnlqty integer not null default 0 check (cnlqty >= 0),
  invqty integer not null default 0 check (invqty >= 0 and invqty <= shpqty),
  pri numeric(14, 4) not null check (pri >= 0),
  dispct numeric(5, 2) not null default 0 check (dispct >= 0 and dispct <= 100),
  taxcod char(1) not null,
  reqdat date,
  opnqty integer generated always as (ordqty - shpqty - cnlqty) stored,
  linsts char(1) generated always as (
    case
      when cnlqty = ordqty then 'X'
      when shpqty + cnlqty = ordqty and invqty = shpqty then 'I'
      when shpqty + cnlqty = ordqty then 'S'
      when shpqty > 0 then 'P'
      else 'O'
    end) stored,
  chgstp timestamptz not null default now(),
  primary key (sonum, linnum),
  check (shpqty + cnlqty <= ordqty)
);
create index soline_open on soline (itmcod, whscod) where ordqty - shpqty - cnlqty > 0;

-- what open order lines hold; EXTALC is the part of origin W
create view stkalc as
  select l.itmcod, l.whscod,
         sum(l.opnqty)::integer as alcqty,
         coalesce(sum(l.opnqty) filter (where h.soorg = 'W'), 0)::integer as extalc
  from soline l join sohead h using (sonum)
  where l.ordqty - l.shpqty - l.cnlqty > 0
  group by l.itmcod, l.whscod;

-- a line without warehouse goes to the one that can ship it, else to the first by WHSPRI
create function so_whs() returns trigger language plpgsql as $$
begin
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
    select i.itmdsc into new.itmdsc from itmmas i where i.itmcod = new.itmcod;
    new.itmdsc := coalesce(new.itmdsc, '');
  end if;
  return new;
end $$;
create trigger so_whs before insert on soline for each row execute function so_whs();

-- the header's status follows its lines, whoever changes them
create function so_sts() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
declare
  sts char(1);
begin
  perform 1 from sohead where sonum = new.sonum for update;
  select case
      when bool_and(linsts = 'X') then 'X'
      when bool_and(linsts in ('I', 'X')) then 'I'
      when bool_and(linsts in ('S', 'I', 'X')) then 'S'
      when bool_or(shpqty > 0) then 'P'
      else 'O'
    end into sts
  from soline where sonum = new.sonum;
  update sohead set sosts = sts, chgstp = clock_timestamp() where sonum = new.sonum and sosts <> sts;
  return null;
end $$;
create trigger so_sts after insert or update on soline for each row execute function so_sts();

create table dlvhed (
  dlvnum integer primary key default nextval('dlvnum_seq'),
  sonum integer not null,
  cusnum integer not null,
  whscod char(3) not null,
  carcod char(4) not null default 'GRND',
  trkref varchar(30),
  shpstp timestamptz not null default now(),
  chgusr char(8) not null
);
create index dlvhed_sonum on dlvhed (sonum);

create table dlvlin (
  dlvnum integer not null references dlvhed,
  linnum smallint not null,
  sonum integer not null,
  solin smallint not null,
  itmcod char(15) not null,
  dlvqty integer not null check (dlvqty > 0),
  primary key (dlvnum, linnum)
);
create index dlvlin_sonum on dlvlin (sonum, solin);

create table invhed (
  invnum integer primary key default nextval('invnum_seq'),
  sonum integer not null,
  cusnum integer not null,
  cusref varchar(35),
  invdat date not null,
  duedat date not null,
  curcod char(3) not null,
  invnam varchar(60),
  invst1 varchar(60),
  invzip varchar(12),
  invcty varchar(40),
  invctc char(2) not null,
  nettot numeric(14, 2) not null,
  taxtot numeric(14, 2) not null,
  grstot numeric(14, 2) not null check (grstot = nettot + taxtot),
  crestp timestamptz not null default now(),
  chgusr char(8) not null
);
create index invhed_sonum on invhed (sonum);

create table invlin (
  invnum integer not null references invhed,
  linnum smallint not null,
  solin smallint not null,
  itmcod char(15) not null,
  itmdsc varchar(24) not null,
  invqty integer not null check (invqty > 0),
  pri numeric(14, 4) not null,
  dispct numeric(5, 2) not null default 0,
  linnet numeric(14, 2) not null,
  taxcod char(1) not null,
  taxpct numeric(5, 2) not null,
  primary key (invnum, linnum)
);

create table invtax (
  invnum integer not null references invhed,
  taxcod char(1) not null,
  taxpct numeric(5, 2) not null,
  basamt numeric(14, 2) not null,
  taxamt numeric(14, 2) not null,
  primary key (invnum, taxcod, taxpct)
);

create function inv_fix() returns trigger language plpgsql as $$
begin
  raise exception 'INVOICES ARE NOT CHANGED' using errcode = 'integrity_constraint_violation';
end $$;
create trigger inv_fix before update or delete on invhed for each row execute function inv_fix();
create trigger inv_fix before update or delete on invlin for each row execute function inv_fix();
create trigger inv_fix before update or delete on invtax for each row execute function inv_fix();

create table pohead (
  ponum integer primary key default nextval('ponum_seq'),
  vencod char(12) not null,
  whscod char(3) not null,
  orddat date not null,
  crestp timestamptz not null default now(),
  chgusr char(8) not null
);

create table poline (
  ponum integer not null references pohead,
  linnum smallint not null,
  itmcod char(15) not null,
  ordqty integer not null check (ordqty > 0),
  rcvqty integer not null default 0 check (rcvqty >= 0),
  cnlqty integer not null default 0 check (cnlqty >= 0),
  cst numeric(12, 4) not null,
  expdat date not null,
  linsts char(1) generated always as (
    case
      when rcvqty = 0 and cnlqty >= ordqty then 'X'
      when rcvqty + cnlqty >= ordqty then 'R'
      when rcvqty > 0 then 'P'
      else 'O'
    end) stored,
  chgstp timestamptz not null default now(),
  primary key (ponum, linnum)
);
create index poline_itmcod on poline (itmcod) where rcvqty + cnlqty < ordqty;
