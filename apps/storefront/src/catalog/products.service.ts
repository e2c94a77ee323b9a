import { Injectable } from '@nestjs/common';
import { Clock, Problem, type ResponseOf, isStorable } from '@throughline/service';
import { DataSource } from 'typeorm';
import { type OfferView, offerOf, offerView } from '../offers/offer.ts';
import { ReferenceData } from '../offers/reference-data.cache.ts';
import { SellerRules } from '../offers/seller-rules.service.ts';
import { ShopVersions } from '../offers/shown-versions.service.ts';
import { isListed, readFacts, readNames, readSkus } from '../offers/sku.queries.ts';
import type { KnownProducts } from '../web/known-products.ts';
import { CommonWords } from './common-words.cache.ts';
import { FamilyCounts } from './family-counts.ts';
import { componentViews } from './kit-components.ts';
import { ListCache } from './list-cache.ts';
import {
  type Found,
  type ListKey,
  type ListQuery,
  readFamilies,
  readFound,
  readListKeys,
} from './product-list.queries.ts';
import { type Audience, type ProductPage, cardsOf, pageOf } from './product-view.ts';
import type { productList } from './product.response.schemas.ts';

/** A response is made anew after this, whether or not changes are known. */
const longestMs = 15_000;

/** A page of the list, or, with words to search for, of what they find. */
export type PageQuery = ListQuery & { search?: string | undefined };

/** Products as shoppers see them. */
@Injectable()
export class ProductsService implements KnownProducts {
  private readonly cache = new ListCache();
  private readonly counts = new FamilyCounts(() => readFamilies(this.dataSource));
  private readonly commonWords: CommonWords;

  constructor(
    private readonly dataSource: DataSource,
    private readonly reference: ReferenceData,
    private readonly rules: SellerRules,
    private readonly versions: ShopVersions,
    private readonly clock: Clock,
  ) {
    this.commonWords = new CommonWords(dataSource);
  }

  /** JSON text of a page of the list, or of what a search finds. */
  async list(query: PageQuery, audience: Audience): Promise<string> {
    const { country, language } = audience;
    const key = JSON.stringify([country, language, query.family, query.search, query.after, query.limit]);
    return this.cache.get(key, this.clock.now().getTime(), () => this.makeList(query, audience));
  }

  private async makeList(query: PageQuery, audience: Audience) {
    const at = this.clock.now();
    const { keys: found, families, until } = await this.find(query, at.getTime());
    const keys = found.slice(0, query.limit);
    const last = keys.at(-1);
    // A product whose SKUs differ in name is found under each of the names.
    const products = [...new Map(keys.map((key) => [key.model, key])).values()];
    const skus = await readSkus(this.dataSource, { models: products.map(({ model }) => model) }, at);
    const { cards, nextChangeAt } = cardsOf(products, skus, audience, this.circumstances(at));
    const next = found.length > query.limit && last ? cursorOf(last) : null;
    return {
      body: JSON.stringify({
        products: cards,
        next,
        ...(!query.after && { families }),
      } satisfies ResponseOf<typeof productList>),
      skus: skus.map(({ sku }) => sku),
      until: Math.min(at.getTime() + longestMs, nextChangeAt?.getTime() ?? Infinity, until),
    };
  }

  /** Products of a page, families with their counts, and until when these may be kept. */
  private async find(query: PageQuery, now: number): Promise<Found & { until: number }> {
    const { search } = query;
    if (search === undefined) {
      const [keys, counted] = await Promise.all([
        readListKeys(this.dataSource, query),
        query.after ? { families: [], until: Infinity } : this.counts.get(now),
      ]);
      return { keys, ...counted };
    }
    const found = await readFound(
      this.dataSource,
      { ...query, search },
      { commonWords: this.commonWords, now },
    );
    if (found.families.length > 0 || query.after) return { ...found, until: Infinity };
    // All families when nothing was found, so that the page can suggest them.
    const { families, until } = await this.counts.get(now);
    return { keys: [], families: families.map((family) => ({ ...family, products: 0 })), until };
  }

  /** Invalidates lists that show a SKU whose price or stock has changed. */
  skuChanged(sku: string): void {
    this.cache.invalidateSku(sku);
  }

  /** Invalidates all lists: products came, went or changed, or changes may have been missed. */
  catalogChanged(): void {
    this.counts.changed();
    this.cache.clear();
  }

  /** The page of a product, found by its model or one of its SKUs. @throws Problem 404 */
  async product(name: string, audience: Audience): Promise<ProductPage> {
    const at = this.clock.now();
    let skus = await readSkus(this.dataSource, { models: [name] }, at);
    if (skus.length === 0) {
      const [only] = await readSkus(this.dataSource, { skus: [name] }, at);
      if (only) skus = await readSkus(this.dataSource, { models: [only.model] }, at);
    }
    const successor = skus.find(({ substitute }) => substitute !== null)?.substitute;
    const parts = skus.flatMap((sku) => sku.components.map((component) => component.sku));
    const [facts, names, [substitute = null]] = await Promise.all([
      readFacts(this.dataSource, skus[0]?.model ?? name),
      readNames(this.dataSource, parts),
      successor ? readSkus(this.dataSource, { skus: [successor] }, at) : [],
    ]);
    const components = new Map(
      skus.map((sku) => [sku.sku, componentViews(sku.components, names, audience.language)]),
    );
    const page = pageOf(skus, { facts, components, substitute }, audience, this.circumstances(at));
    if (!page) throw new Problem(404, 'There is no such product', { name: 'product-not-found' });
    return page;
  }

  async isKnown(name: string): Promise<boolean> {
    return isStorable(name) && isListed(this.dataSource, name);
  }

  /** Price and stock of SKUs as they are now; unknown ones are left out. */
  async offers(skus: readonly string[], country: string): Promise<OfferView[]> {
    const at = this.clock.now();
    const rows = await readSkus(this.dataSource, { skus }, at);
    return rows.map((row) =>
      offerView(offerOf(row, this.circumstances(at)), country, this.circumstances(at)),
    );
  }

  private circumstances(at: Date) {
    return { at, strategy: this.rules.strategy, rateOf: this.reference.rateOf, idOf: this.versions.idOf };
  }
}

export function cursorOf({ shelf, name, model }: ListKey): string {
  return Buffer.from(JSON.stringify([shelf, name, model])).toString('base64url');
}

function isText(part: unknown): part is string {
  return typeof part === 'string' && isStorable(part);
}

/** @throws Problem 400 when the text is not a cursor of this list */
export function keyOfCursor(cursor: string): ListKey {
  try {
    const [shelf, name, model] = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as unknown[];
    if (Number.isInteger(shelf) && Math.abs(Number(shelf)) < 2 ** 31 && isText(name) && isText(model))
      return { shelf: Number(shelf), name, model };
  } catch {
    // Falls through to the refusal below.
  }
  throw new Problem(400, 'The cursor is not one of ours', {
    name: 'invalid-request',
    errors: [{ field: 'after', message: 'is not a cursor of this list', in: 'query' }],
  });
}
