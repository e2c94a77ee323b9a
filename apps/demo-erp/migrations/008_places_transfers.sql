-- When a place ships, dates that vendors confirm, and goods on their way from one warehouse to another.

alter table whsmas
  add zipcod varchar(12),
  add tznnam varchar(40) not null default 'Europe/Berlin',
  add cutoff char(4) not null default '1500' check (cutoff ~ '^([01][0-9]|2[0-3])[0-5][0-9]$'),
  add daysop char(7) not null default 'YYYYYNN' check (daysop ~ '^[YN]{7}$'),
  add picflg char(1) not null default 'N' check (picflg in ('Y', 'N')),
  add latdeg numeric(9, 6) check (latdeg between -90 and 90),
  add londeg numeric(9, 6) check (londeg between -180 and 180),
  add check ((latdeg is null) = (londeg is null));
update whsmas w
set zipcod = v.zip, tznnam = v.tzn, cutoff = v.cut, daysop = v.days, picflg = v.pic, latdeg = v.lat, londeg = v.lon
from (values
  ('B1', '12099', 'Europe/Berlin', '1500', 'YYYYYNN', 'N', 52.4652, 13.3889),
  ('L1', '69007', 'Europe/Paris', '1400', 'YYYYYNN', 'N', 45.7306, 4.8402),
  ('P1', '5928 LW', 'Europe/Amsterdam', '1800', 'YYYYYYN', 'N', 51.3880, 6.1030),
  ('S1', '20095', 'Europe/Berlin', '1800', 'YYYYYYN', 'Y', 53.5511, 10.0006)
) v (whs, zip, tzn, cut, days, pic, lat, lon)
where w.whscod = v.whs;

alter table poline add cfmdat date;

create sequence trfnum_seq as integer start 610001;
create table trfhed (
  trfnum integer primary key default nextval('trfnum_seq'),
  frmwhs char(3) not null,
  towhs char(3) not null,
  shpstp timestamptz not null default now(),
  expdat date not null,
  chgusr char(8) not null,
  check (frmwhs <> towhs)
);
create table trflin (
  trfnum integer not null references trfhed,
  linnum smallint not null,
  itmcod char(15) not null,
  shpqty integer not null check (shpqty > 0),
  rcvqty integer not null default 0 check (rcvqty >= 0 and rcvqty <= shpqty),
  linsts char(1) generated always as (
    case when rcvqty = shpqty then 'R' when rcvqty > 0 then 'P' else 'O' end) stored,
  chgstp timestamptz not null default now(),
  primary key (trfnum, linnum)
);
create index trflin_itmcod on trflin (itmcod) where rcvqty < shpqty;
