import { Injectable } from '@nestjs/common';
import type { AccountBinding, Price } from '@throughline/events';
import { Outbox, type Outgoing } from '@throughline/messaging';
import { type Tx, transaction } from '@throughline/persistence';
import {
  type PriceResolution,
  type PriceStrategy,
  byBaseUnit,
  resolvePrice,
} from '@throughline/pricing-rules';
import { Clock, ServiceConfig } from '@throughline/service';
import { DataSource } from 'typeorm';
import { type LowestPrice, lowestInForce } from './price-history.ts';
import { type PriceCommand, type PriceVersion, decide, evolve, publicationOf } from './price-version.ts';
import type { environment } from './pricing.environment.ts';
import {
  currenciesOf,
  historyOf,
  keepHistory,
  lockExpired,
  lockVersions,
  publishedPrices,
  saveVersions,
} from './pricing.tables.ts';
import type { PriceKey, Statement } from './pricing.tables.ts';

/** What happened to a version, when its source recorded it, and the trace it belongs to. */
export interface PriceChange extends PriceKey {
  command: PriceCommand;
  time: Date;
  traceparent?: string;
}

export interface PriceAsked {
  sku: string;
  at: Date;
  /** Base units. */
  quantity: number;
  currency: string;
  /** The buyer in a back office; none for what is for everybody. */
  bindings: readonly AccountBinding[];
  /** UN/ECE code; without it, the one unit in which there is a price. */
  unit?: string;
}

/** What the lowest price is asked for: in one list or in all, before an instant or before the sale that runs now. */
export interface LowestAsked {
  sku: string;
  list: string | null;
  currency: string;
  /** Base units. */
  quantity: number;
  before: Date | null;
  /** UN/ECE code; without it, the one unit in which there was a price. */
  unit?: string;
}

/** There are prices in several units, which cannot be compared, and none of the units was named. */
export class UnitMissing extends Error {
  override name = 'UnitMissing';
  constructor(readonly units: readonly string[]) {
    super(`There are prices in several units: ${units.join(', ')}`);
  }
}

const dayMs = 86_400_000;
const expiredPerTransaction = 2_000;

@Injectable()
export class PricingService {
  readonly strategy: PriceStrategy;
  /** How long shops keep a version after its end, in milliseconds. */
  private readonly retention: number;

  constructor(
    private readonly dataSource: DataSource,
    private readonly outbox: Outbox,
    private readonly clock: Clock,
    config: ServiceConfig<typeof environment>,
  ) {
    this.strategy = config.own.PRICE_STRATEGY;
    this.retention = config.own.PRICE_RETENTION_DAYS * dayMs + config.own.PRICE_GRACE_SECONDS * 1_000;
  }

  /** Applies one change to each version, and publishes what shops have to know. */
  async apply(tx: Tx, changes: readonly PriceChange[]): Promise<void> {
    const known = new Map(
      (await lockVersions(tx, changes)).map((version) => [keyOf(version.price), version]),
    );
    await this.applyToLocked(tx, changes, known);
  }

  /** Removes some of the versions that ended long enough ago. @returns whether there may be more */
  async removeExpired(): Promise<boolean> {
    const time = this.clock.now();
    return transaction(this.dataSource, async (tx) => {
      const versions = await lockExpired(tx, this.cutoff(), expiredPerTransaction);
      const changes = versions.map(({ price: { sku, version } }): PriceChange => {
        return { sku, version, command: { type: 'RemoveExpired' }, time };
      });
      await this.applyToLocked(
        tx,
        changes,
        new Map(versions.map((version) => [keyOf(version.price), version])),
      );
      return versions.length === expiredPerTransaction;
    });
  }

