import { Injectable } from '@nestjs/common';
import { type CalendarDate, parseKey } from '@throughline/events';
import { Outbox, type Outgoing, type Received, upsertCopy } from '@throughline/messaging';
import type { Tx } from '@throughline/persistence';
import { calendarDateIn } from '@throughline/order-rules';
import { Clock, ServiceConfig } from '@throughline/service';
import { locationStockOf, policyOf, restated } from './availability.ts';
import { dueFrom } from './deliveries.ts';
import { claimedSkus, lock, saveLedger } from './holdings.tables.ts';
import type { environment } from './inventory.environment.ts';
import type { Ledger, LineUnits, ReservationFact } from './ledger.ts';
import { anyKits, saveLevels, skusWithDeliveriesBefore } from './levels.tables.ts';
import { needsOf } from './reservation.ts';
import {
  type OrderRecord,
  acknowledge,
  complete,
  isUnderWay,
  keepShipments,
  shippedOf,
} from './order-facts.tables.ts';
import {
  type Standing,
  type StockKey,
  erpLocations,
  erpStock,
  lockLocations,
  nextVersions,
  skusAt,
  standingsOf,
} from './stock.tables.ts';
import { type Cause, type DecidedRecord, UnitOfWork, causeOf } from './unit-of-work.ts';

/** SKUs of a location that are computed anew by one statement each: a location may hold every SKU there is. */
const skusAtOnce = 1_000;

const releasing = ['OrderCancelled', 'OrderRejected', 'OrderAmended', 'OrderCompleted'];

@Injectable()
export class InventoryService {
  constructor(
    private readonly outbox: Outbox,
    private readonly clock: Clock,
    private readonly config: ServiceConfig<typeof environment>,
  ) {}

  /** Takes deliveries that should have come out of what is promised. @returns how many SKUs had such */
  async dropPastDeliveries(tx: Tx): Promise<number> {
    const today = this.today();
    const skus = await skusWithDeliveriesBefore(tx, today, 1_000);
    if (skus.length === 0) return 0;
    const work = new UnitOfWork(await lock(tx, skus, []));
    const { levels } = work.locked.ledger;
    for (const sku of skus) {
      const level = levels.get(sku);
      if (level) levels.set(sku, { ...level, incoming: dueFrom(today, level.incoming) });
    }
    await this.write(tx, work);
    return skus.length;
  }

  private today(): CalendarDate {
    return calendarDateIn(this.config.own.SELLER_TIME_ZONE, this.clock.now());
  }

  /** Decides a batch of order facts, one after the other. */
  async applyOrders(tx: Tx, records: readonly OrderRecord[]): Promise<void> {
    const relevant = records.filter((record) => !isUnderWay(record));
    if (relevant.length === 0) return;
    const placed = relevant.flatMap((record) => (record.type === 'OrderPlaced' ? record.value.lines : []));
    const giving = relevant.filter(({ type }) => releasing.includes(type)).map(({ key }) => key);
    const skus = [...placed.flatMap(needsOf).map(({ sku }) => sku), ...(await claimedSkus(tx, giving))];
    const locked = await lock(
      tx,
      skus,
      relevant.map(({ key }) => key),
    );
    await keepShipments(tx, relevant);
    const left = await shippedOf(tx, giving);
    const work = new UnitOfWork(locked);
    const at = this.clock.now();
    const today = this.today();
    for (const record of relevant)
      work.add(factsOf(locked.ledger, record, left.get(record.key) ?? [], { at, today }), causeOf(record));
    await this.write(tx, work);
    await Promise.all([acknowledge(tx, relevant), complete(tx, relevant)]);
  }

  /** After a restore, takes over what was promised and refused of orders that this database does not know. */
  async takeOver(tx: Tx, records: readonly DecidedRecord[]): Promise<void> {
    const reserved = records.flatMap(({ type, value }) => (type === 'StockReserved' ? value.lines : []));
    const work = new UnitOfWork(
      await lock(
        tx,
        reserved.map(({ sku }) => sku),
        records.map(({ key }) => key),
      ),
    );
    for (const record of records) work.takeOver(record);
    await this.write(tx, work);
  }

  /** Takes statements of stock and settles the reservations that they no longer contain. */
  async applyStock(tx: Tx, records: readonly Received<'erp.stock'>[]): Promise<void> {
    await lockLocations(tx, 'shared');
    const watermarks = records.flatMap(({ value }) => value?.watermark ?? []);
    const skus = records.map(({ key }) => parseKey('erp.stock', key).sku);
    const locked = await lock(
      tx,
      skus,
      watermarks.map(({ order }) => order),
    );
    const work = new UnitOfWork(locked);
    const causes = new Map(records.map((record) => [record.key, causeOf(record)]));
    const causeOfKey = ({ source, sku, location }: StockKey) => causes.get(`${source}|${sku}|${location}`);

    const newer = await upsertCopy(tx, erpStock, records);
    const stated = newer.map(({ key }) => parseKey('erp.stock', key));
    await this.restate(tx, work, stated, causeOfKey);
    const at = this.clock.now();
    for (const record of records) {
      const lines = record.value?.watermark;
      if (lines && lines.length > 0)
        work.add(locked.ledger.watermark(lines, parseKey('erp.stock', record.key), at), causeOf(record));
    }
    await this.write(tx, work);
  }

