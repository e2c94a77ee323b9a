import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { databaseSource, databaseSettings } from '@throughline/database-sources';
import { type CheckedSource, checkSource } from '@throughline/source-documents';
import { createDatabase, createMariadb, missingMariadb } from '@throughline/testing';
import { createConnection } from 'mysql2/promise';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { noQuestions } from '../looking/questions.ts';
import type { Output } from '../output.ts';
import { newSource } from './source-new.ts';

/** Tables in the manner of AdventureWorks, a few rows in each; names of columns as the dialect folds them. */
const tables = (stamp: string) => [
  `create table UnitMeasure (UnitMeasureCode char(3) primary key, Name varchar(50) not null)`,
  `create table ProductCategory (ProductCategoryID int primary key, Name varchar(50) not null)`,
  `create table ProductSubcategory (ProductSubcategoryID int primary key, ProductCategoryID int not null references ProductCategory (ProductCategoryID), Name varchar(50) not null)`,
  `create table Product (ProductID int primary key, Name varchar(50) not null, ProductNumber varchar(25) not null, Color varchar(15), SafetyStockLevel smallint not null, StandardCost decimal(19,4) not null, ListPrice decimal(19,4) not null, Size varchar(5), ProductSubcategoryID int, SellStartDate ${stamp} not null, ModifiedDate ${stamp} not null, foreign key (ProductSubcategoryID) references ProductSubcategory (ProductSubcategoryID))`,
  `create table Location (LocationID int primary key, Name varchar(50) not null, CostRate decimal(10,4) not null, ModifiedDate ${stamp} not null)`,
  `create table ProductInventory (ProductID int not null, LocationID int not null, Shelf varchar(10) not null, Bin int not null, Quantity int not null, ModifiedDate ${stamp} not null, primary key (ProductID, LocationID), foreign key (ProductID) references Product (ProductID), foreign key (LocationID) references Location (LocationID))`,
  `create table ProductListPriceHistory (ProductID int not null, StartDate ${stamp} not null, EndDate ${stamp}, ListPrice decimal(19,4) not null, ModifiedDate ${stamp} not null, primary key (ProductID, StartDate), foreign key (ProductID) references Product (ProductID))`,
  `create table ProductCostHistory (ProductID int not null, StartDate ${stamp} not null, StandardCost decimal(19,4) not null, primary key (ProductID, StartDate))`,
  `create table Customer (CustomerID int primary key, AccountNumber varchar(10) not null, CompanyName varchar(60) not null, EmailAddress varchar(60), CountryRegionCode char(2) not null, ModifiedDate ${stamp} not null)`,
  `create table SalesOrderHeader (SalesOrderID int primary key, OrderDate ${stamp} not null, DueDate ${stamp} not null, Status varchar(10) not null, CustomerID int not null, SubTotal decimal(19,4) not null, TaxAmt decimal(19,4) not null, TotalDue decimal(19,4) not null, foreign key (CustomerID) references Customer (CustomerID))`,
  `create table SalesOrderDetail (SalesOrderID int not null, SalesOrderDetailID int not null, OrderQty smallint not null, ProductID int not null, UnitPrice decimal(19,4) not null, LineTotal decimal(19,4) not null, primary key (SalesOrderID, SalesOrderDetailID), foreign key (SalesOrderID) references SalesOrderHeader (SalesOrderID), foreign key (ProductID) references Product (ProductID))`,
  `create table Vendor (BusinessEntityID int primary key, AccountNumber varchar(15) not null, Name varchar(50) not null)`,
  `create table PurchaseOrderHeader (PurchaseOrderID int primary key, VendorID int not null, OrderDate ${stamp} not null, TotalDue decimal(19,4) not null)`,
];
const rows = [
  `insert into UnitMeasure values ('EA', 'Each')`,
  `insert into ProductCategory values (1, 'Bikes'), (2, 'Clothing')`,
  `insert into ProductSubcategory values (1, 1, 'Road Bikes'), (2, 2, 'Socks')`,
  `insert into Product values
     (680, 'Sport Frame, Black', 'FR-R92B-58', 'Black', 500, 1059.31, 1431.50, '58', 1, '2024-05-01', '2026-02-08'),
     (707, 'Racing Socks, Red', 'SO-R809-M', 'Red', 4, 3.3963, 9.50, 'M', 2, '2024-05-01', '2026-02-08'),
     (708, 'Racing Socks, White', 'SO-W809-M', 'White', 4, 3.3963, 9.50, 'M', 2, '2024-05-01', '2026-02-08')`,
  `insert into Location values (1, 'Tool Crib', 0, '2026-02-08'), (6, 'Finished Goods', 0, '2026-02-08')`,
  `insert into ProductInventory values (680, 1, 'A', 1, 408, '2026-02-08'), (680, 6, 'B', 5, 17, '2026-02-08'), (707, 6, 'B', 2, 110, '2026-02-08')`,
  `insert into ProductListPriceHistory values
     (680, '2024-05-30', '2025-05-29', 1263.4598, '2026-02-08'), (680, '2025-05-30', null, 1431.50, '2026-02-08'), (707, '2024-05-30', null, 9.50, '2026-02-08')`,
  `insert into ProductCostHistory values (680, '2024-05-30', 1059.31)`,
  `insert into Customer values (1, 'AW00000001', 'A Bike Store', 'a@bikes.example', 'DE', '2026-02-08'), (2, 'AW00000002', 'Progressive Sports', null, 'FR', '2026-02-08')`,
  `insert into SalesOrderHeader values (43659, '2026-05-31', '2026-06-12', 'SHIPPED', 1, 1441, 115.28, 1556.28), (43660, '2026-05-31', '2026-06-12', 'OPEN', 2, 9.5, 0.76, 10.26)`,
  `insert into SalesOrderDetail values (43659, 1, 1, 680, 1431.50, 1431.50), (43659, 2, 1, 707, 9.50, 9.50), (43660, 3, 1, 707, 9.50, 9.50)`,
  `insert into Vendor values (1492, 'AUSTRALI0001', 'Australia Bike Retailer')`,
  `insert into PurchaseOrderHeader values (1, 1492, '2026-04-15', 222.1492)`,
];

