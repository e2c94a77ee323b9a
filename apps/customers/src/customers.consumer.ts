import { Controller } from '@nestjs/common';
import { parseKey } from '@throughline/events';
import { type Batch, OnBatch, OnRestore, causedBy, decision } from '@throughline/messaging';
import { type CustomerChange, CustomersService } from './customers.service.ts';
import { hear } from './customers.tables.ts';

/** Account numbers are given once and for good, which makes this a decision. */
const group = decision('customers.accounts');

@Controller()
export class CustomersConsumer {
  constructor(private readonly customers: CustomersService) {}

  @OnBatch(group, 'erp.customers')
  async onErpCustomers({ records, tx }: Batch<'erp.customers'>): Promise<void> {
    const inOrder = records.toSorted((a, b) => a.sequence - b.sequence);
    const newest = [...new Map(inOrder.map((record) => [record.key, record])).values()];
    const heard = newest.map((record) => ({
      ...parseKey('erp.customers', record.key),
      sequence: record.sequence,
      record,
    }));
    const news = new Set((await hear(tx, heard)).map(({ source, number }) => `${source}|${number}`));
    const changes = heard
      .filter(({ record }) => news.has(record.key))
      .map(({ source, number, record }): CustomerChange => {
        return { source, number, customer: record.value, time: record.time, ...causedBy(record) };
      });
    await this.customers.apply(tx, changes);
  }

  @OnRestore('customers.accounts')
  async onRestored({ records, tx }: Batch<'customers.accounts'>): Promise<void> {
    await this.customers.takeOver(tx, records);
  }
}
