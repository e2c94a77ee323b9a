import { type ComparedFlow, type Comparison, mergeComparisons } from '@throughline/source-verification';
import type { Installation } from '../installation.ts';
import { type Output, table } from '../output.ts';
import { inParts } from './source-trial.ts';
import { readText, rethrowAt, wholeNumber } from './source.ts';

/** How a document differs over a part of what has landed, as `POST /sources/comparison` has it. */
export interface ComparisonPart {
  comparison: Comparison;
  next: string | null;
}

/** What a document makes of what has landed, against the version that holds. Changes nothing. */
export async function compareSource(
  installation: Installation,
  file: string,
  { days }: { days?: string | undefined },
): Promise<Output> {
  const document = readText(file);
  const request = { document, days: wholeNumber(days, '--days') ?? null };
  return comparisonOutput(
    await inParts<ComparisonPart, Comparison>(
      (after) => installation.command('erp-adapter', '/sources/comparison', { ...request, after }),
      (part) => part.comparison,
      mergeComparisons,
    ).catch(rethrowAt(file, document)),
  );
}

export function comparisonOutput(comparison: Comparison): Output {
  const { source, version, rows, readOtherwise, flows } = comparison;
  const differs = flows.some(
    ({ changed, added, gone, held, released }) => changed + added + gone + held + released > 0,
  );
  return {
    json: comparison,
    lines: [
      `${source}: ${rows} rows, compared with version ${version}`,
      ...readOtherwise.map(
        (reader) => `${reader}: its rows were read by other settings; what it reads anew is not seen`,
      ),
      '',
      ...table(
        ['flow', 'same', 'changed', 'added', 'gone', 'held', 'released', 'held by both'],
        flows.map((flow) => [
          ...[flow.flow, flow.same, flow.changed, flow.added, flow.gone, flow.held, flow.released],
          flow.heldByBoth,
        ]),
      ),
      ...flows.flatMap(flowLines),
    ],
    status: differs ? 1 : 0,
  };
}

function flowLines({ flow, fields, examples }: ComparedFlow): string[] {
  const differing = Object.entries(fields).toSorted(([, a], [, b]) => b - a);
  if (differing.length + examples.length === 0) return [];
  return [
    ...['', flow],
    ...differing.map(([field, count]) => `  ${field} differs in ${count}`),
    ...examples.flatMap(({ kind, sourceKey, key, fields: changed, before, after, reasons }) => [
      `  ${kind} ${key ?? sourceKey.replaceAll('\u001F', ' ')}${changed.length === 0 ? '' : ` (${changed.join(', ')})`}`,
      ...(before === null ? [] : [`    - ${said(before, changed)}`]),
      ...(after === null ? [] : [`    + ${said(after, changed)}`]),
      ...reasons.map((reason) => `    ! ${reason}`),
    ]),
  ];
}

/** Of a changed record what differs, of another all of it. */
function said(record: Readonly<Record<string, unknown>>, fields: readonly string[]): string {
  if (fields.length === 0) return JSON.stringify(record);
  return JSON.stringify(Object.fromEntries(fields.map((field) => [field, record[field]])));
}
