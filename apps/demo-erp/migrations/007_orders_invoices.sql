-- What a buyer writes on a purchase order, charges, collective invoices and credit notes.

alter table sohead
  add bilcus integer,
  add taxcls char(1),
  add dlvreg char(3),
  add purnum varchar(35),
  add buyref varchar(35),
  add reqdat date,
  add shpcmp char(1) not null default 'N' check (shpcmp in ('Y', 'N'));
alter table sohead disable trigger user;
update sohead set bilcus = cusnum, taxcls = 'N';
alter table sohead enable trigger user;
alter table sohead alter bilcus set not null, alter taxcls set not null;
create index sohead_bilcus on sohead (bilcus) where sosts in ('P', 'S');

-- an order that does not say who pays for it, or as what, is its customer's
create function so_cus() returns trigger language plpgsql as $$
declare
  cus record;
begin
  select c.bilcus, c.taxcls into cus from cusmas c where c.cusnum = new.cusnum;
  new.bilcus := coalesce(new.bilcus, cus.bilcus, new.cusnum);
  new.taxcls := coalesce(new.taxcls, cus.taxcls, 'N');
  return new;
end $$;
create trigger so_cus before insert on sohead for each row execute function so_cus();

create table chrtab (
  chrcod char(15) primary key,
  chrtxt varchar(24) not null,
  taxcod char(1) not null,
  chramt numeric(12, 2) not null check (chramt >= 0)
);
insert into chrtab values
  ('PACKING', 'PACKING', 'S', 4.50), ('SMALLQTY', 'SMALL ORDER SURCHARGE', 'S', 8.00),
  ('COD', 'CASH ON DELIVERY', 'S', 6.90), ('INSURANCE', 'TRANSPORT INSURANCE', 'S', 5.00);

-- A charge is neither shipped nor open; with the last line cancelled it is not owed any more.
create or replace function so_sts() returns trigger language plpgsql
security definer set search_path = public, pg_temp as $$
declare
  was char(1);
  sts char(1);
begin
  select sosts into was from sohead where sonum = new.sonum for update;
  select case
      when bool_and(linsts = 'X') filter (where linknd <> 'H') then 'X'
      when bool_and(linsts in ('I', 'X')) then 'I'
      when bool_and(linsts in ('S', 'I', 'X')) filter (where linknd <> 'H') then 'S'
      when bool_or(shpqty > 0) filter (where linknd <> 'H') then 'P'
      else 'O'
    end into sts
  from soline where sonum = new.sonum;
  if was <> sts then
    update sohead set sosts = sts, chgstp = clock_timestamp() where sonum = new.sonum;
    if sts = 'X' then
      update soline set shpqty = 0, cnlqty = ordqty, chgstp = clock_timestamp()
      where sonum = new.sonum and linknd = 'H' and invqty = 0;
    end if;
  end if;
  return null;
end $$;

-- Without an order in the header, the lines say which: an invoice over several, or a credit note.
alter table invhed
  alter sonum drop not null,
  add invknd char(1) not null default 'I' check (invknd in ('I', 'C')),
  add bilcus integer,
  add paytrm char(3),
  add purnum varchar(35),
  add taxctc char(2),
  add dlvreg char(3),
  add crdtxt varchar(60);
alter table invlin
  alter pri type numeric(17, 7),
  alter taxpct type numeric(6, 3),
  add sonum integer,
  add untcod char(3),
  add untqty integer check (untqty > 0),
  add untpri numeric(17, 7),
  add perqty integer not null default 1 check (perqty > 0),
  add corinv integer,
  add corlin smallint,
  add foreign key (corinv, corlin) references invlin,
  add check ((corinv is null) = (corlin is null));
alter table invtax alter taxpct type numeric(6, 3);
alter table invhed disable trigger user;
alter table invlin disable trigger user;
update invhed set bilcus = cusnum, taxctc = invctc;
update invlin l set sonum = h.sonum, untpri = l.pri, untqty = l.invqty from invhed h where h.invnum = l.invnum;
alter table invhed enable trigger user;
alter table invlin enable trigger user;
alter table invhed alter bilcus set not null, add check (invknd = 'I' or sonum is null);
alter table invlin alter sonum set not null;
create index invlin_corinv on invlin (corinv, corlin) where corinv is not null;
create index invlin_sonum on invlin (sonum);

-- an invoice that says less is one of an order, paid by its customer, for the item's own unit
create function inv_cus() returns trigger language plpgsql as $$
begin
  new.bilcus := coalesce(new.bilcus, new.cusnum);
  new.taxctc := coalesce(new.taxctc, new.invctc);
  return new;
end $$;
create trigger inv_cus before insert on invhed for each row execute function inv_cus();

create function inv_ord() returns trigger language plpgsql as $$
begin
  if new.sonum is null then
    select h.sonum into new.sonum from invhed h where h.invnum = new.invnum;
  end if;
  if new.untpri is null then
    new.untpri := new.pri;
    new.untqty := new.invqty;
  end if;
  return new;
end $$;
create trigger inv_ord before insert on invlin for each row execute function inv_ord();
