import { Injectable } from '@nestjs/common';
import { type ErpItem, parseKey } from '@throughline/events';
import { Outbox, type Outgoing, type Received, causedBy, upsertCopy } from '@throughline/messaging';
import { type Tx, transaction } from '@throughline/persistence';
import { AuditLog, Clock, type User } from '@throughline/service';
import { DataSource } from 'typeorm';
import {
  type ProductRow,
  erpItems,
  erpTaxes,
  findProducts,
  itemsOf,
  lockAwaited,
  lockOffSale,
  lockProducts,
  lockWaiting,
  pricingPrices,
  readinessOf,
  saveProducts,
} from './catalog.tables.ts';
import {
  type ProductCommand,
  ProductRefusal,
  asPublished,
  decide,
  evolve,
  publicationOf,
} from './product.ts';
import { offerOf, statusOf } from './item-offer.ts';
import type { Product, ProductStatus, ProductTerms } from './product.ts';
import { type Requirement, missingOf } from './readiness.ts';

/** When a change was recorded at its source, and the trace it belongs to; that of the request when absent. */
export interface Cause {
  time: Date;
  traceparent?: string;
}

/** What a command is decided on; `product` is null while the item has not become one. */
interface Subject {
  product: Product | null;
  item: ErpItem;
  gone: boolean;
  /** What it lacks to be sold; empty where nobody asks. */
  missing: readonly Requirement[];
  cause: Cause;
}

export interface Refusal {
  sku: string;
  reason: ProductRefusal['reason'];
  detail: string;
  missing: readonly Requirement[];
}

/** How many products changed, which could not, and which do so by themselves as soon as nothing is missing. */
export interface Outcome {
  changed: number;
  refused: Refusal[];
  waiting: { sku: string; missing: readonly Requirement[] }[];
}

/** A product with its item, for people. */
export interface ProductView extends Omit<ProductRow, 'priced' | 'taxed'> {
  missing: Requirement[];
}

const chunk = 2_000;

