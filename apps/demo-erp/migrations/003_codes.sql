-- Code tables. Rates are the standard and reduced rates of each country as of 2026; sales tax of US states is not kept.

insert into syspar values ('BASCUR', 'EUR'), ('OFCTZN', 'Europe/Berlin'), ('LIFE', 'Y'), ('LIFERATE', '12');

insert into whsmas (whscod, whsnam, whstyp, whscty, ctycod, whspri) values
  ('B1', 'ZENTRALLAGER BERLIN', 'W', 'Berlin', 'DE', 1),
  ('L1', 'ENTREPOT LYON', 'W', 'Lyon', 'FR', 2),
  ('P1', 'VENLO LOGISTIEK 3PL', 'P', 'Venlo', 'NL', 3),
  ('S1', 'LADEN HAMBURG', 'S', 'Hamburg', 'DE', 4);

insert into fammas values
  ('MTNB', 'MOUNTAIN BIKES', 'BIK', 'BIKES'), ('RODB', 'ROAD BIKES', 'BIK', 'BIKES'),
  ('TRGB', 'TOURING BIKES', 'BIK', 'BIKES'),
  ('BTMB', 'BOTTOM BRACKETS', 'CMP', 'COMPONENTS'), ('BRKS', 'BRAKES', 'CMP', 'COMPONENTS'),
  ('CHNS', 'CHAINS', 'CMP', 'COMPONENTS'), ('CRNK', 'CRANKSETS', 'CMP', 'COMPONENTS'),
  ('DRLR', 'DERAILLEURS', 'CMP', 'COMPONENTS'), ('FORK', 'FORKS', 'CMP', 'COMPONENTS'),
  ('HDLB', 'HANDLEBARS', 'CMP', 'COMPONENTS'), ('HDST', 'HEADSETS', 'CMP', 'COMPONENTS'),
  ('MTNF', 'MOUNTAIN FRAMES', 'CMP', 'COMPONENTS'), ('RODF', 'ROAD FRAMES', 'CMP', 'COMPONENTS'),
  ('TRGF', 'TOURING FRAMES', 'CMP', 'COMPONENTS'), ('PEDA', 'PEDALS', 'CMP', 'COMPONENTS'),
  ('SADL', 'SADDLES', 'CMP', 'COMPONENTS'), ('WHEL', 'WHEELS', 'CMP', 'COMPONENTS'),
  ('BIBS', 'BIB-SHORTS', 'CLO', 'CLOTHING'), ('CAPS', 'CAPS', 'CLO', 'CLOTHING'),
  ('GLOV', 'GLOVES', 'CLO', 'CLOTHING'), ('JRSY', 'JERSEYS', 'CLO', 'CLOTHING'),
  ('SHRT', 'SHORTS', 'CLO', 'CLOTHING'), ('SOCK', 'SOCKS', 'CLO', 'CLOTHING'),
  ('TGHT', 'TIGHTS', 'CLO', 'CLOTHING'), ('VEST', 'VESTS', 'CLO', 'CLOTHING'),
  ('RACK', 'BIKE RACKS', 'ACC', 'ACCESSORIES'), ('STND', 'BIKE STANDS', 'ACC', 'ACCESSORIES'),
  ('BTLC', 'BOTTLES AND CAGES', 'ACC', 'ACCESSORIES'), ('CLNR', 'CLEANERS', 'ACC', 'ACCESSORIES'),
  ('FNDR', 'FENDERS', 'ACC', 'ACCESSORIES'), ('HLMT', 'HELMETS', 'ACC', 'ACCESSORIES'),
  ('HYDR', 'HYDRATION PACKS', 'ACC', 'ACCESSORIES'), ('LGHT', 'LIGHTS', 'ACC', 'ACCESSORIES'),
  ('LOCK', 'LOCKS', 'ACC', 'ACCESSORIES'), ('PNNR', 'PANNIERS', 'ACC', 'ACCESSORIES'),
  ('PUMP', 'PUMPS', 'ACC', 'ACCESSORIES'), ('TYRE', 'TIRES AND TUBES', 'ACC', 'ACCESSORIES');

insert into coltab values
  ('BLK', 'BLACK'), ('RED', 'RED'), ('BLU', 'BLUE'), ('SIL', 'SILVER'), ('YEL', 'YELLOW'),
  ('WHT', 'WHITE'), ('GRY', 'GREY'), ('MLT', 'MULTI'), ('S/B', 'SILVER/BLACK');

insert into unttab values ('ST', 'STUECK'), ('PR', 'PAAR'), ('SET', 'SATZ');

insert into ctytab values
  ('DE', 'DEUTSCHLAND', 'Y'), ('FR', 'FRANCE', 'Y'), ('NL', 'NEDERLAND', 'Y'), ('AT', 'OESTERREICH', 'Y'),
  ('IT', 'ITALIA', 'Y'), ('ES', 'ESPANA', 'Y'), ('BE', 'BELGIQUE', 'Y'), ('PL', 'POLSKA', 'Y'),
  ('BG', 'BALGARIYA', 'Y'), ('GB', 'GREAT BRITAIN', 'N'), ('US', 'U.S.A.', 'N');

insert into taxtab (ctycod, taxcod, frdat, taxpct, taxtxt)
select c, t, date '2021-01-01', p, x
from (values
  ('DE', 'S', 19.00, 'MWST'), ('DE', 'R', 7.00, 'MWST ERM.'),
  ('FR', 'S', 20.00, 'TVA'), ('FR', 'R', 5.50, 'TVA RED.'),
  ('NL', 'S', 21.00, 'BTW'), ('NL', 'R', 9.00, 'BTW LAAG'),
  ('AT', 'S', 20.00, 'MWST'), ('AT', 'R', 10.00, 'MWST ERM.'),
  ('IT', 'S', 22.00, 'IVA'), ('IT', 'R', 10.00, 'IVA RID.'),
  ('ES', 'S', 21.00, 'IVA'), ('ES', 'R', 10.00, 'IVA RED.'),
  ('BE', 'S', 21.00, 'BTW/TVA'), ('BE', 'R', 6.00, 'BTW/TVA RED.'),
  ('PL', 'S', 23.00, 'PTU'), ('PL', 'R', 8.00, 'PTU RED.'),
  ('BG', 'S', 20.00, 'DDS'), ('BG', 'R', 9.00, 'DDS RED.'),
  ('GB', 'S', 0.00, 'EXPORT'), ('GB', 'R', 0.00, 'EXPORT'),
  ('US', 'S', 0.00, 'EXPORT'), ('US', 'R', 0.00, 'EXPORT')
) v(c, t, p, x);
insert into taxtab (ctycod, taxcod, frdat, taxpct, taxtxt)
select ctycod, 'Z', date '2021-01-01', 0, 'ZERO' from ctytab;

insert into curtab values
  ('EUR', 'EURO', 2, 'Y'), ('USD', 'US DOLLAR', 2, 'N'), ('GBP', 'POUND STERLING', 2, 'N'),
  ('CAD', 'CANADIAN DOLLAR', 2, 'N'), ('AUD', 'AUSTRALIAN DOLLAR', 2, 'N'), ('JPY', 'YEN', 0, 'N');
