import type { Price } from '@throughline/events';
import { canonicalDecimal } from '@throughline/persistence';
import type { DataSource } from '@throughline/persistence';
import type { LocationRow, StockFacts } from './offer-stock.ts';

export interface ProductText {
  language: string;
  name: string;
  description: string;
}

/** What an order needs to know of a SKU. */
export interface PricedSku {
  sku: string;
  taxCategory: string;
  texts: ProductText[];
  /** For guests, including those that ended a moment ago. */
  prices: Price[];
}

/** A SKU with everything the projection holds of it, read by one statement and so of one instant. */
export interface Sku extends PricedSku, StockFacts {
  model: string;
  family: string;
  familyName: string;
  category: string | null;
  unit: string;
  color: string | null;
  size: string | null;
  substitute: string | null;
  /** Grows with every change of anything in here; comparable within one `epoch`. */
  version: number;
  /** Changes when the projection was rebuilt. */
  epoch: number;
}

/** Prices that ended a moment ago are read too: whoever was shown one may still order at it. */
const longestGraceMs = 24 * 60 * 60_000;

type Stored = Omit<Sku, 'prices' | 'locations'> & {
  prices: (Omit<Price, 'validFrom' | 'validTo'> & { validFrom: string; validTo: string | null })[] | null;
  locations: LocationRow[] | null;
};

const columns = `
  p.sku, p.model, p.family, p.family_name as "familyName", p.category, p.unit, p.tax_category as "taxCategory",
  p.color, p.size, p.texts, p.substitute, p.status,
  a.available_to_sell as "availableToSell", coalesce(a.at_zero, p.at_zero) as "atZero",
  a.back_orderable as "backOrderable", a.next_incoming as "nextIncoming", a.estimated, a.as_of as "asOf",
  pr.prices, lo.locations,
  (p.version + coalesce(a.version, 0) + coalesce(pr.version, 0) + coalesce(lo.version, 0))::bigint as version,
  'pricing_prices'::regclass::oid::bigint as epoch`;

const joined = `
  left join inventory_availability a on a.sku = p.sku and not a.deleted
  left join lateral (
    select sum(t.version)::bigint as version, json_agg(json_build_object(
      'sku', t.sku, 'version', t.price_version, 'list', t.list, 'kind', t.kind, 'currency', t.currency,
      'amount', t.amount::text, 'taxIncluded', t.tax_included, 'unit', t.unit, 'minQuantity', t.min_quantity,
      'validFrom', t.valid_from, 'validTo', t.valid_to, 'group', t.price_group, 'account', t.account))
      filter (where not t.deleted and t.account is null and t.price_group is null
                and (t.valid_to is null or t.valid_to > $1)) as prices
    from pricing_prices t where t.sku = p.sku) pr on true
  left join lateral (
    select sum(t.version)::bigint as version, json_agg(json_build_object(
      'location', t.location, 'name', t.name, 'kind', t.kind, 'city', t.city, 'available', t.available,
      'servesWeb', t.serves_web)) filter (where not t.deleted) as locations
    from inventory_locations t where t.sku = p.sku) lo on true`;

/** Which SKUs to read. */
export type SkuSelection = { skus: readonly string[] } | { models: readonly string[] };

/** The SKUs that are there, each of one instant, in no particular order. */
export async function readSkus(dataSource: DataSource, selection: SkuSelection, now: Date): Promise<Sku[]> {
  const [column, values] = 'skus' in selection ? ['sku', selection.skus] : ['model', selection.models];
  if (values.length === 0) return [];
  const stored: Stored[] = await dataSource.query(
    `select ${columns} from catalog_products p ${joined} where p.${column} = any($2) and not p.deleted`,
    [new Date(now.getTime() - longestGraceMs), values],
  );
  return stored.map(skuOf);
}

function skuOf(row: Stored): Sku {
  return {
    ...row,
    locations: row.locations ?? [],
    prices: (row.prices ?? []).map((price) => ({
      ...price,
      amount: canonicalDecimal(price.amount),
      validFrom: new Date(price.validFrom),
      validTo: price.validTo === null ? null : new Date(price.validTo),
    })),
  };
}

type PricedRow = Omit<PricedSku, 'prices'> & { [column in keyof Price]: Price[column] | null };

/** The SKUs that are there with their prices, by SKU; reads far less than {@link readSkus}. */
export async function readPricedSkus(
  dataSource: DataSource,
  skus: readonly string[],
  now: Date,
): Promise<Map<string, PricedSku>> {
  const rows = await dataSource.query<PricedRow[]>(
    `select p.sku, p.tax_category as "taxCategory", p.texts, t.price_version as version, t.list, t.kind,
            t.currency, t.amount, t.tax_included as "taxIncluded", t.unit, t.min_quantity as "minQuantity",
            t.valid_from as "validFrom", t.valid_to as "validTo", t.price_group as group, t.account
     from catalog_products p
     left join pricing_prices t on t.sku = p.sku and not t.deleted and t.account is null
       and t.price_group is null and (t.valid_to is null or t.valid_to > $1)
     where p.sku = any($2) and not p.deleted`,
    [new Date(now.getTime() - longestGraceMs), [...new Set(skus)]],
  );
  const bySku = new Map<string, PricedSku>();
  for (const { taxCategory, texts, ...price } of rows) {
    const found = bySku.get(price.sku) ?? { sku: price.sku, taxCategory, texts, prices: [] };
    if (isPrice(price)) found.prices.push(price);
    bySku.set(price.sku, found);
  }
  return bySku;
}

/** A SKU without a price comes with nothing but nulls beside it. */
function isPrice(row: { version: string | null }): row is Price {
  return row.version !== null;
}
