import { Controller } from '@nestjs/common';
import { OnBatch, projection, upsertCopy } from '@throughline/messaging';
import type { Batch, Copy, Received } from '@throughline/messaging';
import type { Tx } from '@throughline/persistence';
import { isSampled } from '@throughline/telemetry';
import { changesChannel, encodeChanges } from './changes.ts';
import type { ChangedTopic } from './changes.ts';
import * as copies from './projection.tables.ts';

export const storefrontProjection = projection('storefront.projection', {
  tables: Object.values(copies).map(({ table }) => table),
  expiring: [copies.pricingPrices.table],
});

/** Keeps copies of what other services publish, and tells all replicas what changed. */
@Controller()
export class StorefrontProjection {
  @OnBatch(storefrontProjection, 'catalog.products')
  async onProducts({ records, tx }: Batch<'catalog.products'>): Promise<void> {
    await project(tx, copies.catalogProducts, records, whole);
  }

  @OnBatch(storefrontProjection, 'inventory.availability')
  async onAvailability({ records, tx }: Batch<'inventory.availability'>): Promise<void> {
    await project(tx, copies.inventoryAvailability, records, whole);
  }

  @OnBatch(storefrontProjection, 'inventory.locations')
  async onLocations({ records, tx }: Batch<'inventory.locations'>): Promise<void> {
    await project(tx, copies.inventoryLocations, records, skuOf);
  }

  @OnBatch(storefrontProjection, 'pricing.prices')
  async onPrices({ records, tx }: Batch<'pricing.prices'>): Promise<void> {
    await project(tx, copies.pricingPrices, records, skuOf);
  }

  @OnBatch(storefrontProjection, 'orders.orders')
  async onOrders({ records, tx }: Batch<'orders.orders'>): Promise<void> {
    await project(tx, copies.ordersOrders, records, whole);
  }

  @OnBatch(storefrontProjection, 'orders.recipients')
  async onRecipients({ records, tx }: Batch<'orders.recipients'>): Promise<void> {
    // Said of the order: the address is a part of what its page shows.
    await announce(tx, 'orders.orders', await upsertCopy(tx, copies.ordersRecipients, records), whole);
  }

  @OnBatch(storefrontProjection, 'erp.taxes')
  async onTaxes({ records, tx }: Batch<'erp.taxes'>): Promise<void> {
    await project(tx, copies.erpTaxes, records, nothing);
  }

  @OnBatch(storefrontProjection, 'integration.flows')
  async onFlows({ records, tx }: Batch<'integration.flows'>): Promise<void> {
    await project(tx, copies.integrationFlows, records, nothing);
  }

  @OnBatch(storefrontProjection, 'erp.sources')
  async onSources({ records, tx }: Batch<'erp.sources'>): Promise<void> {
    await project(tx, copies.erpSources, records, nothing);
  }

  @OnBatch(storefrontProjection, 'customers.accounts')
  async onAccounts({ records, tx }: Batch<'customers.accounts'>): Promise<void> {
    await project(tx, copies.customersAccounts, records, nothing);
  }
}

/** @param changeKeyOf the key that a change of a record is announced under */
async function project<T extends ChangedTopic>(
  tx: Tx,
  copy: Copy<T>,
  records: readonly Received<T>[],
  changeKeyOf: (key: string) => string,
): Promise<void> {
  await announce(tx, copy.topic, await upsertCopy(tx, copy, records), changeKeyOf);
}

async function announce(
  tx: Tx,
  topic: ChangedTopic,
  records: readonly { key: string; time: Date; traceparent?: string | undefined }[],
  changeKeyOf: (key: string) => string,
): Promise<void> {
  const changes = records.map(({ key, time, traceparent }) => ({
    topic,
    key: changeKeyOf(key),
    time,
    ...(traceparent !== undefined && isSampled(traceparent) && { traceparent }),
  }));
  for (const payload of encodeChanges(changes)) tx.notify(changesChannel, payload);
}

function whole(key: string): string {
  return key;
}

function skuOf(key: string): string {
  return key.split('|', 1)[0] ?? '';
}

/** A change is one of the topic as a whole. */
function nothing(): string {
  return '';
}
