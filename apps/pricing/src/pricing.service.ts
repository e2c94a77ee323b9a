import { Injectable } from '@nestjs/common';
import { type AccountBinding, type ErpPrice, type Price, parseKey } from '@throughline/events';
import { Outbox, type Outgoing, type Received } from '@throughline/messaging';
import { type Tx, transaction } from '@throughline/persistence';
import {
  type PriceResolution,
  type PriceStrategies,
  type PriceStrategy,
  byBaseUnit,
  resolvePrice,
  strategyOf,
} from '@throughline/pricing-rules';
import { AuditLog, Clock, ServiceConfig, type User } from '@throughline/service';
import { DataSource } from 'typeorm';
import { type LowestPrice, lowestInForce } from './price-history.ts';
import {
  type PriceCommand,
  type PriceVersion,
  type VersionCommand,
  baseOf,
  commandsFor,
  decide,
  evolve,
  isFirst,
  publicationOf,
} from './price-version.ts';
import type { environment } from './pricing.environment.ts';
import {
  currenciesOf,
  deleteHistory,
  deleteSuperseded,
  historyOf,
  keepHistory,
  lockExpired,
  lockLatest,
  lockVersions,
  publishedPrices,
  saveVersions,
  strategiesDeclared,
} from './pricing.tables.ts';
import type { PriceKey, Statement } from './pricing.tables.ts';

/** What the back office says of a price from an instant on, and the trace it belongs to. */
export interface PriceStatement {
  sku: string;
  /** Id of its first version. */
  version: string;
  /** Null when it no longer knows it. */
  stated: ErpPrice | null;
  time: Date;
  traceparent?: string;
}

/** What happens to a version, and since when. */
interface PriceChange extends VersionCommand {
  sku: string;
  time: Date;
  traceparent?: string | undefined;
}

/** A price that holds, and the strategy by which it does. */
export interface StrategicResolution {
  strategy: PriceStrategy;
  resolution: PriceResolution;
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

/** Nobody has heard of such a version. */
export class UnknownVersion extends Error {
  override name = 'UnknownVersion';
}

/** There are prices in several units, which cannot be compared, and none of the units was named. */
export class UnitMissing extends Error {
  override name = 'UnitMissing';
  constructor(readonly units: readonly string[]) {
    super(`There are prices in several units: ${units.join(', ')}`);
  }
}

const dayMs = 86_400_000;
const removedPerTransaction = 2_000;

@Injectable()
export class PricingService {
  /** One for all back offices; null for that which each declares. */
  private readonly strategy: PriceStrategy | null;
  /** How long shops keep a version after its end, in milliseconds. */
  private readonly retention: number;
  /** How long it is known what was said, in milliseconds. */
  private readonly historyRetention: number;

  constructor(
    private readonly dataSource: DataSource,
    private readonly outbox: Outbox,
    private readonly audit: AuditLog,
    private readonly clock: Clock,
    config: ServiceConfig<typeof environment>,
  ) {
    this.strategy = config.own.PRICE_STRATEGY;
    this.retention = config.own.PRICE_RETENTION_DAYS * dayMs + config.own.PRICE_GRACE_SECONDS * 1_000;
    this.historyRetention = config.own.PRICE_HISTORY_DAYS * dayMs;
  }

  /** Applies one statement of each price, and publishes what shops have to know. */
  async apply(tx: Tx, statements: readonly PriceStatement[]): Promise<void> {
    const bases = statements.map(({ sku, version }) => ({ sku, base: baseOf(version) }));
    const latest = new Map(
      (await lockLatest(tx, bases)).map((known) => [
        keyOf({ sku: known.price.sku, version: baseOf(known.price.version) }),
        known,
      ]),
    );
    const changes = statements.flatMap(({ sku, version, stated, time, traceparent }) => {
      const known = latest.get(keyOf({ sku, version: baseOf(version) })) ?? null;
      const commands = commandsFor(version, known, stated, time);
      return commands.map((command): PriceChange => ({ ...command, sku, time, traceparent }));
    });
    await this.applyToLocked(tx, changes);
  }

  /** Takes over versions that a restored database does not know: their ids and what was revoked stay what they are. */
  async takeOver(tx: Tx, records: readonly Received<'pricing.prices'>[]): Promise<void> {
    const newest = [...new Map(records.map((record) => [record.key, record])).values()];
    const keys = newest.map(({ key }) => parseKey('pricing.prices', key));
    const known = new Map((await lockVersions(tx, keys)).map((each) => [keyOf(each.price), each]));
    const changed = newest.flatMap(({ key, value, sequence }): PriceVersion[] => {
      const before = known.get(key);
      if (before !== undefined && before.sequence >= sequence) return [];
      const price = value ?? before?.price;
      return price === undefined ? [] : [{ price, sequence, published: value !== null }];
    });
    if (changed.length > 0) await saveVersions(tx, changed);
  }

  /**
   * Takes a version out of use: from now on it is nobody's price, and honoured for nobody, whatever the back office says
   * of it. Once more changes nothing.
   * @throws UnknownVersion
   */
  async revoke(actor: User, key: PriceKey, reason: string): Promise<Price> {
    const at = this.clock.now();
    return this.decideByPerson(actor, key, { type: 'Revoke', at }, { action: 'revoke-price', reason });
  }

  /** Takes a revocation back. @throws UnknownVersion */
  async reinstate(actor: User, key: PriceKey): Promise<Price> {
    return this.decideByPerson(actor, key, { type: 'Reinstate' }, { action: 'reinstate-price' });
  }

