import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Office } from '../../../libs/database-sources/src/fixtures/offices.ts';

/** Tables of a back office that takes orders into them. */
export const kontorTables = (dialect: Office['dialect']): string[] => [
  'create table kunde (nr varchar(10) primary key)',
  `insert into kunde values ('K10000'), ('K2')`,
  'create table artikel (artnr varchar(20) primary key)',
  `insert into artikel values ('BIKE'), ('BELL')`,
  `create table auftrag (nr ${dialect === 'mariadb' ? 'int auto_increment' : 'int generated always as identity'} primary key,
     bestnr varchar(20), quelle varchar(8) not null default 'TEL', status char(1) not null default 'O',
     kunde varchar(10) not null, waehrung char(3), am ${dialect === 'mariadb' ? 'datetime' : 'timestamp'},
     fracht decimal(10,2) not null default 0, bestellung varchar(20), name varchar(40), zuhaenden varchar(40),
     strasse varchar(30), strasse2 varchar(30), zusatz varchar(60), plz varchar(10), ort varchar(30), land char(2),
     mail varchar(80), foreign key (kunde) references kunde (nr))`,
  `create table auftragpos (nr int not null, pos int not null, artnr varchar(20) not null, me varchar(4), menge_me int,
     menge int not null, storniert int not null default 0, geliefert int not null default 0, preis decimal(12,4),
     primary key (nr, pos), foreign key (nr) references auftrag (nr), foreign key (artnr) references artikel (artnr))`,
];

/** The document of the documentation, for a database of the tests. @param url file with its address */
export const kontorDocument = (dialect: Office['dialect'], url: string): string =>
  readFileSync(join(import.meta.dirname, '../../../docs/connect/from-a-database/kontor.yaml'), 'utf8')
    .replace('dialect: postgresql', `dialect: ${dialect}`)
    .replace('env:KONTOR_URL', `file:${url}`);
