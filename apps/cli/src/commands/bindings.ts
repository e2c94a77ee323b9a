import { readFileSync, writeFileSync } from 'node:fs';
import { Failure } from '../failure.ts';
import type { Installation } from '../installation.ts';
import { table } from '../output.ts';
import type { Output } from '../output.ts';
import { ageOf } from '../words.ts';

/** Which row has a code, as `GET /bindings` has it. */
export interface Binding {
  source: string;
  kind: string;
  sourceKey: string;
  code: string;
  published: boolean;
  boundBy: string | null;
  reason: string | null;
}

/** A row without a code of its own, as `GET /bindings/conflicts` has it. */
export interface BindingConflict {
  source: string;
  kind: string;
  code: string;
  holder: string | null;
  sourceKey: string;
  records: number;
  since: string;
}

/** An item that may be the same as one of another source, as `GET /bindings/suggestions` has it. */
export interface BindingSuggestion {
  source: string;
  kind: string;
  sourceKey: string;
  code: string | null;
  suggested: string;
  gtin: string;
}

/** What bindings change, or would. */
export interface BindingChanges {
  seen: string;
  changes: readonly {
    source: string;
    sourceKey: string;
    row: number;
    before: string | null;
    after: string | null;
    reason: string;
  }[];
  unchanged: number;
  faults: readonly { row: number; field: string; message: string }[];
}

interface Chosen {
  source?: string | undefined;
  kind?: string | undefined;
}

export async function listBindings(
  installation: Installation,
  query: Chosen & { search?: string | undefined; after?: string | undefined; limit?: string | undefined },
): Promise<Output> {
  return bindingsOutput(await installation.read('erp-adapter', '/bindings', { ...query }));
}

export function bindingsOutput(answer: { bindings: readonly Binding[]; next: string | null }): Output {
  const rows = answer.bindings.map(({ source, kind, sourceKey, code, published, boundBy, reason }) => [
    ...[`${source} ${kind}`, code, JSON.stringify(sourceKey), published ? 'published' : 'not published'],
    ...[boundBy ?? 'its key', reason ?? '-'],
  ]);
  return {
    json: answer,
    lines: [
      ...(rows.length === 0
        ? ['There are none.']
        : table(['kind', 'code', 'row', 'state', 'by', 'why'], rows)),
      ...(answer.next === null ? [] : ['', `More: --after ${answer.next}`]),
    ],
  };
}

export async function listConflicts(
  installation: Installation,
  query: Chosen & { limit?: string | undefined },
  now: Date,
): Promise<Output> {
  return conflictsOutput(await installation.read('erp-adapter', '/bindings/conflicts', { ...query }), now);
}

export function conflictsOutput(answer: { conflicts: readonly BindingConflict[] }, now: Date): Output {
  const rows = answer.conflicts.map(({ source, kind, code, holder, sourceKey, records, since }) => [
    ...[`${source} ${kind}`, code, holder === null ? '-' : JSON.stringify(holder), JSON.stringify(sourceKey)],
    ...[records, ageOf(since, now)],
  ]);
  return {
    json: answer,
    lines:
      rows.length === 0
        ? ['Every code belongs to one row.']
        : [
            ...table(['kind', 'code', 'belongs to', 'held', 'records', 'for'], rows),
            '',
            'throughline bindings bind KEY CODE --source S --reason WHY',
          ],
    status: rows.length > 0 ? 1 : 0,
  };
}

export async function suggestBindings(
  installation: Installation,
  query: { source: string; like: string; after?: string | undefined; limit?: string | undefined },
): Promise<Output> {
  return suggestionsOutput(await installation.read('erp-adapter', '/bindings/suggestions', { ...query }));
}

export function suggestionsOutput(answer: {
  suggestions: readonly BindingSuggestion[];
  next: string | null;
}): Output {
  const rows = answer.suggestions.map(({ source, sourceKey, code, suggested, gtin }) => [
    ...[source, JSON.stringify(sourceKey), code ?? 'held', suggested, gtin],
  ]);
  return {
    json: answer,
    lines: [
      ...(rows.length === 0
        ? ['No item has the GTIN of another code.']
        : table(['source', 'row', 'code', 'there', 'GTIN'], rows)),
      ...(answer.next === null ? [] : ['', `More: --after ${answer.next}`]),
    ],
  };
}

/** Gives a row a code; null: the one that its own key comes to. */
export async function bindCode(
  installation: Installation,
  wanted: { source: string; sourceKey: string; code: string | null; reason: string },
): Promise<Output> {
  return changesOutput(await installation.put('erp-adapter', '/bindings', wanted), '');
}

/** What a file would change; with `seen` it is taken in. */
export async function importBindings(
  installation: Installation,
  file: string,
  { seen, reason }: { seen?: string | undefined; reason?: string | undefined },
): Promise<Output> {
  let csv: string;
  try {
    csv = readFileSync(file, 'utf8');
  } catch (cause) {
    throw new Failure(`${file} cannot be read`, { cause });
  }
  if (seen !== undefined)
    return changesOutput(
      await installation.command('erp-adapter', '/bindings/import', { csv, reason, seen }),
      '',
    );
  const preview = await installation.command<BindingChanges>('erp-adapter', '/bindings/import/preview', {
    ...{ csv, reason },
  });
  const again = reason === undefined ? '' : ' --reason WHY';
  return changesOutput(preview, `throughline bindings import ${file}${again} --seen ${preview.seen}`);
}

/** @param next what to do then; empty for nothing */
export function changesOutput(answer: BindingChanges, next: string): Output {
  const { changes, unchanged, faults } = answer;
  const rows = changes.map(({ source, sourceKey, before, after, reason }) => [
    ...[source, JSON.stringify(sourceKey), before ?? 'by its key', after ?? 'by its key', reason],
  ]);
  return {
    json: answer,
    lines: [
      ...(rows.length === 0 ? [] : table(['source', 'row', 'before', 'after', 'why'], rows)),
      ...faults.map(({ row, field, message }) => `Line ${row}: ${field} ${message}`),
      `${changes.length} changed, ${unchanged} unchanged, ${faults.length} that do not fit`,
      ...(next === '' || faults.length > 0 || changes.length === 0 ? [] : [next]),
    ],
    status: faults.length > 0 ? 1 : 0,
  };
}

/** Writes all bindings to a file that can be taken in again. */
export async function exportBindings(
  installation: Installation,
  { out, ...query }: Chosen & { search?: string | undefined; out: string },
): Promise<Output> {
  const given = Object.entries(query).filter((entry): entry is [string, string] => entry[1] !== undefined);
  const content = await installation.download(
    'erp-adapter',
    `/bindings/export?${new URLSearchParams(given)}`,
  );
  try {
    writeFileSync(out, content);
  } catch (cause) {
    throw new Failure(`${out} cannot be written`, { cause });
  }
  return { json: { file: out, bytes: content.length }, lines: [`${out} is written.`], status: 0 };
}