  /** Removes some of the versions that ended long enough ago. @returns whether there may be more */
  async removeExpired(): Promise<boolean> {
    const time = this.clock.now();
    return transaction(this.dataSource, async (tx) => {
      const versions = await lockExpired(tx, this.cutoff(), removedPerTransaction);
      const changes = versions.map((known): PriceChange => {
        const { sku, version } = known.price;
        return { sku, version, known, command: { type: 'RemoveExpired' }, time };
      });
      await this.applyToLocked(tx, changes);
      return versions.length === removedPerTransaction;
    });
  }

  /**
   * Removes some of the versions that nobody can name any more, and of the history what is older than anybody may ask for.
   * @returns whether there may be more
   */
  async removePast(): Promise<boolean> {
    const historyCutoff = new Date(this.clock.now().getTime() - this.historyRetention);
    return transaction(this.dataSource, async (tx) => {
      const versions = await deleteSuperseded(tx, this.cutoff(), removedPerTransaction);
      const entries = await deleteHistory(tx, historyCutoff, removedPerTransaction);
      return Math.max(versions, entries) === removedPerTransaction;
    });
  }

  /**
   * The price that holds, and why; null when the SKU has none at all.
   * @throws UnitMissing
   */
  async resolve({ sku, unit, ...query }: PriceAsked): Promise<StrategicResolution | null> {
    const [prices, strategies] = await transaction(this.dataSource, async (tx) => [
      await publishedPrices(tx, sku),
      await this.strategies(tx),
    ]);
    const byUnit = unitsOf(prices, unit).map((each) => {
      const resolution = resolvePrice(prices, { ...query, soldIn: byBaseUnit(each) }, strategies);
      return { unit: each, resolution };
    });
    const held = byUnit.filter(({ resolution }) => resolution.winner ?? resolution.nextChangeAt);
    if (held.length > 1) throw new UnitMissing(held.map((each) => each.unit));
    const resolution = (held[0] ?? byUnit[0])?.resolution;
    if (prices.length === 0 || !resolution) return null;
    const source = (resolution.winner ?? prices[0])?.source ?? '';
    return { strategy: strategyOf(strategies, source), resolution };
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
    const [history, declared] = await transaction(this.dataSource, async (tx) => [
      await historyOf(tx, sku, list),
      await this.strategies(tx),
    ]);
    // Of a list of sales alone the regular price is not asked for.
    const onlySales = list !== null && history.every(({ price }) => price.kind === 'sale');
    const strategies = onlySales ? 'lowest' : declared;
    const prices = history.map(({ price }) => price);
    const inCurrency = prices.filter(({ currency }) => currency === query.currency);
    const [sold, ...more] = unitsOf(inCurrency, unit);
    if (more.length > 0) throw new UnitMissing(unitsOf(inCurrency));
    const to = before ?? this.saleStart(history.flatMap(currentOf), query, sold, strategies);
    const from = new Date(to.getTime() - 30 * dayMs);
    const lowest =
      sold === undefined ? null : lowestInForce(history, { ...query, from, to, unit: sold }, strategies);
    return { from, to, lowest };
  }

  private saleStart(
    prices: readonly Price[],
    query: { currency: string; quantity: number },
    unit: string | undefined,
    strategies: PriceStrategies,
  ): Date {
    const at = this.clock.now();
    if (unit === undefined) return at;
    const { winner } = resolvePrice(prices, { ...query, at, soldIn: byBaseUnit(unit) }, strategies);
    return winner?.kind === 'sale' ? winner.validFrom : at;
  }

  private async strategies(tx: Tx): Promise<PriceStrategies> {
    return this.strategy ?? (await strategiesDeclared(tx));
  }

  private cutoff(): Date {
    return new Date(this.clock.now().getTime() - this.retention);
  }

  private async decideByPerson(
    actor: User,
    key: PriceKey,
    command: PriceCommand,
    { action, ...details }: { action: string; reason?: string },
  ): Promise<Price> {
    return transaction(this.dataSource, async (tx) => {
      const [known] = await lockVersions(tx, [key]);
      if (!known) throw new UnknownVersion(`${key.sku} has no version ${key.version}`);
      const [after] = await this.applyToLocked(tx, [{ ...key, known, command, time: this.clock.now() }]);
      if (!after) return known.price;
      await this.audit.record(tx, { actor, action, target: `price ${keyOf(key)}`, details });
      return after.price;
    });
  }

  /** @returns the versions that have changed */
  private async applyToLocked(tx: Tx, changes: readonly PriceChange[]): Promise<PriceVersion[]> {
    const saved: PriceVersion[] = [];
    const said: Statement[] = [];
    const published: Outgoing<'pricing.prices'>[] = [];
    for (const { sku, time, traceparent, ...change } of changes) {
      const { version, known, command } = change;
      const events = decide(change, this.cutoff());
      if (events.length === 0) continue;
      let after = events.reduce<PriceVersion | null>(evolve, known);
      if (!after) continue;
      const value = publicationOf(known, after);
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
      if (command.type !== 'RemoveExpired') {
        const isStated = after.published || (command.type === 'ApplyPrice' && command.stated !== null);
        const price = isStated && after.price.revokedAt === null ? after.price : null;
        said.push({ sku, version, price, since: known || !isFirst(version) ? time : null });
      }
    }
    if (saved.length > 0) await saveVersions(tx, saved);
    if (said.length > 0) await keepHistory(tx, said);
    await this.outbox.add(tx, 'pricing.prices', published);
    return saved;
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
