import { copyOf } from '@throughline/messaging';
import { type DataSource, createDataSource } from '@throughline/persistence';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { misfitsOf } from './copy-misfits.ts';
import { type TestDatabase, createDatabase } from './database.ts';

const products = copyOf('catalog.products', {
  table: 'catalog_products',
  fields: ['status', 'color', 'backOrderLimit', 'texts'],
  computed: { name: { type: 'text', of: ({ texts }) => texts[0]?.name } },
  added: ['shelf'],
});
const taxes = copyOf('erp.taxes', { table: 'erp_taxes', fields: ['rate'] });
const marker = 'version bigint not null, deleted boolean not null default false';

const fitting = [
  `create table catalog_products (
    sku text primary key, status text not null default '', color text, back_order_limit bigint, texts jsonb, name text,
    shelf integer generated always as (length(name)) stored, ${marker})`,
  `create table erp_taxes (
    source text, country text, region text, tax_class text, category text, valid_from date, rate numeric(24, 7), ${marker},
    primary key (country, region, tax_class, source, valid_from, category))`,
];

describe('copies of topics', () => {
  let database: TestDatabase;
  let dataSource: DataSource;
  beforeAll(async () => {
    database = await createDatabase('misfits');
    dataSource = createDataSource({ url: database.url, name: 'misfits', poolSize: 1 });
    await dataSource.initialize();
    for (const statement of fitting) await dataSource.query(statement);
  });
  afterAll(async () => {
    await dataSource.destroy();
    await database.drop();
  });
  const misfits = async () => [
    ...(await misfitsOf(dataSource, products)),
    ...(await misfitsOf(dataSource, taxes)),
  ];

  it('fit tables with their columns and key, whatever the order, and with what is said to be added', async () => {
    expect(await misfits()).toEqual([]);
  });

  it.each([
    ['drop table erp_taxes', 'erp_taxes: there is no such table'],
    ['alter table erp_taxes drop column rate', 'erp_taxes: rate: is missing'],
    ['alter table erp_taxes alter rate type numeric(9, 2)', 'erp_taxes: rate: is numeric(9,2), not numeric'],
    [
      'alter table catalog_products alter back_order_limit type integer',
      'catalog_products: back_order_limit: is integer, not bigint',
    ],
    [
      'alter table catalog_products alter texts type text[] using null',
      'catalog_products: texts: is text[], not jsonb',
    ],
    [
      'alter table catalog_products alter status drop default',
      'catalog_products: status: is required and has no default that a tombstone could set it to',
    ],
    [
      `alter table catalog_products alter color set default '', alter color set not null`,
      'catalog_products: color: may be null, but is required',
    ],
    ['alter table erp_taxes add note text', 'erp_taxes: note: is not declared'],
    [
      'alter table catalog_products drop column shelf',
      'catalog_products: shelf: is said to be added, but is missing',
    ],
    [
      'alter table catalog_products drop column shelf, add shelf integer not null',
      'catalog_products: shelf: is required and has no default',
    ],
    ['alter table erp_taxes alter version drop not null', 'erp_taxes: version: may be null'],
    ['alter table erp_taxes alter version type integer', 'erp_taxes: version: is integer, not bigint'],
    ['alter table erp_taxes drop column deleted', 'erp_taxes: deleted: is missing'],
    [
      'alter table erp_taxes drop constraint erp_taxes_pkey, add primary key (country, source)',
      'erp_taxes: the primary key is (country, source), not (source, country, region, tax_class, category, valid_from)',
    ],
  ])('do not fit after %s', async (statement, misfit) => {
    await dataSource.query('begin');
    await dataSource.query(statement);
    expect(await misfits()).toEqual([misfit]);
    await dataSource.query('rollback');
  });
});
