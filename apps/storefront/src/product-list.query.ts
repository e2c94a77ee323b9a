import type { DataSource } from '@throughline/persistence';
import { searchQueryOf } from './search-text.ts';

/** Which products, and after which one: products are listed by shelf and name. */
export interface ListQuery {
  family?: string | undefined;
  search?: string | undefined;
  after?: ListKey | undefined;
  limit: number;
}

/** Where a page of the list ends. */
export interface ListKey {
  shelf: number;
  name: string;
  model: string;
}

export interface FamilyCount {
  family: string;
  familyName: string;
  category: string | null;
  products: number;
}

/** Discontinued products are listed while units are left. */
const onSale = `not p.deleted and (p.status = 'active' or exists (
  select 1 from inventory_availability a where a.sku = p.sku and not a.deleted and a.available_to_sell > 0))`;

/** How the words that were typed are taken: as they are, or as misspelt names. */
type Reading = 'exact' | 'similar';

/** Keys of the products of a page, in order; one more than the limit when there is a further page. */
export async function readListKeys(dataSource: DataSource, query: ListQuery): Promise<ListKey[]> {
  const keys = await selectKeys(dataSource, query, 'exact');
  return keys.length === 0 && query.search && !query.after ? selectKeys(dataSource, query, 'similar') : keys;
}

/** How many products each family holds of those found, for all families. */
export async function readFamilies(
  dataSource: DataSource,
  search: string | undefined,
): Promise<FamilyCount[]> {
  const exact = await selectFamilies(dataSource, search, 'exact');
  return exact.length === 0 && search ? selectFamilies(dataSource, search, 'similar') : exact;
}

async function selectKeys(dataSource: DataSource, query: ListQuery, reading: Reading): Promise<ListKey[]> {
  const { where, params } = filter(query.search, reading);
  if (query.family !== undefined) where.push(`p.family = $${params.push(query.family)}`);
  if (query.after) {
    const { shelf, name, model } = query.after;
    const next = (value: unknown) => `$${params.push(value)}`;
    where.push(`(p.shelf, p.name, p.model) > (${next(shelf)}, ${next(name)}, ${next(model)})`);
  }
  return dataSource.query<ListKey[]>(
    `select p.shelf, p.name, p.model from catalog_products p where ${where.join(' and ')}
     group by p.shelf, p.name, p.model order by p.shelf, p.name, p.model limit $${params.push(query.limit + 1)}`,
    params,
  );
}

async function selectFamilies(
  dataSource: DataSource,
  search: string | undefined,
  reading: Reading,
): Promise<FamilyCount[]> {
  const { where, params } = filter(search, reading);
  return dataSource.query<FamilyCount[]>(
    `select p.family, min(p.family_name) as "familyName", min(p.category) as category,
            count(distinct p.model)::integer as products
     from catalog_products p where ${where.join(' and ')} group by p.family order by min(p.shelf), 2`,
    params,
  );
}

function filter(search: string | undefined, reading: Reading): { where: string[]; params: unknown[] } {
  const where = [onSale];
  const params: unknown[] = [];
  if (search === undefined) return { where, params };
  const words = searchQueryOf(search);
  if (words === null) where.push('false');
  else if (reading === 'similar') where.push(`$${params.push(search)} <% p.name`);
  else where.push(`p.search @@ to_tsquery('simple', $${params.push(words)})`);
  return { where, params };
}
