import type { ReportSettingsInput } from '@throughline/data-report';
import type { MappingDocument } from '@throughline/mapping';

type StatedColumns = NonNullable<ReportSettingsInput['columns']>;
type StatedColumn = StatedColumns[string];
type RecordSpec = MappingDocument['record'];
type FieldSpec = RecordSpec[string];
type EachSpec = MappingDocument['each'];
/** Names that stand for columns, each with the columns that it stands for. */
type Variables = ReadonlyMap<string, readonly string[]>;

const none: Variables = new Map();

/** What mappings of a reader state of its columns: what they hold, how it is written, and which codes are known. */
export function statedColumns(mappings: readonly MappingDocument[]): StatedColumns {
  const columns: StatedColumns = {};
  for (const mapping of mappings) {
    const variables = variablesOf(mapping.each, none);
    for (const [column, stated] of ofRecord(mapping, mapping.record, variables))
      columns[column] = { ...stated, ...columns[column] };
  }
  return columns;
}

function ofRecord(
  mapping: MappingDocument,
  record: RecordSpec,
  variables: Variables,
): (readonly [string, StatedColumn])[] {
  return Object.entries(record).flatMap(([field, spec]) => ofField(mapping, field, spec, variables));
}

function ofField(
  mapping: MappingDocument,
  field: string,
  spec: FieldSpec,
  variables: Variables,
): (readonly [string, StatedColumn])[] {
  if (Array.isArray(spec)) {
    const [head, ...steps] = spec as readonly [unknown, ...string[]];
    if (typeof head !== 'string') return [];
    const stated = ofSteps(mapping, field, steps);
    return stated === null ? [] : (variables.get(head) ?? [head]).map((column) => [column, stated] as const);
  }
  if ('each' in spec) {
    // Elements of a list in the record are no columns of it.
    if (spec.record === undefined || !Array.isArray(spec.each)) return [];
    return ofRecord(mapping, spec.record, variablesOf(spec.each, variables));
  }
  if ('all' in spec) return spec.all.flatMap((list) => ofField(mapping, field, list, variables));
  if ('record' in spec && spec.record !== undefined) return ofRecord(mapping, spec.record, variables);
  return [];
}

function variablesOf(each: EachSpec, outer: Variables): Variables {
  if (!Array.isArray(each)) return outer;
  const columns = each.flatMap((variables) =>
    Object.entries(variables).flatMap(([name, column]) =>
      typeof column === 'string' ? [[name, column] as const] : [],
    ),
  );
  const grouped = Map.groupBy(columns, ([name]) => name);
  return new Map([
    ...outer,
    ...[...grouped].map(([name, list]) => [name, list.map(([, column]) => column)] as const),
  ]);
}

const quantities = new Map<string, StatedColumn['means']>([
  ['amount', 'price'],
  ['quantity', 'quantity'],
  ['weightGrams', 'weight'],
]);

/** What the first step that reads a column says of it; null when none says anything. */
function ofSteps(mapping: MappingDocument, field: string, steps: readonly string[]): StatedColumn | null {
  const [step = ''] = steps.filter((each) => each !== 'trim');
  const [, word = '', rest = ''] = /^(\w+)\s*(.*)$/.exec(step) ?? [];
  const format = /^"(.+)"/.exec(rest)?.[1];
  switch (word) {
    case 'gtin':
      return { means: 'gtin' };
    case 'undamaged':
      return { means: 'code', ...(rest !== '' && { length: Number(rest) }) };
    case 'decimal':
      return { means: quantities.get(field) ?? 'decimal', ...(format !== undefined && { format }) };
    case 'date':
      return format === undefined ? null : { means: 'date', format };
    case 'table': {
      const { else: otherwise = 'hold', ...words } = mapping.tables?.[rest] ?? {};
      const codes = Object.keys(words);
      // What is said of all other codes is said of those that nobody knows, too.
      return otherwise === 'hold' && codes.length > 0 ? { codes, table: rest } : null;
    }
    default:
      return null;
  }
}
