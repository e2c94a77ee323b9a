import type { ItemUnit, KitComponent, Price, Product } from '@throughline/events';
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
  /** Base unit. */
  unit: string;
  units: ItemUnit[];
  kind: string;
  quantityScale: number;
  /** What one of a kit is put together of; empty for everything else. */
  components: KitComponent[];
  /** For guests, including those that ended a moment ago. */
  prices: Price[];
}

/** A SKU with everything the projection holds of it, read by one statement and so of one instant. */
export interface Sku extends PricedSku, StockFacts {
  model: string;
  family: string;
  familyName: string;
  category: string | null;
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

/** What the catalog has not told of a product that was copied before it told of such, has the defaults of the contract. */
const quantities = `
  p.unit, coalesce(p.facts->'units', '[]') as units, coalesce(p.facts->>'kind', 'goods') as kind,
  coalesce((p.facts->>'quantityScale')::integer, 0) as "quantityScale",
  coalesce(p.facts->'components', '[]') as components`;

const columns = `
  p.sku, p.model, p.family, p.family_name as "familyName", p.category, ${quantities}, p.tax_category as "taxCategory",
  p.color, p.size, p.texts, p.substitute, p.status,
  a.available_to_sell as "availableToSell", coalesce(a.at_zero, p.at_zero) as "atZero",
  a.back_orderable as "backOrderable", a.next_incoming as "nextIncoming", a.incoming, a.estimated, a.as_of as "asOf",
  pr.prices, lo.locations,
  (p.version + coalesce(a.version, 0) + coalesce(pr.version, 0) + coalesce(lo.version, 0))::bigint as version,
  'pricing_prices'::regclass::oid::bigint as epoch`;

/** Prices of accounts, groups and lists of customers are many, and none of them is for guests. What was revoked is nobody's. */
const forGuests = `not t.deleted and t.account is null and t.price_group is null and t.kind <> 'customer-list'
  and t.revoked_at is null
  and (t.valid_to is null or t.valid_to > $1)`;

const joined = `
  left join inventory_availability a on a.sku = p.sku and not a.deleted
  left join lateral (
    select sum(t.version)::bigint as version, json_agg(json_build_object(
      'source', t.source, 'sku', t.sku, 'version', t.price_version, 'list', t.list, 'kind', t.kind,
      'currency', t.currency, 'amount', t.amount::text, 'perQuantity', t.per_quantity,
      'taxIncluded', t.tax_included, 'unit', t.unit, 'minQuantity', t.min_quantity, 'maxQuantity', t.max_quantity,
      'validFrom', t.valid_from, 'validTo', t.valid_to, 'group', t.price_group, 'account', t.account, 'revokedAt', null))
      filter (where ${forGuests}) as prices
    from pricing_prices t where t.sku = p.sku) pr on true
  left join lateral (
    select sum(t.version)::bigint as version, json_agg(json_build_object(
      'location', t.location, 'name', t.name, 'kind', t.kind, 'city', t.city, 'available', t.available,
      'servesWeb', t.serves_web)) filter (where not t.deleted) as locations
    from inventory_locations t where t.sku = p.sku) lo on true`;

/** What the catalog has published of a SKU, but for its texts. */
export type Facts = Omit<Product, 'texts'>;

/** The facts of a model's SKUs, by SKU. */
export async function readFacts(dataSource: DataSource, model: string): Promise<Map<string, Facts>> {
  // What was copied before there was a column of facts has these, until the projection is rebuilt.
  const rows = await dataSource.query<{ sku: string; facts: Facts }[]>(
    `select sku, coalesce(facts, jsonb_build_object('color', color, 'size', size, 'unit', unit)) as facts
     from catalog_products where model = $1 and not deleted`,
    [model],
  );
  return new Map(rows.map(({ sku, facts }) => [sku, facts]));
}

/** Whether there is a product of that model or SKU. */
export async function isListed(dataSource: DataSource, name: string): Promise<boolean> {
  const rows = await dataSource.query<unknown[]>(
    `select from catalog_products where model = $1 and not deleted
     union all select from catalog_products where sku = $1 and not deleted limit 1`,
    [name],
  );
  return rows.length > 0;
}

/** What a product is called, and where its page is. */
export interface NamedProduct extends Pick<Product, 'texts' | 'color' | 'size'> {
  /** Null when the shop does not have it any more. */
  model: string | null;
}

/** Names of products, by SKU; of those that were there once, as they were last. */
export async function readNames(
  dataSource: DataSource,
  skus: readonly string[],
): Promise<Map<string, NamedProduct>> {
  if (skus.length === 0) return new Map();
  const rows = await dataSource.query<(NamedProduct & { sku: string })[]>(
    `select sku, case when not deleted then model end as model, texts, color, size
     from catalog_products where sku = any($1) and texts is not null`,
    [[...new Set(skus)]],
  );
  return new Map(rows.map(({ sku, ...named }) => [sku, named]));
}

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

/** The price's own unit and kind go by other names than the product's. */
type PricedRow = Omit<PricedSku, 'prices'> & {
  [column in Exclude<keyof Price, 'sku' | 'unit' | 'kind'>]: Price[column] | null;
} & { priceUnit: string | null; priceKind: string | null };

/** The SKUs that are there with their prices, by SKU; reads far less than {@link readSkus}. */
export async function readPricedSkus(
  dataSource: DataSource,
  skus: readonly string[],
  now: Date,
): Promise<Map<string, PricedSku>> {
  const rows = await dataSource.query<PricedRow[]>(
    `select p.sku, p.tax_category as "taxCategory", p.texts, ${quantities}, t.source, t.price_version as version,
            t.list, t.kind as "priceKind", t.currency, t.amount, t.per_quantity as "perQuantity",
            t.tax_included as "taxIncluded", t.unit as "priceUnit", t.min_quantity as "minQuantity",
            t.max_quantity as "maxQuantity", t.valid_from as "validFrom", t.valid_to as "validTo",
            t.price_group as group, t.account, t.revoked_at as "revokedAt"
     from catalog_products p
     left join pricing_prices t on t.sku = p.sku and ${forGuests}
     where p.sku = any($2) and not p.deleted`,
    [new Date(now.getTime() - longestGraceMs), [...new Set(skus)]],
  );
  const bySku = new Map<string, PricedSku>();
  for (const row of rows) {
    const { sku, taxCategory, texts, unit, units, kind, quantityScale, components, ...stated } = row;
    const product = { sku, taxCategory, texts, unit, units, kind, quantityScale, components };
    const found = bySku.get(sku) ?? { ...product, prices: [] };
    const { priceUnit, priceKind, ...rest } = stated;
    const price = { ...rest, sku, unit: priceUnit, kind: priceKind };
    if (isPrice(price)) found.prices.push(price);
    bySku.set(sku, found);
  }
  return bySku;
}

/** A SKU without a price comes with nothing but nulls beside it. */
function isPrice(row: { version: string | null }): row is Price {
  return row.version !== null;
}
