import type { RawColumn, RawReader, RawRecord, RawTree, Snapshot } from '@throughline/connector';
import {
  type Column,
  type Database,
  type Dialect,
  type DatabaseSnapshot,
  type Row,
  ownSnapshot,
} from './dialect.ts';
import { type Expression, type Joined, type Relation, hasKey, pageBy, relationIn } from './relation.ts';
import type { ReaderSettings } from './settings.ts';
import { raw, sql, value } from './sql.ts';

/** The columns as texts, for a list of a SELECT. */
export function textsOf(columns: readonly Expression[], { text }: Dialect): string {
  return columns.map(({ expression, column }) => text(expression, column)).join(', ');
}

/** Reads the rows of a table, view or query with those that are joined to them: one statement for each table. */
export function tableReader(database: Database, name: string, settings: ReaderSettings): RawReader {
  const { dialect } = database;
  const relationOf = (snapshot: Snapshot) => relationIn(ownSnapshot(snapshot), database, name, settings);
  return {
    sourceKeys: async (snapshot, after, limit) => {
      const relation = await relationOf(snapshot);
      const page = pageBy(relation, dialect);
      const from = after === null ? raw('true') : page.after(after);
      const rows = await ownSnapshot(snapshot).query(
        sql`select ${raw(relation.sourceKey)} from ${relation.from} where ${from}
            order by ${page.order} limit ${value(limit, 'bigint')}`,
      );
      return [...new Set(rows.map(([sourceKey]) => sourceKey ?? ''))];
    },

    columns: async (snapshot) => {
      const { columns, joined } = await relationOf(snapshot);
      const own = columns.map(({ column }) => toldAs(column.name, column));
      const others = joined.flatMap(({ name: of, columns: its }) =>
        its.map(({ column }) => toldAs(`${of}.${column.name}`, column)),
      );
      return [...own, ...others];
    },

    read: async (snapshot, sourceKeys) => {
      const relation = await relationOf(snapshot);
      const records = new Map<string, RawRecord>();
      const ambiguous = new Set<string>();
      const keys = [...new Set(sourceKeys)];
      for (let from = 0; from < keys.length; from += dialect.keysAtOnce) {
        await readSome(
          ownSnapshot(snapshot),
          relation,
          dialect,
          keys.slice(from, from + dialect.keysAtOnce),
          records,
          ambiguous,
        );
      }
      for (const sourceKey of ambiguous) records.delete(sourceKey);
      return { records, ambiguous };
    },
  };
}

function toldAs(name: string, { type, told }: Column): RawColumn {
  return { name, ...(told ?? { type, length: null }) };
}

async function readSome(
  session: DatabaseSnapshot,
  relation: Relation,
  dialect: Dialect,
  sourceKeys: readonly string[],
  records: Map<string, RawRecord>,
  ambiguous: Set<string>,
): Promise<void> {
  const wanted = new Set(sourceKeys);
  const condition = hasKey(relation, sourceKeys, dialect);
  const rows = await session.query(
    sql`select ${raw(relation.sourceKey)}, ${raw(textsOf(relation.columns, dialect))} from ${relation.from} where ${condition}`,
  );
  const names = relation.columns.map(({ column }) => column.name);
  const trees = new Map<string, Record<string, RawTree[string]>>();
  for (const [sourceKey, ...values] of rows) {
    // The database may take other keys for the same: by its collation, or by what it makes of a number.
    if (sourceKey === undefined || sourceKey === null || !wanted.has(sourceKey)) continue;
    if (trees.has(sourceKey)) ambiguous.add(sourceKey);
    const tree = treeOf(names, values);
    trees.set(sourceKey, tree);
    records.set(sourceKey, { values: tree, position: 0 });
  }
  for (const joined of relation.joined) {
    const lists = new Map<string, RawTree[]>();
    const order = joined.order.length === 0 ? raw('') : raw(`order by ${joined.order.join(', ')}`);
    const found = await session.query(
      sql`select ${raw(relation.sourceKey)}, ${raw(textsOf(joined.columns, dialect))}
          from ${relation.from} join ${joined.from} on ${joined.on} where ${condition} ${order}`,
    );
    const columns = joined.columns.map(({ column }) => column.name);
    for (const [sourceKey, ...values] of joined.order.length === 0 ? found.toSorted(byTexts) : found) {
      const list = lists.get(sourceKey ?? '');
      const tree = treeOf(columns, values);
      if (list === undefined) lists.set(sourceKey ?? '', [tree]);
      else list.push(tree);
    }
    place(joined, trees, lists, ambiguous);
  }
}

function place(
  { name, settings }: Joined,
  trees: ReadonlyMap<string, Record<string, RawTree[string]>>,
  lists: ReadonlyMap<string, RawTree[]>,
  ambiguous: Set<string>,
): void {
  for (const [sourceKey, tree] of trees) {
    const list = lists.get(sourceKey) ?? [];
    if (!settings.many && list.length > 1) ambiguous.add(sourceKey);
    tree[name] = settings.many ? list : (list[0] ?? null);
  }
}

function treeOf(names: readonly string[], values: Row): Record<string, RawTree[string]> {
  const tree: Record<string, RawTree[string]> = {};
  for (let index = 0; index < names.length; index += 1) {
    const name = names[index] ?? '';
    // A column may bear any name.
    if (name === '__proto__')
      Object.defineProperty(tree, name, { value: values[index] ?? null, enumerable: true });
    else tree[name] = values[index] ?? null;
  }
  return tree;
}

/** Nothing before something, and texts by their code units. */
function byTexts(one: Row, other: Row): number {
  for (let index = 0; index < one.length; index += 1) {
    const [a, b] = [one[index] ?? null, other[index] ?? null];
    if (a === b) continue;
    if (a === null || b === null) return a === null ? -1 : 1;
    return a < b ? -1 : 1;
  }
  return 0;
}
