import { Controller } from '@nestjs/common';
import { type Batch, OnBatch, OnRestore, causedBy, decision } from '@throughline/messaging';
import { CatalogService } from './catalog.service.ts';
import { type ItemRow, saveItems } from './catalog.tables.ts';

/** One group keeps the items and decides about products, so that neither is ever behind the other. */
const group = decision('catalog.products');

@Controller()
export class CatalogConsumer {
  constructor(private readonly catalog: CatalogService) {}

  @OnBatch(group, 'erp.items')
  async onErpItems({ records, tx }: Batch<'erp.items'>): Promise<void> {
    const newest = new Map(
      records.toSorted((a, b) => a.sequence - b.sequence).map((record) => [record.key, record]),
    );
    const rows = [...newest.values()].map(({ key, sequence, value }): ItemRow => {
      const { source, code } = value ?? itemKey(key);
      return { source, code, item: value, version: sequence, deleted: value === null };
    });
    const changed = await saveItems(tx, rows);
    await this.catalog.followItems(tx, changed, ({ source, code }) => {
      const record = newest.get(`${source}|${code}`);
      if (!record) throw new TypeError(`no record of ${source}|${code}`);
      return { time: record.time, ...causedBy(record) };
    });
  }

  @OnRestore('catalog.products')
  async onRestored({ records, tx }: Batch<'catalog.products'>): Promise<void> {
    await this.catalog.takeOver(tx, records);
  }
}

function itemKey(key: string): { source: string; code: string } {
  const [source = '', code = ''] = key.split('|');
  return { source, code };
}
