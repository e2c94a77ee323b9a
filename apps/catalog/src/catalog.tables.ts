import { type ErpItem, parseKey, schemas } from '@throughline/events';
import { TransientError, copyOf } from '@throughline/messaging';
import type { Tx } from '@throughline/persistence';
import { type AtZeroPolicy, type Product, type ProductStatus, policyOf } from './product.ts';
import type { Readiness } from './readiness.ts';

/** What the back office last said of an item; null when it was gone before it was known. */
export interface KeptItem {
  item: ErpItem | null;
  gone: boolean;
}

const productColumns = `p.sku, p.source, p.status, p.suspended,
  case when p.at_zero_said then p.at_zero end as "atZero", p.back_order_limit as "backOrderLimit",
  p.substitute, p.texts, p.when_ready as "whenReady", p.version`;

/** The defaults of fields that an item lacks which was kept before they were added. */
const itemDefaults = JSON.stringify(
  Object.fromEntries(
    schemas.ErpItem.fields.flatMap((field) => ('default' in field ? [[field.name, field.default]] : [])),
  ),
);

/** Items by the key of their record; a gone one keeps its last facts. */
export const erpItems = copyOf('erp.items', {
  table: 'erp_items',
  computed: { item: { type: 'jsonb', of: (item) => item } },
  added: ['family'],
  keepsDeleted: true,
});

/** Of prices what tells whether a SKU has one for everybody. */
export const pricingPrices = copyOf('pricing.prices', {
  table: 'pricing_prices',
  fields: ['kind', 'validFrom', 'validTo', 'group', 'account'],
  named: { version: 'price_version', group: 'price_group' },
});

/** Of taxes what tells whether a class of items has a rate. */
export const erpTaxes = copyOf('erp.taxes', { table: 'erp_taxes', fields: ['validTo'] });

/** Whether product `p` with item `i` has a price and a tax rate at the instant `$1`. */
const readiness = `
  exists (select from pricing_prices c where c.sku = p.sku and not c.deleted and c.kind in ('list', 'sale')
    and c.account is null and c.price_group is null
    and c.valid_from <= $1::timestamptz and (c.valid_to is null or c.valid_to > $1::timestamptz)) as priced,
  exists (select from erp_taxes t where t.category = i.item ->> 'taxCategory' and not t.deleted
    and t.valid_from <= $1::timestamptz::date and (t.valid_to is null or t.valid_to > $1::timestamptz::date)) as taxed`;

/** What products have of that which they need to be sold, by SKU. */
export async function readinessOf(
  tx: Tx,
  skus: readonly string[],
  at: Date,
): Promise<Map<string, Readiness>> {
  const rows = await tx.query<Readiness & { sku: string }>(
    `select p.sku, ${readiness} from products p join erp_items i on i.source = p.source and i.code = p.sku
     where p.sku = any($2)`,
    [at, skus],
  );
  return new Map(rows.map(({ sku, ...has }) => [sku, has]));
}

/** Locks the next products that go on sale when nothing is missing, of some SKUs or, when null, of all after one. */
export async function lockAwaited(
  tx: Tx,
  { skus, after, limit }: { skus: readonly string[] | null; after: string; limit: number },
): Promise<Product[]> {
  return tx.query<Product>(
    `select ${productColumns} from products p
     where p.when_ready and p.sku > $2 and ($1::text[] is null or p.sku = any($1)) order by p.sku limit $3 for update`,
    [skus, after, limit],
  );
}

/** What is kept of items; of products, read after these were locked so that none of them is behind the product. */
export async function itemsOf(tx: Tx, keys: readonly string[]): Promise<Map<string, KeptItem>> {
  if (keys.length === 0) return new Map();
  const parts = keys.map((key) => parseKey('erp.items', key));
  const rows = await tx.query<KeptItem & { key: string }>(
    `select i.source || '|' || i.code as key, $3::jsonb || i.item as item, i.deleted as gone
     from unnest($1::text[], $2::text[]) as u (source, code) join erp_items i using (source, code)`,
    [parts.map(({ source }) => source), parts.map(({ code }) => code), itemDefaults],
  );
  return new Map(rows.map(({ key, ...kept }) => [key, kept]));
}

