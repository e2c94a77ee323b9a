import { Controller } from '@nestjs/common';
import { parseKey } from '@throughline/events';
import { type Batch, OnBatch, causedBy, decision } from '@throughline/messaging';
import { versionOf } from './price-version.ts';
import { type PriceChange, PricingService } from './pricing.service.ts';
import { type PriceKey, hear } from './pricing.tables.ts';

/** Decides rather than projects: the history it keeps is not in the log, which holds the newest of each key. */
const group = decision('pricing.prices');

@Controller()
export class PricingConsumer {
  constructor(private readonly pricing: PricingService) {}

  @OnBatch(group, 'erp.prices')
  async onErpPrices({ records, tx }: Batch<'erp.prices'>): Promise<void> {
    const inOrder = records.toSorted((a, b) => a.sequence - b.sequence);
    const newest = [...new Map(inOrder.map((record) => [record.key, record])).values()];
    const heard = newest.map((record) => ({ ...priceKey(record.key), sequence: record.sequence, record }));
    const news = new Set((await hear(tx, heard)).map(({ sku, version }) => `${sku}|${version}`));
    const changes = heard
      .filter(({ sku, version }) => news.has(`${sku}|${version}`))
      .map(({ sku, version, record }): PriceChange => {
        const command = { type: 'ApplyPrice', stated: record.value, at: record.time } as const;
        return { sku, version, command, time: record.time, ...causedBy(record) };
      });
    await this.pricing.apply(tx, changes);
  }
}

/** The key of a back office's price, `source|sku|version`, as ours. */
function priceKey(key: string): PriceKey {
  const { source, sku, version } = parseKey('erp.prices', key);
  return { sku, version: versionOf(source, version) };
}
