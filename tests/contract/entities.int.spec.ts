import { type ServiceDefinition, HealthChecks, definitionOf, openDatabase } from '@throughline/service';
import { createDatabase, entityMisfits } from '@throughline/testing';
import { expect, it } from 'vitest';
import { CatalogModule } from '../../apps/catalog/src/catalog.module.ts';
import { CustomersModule } from '../../apps/customers/src/customers.module.ts';
import { ErpAdapterModule } from '../../apps/erp-adapter/src/erp-adapter.module.ts';
import { InventoryModule } from '../../apps/inventory/src/inventory.module.ts';
import { OrdersModule } from '../../apps/orders/src/orders.module.ts';
import { PricingModule } from '../../apps/pricing/src/pricing.module.ts';
import { StorefrontModule } from '../../apps/storefront/src/storefront.module.ts';

const modules = [
  CatalogModule, CustomersModule, ErpAdapterModule, InventoryModule, OrdersModule, PricingModule, StorefrontModule,
]; // prettier-ignore
const definitions = modules.map((module): [string, ServiceDefinition] => {
  const definition = definitionOf(module);
  return [definition.name, definition];
});

it.each(definitions)(
  'the entities of %s are the tables that its migrations make',
  async (name, definition) => {
    const { migrations = [], entities = [] } = definition;
    const database = await createDatabase('entities');
    try {
      const dataSource = await openDatabase(
        { name, url: database.url, migrations, entities, poolSize: 2 },
        new HealthChecks(),
      );
      try {
        const tables = dataSource.entityMetadatas.map(({ tablePath }) => tablePath);
        expect(tables).toContain('kernel.audit_log');
        expect(tables).toHaveLength(1 + Object.values(entities).length);
        expect(await entityMisfits(dataSource)).toEqual([]);
      } finally {
        await dataSource.destroy();
      }
    } finally {
      await database.drop();
    }
  },
);
