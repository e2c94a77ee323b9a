import { Controller } from '@nestjs/common';
import { type Batch, OnBatch, upsertNewest, projection } from '@throughline/messaging';
import { PendingOrdersJob } from './pending-orders.job.ts';
import { catalogProducts, customersAccounts, pricingPrices } from './reference.tables.ts';

const group = projection('orders.reference', {
  tables: ['catalog_products', 'pricing_prices', 'customers_accounts'],
});

@Controller()
export class ReferenceProjection {
  constructor(private readonly pending: PendingOrdersJob) {}

  @OnBatch(group, 'catalog.products')
  async onProducts({ records, tx }: Batch<'catalog.products'>): Promise<void> {
    const rows = records.map(({ key, sequence, value }) => {
      return { sku: key, version: sequence, deleted: value === null };
    });
    await upsertNewest(tx, catalogProducts, rows);
    tx.afterCommit(() => this.pending.wake());
  }

  @OnBatch(group, 'pricing.prices')
  async onPrices({ records, tx }: Batch<'pricing.prices'>): Promise<void> {
    const rows = records.map(({ key, sequence, value }) => {
      const [sku = '', price_version = ''] = key.split('|');
      return {
        sku,
        price_version,
        list: value?.list,
        kind: value?.kind,
        currency: value?.currency,
        amount: value?.amount,
        tax_included: value?.taxIncluded,
        unit: value?.unit,
        min_quantity: value?.minQuantity,
        valid_from: value?.validFrom,
        valid_to: value?.validTo,
        price_group: value?.group,
        account: value?.account,
        version: sequence,
        deleted: value === null,
      };
    });
    await upsertNewest(tx, pricingPrices, rows);
    tx.afterCommit(() => this.pending.wake());
  }

  @OnBatch(group, 'customers.accounts')
  async onAccounts({ records, tx }: Batch<'customers.accounts'>): Promise<void> {
    const rows = records.map(({ key, sequence, value }) => ({
      account: key,
      erp_source: value?.erpSource,
      erp_number: value?.erpNumber,
      price_group: value?.priceGroup,
      country: value?.country,
      blocked: value?.blocked,
      version: sequence,
      deleted: value === null,
    }));
    await upsertNewest(tx, customersAccounts, rows);
    tx.afterCommit(() => this.pending.wake());
  }
}
