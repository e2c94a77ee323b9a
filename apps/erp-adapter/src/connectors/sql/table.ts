import { mapSafely } from '../../mapping/check.ts';
import type { Reader, Reading, View } from '../connector.ts';
import { sqlView } from './connection.ts';

/** How the records of one flow are selected. */
export interface Selection {
  /** Selects every parent as `parent`; duplicates do no harm. */
  parents: string;
  /** Selects the rows of the parents `$1::text[]`. */
  rows: string;
}

/**
 * The item codes `$1::text[]` as rows of a common table `wanted`: joined to it, thousands of codes are found by index,
 * while the planner looks at each element of a long `any (…)`.
 */
export const wantedItems =
  'wanted as materialized (select code::bpchar as itmcod from unnest($1::text[]) code)';

export interface Table<Row> {
  parents(view: View, after: string, limit: number): Promise<string[]>;
  rows(view: View, parents: readonly string[]): Promise<Row[]>;
}

export function table<Row extends object>(selection: Selection): Table<Row> {
  // By code point, whatever the collation there: the same order as in our own tables.
  const page = `select distinct parent collate "C" as parent from (${selection.parents}) p
                where parent collate "C" > $1 order by 1 limit $2`;
  return {
    parents: async (view, after, limit) => {
      const rows = await sqlView(view).query<{ parent: string }>(page, [after, limit]);
      return rows.map(({ parent }) => parent);
    },
    rows: (view, parents) => sqlView(view).query<Row>(selection.rows, [parents]),
  };
}

/** A reader whose records are rows of one table. */
export function rowReader<Row extends { parent: string }, T>(
  source: string,
  from: Table<Row>,
  map: (row: Row) => Reading<T> | null,
): Reader<T> {
  return {
    parents: from.parents,
    read: async (view, parents) =>
      (await from.rows(view, parents)).flatMap((row) => mapSafely(row, source, map) ?? []),
  };
}
