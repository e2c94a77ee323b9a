import { Controller } from '@nestjs/common';
import { type Batch, OnBatch, OnRestore, decision } from '@throughline/messaging';
import { InventoryService } from './inventory.service.ts';
import { type OrderRecord, orderTypes } from './order-facts.tables.ts';
import type { DecidedRecord } from './unit-of-work.ts';

/** Stock has a group of its own, so that a flood of statements does not make a shopper wait. */
const stock = decision('inventory.stock');
const orders = decision('inventory.orders');

@Controller()
export class InventoryConsumer {
  constructor(private readonly inventory: InventoryService) {}

  @OnBatch(stock, 'erp.locations')
  async onErpLocations({ records, tx }: Batch<'erp.locations'>): Promise<void> {
    await this.inventory.applyLocations(tx, records);
  }

  @OnBatch(stock, 'erp.stock')
  async onErpStock({ records, tx }: Batch<'erp.stock'>): Promise<void> {
    await this.inventory.applyStock(tx, records);
  }

  @OnBatch(stock, 'catalog.products')
  async onProducts({ records, tx }: Batch<'catalog.products'>): Promise<void> {
    await this.inventory.applyPolicies(tx, records);
  }

  @OnBatch(orders, 'orders.events', orderTypes)
  async onOrders({ records, tx }: Batch<'orders.events', OrderRecord['type']>): Promise<void> {
    await this.inventory.applyOrders(tx, records);
  }

  /** Releases and settlements follow from what is read again. */
  @OnRestore('inventory.reservations', ['StockReserved', 'StockRefused'])
  async onRestored({ records, tx }: Batch<'inventory.reservations', DecidedRecord['type']>): Promise<void> {
    await this.inventory.takeOver(tx, records);
  }
}
