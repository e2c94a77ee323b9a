import { Controller } from '@nestjs/common';
import { type Batch, OnBatch, OnRestore, decision } from '@throughline/messaging';
import { CatalogService } from './catalog.service.ts';
import { pricingPrices } from './catalog.tables.ts';

/** One group keeps items, prices and taxes and decides about products, so that none is ever behind another. */
const group = decision('catalog.products', { expiring: [pricingPrices.table] });

@Controller()
export class CatalogConsumer {
  constructor(private readonly catalog: CatalogService) {}

  @OnBatch(group, 'erp.items')
  async onErpItems({ records, tx }: Batch<'erp.items'>): Promise<void> {
    await this.catalog.applyItems(tx, records);
  }

  @OnBatch(group, 'pricing.prices')
  async onPrices({ records, tx }: Batch<'pricing.prices'>): Promise<void> {
    await this.catalog.applyPrices(tx, records);
  }

  @OnBatch(group, 'erp.taxes')
  async onTaxes({ records, tx }: Batch<'erp.taxes'>): Promise<void> {
    await this.catalog.applyTaxes(tx, records);
  }

  @OnRestore('catalog.products')
  async onRestored({ records, tx }: Batch<'catalog.products'>): Promise<void> {
    await this.catalog.takeOver(tx, records);
  }
}
