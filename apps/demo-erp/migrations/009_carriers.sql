-- Carriers, and the pages on which they show where a delivery is: {number} stands for its tracking reference.

create table cartab (
  carcod char(4) primary key,
  carnam varchar(40) not null,
  trkurl varchar(200) check (trkurl ~ '^https?://' and trkurl like '%{number}%')
);
insert into cartab values
  ('GRND', 'Example Parcel', 'https://tracking.example/parcel/{number}'),
  ('EXPR', 'Example Express', 'https://tracking.example/express/{number}'),
  ('FRGT', 'Example Freight', null);