  /**
   * The price that holds, and why; null when the SKU has none at all.
   * @throws UnitMissing
   */
  async resolve({ sku, unit, ...query }: PriceAsked): Promise<PriceResolution | null> {
    const prices = await transaction(this.dataSource, (tx) => publishedPrices(tx, sku));
    const byUnit = unitsOf(prices, unit).map((each) => {
      const resolution = resolvePrice(prices, { ...query, soldIn: byBaseUnit(each) }, this.strategy);
      return { unit: each, resolution };
    });
    const held = byUnit.filter(({ resolution }) => resolution.winner ?? resolution.nextChangeAt);
    if (held.length > 1) throw new UnitMissing(held.map((each) => each.unit));
    return prices.length === 0 ? null : ((held[0] ?? byUnit[0])?.resolution ?? null);
  }

  /** The currencies in which a SKU has prices, by name. */
  async currenciesOf(sku: string): Promise<string[]> {
    return transaction(this.dataSource, (tx) => currenciesOf(tx, sku));
  }

  /**
   * The lowest price of the thirty days before an instant: the one asked for, else the start of the sale that runs
   * now, else now.
   * @throws UnitMissing
   */
  async lowestOf30Days({
    sku,
    list,
    before,
    unit,
    ...query
  }: LowestAsked): Promise<{ from: Date; to: Date; lowest: LowestPrice | null }> {
    const history = await transaction(this.dataSource, (tx) => historyOf(tx, sku, list));
    const prices = history.map(({ price }) => price);
    const inCurrency = prices.filter(({ currency }) => currency === query.currency);
    const [sold, ...more] = unitsOf(inCurrency, unit);
    if (more.length > 0) throw new UnitMissing(unitsOf(inCurrency));
    const to = before ?? this.saleStart(history.flatMap(currentOf), query, sold);
    const from = new Date(to.getTime() - 30 * dayMs);
    const lowest =
      sold === undefined ? null : lowestInForce(history, { ...query, from, to, unit: sold }, this.strategy);
    return { from, to, lowest };
  }

  private saleStart(
    prices: readonly Price[],
    query: { currency: string; quantity: number },
    unit: string | undefined,
  ): Date {
    const at = this.clock.now();
    if (unit === undefined) return at;
    const { winner } = resolvePrice(prices, { ...query, at, soldIn: byBaseUnit(unit) }, this.strategy);
    return winner?.kind === 'sale' ? winner.validFrom : at;
  }

  private cutoff(): Date {
    return new Date(this.clock.now().getTime() - this.retention);
  }

  private async applyToLocked(
    tx: Tx,
    changes: readonly PriceChange[],
    known: ReadonlyMap<string, PriceVersion>,
  ): Promise<void> {
    const saved: PriceVersion[] = [];
    const said: Statement[] = [];
    const published: Outgoing<'pricing.prices'>[] = [];
    for (const { sku, version, command, time, traceparent } of changes) {
      const before = known.get(keyOf({ sku, version })) ?? null;
      const events = decide(before, command, this.cutoff());
      if (events.length === 0) continue;
      let after = events.reduce<PriceVersion | null>(evolve, before);
      if (!after) continue;
      const value = publicationOf(before, after);
      if (value !== undefined) {
        after = { ...after, sequence: after.sequence + 1 };
        published.push({
          type: 'Price',
          key: keyOf(after.price),
          sequence: after.sequence,
          value,
          time,
          traceparent,
        });
      }
      saved.push(after);
      if (command.type === 'ApplyPrice') {
        const price = after.published || command.stated ? after.price : null;
        said.push({ sku, version, price, since: before && time });
      }
    }
    if (saved.length > 0) await saveVersions(tx, saved);
    if (said.length > 0) await keepHistory(tx, said);
    await this.outbox.add(tx, 'pricing.prices', published);
  }
}

function keyOf({ sku, version }: PriceKey): string {
  return `${sku}|${version}`;
}

function currentOf({ price, recordedTo }: { price: Price; recordedTo: Date | null }): Price[] {
  return recordedTo === null ? [price] : [];
}

/** The unit that was named, else every unit of the prices. */
function unitsOf(prices: readonly Price[], named?: string): string[] {
  return named === undefined ? [...new Set(prices.map(({ unit }) => unit))].toSorted() : [named];
}
