-- What the back office of the example has. Its rows are of the kind that clerks leave.
create table lager (lager varchar(4) primary key, name varchar(40), ort varchar(40));
create table artikel (artnr varchar(20) primary key, bez varchar(80), me varchar(4), wg varchar(10), aktiv char(1));
create table texte (artnr varchar(20), sprache varchar(2), txt varchar(200));
create table bestand (
  artnr varchar(20), lager varchar(4), menge decimal(12,3), geaendert datetime(3) not null, primary key (artnr, lager)
);
insert into lager values ('B1', 'Hauptlager', 'Berlin');
insert into artikel values
  ('4-1', 'SCHL', 'ST', 'TUBES', 'J'),
  ('4-2', 'REIF', 'ST', 'TIRES', 'J'),
  ('4-3', 'FELG', 'ST', 'RIMS', 'N');
insert into texte values ('4-1', 'DE', 'Schläuche'), ('4-2', 'DE', 'Reifen');
insert into bestand values
  ('4-1', 'B1', 12.000, current_timestamp(3)),
  ('4-2', 'B1', 3.000, current_timestamp(3));