interface Office {
  readonly url: string;
  run(statements: readonly string[]): Promise<void>;
  drop(): Promise<void>;
}

async function postgres(): Promise<Office> {
  const { url, drop } = await createDatabase('sourcenew');
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  return {
    url,
    run: async (statements) => {
      for (const statement of statements) await client.query(statement);
    },
    drop: async () => {
      await client.end();
      await drop();
    },
  };
}

async function mariadb(): Promise<Office> {
  const { url, drop } = await createMariadb('sourcenew');
  const connection = await createConnection({ uri: url.replace(/^mariadb:/, 'mysql:') });
  return {
    url,
    run: async (statements) => {
      for (const statement of statements) await connection.query(statement);
    },
    drop: async () => {
      await connection.end();
      await drop();
    },
  };
}

/** Every record that comes of each mapping, read as the adapter reads it. */
async function recordsOf(
  { document, feedings }: CheckedSource,
  url: string,
): Promise<Record<string, unknown[]>> {
  if (document.transport !== 'sql') throw new Error('is no database');
  const { dialect, schema } = document.at;
  const readers = Object.fromEntries(
    Object.entries(document.readers).map(
      ([name, { nothing: _, unavailable: __, every: ___, sweep: ____, expect: _____, ...reader }]: [
        string,
        Record<string, unknown>,
      ]) => [name, reader],
    ),
  );
  const settings = databaseSettings.parse({
    dialect,
    url,
    ...(schema !== undefined && { schema }),
    readers: {},
  });
  const source = databaseSource('works', { ...settings, readers: readers as typeof settings.readers });
  const found: Record<string, unknown[]> = {};
  try {
    await source.snapshot(async (snapshot) => {
      for (const { flow, reader: name, compiled } of feedings) {
        const reader = source.rawReaders[name];
        const keys = (await reader?.sourceKeys(snapshot, null, 100)) ?? [];
        const read = await reader?.read(snapshot, keys);
        for (const record of keys.flatMap((key) => read?.records.get(key) ?? [])) {
          const outcome = compiled.map(record, { asOf: new Date('2026-11-30T00:00:00Z') });
          if (!('skipped' in outcome))
            (found[flow] ??= []).push(...outcome.records.map(({ value, issues }) => value ?? issues));
        }
      }
    });
  } finally {
    await source.close();
  }
  return found;
}

