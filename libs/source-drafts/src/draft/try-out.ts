import type { RawRecord, RawTree, RawValue } from '@throughline/connector';
import type { CheckedSource } from '@throughline/source-documents';
import { type FoundTable, columnOf } from '../tables/found-table.ts';
import { valueAt } from '../tables/value-at.ts';
import type { ReaderDraft } from './reader-drafts.ts';

/** What came of the rows that were held, by one mapping. */
export interface Trial {
  readonly mapping: string;
  readonly rows: number;
  readonly accepted: number;
  readonly skipped: number;
  /** Rows held, by field and reason; texts in quotes are left out of it. */
  readonly held: ReadonlyMap<string, number>;
}

/** The first rows of each table, taken through the mappings as they are written. */
export function tryOut(checked: CheckedSource, readers: readonly ReaderDraft[]): Trial[] {
  const byName = new Map(readers.map((reader) => [reader.name, reader]));
  return checked.feedings.flatMap(({ mapping, reader: name, compiled }) => {
    const reader = byName.get(name);
    if (reader === undefined) return [];
    const lay = layer(reader);
    const held = new Map<string, number>();
    let accepted = 0;
    let skipped = 0;
    for (const record of reader.table.sample) {
      const outcome = compiled.map(lay(record), { asOf: new Date(0) });
      if ('skipped' in outcome) {
        skipped += 1;
        continue;
      }
      const issues = outcome.records.filter(({ value }) => value === null).flatMap((row) => row.issues);
      const issue = issues.find(({ severity }) => severity === 'held');
      if (issue === undefined) accepted += 1;
      else {
        const reason = `${issue.field}: ${issue.reason.replace(/"(?:[^"\\]|\\.)*"/g, '"…"')}`;
        held.set(reason, (held.get(reason) ?? 0) + 1);
      }
    }
    return [{ mapping, rows: reader.table.sample.length, accepted, skipped, held }];
  });
}

/** Lays in what was seen of other tables. */
function layer({ table, joins }: ReaderDraft): (record: RawRecord) => RawRecord {
  const laid = joins.map((join) => {
    const by = new Map<string, RawTree[]>();
    for (const { values } of join.table.sample) {
      const key = keyOf(
        join.table,
        values,
        join.on.map(({ is }) => is),
      );
      const list = by.get(key);
      if (list === undefined) by.set(key, [values]);
      else list.push(values);
    }
    return { join, by };
  });
  return (record) => {
    if (laid.length === 0) return record;
    const values: Record<string, RawValue> = { ...record.values };
    for (const { join, by } of laid) {
      const found =
        by.get(
          keyOf(
            table,
            record.values,
            join.on.map((pair) => pair.this),
          ),
        ) ?? [];
      values[join.as] = join.many ? found : (found[0] ?? null);
    }
    return { ...record, values };
  };
}

const keyOf = (table: FoundTable, values: RawTree, columns: readonly string[]): string =>
  JSON.stringify(columns.map((name) => valueAt(values, columnOf(table, name)?.path ?? [name])));