@Injectable()
export class CatalogService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly outbox: Outbox,
    private readonly audit: AuditLog,
    private readonly clock: Clock,
  ) {}

  /** Keeps items that changed, and lists, updates and discontinues products after them. */
  async applyItems(tx: Tx, records: readonly Received<'erp.items'>[]): Promise<void> {
    const newer = await upsertCopy(tx, erpItems, records);
    const codes = newer.map(({ key }) => parseKey('erp.items', key).code);
    const locked = await lockProducts(tx, codes);
    const products = new Map(locked.map((product) => [product.sku, product]));
    const gone = newer.filter(({ value }) => value === null).map(({ key }) => key);
    const last = await itemsOf(tx, gone);
    const subjects = newer.flatMap((record): Subject[] => {
      const item = record.value ?? last.get(record.key)?.item;
      if (!item) return [];
      const cause = { time: record.time, ...causedBy(record) };
      const product = products.get(item.code) ?? null;
      return [{ product, item, gone: record.value === null, missing: [], cause }];
    });
    await this.change(tx, subjects, ({ item, gone }) => ({ type: 'ApplyItem', item, gone }));
    await this.activateReady(tx, { skus: codes });
  }

  /** Keeps which prices there are, and puts on sale what lacked one. */
  async applyPrices(tx: Tx, records: readonly Received<'pricing.prices'>[]): Promise<void> {
    const newer = await upsertCopy(tx, pricingPrices, records);
    await this.activateReady(tx, { skus: newer.map(({ key }) => parseKey('pricing.prices', key).sku) });
  }

  /** Keeps which tax rates there are, and puts on sale what lacked one. */
  async applyTaxes(tx: Tx, records: readonly Received<'erp.taxes'>[]): Promise<void> {
    await upsertCopy(tx, erpTaxes, records);
    await this.activateReady(tx, { skus: null });
  }

  /** Puts on sale what was to go on sale as soon as nothing is missing, and lacks nothing now. */
  async activateAwaited(): Promise<void> {
    await transaction(this.dataSource, (tx) => this.activateReady(tx, { skus: null }));
  }

  /** @param skus null for all */
  private async activateReady(tx: Tx, { skus }: { skus: readonly string[] | null }): Promise<void> {
    if (skus?.length === 0) return;
    for (let after: string | undefined = ''; after !== undefined;) {
      const products = await lockAwaited(tx, { skus, after, limit: chunk });
      const subjects = await this.subjectsOf(tx, products);
      const ready = subjects.filter(({ missing }) => missing.length === 0);
      await this.change(tx, ready, activation(true), []);
      after = products.length < chunk ? undefined : products.at(-1)?.sku;
    }
  }

  /**
   * After a restore, takes over which products people had put on sale or withdrawn. What follows from the back office
   * is read again.
   */
  async takeOver(tx: Tx, records: readonly Received<'catalog.products'>[]): Promise<void> {
    const newest = [...new Map(records.map((record) => [record.key, record])).values()];
    const known = await lockProducts(
      tx,
      newest.map(({ key }) => key),
    );
    const products = new Map(known.map((product) => [product.sku, product]));
    const changed = newest.flatMap(({ key, value, sequence }) => {
      return asPublished(products.get(key) ?? null, value, sequence) ?? [];
    });
    await saveProducts(tx, changed);
  }

  /**
   * Puts the named products on sale. Those that a rule forbids are reported; the others are activated all the same.
   * @param whenReady whether what is incomplete is to go on sale as soon as nothing is missing
   */
  async activate(actor: User, skus: readonly string[], whenReady: boolean): Promise<Outcome> {
    return this.decideOnLocked(actor, `activate`, skus, activation(whenReady), { whenReady });
  }

  /** Puts all waiting products on sale, of one family or of all, some thousands per transaction. */
  async activateWaiting(actor: User, family: string | null, whenReady: boolean): Promise<Outcome> {
    const total: Outcome = { changed: 0, refused: [], waiting: [] };
    for (let after: string | undefined = ''; after !== undefined;) {
      after = await transaction(this.dataSource, async (tx) => {
        const products = await lockWaiting(tx, { family, after: after ?? '', limit: chunk });
        const { changed, refused, waiting } = await this.changeLocked(tx, products, activation(whenReady));
        total.changed += changed;
        total.refused.push(...refused);
        total.waiting.push(...waiting);
        const target = `products of ${family ?? 'every family'}`;
        if (changed + waiting.length > 0)
          await this.audit.record(tx, {
            ...{ actor, action: 'activate', target },
            details: { changed, waiting: waiting.length },
          });
        return products.length < chunk ? undefined : products.at(-1)?.sku;
      });
    }
    return total;
  }

  /** Takes off sale what the back office does not let be sold, whatever was made of it before. @returns how many */
  async suspend(): Promise<number> {
    return transaction(this.dataSource, async (tx) => {
      const products = await lockOffSale(tx, 1_000);
      const { changed } = await this.changeLocked(tx, products, ({ item, gone }) => ({
        type: 'ApplyItem',
        item,
        gone,
      }));
      return changed;
    });
  }

  /** Takes the named products out of the shop. */
  async withdraw(actor: User, skus: readonly string[]): Promise<Outcome> {
    return this.decideOnLocked(actor, 'withdraw', skus, () => ({ type: 'Withdraw' }));
  }

  /** Changes what people decide about a product. @throws ProductRefusal when a rule of the catalog forbids it */
  async changeTerms(actor: User, sku: string, terms: Partial<ProductTerms>): Promise<ProductView> {
    const { refused } = await this.decideOnLocked(
      actor,
      'change-terms',
      [sku],
      () => ({ type: 'ChangeTerms', terms }),
      { ...terms },
    );
    const [refusal] = refused;
    if (refusal) throw new ProductRefusal(refusal.reason, refusal.detail);
    return this.find(sku);
  }

  /** @throws ProductRefusal when there is no such product */
  async find(sku: string): Promise<ProductView> {
    const [product] = await this.list({ sku, status: null, family: null, after: '', limit: 1 });
    if (!product) throw unknownProduct();
    return product;
  }

  async list(filter: {
    sku?: string;
    status: ProductStatus | null;
    family: string | null;
    after: string;
    limit: number;
  }): Promise<ProductView[]> {
    const rows = await transaction(this.dataSource, (tx) => findProducts(tx, filter, this.clock.now()));
    return rows.map(({ priced, taxed, ...row }) => ({
      ...row,
      missing: missingOf(row.item, row.texts, { priced, taxed }),
    }));
  }

  private async decideOnLocked(
    actor: User,
    action: string,
    skus: readonly string[],
    commandOf: (subject: Subject) => ProductCommand,
    details: Record<string, unknown> = {},
  ): Promise<Outcome> {
    return transaction(this.dataSource, async (tx) => {
      const products = await lockProducts(tx, skus);
      const outcome = await this.changeLocked(tx, products, commandOf);
      const target = `products ${skus.join(' ')}`;
      if (outcome.changed + outcome.waiting.length > 0) {
        await this.audit.record(tx, {
          actor,
          action,
          target,
          details: { ...details, changed: outcome.changed },
        });
      }
      const known = new Set(products.map(({ sku }) => sku));
      const unknown = skus.filter((sku) => !known.has(sku)).map((sku) => refusalOf(sku, unknownProduct()));
      return { ...outcome, refused: [...outcome.refused, ...unknown] };
    });
  }

  private async changeLocked(
    tx: Tx,
    products: readonly Product[],
    commandOf: (subject: Subject) => ProductCommand,
  ): Promise<Outcome> {
    const subjects = await this.subjectsOf(tx, products);
    const refused: Refusal[] = [];
    const saved = await this.change(tx, subjects, commandOf, refused);
    const not = new Set(refused.map(({ sku }) => sku));
    const waiting = subjects.flatMap((subject) => {
      const sku = subject.item.code;
      return isAwaiting(subject, commandOf(subject)) && !not.has(sku)
        ? [{ sku, missing: subject.missing }]
        : [];
    });
    const awaited = new Set(waiting.map(({ sku }) => sku));
    return { changed: saved.filter(({ sku }) => !awaited.has(sku)).length, refused, waiting };
  }

  private async subjectsOf(tx: Tx, products: readonly Product[]): Promise<Subject[]> {
    const now = this.clock.now();
    const items = await itemsOf(tx, products.map(itemKey));
    const readiness = await readinessOf(
      tx,
      products.map(({ sku }) => sku),
      now,
    );
    return products.flatMap((product): Subject[] => {
      const { item, gone = false } = items.get(itemKey(product)) ?? {};
      const ready = readiness.get(product.sku);
      if (!item || !ready) return [];
      return [{ product, item, gone, missing: missingOf(item, product.texts, ready), cause: { time: now } }];
    });
  }

  /** Decides about locked products, saves what changed and publishes what the shop has to know. */
  private async change(
    tx: Tx,
    subjects: readonly Subject[],
    commandOf: (subject: Subject) => ProductCommand,
    refused?: Refusal[],
  ): Promise<Product[]> {
    const changed: Product[] = [];
    const published: Outgoing<'catalog.products'>[] = [];
    for (const subject of subjects) {
      const product = this.decided(subject, commandOf(subject), refused);
      if (!product) continue;
      const value = publicationOf(product, subject.item);
      if (value === undefined) {
        changed.push(product);
        continue;
      }
      const version = product.version + 1;
      changed.push({ ...product, version });
      published.push({ type: 'Product', key: product.sku, sequence: version, value, ...subject.cause });
    }
    if (changed.length > 0) await saveProducts(tx, changed);
    await this.outbox.add(tx, 'catalog.products', published);
    return changed;
  }

  private decided(subject: Subject, command: ProductCommand, refused?: Refusal[]): Product | null {
    try {
      const events = decide(subject.product, command);
      return events.length > 0 ? events.reduce<Product | null>(evolve, subject.product) : null;
    } catch (error) {
      if (!(error instanceof ProductRefusal) || !refused) throw error;
      refused.push(refusalOf(subject.item.code, error));
      return null;
    }
  }
}

function activation(whenReady: boolean): (subject: Subject) => ProductCommand {
  return ({ item, gone, missing }) => ({ type: 'Activate', item, gone, missing, whenReady });
}

/** Whether the product is to go on sale by itself, as something is missing now. */
function isAwaiting({ product }: Subject, command: ProductCommand): boolean {
  if (command.type !== 'Activate' || !command.whenReady) return false;
  return command.missing.length > 0 && product?.status !== statusOf[offerOf(command)];
}

function itemKey({ source, sku }: Product): string {
  return `${source}|${sku}`;
}

function refusalOf(sku: string, { reason, message, missing }: ProductRefusal): Refusal {
  return { sku, reason, detail: message, missing };
}

function unknownProduct(): ProductRefusal {
  return new ProductRefusal('unknown', 'There is no such product');
}
