import { type InspectedTable, inspectDatabase } from '@throughline/database-sources';
import { type Declared, type FoundTable, TableProfiler } from '@throughline/source-drafts';
import { Failure } from '../failure.ts';

/** Rows of each table that are looked at. */
const rowsLookedAt = 1_000;

/**
 * Looks at the tables and views of a database: in one read-only transaction, at so many rows of each, for a minute at most.
 * @throws Failure when it cannot be reached; quotes no address
 */
export async function lookAtDatabase(of: {
  readonly dialect: 'postgresql' | 'mariadb';
  readonly url: string;
  readonly schema: string | undefined;
}): Promise<FoundTable[]> {
  const tables: FoundTable[] = [];
  try {
    await inspectDatabase(of, {
      rows: rowsLookedAt,
      onRows: (table, rows) => {
        const profiler = new TableProfiler(outlineOf(table, of));
        for (const row of rows) profiler.add(row);
        tables.push(profiler.table());
      },
    });
  } catch (error) {
    throw new Failure(`the database cannot be looked at: ${reasonOf(error)}`, { cause: error });
  }
  return tables;
}

/** What a driver or server says; several addresses that were tried have no message of their own. */
const reasonOf = (error: unknown): string => {
  const { code, message = '' } = error as { code?: string; message?: string };
  return message === '' ? (code ?? 'it does not respond') : message;
};

function outlineOf(table: InspectedTable, { schema }: { readonly schema: string | undefined }) {
  return {
    name: table.name,
    place: { kind: table.kind, schema: schema === undefined ? null : table.schema },
    rows: table.rows,
    columns: table.columns.map(({ name, type }) => ({ name, declared: declaredAs(type) })),
    key: table.key,
    foreignKeys: table.foreignKeys.map(({ columns, table: other, references }) => ({
      columns,
      table: other,
      references,
    })),
  };
}

const kinds: readonly (readonly [Declared, RegExp])[] = [
  ['boolean', /^(?:bool|tinyint\(1\)|bit\(1\))/],
  ['integer', /^(?:(?:tiny|small|medium|big)?int(?:eger)?|serial|year)/],
  ['decimal', /^(?:numeric|decimal|real|double|float|money)/],
  ['zoned-time', /^timestamp.*with time zone/],
  ['local-time', /^(?:timestamp.*without time zone|datetime)/],
  ['zoned-time', /^timestamp/],
  ['date', /^date$/],
  ['binary', /^(?:bytea|(?:tiny|medium|long)?blob|(?:var)?binary|geometry|point)/],
  ['text', /^(?:char|varchar|character|text|(?:tiny|medium|long)text|enum|citext|name|uuid)/],
];

/** What a type holds, as the database writes it. */
export const declaredAs = (type: string): Declared =>
  kinds.find(([, shape]) => shape.test(type.toLowerCase()))?.[0] ?? 'other';
