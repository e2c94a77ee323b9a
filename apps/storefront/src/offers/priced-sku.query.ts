import type { Price } from '@throughline/events';
import type { DataSource } from '@throughline/persistence';

export interface ProductText {
  language: string;
  name: string;
  description: string;
}

/** What an order needs to know of a SKU. */
export interface Offer {
  sku: string;
  taxCategory: string;
  texts: ProductText[];
  /** For guests, those that ended a moment ago too. */
  prices: Price[];
}

type Row = Omit<Offer, 'prices'> & { [column in keyof Price]: Price[column] | null };

/** Prices that ended a moment ago are read too: who saw one may still order at it. */
export const longestGraceMs = 24 * 60 * 60_000;

/** The offers of SKUs that are there, by SKU; a far smaller read than that of a product's page. */
export async function readOffers(
  dataSource: DataSource,
  skus: readonly string[],
  now: Date,
): Promise<Map<string, Offer>> {
  const rows = await dataSource.query<Row[]>(
    `select p.sku, p.tax_category as "taxCategory", p.texts, t.price_version as version, t.list, t.kind,
            t.currency, t.amount, t.tax_included as "taxIncluded", t.unit, t.min_quantity as "minQuantity",
            t.valid_from as "validFrom", t.valid_to as "validTo", t.price_group as group, t.account
     from catalog_products p
     left join pricing_prices t on t.sku = p.sku and not t.deleted and t.account is null
       and t.price_group is null and (t.valid_to is null or t.valid_to > $1)
     where p.sku = any($2) and not p.deleted`,
    [new Date(now.getTime() - longestGraceMs), [...new Set(skus)]],
  );
  const offers = new Map<string, Offer>();
  for (const { taxCategory, texts, ...price } of rows) {
    const offer = offers.get(price.sku) ?? { sku: price.sku, taxCategory, texts, prices: [] };
    if (isPrice(price)) offer.prices.push(price);
    offers.set(price.sku, offer);
  }
  return offers;
}

/** A SKU without a price comes with nothing but nulls beside it. */
function isPrice(row: { version: string | null }): row is Price {
  return row.version !== null;
}
