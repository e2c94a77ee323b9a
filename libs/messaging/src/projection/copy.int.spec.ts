import type { ErpTax } from '@throughline/events';
import { createDataSource, transaction } from '@throughline/persistence';
import type { DataSource } from '@throughline/persistence';
import { createDatabase } from '@throughline/testing';
import type { TestDatabase } from '@throughline/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Received } from '../records/record.ts';
import { copyOf, upsertCopy } from './copy.ts';

const declaration = {
  table: 'erp_taxes',
  fields: ['rate', 'validTo'],
  computed: { said: { type: 'jsonb', of: (tax: ErpTax) => tax } },
} as const;
const taxes = copyOf('erp.taxes', declaration);
const kept = copyOf('erp.taxes', { ...declaration, keepsDeleted: true });

const tax: ErpTax = {
  ...{ source: 'demo', country: 'DE', category: 'standard', name: 'VAT', rate: '19' },
  ...{ region: '*', regionName: null, taxClass: '*', validFrom: '2026-01-01', validTo: null },
};
const key = 'demo|DE|*|*|standard|2026-01-01';

function record(sequence: number, value: Partial<ErpTax> | null, of = key): Received<'erp.taxes'> {
  const head = {
    topic: 'erp.taxes',
    partition: 0,
    offset: sequence,
    time: new Date(0),
    id: `${sequence}`,
  } as const;
  return { ...head, type: 'ErpTax', key: of, sequence, value: value && { ...tax, ...value } };
}

describe('a copy in the database', () => {
  let database: TestDatabase;
  let dataSource: DataSource;
  beforeAll(async () => {
    database = await createDatabase('copy');
    dataSource = createDataSource({ url: database.url, name: 'copy' });
    await dataSource.initialize();
    await dataSource.query(`create table erp_taxes (
      source text, country text, region text, tax_class text, category text, valid_from date,
      rate numeric(24, 7), valid_to date, said jsonb, seen_by text, version bigint not null, deleted boolean not null default false,
      primary key (source, country, region, tax_class, category, valid_from))`);
  });
  afterAll(async () => {
    await dataSource.destroy();
    await database.drop();
  });
  beforeEach(() => dataSource.query('truncate erp_taxes'));

  const write = (copy: typeof taxes, ...records: Received<'erp.taxes'>[]) =>
    transaction(dataSource, (tx) => upsertCopy(tx, copy, records));
  const rows = () => dataSource.query<object[]>('select * from erp_taxes order by category desc');
  const row = {
    source: 'demo',
    country: 'DE',
    region: '*',
    tax_class: '*',
    category: 'standard',
    valid_from: '2026-01-01',
    seen_by: null,
  };

  it('says what the newest record says, and what was newer', async () => {
    const [first, second, late] = [record(1, {}), record(3, { rate: '19.5' }), record(2, { rate: '7' })];
    expect(await write(taxes, first)).toEqual([first]);
    expect(await write(taxes, second, late)).toEqual([second]);
    expect(await write(taxes, late)).toEqual([]);
    const said = { ...tax, rate: '19.5' };
    expect(await rows()).toEqual([
      { ...row, rate: '19.5', valid_to: null, said, version: 3, deleted: false },
    ]);
  });

  it('of persons is forgotten by the tables beside it as well, but not by what rebuilds one', async () => {
    const columns =
      'account text primary key, name text, version bigint not null, deleted boolean not null default false';
    await dataSource.query(`create table accounts (${columns})`);
    const accounts = copyOf('customers.accounts', { table: 'accounts', fields: ['name'] });
    const erase = (account: string, muted = false) =>
      transaction(
        dataSource,
        (tx) =>
          upsertCopy(tx, accounts, [
            {
              ...{ topic: 'customers.accounts', type: 'Account', partition: 0, offset: 0, id: '' },
              ...{ key: account, sequence: 2, time: new Date(0), value: null },
            },
          ]),
        { muted },
      );
    await erase('A0');
    for (const schema of ['previous', 'rebuild']) {
      await dataSource.query(`create schema ${schema}; create table ${schema}.accounts (${columns})`);
      await dataSource.query(
        `insert into ${schema}.accounts values ('A1', 'Ada', 1, false), ('A2', 'Eda', 1, false)`,
      );
    }
    await erase('A1');
    await erase('A2', true);
    for (const schema of ['previous', 'rebuild'])
      expect(await dataSource.query(`select account from ${schema}.accounts`)).toEqual([{ account: 'A2' }]);
  });

  it('leaves alone what was added, and blanks the rest at a tombstone', async () => {
    await write(taxes, record(1, { validTo: '2026-07-01' }));
    await dataSource.query(`update erp_taxes set seen_by = 'somebody'`);
    const gone = record(2, null);
    expect(await write(taxes, gone)).toEqual([gone]);
    const blank = { rate: null, valid_to: null, said: null };
    expect(await rows()).toEqual([{ ...row, ...blank, seen_by: 'somebody', version: 2, deleted: true }]);
  });

  it('keeps what a deleted record said, where that is declared', async () => {
    await write(kept, record(1, {}));
    const unknown = 'demo|DE|*|*|reduced|2026-01-01';
    await write(kept, record(2, null), record(1, null, unknown));
    expect(await rows()).toMatchObject([
      { category: 'standard', rate: '19', said: tax, version: 2, deleted: true },
      { category: 'reduced', rate: null, said: null, version: 1, deleted: true },
    ]);
  });
});