describe.each([
  { dialect: 'postgresql', missing: undefined, open: postgres, stamp: 'timestamp' },
  { dialect: 'mariadb', missing: missingMariadb(), open: mariadb, stamp: 'datetime' },
])('a first document of a $dialect', ({ dialect, missing, open, stamp }) => {
  describe.skipIf(missing !== undefined)('in the manner of AdventureWorks', () => {
    let office: Office;
    let folder: string;
    let output: Output;
    let text: string;
    beforeAll(async () => {
      office = await open();
      await office.run([...tables(stamp), ...rows]);
      folder = await mkdtemp(join(tmpdir(), 'source-new-'));
      const out = join(folder, 'works.yaml');
      output = await newSource(
        'env:WORKS',
        { name: 'works', zone: 'UTC', currency: 'USD', out },
        noQuestions,
        { WORKS: office.url },
      );
      text = await readFile(out, 'utf8');
    });
    afterAll(async () => {
      await office?.drop();
      if (folder !== undefined) await rm(folder, { recursive: true });
    });

    it('names the table of each flow, and none for what is bought', () => {
      const { flows } = output.json as { flows: { flow: string; table: string }[] };
      expect(Object.fromEntries(flows.map(({ flow, table }) => [flow, table.toLowerCase()]))).toEqual({
        ...{ locations: 'location', items: 'product', prices: 'productlistpricehistory' },
        ...{ stock: 'productinventory', customers: 'customer', orders: 'salesorderheader' },
      });
    });

    it('is right as it stands, and holds no credentials', () => {
      expect(output.json).toMatchObject({ asked: [], faults: [] });
      expect(checkSource(text).document).toMatchObject({ at: { dialect, url: 'env:WORKS' } });
      expect(text).not.toContain(new URL(office.url).password || office.url);
    });

    it('says of each guess what speaks for it', () => {
      expect(text).toMatch(/quantity: \[quantity, integer\] # guess: all of 3 values are whole numbers/i);
      expect(text).toMatch(
        /orderLines: \{ table: salesorderdetail, .*# guess: a foreign key|# guess: a foreign key\n +orderLines: /i,
      );
      expect(text).toMatch(
        /changes: \{ column: modifieddate \} # guess: |# guess: .*\n +changes: \{ column: modifieddate \}/i,
      );
    });

    it('reads all rows, and all tables name an item alike', async () => {
      const { items, prices, stock, customers, orders, locations } = await recordsOf(
        checkSource(text),
        office.url,
      );
      expect(items).toMatchObject([
        {
          code: '680',
          family: '1',
          familyName: 'Road Bikes',
          color: 'Black',
          texts: [{ name: 'Sport Frame, Black' }],
        },
        { code: '707' },
        { code: '708' },
      ]);
      expect(prices).toMatchObject([
        { sku: '680', amount: '1263.4598' },
        { sku: '680', amount: '1431.5' },
        { sku: '707', amount: '9.5' },
      ]);
      expect(stock).toMatchObject([
        { sku: '680', location: '1', quantity: 408 },
        { sku: '680', location: '6', quantity: 17 },
        { sku: '707', location: '6', quantity: 110 },
      ]);
      expect(locations).toMatchObject([{ code: '1', name: 'Tool Crib' }, { code: '6' }]);
      expect(customers).toMatchObject([
        { number: '1', name: 'A Bike Store', email: 'a@bikes.example', country: 'DE' },
        { number: '2', country: 'FR' },
      ]);
      expect(orders).toMatchObject([
        {
          ...{ number: '43659', customer: '1', status: 'shipped', net: '1441', gross: '1556.28' },
          lines: [{ sku: '680', ordered: 1, net: '1431.5' }, { sku: '707' }],
        },
        { number: '43660', status: 'open', lines: [{ sku: '707' }] },
      ]);
    });

    it('is not written over another', async () => {
      const out = join(folder, 'works.yaml');
      await expect(
        newSource('env:WORKS', { name: 'works', out }, noQuestions, { WORKS: office.url }),
      ).rejects.toThrow(/is there already/);
      expect(await readdir(folder)).toEqual(['works.yaml']);
    });
  });
});