/** Locks products by SKU, always in one order. */
export async function lockProducts(tx: Tx, skus: readonly string[]): Promise<Product[]> {
  return tx.query<Product>(
    `select ${productColumns} from products p where p.sku = any($1) order by p.sku for update`,
    [skus],
  );
}

/** Locks products that are on sale although the back office does not let their items be sold. */
export async function lockOffSale(tx: Tx, limit: number): Promise<Product[]> {
  return tx.query<Product>(
    `select ${productColumns} from products p join erp_items i on i.source = p.source and i.code = p.sku
     where p.status in ('active', 'discontinued')
       and (i.deleted or i.item ->> 'status' not in ('active', 'running-out'))
     order by p.sku limit $1 for update of p`,
    [limit],
  );
}

/** Locks the next waiting products after a SKU, of one family or of all. */
export async function lockWaiting(
  tx: Tx,
  { family, after, limit }: { family: string | null; after: string; limit: number },
): Promise<Product[]> {
  return tx.query<Product>(
    `select ${productColumns} from products p
     where p.status = 'waiting' and p.sku > $2
       and ($1::text is null
         or exists (select from erp_items i where i.source = p.source and i.code = p.sku and i.family = $1))
     order by p.sku limit $3 for update`,
    [family, after, limit],
  );
}

/** Inserts or updates products. */
export async function saveProducts(tx: Tx, products: readonly Product[]): Promise<void> {
  const saved = await tx.query(
    `insert into products as t (sku, source, status, at_zero, at_zero_said, back_order_limit, substitute, texts,
       version, when_ready, suspended)
     select sku, source, status, coalesce(at_zero, 'show'), at_zero is not null, back_order_limit, substitute,
       texts::jsonb, version, when_ready, suspended
     from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::bigint[], $6::text[], $7::text[], $8::bigint[],
                 $9::boolean[], $10::boolean[])
       as u (sku, source, status, at_zero, back_order_limit, substitute, texts, version, when_ready, suspended)
     order by sku
     on conflict (sku) do update
       set status = excluded.status, at_zero = excluded.at_zero, at_zero_said = excluded.at_zero_said,
         suspended = excluded.suspended, back_order_limit = excluded.back_order_limit,
         substitute = excluded.substitute, texts = excluded.texts, version = excluded.version,
         when_ready = excluded.when_ready
       where t.source = excluded.source
     returning t.sku`,
    [
      products.map(({ sku }) => sku),
      products.map(({ source }) => source),
      products.map(({ status }) => status),
      products.map(({ atZero }) => atZero),
      products.map(({ backOrderLimit }) => backOrderLimit),
      products.map(({ substitute }) => substitute),
      products.map(({ texts }) => JSON.stringify(texts)),
      products.map(({ version }) => version),
      products.map(({ whenReady }) => whenReady),
      products.map(({ suspended }) => suspended),
    ],
  );
  // Two back offices listed the same SKU at once: on the next attempt the later one meets a product that is there.
  if (saved.length < products.length) throw new TransientError('A product was listed by another back office');
}

/** A product with its item. */
export interface ProductRow extends Omit<Product, 'atZero'>, Readiness {
  /** The policy that holds, and who has said so. */
  atZero: AtZeroPolicy;
  policyBy: 'person' | 'back-office';
  item: ErpItem;
  /** Whether the back office no longer has the item. */
  gone: boolean;
}

/** Products after a SKU, by SKU; a filter that is null does not apply. */
export async function findProducts(
  tx: Tx,
  filter: { sku?: string; status: ProductStatus | null; family: string | null; after: string; limit: number },
  at: Date,
): Promise<ProductRow[]> {
  const rows = await tx.query<Product & Readiness & Pick<ProductRow, 'item' | 'gone'>>(
    `select ${productColumns}, $7::jsonb || i.item as item, i.deleted as gone, ${readiness}
     from products p join erp_items i on i.source = p.source and i.code = p.sku
     where ($2::text is null or p.sku = $2) and ($3::text is null or p.status = $3)
       and ($4::text is null or i.family = $4) and p.sku > $5
     order by p.sku limit $6`,
    [at, filter.sku ?? null, filter.status, filter.family, filter.after, filter.limit, itemDefaults],
  );
  return rows.map((row) => ({
    ...row,
    ...policyOf(row, row.item),
    policyBy: row.atZero === null ? 'back-office' : 'person',
  }));
}
