import { type Copy, type Received, type StateTopicName, upsertCopy } from '@throughline/messaging';
import { type DataSource, createDataSource, migrate, transaction } from '@throughline/persistence';
import { type TestDatabase, copyMisfits, createDatabase } from '@throughline/testing';
import { account, price, product } from '@throughline/testing/builders';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { migrations } from '../migrations/index.ts';
import {
  catalogProducts,
  customersAccounts,
  erpSources,
  pricingPrices,
  referencesOf,
  strategiesDeclared,
} from './reference.tables.ts';

describe('copies of topics', () => {
  it('have the tables that they declare', async () => {
    const copies = [catalogProducts, customersAccounts, erpSources, pricingPrices];
    expect(await copyMisfits(copies, migrations)).toEqual([]);
  });
});

describe('what is known of what facts name', () => {
  let database: TestDatabase;
  let dataSource: DataSource;
  beforeAll(async () => {
    database = await createDatabase('references');
    dataSource = createDataSource({ url: database.url, name: 'references', poolSize: 2, migrations });
    await dataSource.initialize();
    await migrate(dataSource, database.url);
  });
  afterAll(async () => {
    await dataSource.destroy();
    await database.drop();
  });

  const said = <T extends StateTopicName>(copy: Copy<T>, key: string, value: Received<T>['value']) => {
    const record = { topic: copy.topic, key, value, sequence: 2, partition: 0, offset: 0, time: new Date(0) };
    return transaction(dataSource, (tx) =>
      upsertCopy(tx, copy, [{ ...record, id: key } as unknown as Received<T>]),
    );
  };
  const known = (named: Parameters<typeof referencesOf>[1]) =>
    transaction(dataSource, (tx) => referencesOf(tx, named));
  const request = { account: 'A1', buyer: [], lines: [{ sku: 'KIT' }] };

  it('is nothing of rows from before units and bindings were told, until they are told anew', async () => {
    await dataSource.query(`insert into catalog_products (sku, version) values ('KIT', 1)`);
    await dataSource.query(`
      insert into pricing_prices (sku, price_version, currency, unit, valid_from, version)
      values ('KIT', 'P1', 'EUR', 'C62', '2026-01-01', 1)`);
    await dataSource.query(`
      insert into customers_accounts (account, erp_source, erp_number, blocked, version)
      values ('A1', 'demo', '20001', false, 1)`);
    const nothing = { products: new Map(), prices: new Map(), accounts: new Map(), buyers: new Map() };
    const customers = [{ source: 'demo', customer: '20001' }];
    expect(await known({ requests: [request], customers })).toEqual(nothing);

    const kit = product({ sku: 'KIT', kind: 'kit', components: [{ sku: 'A', quantity: 2 }] });
    const { unit, kind, quantityScale, units, components } = kit;
    const stated = price({
      sku: 'KIT',
      perQuantity: 100,
      maxQuantity: 9,
      group: 'dealers',
      revokedAt: new Date(0),
    });
    const bindings = [{ source: 'demo', number: '20001', priceGroup: 'dealers', priceLists: ['OWN'] }];
    await said(catalogProducts, 'KIT', kit);
    await said(pricingPrices, 'KIT|P1', stated);
    await said(
      customersAccounts,
      'A1',
      account({ account: 'A1', region: 'BY', bindings, blockedFor: ['shipments'] }),
    );
    expect(await known({ requests: [request], customers })).toEqual({
      products: new Map([['KIT', { unit, kind, quantityScale, units, components }]]),
      prices: new Map([['KIT', new Map([['P1', stated]])]]),
      accounts: new Map([['A1', { account: 'A1', kind: 'guests', bindings, blockedFor: ['shipments'] }]]),
      buyers: new Map([['demo|20001', { account: 'A1', country: 'DE', region: 'BY' }]]),
    });
  });

  it('is how each back office finds a price, once it has said so', async () => {
    const declared = () => transaction(dataSource, (tx) => strategiesDeclared(tx));
    expect(await declared()).toEqual(new Map());
    const value = { source: 'demo', takesOrders: true, priceStrategy: 'regular-or-lower-sale', limits: [] };
    await said(erpSources, 'demo', value);
    await said(erpSources, 'north', { ...value, source: 'north', priceStrategy: 'priority:WEB' });
    expect(await declared()).toEqual(
      new Map<string, unknown>([
        ['demo', 'regular-or-lower-sale'],
        ['north', { priority: ['WEB'] }],
      ]),
    );
  });

  it('is that a product and a price are gone', async () => {
    await said(catalogProducts, 'GONE', null);
    await said(pricingPrices, 'GONE|P1', null);
    const { products, prices } = await known({
      requests: [{ account: 'A9', buyer: [], lines: [{ sku: 'GONE' }] }],
    });
    expect(products).toEqual(new Map([['GONE', null]]));
    expect(prices).toEqual(new Map([['GONE', new Map([['P1', null]])]]));
  });

  it('is the account of each customer of a back office, and none of a number of another', async () => {
    const binding = (source: string, number: string) => {
      return { source, number, priceGroup: null, priceLists: [] };
    };
    const both = [binding('demo', '30001'), binding('other', '77')];
    await said(customersAccounts, 'A3', account({ account: 'A3', bindings: both }));
    await said(customersAccounts, 'A4', account({ account: 'A4', bindings: [binding('other', '30001')] }));
    await said(customersAccounts, 'A5', account({ account: 'A5', bindings: [binding('demo', '50001')] }));
    await dataSource.query(`update customers_accounts set deleted = true where account = 'A5'`);
    const customers = [
      { source: 'demo', customer: '30001' },
      { source: 'other', customer: '77' },
      { source: 'other', customer: '30001' },
      { source: 'demo', customer: '77' },
      { source: 'demo', customer: '50001' },
    ];
    const { buyers } = await known({ customers });
    expect([...buyers].map(([key, buyer]) => [key, buyer.account]).toSorted()).toEqual([
      ['demo|30001', 'A3'],
      ['other|30001', 'A4'],
      ['other|77', 'A3'],
    ]);
  });

  it('finds customers by an index', async () => {
    const plan = await transaction(dataSource, async (tx) => {
      await tx.query('set local enable_seqscan = off');
      return tx.query<Record<string, string>>(
        `explain select account from customers_accounts
         where bindings @> jsonb_build_array(jsonb_build_object('source', 'demo', 'number', '30001'))`,
      );
    });
    expect(plan.map((row) => Object.values(row)[0]).join('\n')).toContain('customers_accounts_bindings');
  });
});
