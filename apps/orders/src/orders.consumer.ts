import { Controller } from '@nestjs/common';
import { type Batch, OnBatch, type Received, decision } from '@throughline/messaging';
import { isSampled } from '@throughline/telemetry';
import {
  type DocumentWithdrawn,
  type FactRecord,
  type FactTopic,
  isDocumentTopic,
  withdrawn,
} from './documents/facts.ts';
import { OrdersService } from './orders.service.ts';

/** Each source of facts has a group of its own, so that none makes another wait. */
const requests = decision('orders.requests');
const reservations = decision('orders.reservations');
const backOffice = decision('orders.back-office', { lingerMs: 250 });

@Controller()
export class OrdersConsumer {
  constructor(private readonly orders: OrdersService) {}

  @OnBatch(requests, 'orders.requests')
  async onRequests({ records, tx }: Batch<'orders.requests'>): Promise<void> {
    await this.orders.applyRecords(tx, recordsOf(records));
  }

  @OnBatch(reservations, 'inventory.reservations', ['StockReserved', 'StockRefused'])
  async onReservations({
    records,
    tx,
  }: Batch<'inventory.reservations', 'StockReserved' | 'StockRefused'>): Promise<void> {
    await this.orders.applyRecords(tx, recordsOf(records));
  }

  @OnBatch(backOffice, 'erp.exports')
  async onErpExports({ records, tx }: Batch<'erp.exports'>): Promise<void> {
    await this.orders.applyRecords(tx, recordsOf(records));
  }

  @OnBatch(backOffice, 'erp.orders')
  async onErpOrders({ records, tx }: Batch<'erp.orders'>): Promise<void> {
    await this.orders.applyRecords(tx, recordsOf(records));
  }

  @OnBatch(backOffice, 'erp.invoices')
  async onErpInvoices({ records, tx }: Batch<'erp.invoices'>): Promise<void> {
    await this.orders.applyRecords(tx, recordsOf(records));
  }
}

function recordsOf(records: readonly Received<FactTopic>[]): (FactRecord | DocumentWithdrawn)[] {
  return records.flatMap((record): (FactRecord | DocumentWithdrawn)[] => {
    const { topic, traceparent } = record;
    if (record.value === null) return isDocumentTopic(topic) ? [withdrawn(topic, record)] : [];
    const journey = traceparent !== undefined && isSampled(traceparent) ? { journey: traceparent } : {};
    return [{ ...(record as FactRecord), ...journey } as FactRecord];
  });
}
