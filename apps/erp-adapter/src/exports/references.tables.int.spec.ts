import { createDataSource, migrate } from '@throughline/persistence';
import { copyMisfits, createDatabase } from '@throughline/testing';
import { describe, expect, it } from 'vitest';
import { SoldUnits1764500000000 } from '../migrations/1764500000000-sold-units.ts';
import { migrations } from '../migrations/index.ts';
import { customersAccounts, ordersRecipients } from './references.tables.ts';

describe('copies of topics', () => {
  it('have the tables that they declare', async () => {
    expect(await copyMisfits([customersAccounts, ordersRecipients], migrations)).toEqual([]);
  });

  it('keep the customer numbers of accounts that were read before accounts had bindings', async () => {
    const database = await createDatabase('bindings');
    const upTo = async (last: number, sql: string): Promise<unknown> => {
      const settings = { url: database.url, name: 'bindings', migrations: migrations.slice(0, last) };
      const dataSource = await createDataSource(settings).initialize();
      await migrate(dataSource, database.url);
      return dataSource.query(sql).finally(() => dataSource.destroy());
    };
    try {
      await upTo(
        migrations.indexOf(SoldUnits1764500000000),
        `insert into customers_accounts (account, erp_source, erp_number, version)
         values ('bound', 'demo', '10000', 1), ('unbound', null, null, 1)`,
      );
      expect(
        await upTo(
          migrations.length,
          'select account, erp_number, bindings from customers_accounts order by account',
        ),
      ).toEqual([
        { account: 'bound', erp_number: '10000', bindings: [{ source: 'demo', number: '10000' }] },
        { account: 'unbound', erp_number: null, bindings: null },
      ]);
    } finally {
      await database.drop();
    }
  });
});
