import { Controller } from '@nestjs/common';
import { parseKey } from '@throughline/events';
import { type Batch, OnBatch, OnRestore, causedBy, decision } from '@throughline/messaging';
import { versionOf } from './price-version.ts';
import { type PriceStatement, PricingService } from './pricing.service.ts';
import { type PriceKey, hear } from './pricing.tables.ts';

/** Decides rather than projects: the history it keeps is not in the log, which holds the newest of each key. */
const group = decision('pricing.prices');

@Controller()
export class PricingConsumer {
  constructor(private readonly pricing: PricingService) {}

  /** Record by record of a price, since each may begin a version: a batch gives what its records would give one by one. */
  @OnBatch(group, 'erp.prices')
  async onErpPrices({ records, tx }: Batch<'erp.prices'>): Promise<void> {
    for (const round of roundsOf(records)) {
      const heard = round.map((record) => ({ ...priceKey(record.key), sequence: record.sequence, record }));
      const news = new Set((await hear(tx, heard)).map(({ sku, version }) => `${sku}|${version}`));
      const statements = heard
        .filter(({ sku, version }) => news.has(`${sku}|${version}`))
        .map(({ sku, version, record: { value, time, ...record } }): PriceStatement => {
          return { sku, version, stated: value, time, ...causedBy(record) };
        });
      await this.pricing.apply(tx, statements);
    }
  }

  @OnRestore('pricing.prices')
  async onRestored({ records, tx }: Batch<'pricing.prices'>): Promise<void> {
    await this.pricing.takeOver(tx, records);
  }
}

/** The first record of each key, the second of each, and so on, by their sequence. */
function roundsOf<R extends { key: string; sequence: number }>(records: readonly R[]): R[][] {
  const rounds: R[][] = [];
  for (const ofKey of Map.groupBy(records, ({ key }) => key).values())
    for (const [round, record] of ofKey.toSorted((a, b) => a.sequence - b.sequence).entries())
      (rounds[round] ??= []).push(record);
  return rounds;
}

/** The key of a back office's price, `source|sku|version`, as that of our first version of it. */
function priceKey(key: string): PriceKey {
  const { source, sku, version } = parseKey('erp.prices', key);
  return { sku, version: versionOf(source, version) };
}
