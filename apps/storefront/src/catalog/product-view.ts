import { type PriceStrategies, compareUnitAmounts } from '@throughline/pricing-rules';
import type { ResponseOf } from '@throughline/service';
import { type OfferView, type Showing, earliest, offerOf, offerView } from '../offers/offer.ts';
import type { Facts, Sku } from '../offers/sku.queries.ts';
import type { ListKey } from './product-list.queries.ts';
import { type product, productFacts, type productSummary } from './product.response.schemas.ts';

/** Where and in which language a page is shown. */
export interface Audience {
  country: string;
  language: string;
}

/** At which instant, and by which rules, prices are shown. */
export interface Circumstances extends Showing {
  at: Date;
  strategy: PriceStrategies;
}

/** A product as a card of the list. */
export type ProductCard = ResponseOf<typeof productSummary>;
export type ProductPage = ResponseOf<typeof product>;

const stockOrder = ['in-stock', 'back-order', 'unknown', 'out-of-stock', 'discontinued'];

/** The text in the language or, without one, in the seller's own. */
export function textIn(
  { texts }: Pick<Sku, 'texts'>,
  language: string,
): { name: string; description: string } {
  const base = language.split('-', 1)[0];
  const found = texts.find((text) => text.language.split('-', 1)[0] === base) ?? texts[0];
  return { name: found?.name ?? '', description: found?.description ?? '' };
}

/** Cards in the order of the keys, and when a price window next opens or closes on one of them. */
export function cardsOf(
  keys: readonly ListKey[],
  skus: readonly Sku[],
  { country, language }: Audience,
  circumstances: Circumstances,
): { cards: ProductCard[]; nextChangeAt: Date | null } {
  const byModel = Map.groupBy(skus, ({ model }) => model);
  let nextChangeAt: Date | null = null;
  const cards = keys.flatMap(({ model }): ProductCard[] => {
    const members = sortedSkus(byModel.get(model) ?? []);
    const offers = members.map((sku) => offerOf(sku, circumstances));
    nextChangeAt = earliest([nextChangeAt, ...offers.map((offer) => offer.nextChangeAt)]);
    const first = members[0];
    return first
      ? [
          cardOf(
            first,
            members,
            offers.map((offer) => offerView(offer, country, circumstances)),
            language,
          ),
        ]
      : [];
  });
  return { cards, nextChangeAt };
}

function cardOf(
  first: Sku,
  members: readonly Sku[],
  views: readonly OfferView[],
  language: string,
): ProductCard {
  const visible = views.filter(({ stock }) => stock.state !== 'discontinued');
  const priced = (visible.length > 0 ? visible : views).flatMap(({ sku, price }) =>
    price ? [{ sku, price }] : [],
  );
  const cheapest = priced.toSorted((a, b) => compareUnitAmounts(a.price, b.price))[0] ?? null;
  const best = views
    .map(({ stock }) => stock.state)
    .toSorted((a, b) => stockOrder.indexOf(a) - stockOrder.indexOf(b));
  return {
    model: first.model,
    name: textIn(first, language).name,
    family: first.family,
    familyName: first.familyName,
    category: first.category,
    colors: distinct(members.map(({ color }) => color)),
    sizes: distinct(members.map(({ size }) => size)),
    skus: members.map(({ sku }) => sku),
    from: cheapest?.price ?? null,
    fromSku: cheapest?.sku ?? null,
    priceVaries:
      cheapest !== null && priced.some(({ price }) => compareUnitAmounts(price, cheapest.price) !== 0),
    stock: best[0] ?? 'unknown',
    available: views.reduce((units, { stock }) => units + stock.available, 0),
  };
}

/** What a page tells beside the offers of its SKUs. */
export interface PageFacts {
  /** By SKU. */
  facts: ReadonlyMap<string, Facts>;
  /** What kits are put together of, by their SKU. */
  components: ReadonlyMap<string, ProductPage['skus'][number]['components']>;
  substitute: Sku | null;
}

/** The page of a product; null when it has no SKU. */
export function pageOf(
  skus: readonly Sku[],
  { facts, components, substitute }: PageFacts,
  { country, language }: Audience,
  circumstances: Circumstances,
): ProductPage | null {
  const members = sortedSkus(skus);
  const first = members[0];
  if (!first) return null;
  const { model, family, familyName, category } = first;
  return {
    model,
    ...textIn(first, language),
    family,
    familyName,
    category,
    skus: members.map((sku) => ({
      ...offerView(offerOf(sku, circumstances), country, circumstances),
      ...shownFacts(facts.get(sku.sku)),
      gtin: sku.units.find(({ unit }) => unit === sku.unit)?.gtin ?? null,
      discontinued: sku.status !== 'active',
      components: components.get(sku.sku) ?? [],
    })),
    substitute: substitute && {
      sku: substitute.sku,
      model: substitute.model,
      name: textIn(substitute, language).name,
    },
  };
}

type ProductFacts = ResponseOf<typeof productFacts>;
let shown: (keyof ProductFacts)[] | undefined;

/** The facts that the page's schema names, as the catalog has published them; null for what is not known. */
function shownFacts(facts: Facts | undefined): ProductFacts {
  shown ??= Object.keys(productFacts().shape) as (keyof ProductFacts)[];
  return Object.fromEntries(shown.map((name) => [name, facts?.[name] ?? null])) as ProductFacts;
}

/** Created once: a collator costs more than all the comparisons of a page. */
const byNumber = new Intl.Collator('en', { numeric: true });
const sizeOrder = ['XXS', 'XS', 'S', 'M', 'L', 'XL', 'XXL'];

/** By colour, then by size: letters as on labels, numbers by value. */
function sortedSkus(skus: readonly Sku[]): Sku[] {
  return skus.toSorted(
    (a, b) =>
      (a.color ?? '').localeCompare(b.color ?? '') ||
      sizeOrder.indexOf(a.size ?? '') - sizeOrder.indexOf(b.size ?? '') ||
      byNumber.compare(a.size ?? '', b.size ?? '') ||
      a.sku.localeCompare(b.sku),
  );
}

function distinct(values: readonly (string | null)[]): string[] {
  return [...new Set(values.filter((value) => value !== null))];
}
