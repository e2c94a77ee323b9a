-- What the till of the shop in Altona keeps. It may be run again: the shelves are then as they were.
create database if not exists till character set utf8mb4;
use till;
create table if not exists branch (code varchar(8) primary key, name varchar(60) not null, city varchar(40) not null);
create table if not exists shelf (
  item varchar(24) not null,
  branch varchar(8) not null,
  pieces decimal(10, 2) not null,
  primary key (branch, item)
);
replace into branch values ('A1', 'Shop Altona', 'Hamburg');
replace into shelf values ('TI-M602', 'A1', 6), ('PU-0452', 'A1', 3), ('HL-U509', 'A1', 2);
