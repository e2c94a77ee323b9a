import { Controller } from '@nestjs/common';
import { type Batch, OnBatch, projection, upsertCopy } from '@throughline/messaging';
import { erpSources } from './pricing.tables.ts';

const group = projection('pricing.sources', { tables: [erpSources.table] });

/** Keeps what back offices say of themselves. */
@Controller()
export class SourcesProjection {
  @OnBatch(group, 'erp.sources')
  async onSources({ records, tx }: Batch<'erp.sources'>): Promise<void> {
    await upsertCopy(tx, erpSources, records);
  }
}
