import type { Installation } from '../installation.ts';
import { type Output, table } from '../output.ts';
import { timeOf } from '../words.ts';

/** How a record came about, as `GET /sources/:source/explanation` has it. */
export interface Explanation {
  source: string;
  flow: string;
  key: string;
  version: number;
  mapping: string;
  reader: string;
  sourceKey: string;
  published: { version: number; deleted: boolean; changedAt: string } | null;
  made: 'as-published' | 'otherwise' | 'unpublished';
  row: { values: object; position: number; asOf: string };
  document: { id: number; name: string } | null;
  lookedUp: readonly { as: string; reader: string; values: object }[];
  repairs: readonly {
    path: readonly string[];
    replaced: string | null;
    value: string | null;
    author: string;
    reason: string;
  }[];
  record: object | null;
  skipped: string | null;
  fields: readonly {
    field: string;
    column: string | null;
    ordinal: number;
    steps: readonly { step: string; value?: unknown }[];
  }[];
  issues: readonly { field: string; reason: string; severity: string }[];
  quarantined: readonly { key: string; field: string; reason: string; severity: string }[];
}

const standing = {
  'as-published': 'made again, it is byte for byte what is published',
  otherwise: 'what is published is another: its rows have changed since, or it waits for the plan or a guard',
  unpublished: 'nothing is published of it',
} as const;

/** Rows, look-ups, steps and version of a record, by its key or that of its row. */
export async function explainRecord(
  installation: Installation,
  source: string,
  flow: string,
  key: string,
): Promise<Output> {
  const query = new URLSearchParams({ flow, key });
  return explanationOutput(
    await installation.fetch('erp-adapter', `/sources/${encodeURIComponent(source)}/explanation?${query}`),
  );
}

export function explanationOutput(answer: Explanation): Output {
  const { source, flow, key, version, mapping, reader, sourceKey, published, made } = answer;
  const { row, document, repairs, lookedUp, record, skipped, fields, issues, quarantined } = answer;
  const where = document === null ? '' : ` of ${document.name} (document ${document.id})`;
  const when =
    published === null
      ? ''
      : `, version ${published.version}${published.deleted ? ', withdrawn' : ''} since ${timeOf(published.changedAt)}`;
  const told = [...issues, ...quarantined.filter((entry) => !issues.some((issue) => isSame(issue, entry)))];
  return {
    json: answer,
    lines: [
      `${flow} ${key}${when}`,
      `by ${mapping} of version ${version} of ${source}: ${standing[made]}`,
      '',
      `${reader} ${sourceKey.replaceAll('\u001F', ' ')}${where}, as of ${timeOf(row.asOf)}`,
      `  ${JSON.stringify(row.values)}`,
      ...repairs.map(
        ({ path, replaced, value, author, reason }) =>
          `  ${path.join('.')} is repaired: ${JSON.stringify(replaced)} → ${JSON.stringify(value)} (${author}: ${reason})`,
      ),
      ...lookedUp.map(({ as, reader: other, values }) => `  ${as} (${other}) ${JSON.stringify(values)}`),
      '',
      ...(fields.length === 0
        ? []
        : table(
            ['field', 'column', 'steps'],
            fields.map(({ field, column, ordinal, steps }) => [
              ordinal > 1 ? `${field} ${ordinal}` : field,
              column,
              steps.map(({ step, value }) => `${step} → ${JSON.stringify(value ?? null)}`).join(', '),
            ]),
          )),
      ...(record === null ? [] : ['', `= ${JSON.stringify(record)}`]),
      ...(skipped === null ? [] : [`- ${skipped}`]),
      ...told.map(({ field, reason, severity }) => `! ${field}: ${reason} (${severity})`),
    ],
    status: made === 'as-published' ? 0 : 1,
  };
}

function isSame(one: { field: string; reason: string }, other: { field: string; reason: string }): boolean {
  return one.field === other.field && one.reason === other.reason;
}
