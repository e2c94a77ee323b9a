import { Injectable } from '@nestjs/common';
import { Outbox } from '@throughline/messaging';
import { type Tx, transaction } from '@throughline/persistence';
import { AuditLog, type User } from '@throughline/service';
import { logger } from '@throughline/telemetry';
import { DataSource } from 'typeorm';
import { skusOf } from '../exports/export.ts';
import { obstacleOf, toldOf } from '../exports/exporter.ts';
import {
  type ExportRow,
  type Move,
  changedOnPaper,
  moveExports,
  noteCancellations,
  printableExports,
} from '../exports/exports.tables.ts';
import { isWhollyCancelled } from '../exports/export.ts';
import { itemKeysOf } from '../exports/item-keys.queries.ts';
import { SourceRegistry } from '../sources/registry.ts';
import { itemFacts } from './item-facts.ts';
import { publishKeyed } from './keyed-documents.tables.ts';
import {
  type BatchChange,
  type BatchFilter,
  type BatchLanguage,
  type BatchPlace,
  type ItemFacts,
  type OrderBatch,
  largestBatch,
  matches,
  placeOf,
} from './order-batch.ts';
import { type WaitingOrder, lockBatches, saveBatch, waitingOrders } from './order-batches.tables.ts';

/** Orders looked through for those that a batch takes. */
const lookedThrough = 5_000;

/** Orders go to the back office by its connector, and not on paper. */
export class NotByHand extends Error {
  override readonly name = 'NotByHand';
}

/** No order waits that the batch would take, and nothing is to be said of those of earlier ones. */
export class NothingWaits extends Error {
  override readonly name = 'NothingWaits';
}

/** Where items are cannot be asked now, and the batch is to have those of one place or family only. */
export class PlacesUnknown extends Error {
  override readonly name = 'PlacesUnknown';
}

/** Puts orders on paper. */
@Injectable()
export class OrderBatches {
  constructor(
    private readonly dataSource: DataSource,
    private readonly outbox: Outbox,
    private readonly sources: SourceRegistry,
    private readonly audit: AuditLog,
  ) {}

  /**
   * Takes the orders that wait, at most {@link largestBatch}; those that come later go into the next.
   * @throws NotByHand, NothingWaits, PlacesUnknown
   */
  async make(filter: BatchFilter, language: BatchLanguage, user: User): Promise<OrderBatch> {
    const { ordersGoTo: source, ordersGoByHand } = this.sources;
    if (source === null) throw new NotByHand('No source takes orders yet');
    if (!ordersGoByHand) throw new NotByHand(`Orders go to ${source} by its connector`);
    const waiting = await transaction(this.dataSource, (tx) => waitingOrders(tx, source, lookedThrough));
    const items = await this.factsFor(waiting, filter);
    const places = new Map(
      waiting
        .map(({ order, placed }) => [order, placeOf(placed, items)] as const)
        .filter(([, place]) => matches(filter, place))
        .slice(0, largestBatch),
    );
    return transaction(this.dataSource, async (tx) => {
      await lockBatches(tx, source);
      const batch = await this.print(tx, source, { filter, language, user, places });
      const details = { ...filter, language };
      await this.audit.record(tx, {
        ...{ actor: user, action: 'make-order-batch', target: `order-batch ${batch.id}`, details },
      });
      return batch;
    });
  }

  /** What sources say of the items; nothing when they cannot be asked and it does not matter which orders are taken. */
  private async factsFor(
    waiting: readonly WaitingOrder[],
    { location, family }: BatchFilter,
  ): Promise<ReadonlyMap<string, ItemFacts>> {
    const skus = [...new Set(waiting.flatMap(({ placed }) => placed.lines.map(({ sku }) => sku)))];
    if (skus.length === 0) return new Map();
    try {
      return await itemFacts(this.sources.all, skus, (source) =>
        transaction(this.dataSource, (tx) => itemKeysOf(tx, source, skus)),
      );
    } catch (error) {
      if (location !== null || family !== null)
        throw new PlacesUnknown('Where items are cannot be asked now', { cause: error });
      logger.warn({ err: error }, 'A batch is printed without locations and families');
      return new Map();
    }
  }

  private async print(
    tx: Tx,
    source: string,
    {
      filter,
      language,
      user,
      places,
    }: { filter: BatchFilter; language: BatchLanguage; user: User; places: ReadonlyMap<string, BatchPlace> },
  ): Promise<OrderBatch> {
    const rows = await printableExports(tx, source, [...places.keys()]);
    // What became of an order since it was put up is seen here: it goes no further.
    const kept = rows.filter((row) => row.state !== 'sent' && obstacleOf(row) !== null);
    await moveExports(
      tx,
      this.outbox,
      source,
      kept.flatMap((row) => obstacleOf(row) ?? []),
    );
    const printed = rows.filter((row) => !kept.includes(row) && row.customer !== null);
    const changed = await changedOnPaper(tx, source);
    if (printed.length + changed.length === 0) throw new NothingWaits('No order waits for a clerk');
    const keys = await itemKeysOf(
      tx,
      source,
      printed.flatMap(({ document }) => skusOf(document)),
    );
    const batch = await saveBatch(
      tx,
      { source, language, ...filter, madeBy: user.subject },
      inGroups(
        printed.map((row) => ({
          ...{ location: null, family: null, familyName: null, ...places.get(row.order) },
          ...{ order: row.order, customer: row.customer ?? '', inDoubt: row.state === 'sent' },
          items: Object.fromEntries(skusOf(row.document).flatMap((sku) => otherKey(sku, keys.get(sku)))),
          cancelled: row.cancelled.map(({ line, quantity }) => ({ line, quantity })),
        })),
      ),
      changed.map(changeOf),
    );
    await moveExports(
      tx,
      this.outbox,
      source,
      printed.map((row): Move => ({ order: row.order, state: 'sent', waitsFor: 'clerk', told: toldOf(row) })),
    );
    await noteCancellations(
      tx,
      source,
      changed.map(({ order, cancellations, cancelled }) => ({ order, cancellations, lines: cancelled })),
    );
    await publishKeyed(
      tx,
      this.outbox,
      source,
      changed.map(({ order }) => order),
    );
    return batch;
  }
}

function otherKey(sku: string, key: string | undefined): [string, string][] {
  return key === undefined || key === sku ? [] : [[sku, key]];
}

/** By location and family; those of none last. In a group they stay in the order of their confirmation. */
function inGroups<Order extends BatchPlace>(orders: readonly Order[]): Order[] {
  const rank = (code: string | null) => (code === null ? 1 : 0);
  const compared = (a: string | null, b: string | null) =>
    rank(a) - rank(b) || ((a ?? '') < (b ?? '') ? -1 : (a ?? '') > (b ?? '') ? 1 : 0);
  return orders.toSorted((a, b) => compared(a.location, b.location) || compared(a.family, b.family));
}

/** What is not wanted any more of an order on paper, whoever cancelled it. */
function changeOf(row: ExportRow & { batch: number }): BatchChange {
  const cancelled = new Map(row.cancelled.map(({ line, quantity }) => [line, quantity]));
  return {
    ...{ order: row.order, earlier: row.batch, erpNumber: row.erpNumber },
    whole: isWhollyCancelled(row.document, cancelled),
    lines: row.document.lines.flatMap(({ line, sku, quantity }) => {
      const units = Math.min(quantity, cancelled.get(line) ?? 0);
      return units > 0 ? [{ line, sku, quantity: units }] : [];
    }),
  };
}
