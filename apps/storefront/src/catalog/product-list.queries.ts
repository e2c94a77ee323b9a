import type { DataSource } from '@throughline/persistence';
import type { ResponseOf } from '@throughline/service';
import { searchQueryOf, searchWordsOf } from '../projection/search-text.ts';
import type { CommonWords } from './common-words.cache.ts';
import type { productFamily } from './product.response.schemas.ts';

/** Which products, and after which one; products are sorted by shelf and name. */
export interface ListQuery {
  family?: string | undefined;
  after?: ListKey | undefined;
  limit: number;
}

/** Where a page of the list ends. */
export interface ListKey {
  shelf: number;
  name: string;
  model: string;
}

export type FamilyCount = ResponseOf<typeof productFamily>;

/** What a search finds. */
export interface Found {
  keys: ListKey[];
  /** How many of the products found each family holds, whichever family was asked for. */
  families: FamilyCount[];
}

/**
 * Discontinued products are listed while units are left. `offset 0` has those few looked up one by one; the planner
 * would read all of the stock for them.
 */
const onSale = `not p.deleted and (p.status = 'active' or exists (
  select 1 from inventory_availability a where a.sku = p.sku and not a.deleted and a.available_to_sell > 0 offset 0))`;

/** Keys of the products of a page, in order; one more than the limit when there is a further page. */
export async function readListKeys(dataSource: DataSource, query: ListQuery): Promise<ListKey[]> {
  const params: unknown[] = [];
  return dataSource.query<ListKey[]>(
    selectKeys(
      'catalog_products p',
      [onSale, ...pageConditions(query, params)],
      `$${params.push(query.limit + 1)}`,
    ),
    params,
  );
}

/** How many products each family holds. */
export async function readFamilies(dataSource: DataSource): Promise<FamilyCount[]> {
  return dataSource.query<FamilyCount[]>(selectFamilies(`catalog_products p where ${onSale}`, 'false'));
}

/** A condition on products `p`, with its parameters from `$1` on. */
interface Condition {
  sql: string;
  params: readonly unknown[];
}

/**
 * The products that have each of the words in their texts or, when there are none, those with names similar to the text.
 * @param atMost SKUs that a search reads; one for common words alone is cut short, in no particular order, so that it
 * costs no more in a large catalogue
 */
export async function readFound(
  dataSource: DataSource,
  query: ListQuery & { search: string },
  { commonWords, now, atMost = 1_000 }: { commonWords: CommonWords; now: number; atMost?: number },
): Promise<Found> {
  const words = searchWordsOf(query.search);
  if (words.length === 0) return { keys: [], families: [] };
  const rarest = await commonWords.rarestOf(words, now);
  // The index finds the rarest words; the others are tested on what was found, by a function that uses no index.
  const exact = await findIn(dataSource, query, atMost, {
    sql: `p.search @@ to_tsquery('simple', $1) and ts_match_vq(p.search, to_tsquery('simple', $2))`,
    params: [searchQueryOf(rarest), searchQueryOf(words)],
  });
  return exact.families.length > 0 || query.after
    ? exact
    : findIn(dataSource, query, atMost, { sql: '$1 <% p.name', params: [query.search] });
}

/** When the search of all families was cut short, the requested one is searched by itself. */
async function findIn(
  dataSource: DataSource,
  query: ListQuery,
  atMost: number,
  condition: Condition,
): Promise<Found> {
  const found = await find(dataSource, query, atMost, condition);
  if (query.family === undefined || !found.families.some(({ more }) => more)) return found;
  const params = [...condition.params, query.family];
  const sql = `${condition.sql} and p.family = $${params.length}`;
  const { keys, families } = await find(dataSource, query, atMost, { sql, params });
  const byCode = new Map([...found.families, ...families].map((counted) => [counted.family, counted]));
  return { keys, families: [...byCode.values()] };
}

/** What is found is read once, for the page and for the counts. */
async function find(
  dataSource: DataSource,
  query: ListQuery,
  atMost: number,
  condition: Condition,
): Promise<Found> {
  const params: unknown[] = [...condition.params];
  const next = (value: unknown) => `$${params.push(value)}`;
  const most = next(atMost);
  const keys = selectKeys('found p', pageConditions(query, params), next(query.limit + 1));
  const families = selectFamilies('found p', `(select count(*) > ${most} from found)`);
  const [found] = await dataSource.query<[Found]>(
    `with found as materialized (
       select p.shelf, p.name, p.model, p.family, p.family_name, p.category
       from catalog_products p where ${onSale} and ${condition.sql} limit ${most} + 1)
     select (select coalesce(json_agg(k), '[]') from (${keys}) k) as keys,
            (select coalesce(json_agg(f), '[]') from (${families}) f) as families`,
    params,
  );
  return found;
}

function selectKeys(from: string, conditions: readonly string[], limit: string): string {
  const where = conditions.length > 0 ? `where ${conditions.join(' and ')}` : '';
  return `select p.shelf, p.name, p.model from ${from} ${where}
    group by p.shelf, p.name, p.model order by p.shelf, p.name, p.model limit ${limit}`;
}

function selectFamilies(from: string, more: string): string {
  // Grouped by model first, so that the planner may choose how; count(distinct) would sort all SKUs.
  return `select family, min(family_name) as "familyName", min(category) as category,
      count(*)::integer as products, ${more} as more
    from (select p.family, min(p.family_name) as family_name, min(p.category) as category, min(p.shelf) as shelf
          from ${from} group by p.family, p.model) m
    group by family order by min(shelf), 2`;
}

function pageConditions({ family, after }: ListQuery, params: unknown[]): string[] {
  const next = (value: unknown) => `$${params.push(value)}`;
  return [
    ...(family === undefined ? [] : [`p.family = ${next(family)}`]),
    ...(after
      ? [`(p.shelf, p.name, p.model) > (${next(after.shelf)}, ${next(after.name)}, ${next(after.model)})`]
      : []),
  ];
}
