import { Controller } from '@nestjs/common';
import { type Batch, OnBatch, projection, upsertCopy } from '@throughline/messaging';
import { PendingOrdersJob } from '../jobs/pending-orders.job.ts';
import {
  catalogProducts,
  customersAccounts,
  erpSources,
  ofTheVersionBefore,
  pricingPrices,
} from './reference.tables.ts';

const group = projection('orders.reference', {
  tables: [catalogProducts.table, pricingPrices.table, customersAccounts.table, erpSources.table],
  // An order that names a version which was gone for so long waits for it as for one that never was, and is rejected.
  expiring: [pricingPrices.table],
  ignore: { [customersAccounts.table]: ofTheVersionBefore },
});

@Controller()
export class ReferenceProjection {
  constructor(private readonly pending: PendingOrdersJob) {}

  @OnBatch(group, 'catalog.products')
  async onProducts({ records, tx }: Batch<'catalog.products'>): Promise<void> {
    await upsertCopy(tx, catalogProducts, records);
    tx.afterCommit(() => this.pending.wake());
  }

  @OnBatch(group, 'pricing.prices')
  async onPrices({ records, tx }: Batch<'pricing.prices'>): Promise<void> {
    await upsertCopy(tx, pricingPrices, records);
    tx.afterCommit(() => this.pending.wake());
  }

  @OnBatch(group, 'customers.accounts')
  async onAccounts({ records, tx }: Batch<'customers.accounts'>): Promise<void> {
    await upsertCopy(tx, customersAccounts, records);
    tx.afterCommit(() => this.pending.wake());
  }

  @OnBatch(group, 'erp.sources')
  async onSources({ records, tx }: Batch<'erp.sources'>): Promise<void> {
    await upsertCopy(tx, erpSources, records);
  }
}
