import { mapSafely } from '../../../mapping/check.ts';
import type { Reader, MappedRecord, Snapshot } from '@throughline/connector';
import { sqlSnapshot } from './connection.ts';

/** How the records of one flow are selected. */
export interface Selection {
  /** Selects every sourceKey as `sourceKey`; duplicates do no harm. */
  sourceKeys: string;
  /** Selects the rows of the sourceKeys `$1::text[]`; what else it needs comes after. */
  rows: string;
}

/**
 * The item codes `$1::text[]` as rows of a common table `wanted`: joined to it, thousands of codes are found by index,
 * while the planner looks at each element of a long `any (…)`.
 */
export const wantedItems =
  'wanted as materialized (select code::bpchar as itmcod from unnest($1::text[]) code)';

export interface Table<Row> {
  sourceKeys(snapshot: Snapshot, after: string, limit: number): Promise<string[]>;
  rows(snapshot: Snapshot, sourceKeys: readonly string[], others?: readonly unknown[]): Promise<Row[]>;
}

export function table<Row extends object>(selection: Selection): Table<Row> {
  // By code point, whatever the collation there: the same order as in our own tables.
  const page = `select distinct "sourceKey" collate "C" as "sourceKey" from (${selection.sourceKeys}) p
                where "sourceKey" collate "C" > $1 order by 1 limit $2`;
  return {
    sourceKeys: async (snapshot, after, limit) => {
      const rows = await sqlSnapshot(snapshot).query<{ sourceKey: string }>(page, [after, limit]);
      return rows.map(({ sourceKey }) => sourceKey);
    },
    rows: (snapshot, sourceKeys, others = []) =>
      sqlSnapshot(snapshot).query<Row>(selection.rows, [sourceKeys, ...others]),
  };
}

/** A reader whose records are rows of one table. */
export function rowReader<Row extends { sourceKey: string }, T>(
  source: string,
  from: Table<Row>,
  map: (row: Row) => MappedRecord<T> | null,
): Reader<T> {
  return {
    sourceKeys: from.sourceKeys,
    read: async (snapshot, sourceKeys) =>
      (await from.rows(snapshot, sourceKeys)).flatMap((row) => mapSafely(row, source, map) ?? []),
  };
}
