import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createDatabase } from '@throughline/testing';
import { describe, expect, it } from 'vitest';
import { migrations as catalog } from '../../apps/catalog/src/migrations/index.ts';
import { CreateCustomers1763710200000 } from '../../apps/customers/src/migrations/1763710200000-create-customers.ts';
import { AccountRelations1764374500000 } from '../../apps/customers/src/migrations/1764374500000-account-relations.ts';
import { migrations as erpAdapter } from '../../apps/erp-adapter/src/migrations/index.ts';
import { migrations as inventory } from '../../apps/inventory/src/migrations/index.ts';
import { migrations as orders } from '../../apps/orders/src/migrations/index.ts';
import { migrations as pricing } from '../../apps/pricing/src/migrations/index.ts';
import { migrations as storefront } from '../../apps/storefront/src/migrations/index.ts';
import { openDatabase } from '../../libs/service/src/operations/database.ts';
import { HealthChecks } from '../../libs/service/src/operations/health.ts';

const services = {
  ...{ catalog, inventory, orders, pricing, storefront },
  customers: [CreateCustomers1763710200000, AccountRelations1764374500000],
  'erp-adapter': erpAdapter,
};

/** `every`, or a service, and the tables of a line: `| orders | `waiting_facts`, … | … |`. */
const told = readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'retention.md'), 'utf8')
  .split('\n')
  .flatMap((line): { service: string; tables: string[] }[] => {
    const [, service, tables] = /^\| ([a-z-]+) +\| ([^|]*`[^|]*)\|/.exec(line) ?? [];
    return service === undefined || tables === undefined
      ? []
      : [{ service, tables: [...tables.matchAll(/`([\w.]+)`/g)].map(([, name = '']) => name) }];
  });
const toldOf = (service: string) =>
  told.filter((line) => line.service === service).flatMap(({ tables }) => tables);

describe('docs/retention.md', () => {
  it.each(Object.entries(services))(
    'says of every table of %s how long rows stay',
    async (service, migrations) => {
      const database = await createDatabase('retention');
      const dataSource = await openDatabase(
        { url: database.url, name: service, migrations },
        new HealthChecks(),
      );
      const rows = await dataSource.query<{ schema: string; name: string }[]>(
        `select table_schema as schema, table_name as name from information_schema.tables
         where table_schema in ('public', 'kernel') and table_type = 'BASE TABLE'`,
      );
      await dataSource.destroy();
      await database.drop();
      const tables = rows.map(({ schema, name }) => (schema === 'public' ? name : `${schema}.${name}`));
      expect([...toldOf('every'), ...toldOf(service)].toSorted()).toEqual(tables.toSorted());
    },
  );
});
