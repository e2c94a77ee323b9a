import { Controller } from '@nestjs/common';
import { type Batch, OnBatch, OnRestore, decision } from '@throughline/messaging';
import { CatalogService } from './catalog.service.ts';

/** One group keeps the items and decides about products, so that neither is ever behind the other. */
const group = decision('catalog.products');

@Controller()
export class CatalogConsumer {
  constructor(private readonly catalog: CatalogService) {}

  @OnBatch(group, 'erp.items')
  async onErpItems({ records, tx }: Batch<'erp.items'>): Promise<void> {
    await this.catalog.applyItems(tx, records);
  }

  @OnRestore('catalog.products')
  async onRestored({ records, tx }: Batch<'catalog.products'>): Promise<void> {
    await this.catalog.takeOver(tx, records);
  }
}