  /** Takes over the names of locations and whether they serve the web, and computes every SKU that they hold anew, page by page. */
  async applyLocations(tx: Tx, records: readonly Received<'erp.locations'>[]): Promise<void> {
    await lockLocations(tx, 'alone');
    const newer = await upsertCopy(tx, erpLocations, records);
    const last = records.at(-1);
    for (const { key } of newer) {
      const place = parseKey('erp.locations', key);
      let skus = await skusAt(tx, place, '', skusAtOnce);
      for (; skus.length > 0; skus = await skusAt(tx, place, skus.at(-1) ?? '', skusAtOnce)) {
        const work = new UnitOfWork(await lock(tx, skus, []));
        const stated = skus.map((sku) => ({ source: place.source, sku, location: place.code }));
        await this.restate(tx, work, stated, () => last && causeOf(last));
        await this.write(tx, work);
      }
    }
  }

  /** Takes over from the catalog what a SKU does at zero stock, and what kits are put together of. */
  async applyPolicies(tx: Tx, records: readonly Received<'catalog.products'>[]): Promise<void> {
    const products = records.map(({ key }) => key);
    const components = records.flatMap(({ value }) => policyOf(value).components).map(({ sku }) => sku);
    const recipes = components.length > 0 || (await anyKits(tx, products)) ? 'alone' : 'shared';
    const locked = await lock(tx, [...products, ...components], [], recipes);
    const work = new UnitOfWork(locked);
    for (const record of records) {
      const level = locked.ledger.levels.get(record.key);
      if (!level || record.sequence <= (locked.policies.get(record.key) ?? 0)) continue;
      locked.policies.set(record.key, record.sequence);
      locked.ledger.levels.set(record.key, { ...level, ...policyOf(record.value) });
      work.cause(record.key, causeOf(record));
    }
    await this.write(tx, work);
  }

  /** Computes the levels of stated SKUs anew and publishes the stock of the locations concerned. */
  private async restate(
    tx: Tx,
    work: UnitOfWork,
    stated: readonly StockKey[],
    causeOfKey: (key: StockKey) => Cause | undefined,
  ): Promise<void> {
    if (stated.length === 0) return;
    const { levels } = work.locked.ledger;
    const today = this.today();
    const standings = await standingsOf(tx, [...new Set(stated.map(({ sku }) => sku))]);
    const bySku = Map.groupBy(standings, ({ statement }) => statement.sku);
    for (const [sku, all] of bySku) {
      const level = levels.get(sku);
      if (!level) continue;
      const serving = all.filter(({ deleted, place }) => !deleted && place?.servesWeb);
      levels.set(
        sku,
        restated(
          level,
          serving.map(({ statement }) => statement),
          today,
        ),
      );
    }
    for (const key of stated) work.cause(key.sku, causeOfKey(key));
    await this.publishLocations(tx, standings, stated, causeOfKey);
  }

  private async publishLocations(
    tx: Tx,
    standings: readonly Standing[],
    stated: readonly StockKey[],
    causeOfKey: (key: StockKey) => Cause | undefined,
  ): Promise<void> {
    const wanted = new Set(stated.map(({ source, sku, location }) => `${source}|${sku}|${location}`));
    const shown = standings.filter(({ statement: { source, sku, location }, deleted, place }) => {
      return (deleted || place !== null) && wanted.has(`${source}|${sku}|${location}`);
    });
    if (shown.length === 0) return;
    const versions = await nextVersions(
      tx,
      shown.map(({ statement }) => statement),
    );
    const records = shown.map(({ statement, deleted, place }): Outgoing<'inventory.locations'> => {
      const { source, sku, location } = statement;
      const cause = causeOfKey(statement);
      return {
        type: 'LocationStock',
        key: `${sku}|${source}|${location}`,
        sequence: versions.get(`${source}|${sku}|${location}`) ?? 0,
        value: deleted || !place ? null : locationStockOf(statement, place),
        time: cause?.time ?? this.clock.now(),
        traceparent: cause?.traceparent,
      };
    });
    await this.outbox.add(tx, 'inventory.locations', records);
  }

  /** Writes what a batch has changed, and publishes each SKU whose availability has changed. */
  async write(tx: Tx, work: UnitOfWork): Promise<void> {
    const { locked, facts } = work;
    const published = work.publish(this.clock.now());
    const keys = new Set(published.map(({ key }) => key));
    const touched = new Set([...work.touched, ...locked.ledger.learned]);
    await Promise.all([
      saveLevels(tx, locked, locked.ledger.levels, keys),
      saveLedger(tx, locked.ledger, [...touched]),
    ]);
    await this.outbox.add(tx, 'inventory.reservations', facts);
    await this.outbox.add(tx, 'inventory.availability', published);
  }
}

function factsOf(
  ledger: Ledger,
  { key, ...record }: OrderRecord,
  left: readonly LineUnits[],
  { at, today }: { at: Date; today: CalendarDate },
): ReservationFact[] {
  switch (record.type) {
    case 'OrderPlaced':
      return ledger.place({ ...record.value, today }, at);
    case 'OrderCancelled':
      return ledger.release(key, record.value.whole ? 'all' : record.value.lines, at, left);
    case 'OrderAmended':
      return ledger.release(key, record.value.released, at, left);
    case 'OrderCompleted':
    case 'OrderRejected':
      return ledger.release(key, 'all', at, left);
    default:
      return [];
  }
}
