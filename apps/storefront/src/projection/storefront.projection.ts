import { Controller } from '@nestjs/common';
import { OnBatch, upsertNewest, projection } from '@throughline/messaging';
import type { Batch, RecordHead, StateTable } from '@throughline/messaging';
import type { Tx } from '@throughline/persistence';
import { isSampled } from '@throughline/telemetry';
import { changesChannel, encodeChanges } from './changes.ts';
import type { ChangedTopic } from './changes.ts';
import * as rows from './projection.rows.ts';
import * as tables from './projection.tables.ts';

export const storefrontProjection = projection('storefront.projection', {
  tables: Object.values(tables).map(({ table }) => table),
});

/** Keeps copies of what other services publish, and tells all replicas what changed. */
@Controller()
export class StorefrontProjection {
  @OnBatch(storefrontProjection, 'catalog.products')
  async onProducts({ records, tx }: Batch<'catalog.products'>): Promise<void> {
    await project(tx, records, {
      table: tables.catalogProducts,
      rowOf: rows.productRow,
      changeKeyOf: whole,
    });
  }

  @OnBatch(storefrontProjection, 'inventory.availability')
  async onAvailability({ records, tx }: Batch<'inventory.availability'>): Promise<void> {
    await project(tx, records, {
      table: tables.inventoryAvailability,
      rowOf: rows.availabilityRow,
      changeKeyOf: whole,
    });
  }

  @OnBatch(storefrontProjection, 'inventory.locations')
  async onLocations({ records, tx }: Batch<'inventory.locations'>): Promise<void> {
    await project(tx, records, {
      table: tables.inventoryLocations,
      rowOf: rows.locationRow,
      changeKeyOf: skuOf,
    });
  }

  @OnBatch(storefrontProjection, 'pricing.prices')
  async onPrices({ records, tx }: Batch<'pricing.prices'>): Promise<void> {
    await project(tx, records, {
      table: tables.pricingPrices,
      rowOf: rows.priceRow,
      changeKeyOf: skuOf,
    });
  }

  @OnBatch(storefrontProjection, 'orders.orders')
  async onOrders({ records, tx }: Batch<'orders.orders'>): Promise<void> {
    await project(tx, records, {
      table: tables.ordersOrders,
      rowOf: rows.orderRow,
      changeKeyOf: whole,
    });
  }

  @OnBatch(storefrontProjection, 'erp.taxes')
  async onTaxes({ records, tx }: Batch<'erp.taxes'>): Promise<void> {
    await project(tx, records, { table: tables.erpTaxes, rowOf: rows.taxRow });
  }

  @OnBatch(storefrontProjection, 'integration.flows')
  async onFlows({ records, tx }: Batch<'integration.flows'>): Promise<void> {
    await project(tx, records, { table: tables.integrationFlows, rowOf: rows.flowRow });
  }

  @OnBatch(storefrontProjection, 'customers.accounts')
  async onAccounts({ records, tx }: Batch<'customers.accounts'>): Promise<void> {
    await project(tx, records, { table: tables.customersAccounts, rowOf: rows.accountRow });
  }
}

interface StateRecord<V> extends Pick<RecordHead, 'topic' | 'key' | 'sequence' | 'time' | 'traceparent'> {
  readonly value: V | null;
}

interface Projected<V> {
  table: StateTable;
  rowOf: (value: V) => Record<string, unknown>;
  /** The key that a change of a record is announced under; without it, a change is one of the whole topic. */
  changeKeyOf?: (key: string) => string;
}

async function project<V>(
  tx: Tx,
  records: readonly StateRecord<V>[],
  { table, rowOf, changeKeyOf = () => '' }: Projected<V>,
): Promise<void> {
  const given = records.map((record) => ({
    ...keyColumns(table, record.key),
    ...(record.value === null ? {} : rowOf(record.value)),
    version: record.sequence,
    deleted: record.value === null,
    record,
  }));
  const newer = await upsertNewest(tx, table, given);
  const changes = newer.map(({ record: { topic, key, time, traceparent } }) => ({
    topic: topic as ChangedTopic,
    key: changeKeyOf(key),
    time,
    ...(traceparent !== undefined && isSampled(traceparent) && { traceparent }),
  }));
  for (const payload of encodeChanges(changes)) tx.notify(changesChannel, payload);
}

/** The parts of a record's key are the table's key columns, in the same order. */
function keyColumns(table: StateTable, key: string): Record<string, string> {
  const parts = key.split('|');
  return Object.fromEntries(table.key.map((column, index) => [column, parts[index] ?? '']));
}

function whole(key: string): string {
  return key;
}

function skuOf(key: string): string {
  return key.split('|', 1)[0] ?? '';
}
