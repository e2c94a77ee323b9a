import type { RawTree } from '@throughline/connector';
import type { DocumentFault } from '../documents/document-error.ts';
import type { ExampleSpec, MappingDocument } from '../documents/mapping-schema.ts';
import type { LocatedDocument } from '../documents/read-yaml.ts';
import { isDecimal, parseDecimal } from '@throughline/money';
import type { CompiledMapping } from './compile-mapping.ts';
import type { MappedRow } from './outcome.ts';

/**
 * Runs the examples that stand in a mapping.
 * @returns a fault for each that did not come out as it says; none when all did
 */
export function runExamples(
  document: LocatedDocument<MappingDocument>,
  mapping: CompiledMapping,
): DocumentFault[] {
  return (document.value.tests ?? []).flatMap((example, index) =>
    differences(example, index, mapping).map(({ at, reason }) =>
      document.faultAt(['tests', index, ...at], reason),
    ),
  );
}

interface Difference {
  at: (string | number)[];
  reason: string;
}

function differences(example: ExampleSpec, index: number, mapping: CompiledMapping): Difference[] {
  const { in: values, asOf, out, held, warned, skipped } = example;
  const record = { values: values as RawTree, position: index + 1 };
  const outcome = mapping.map(record, asOf === undefined ? {} : { asOf: new Date(asOf) });
  if ('skipped' in outcome)
    return skipped === outcome.skipped
      ? []
      : [{ at: skipped === undefined ? [] : ['skipped'], reason: `is left out: ${outcome.skipped}` }];
  const { records } = outcome;
  const issues = records.flatMap((each) => each.issues);
  const told = issues.map(({ field, reason, severity }) => `${field} ${reason} (${severity})`).join('; ');
  if (skipped !== undefined) return [{ at: ['skipped'], reason: 'is not left out' }];
  return [
    ...missing(
      held,
      issues.filter(({ severity }) => severity === 'held'),
      'held',
      told,
    ),
    ...missing(
      warned,
      issues.filter(({ severity }) => severity === 'warning'),
      'warned',
      told,
    ),
    ...(out === undefined ? [] : compareRecords(out, records, told)),
  ];
}

function missing(
  fields: readonly string[] | undefined,
  issues: MappedRow['issues'],
  name: string,
  told: string,
): Difference[] {
  return (fields ?? []).flatMap((field, index) =>
    issues.some((issue) => issue.field === field)
      ? []
      : [{ at: [name, index], reason: `${field} is not ${name}${told === '' ? '' : `, but ${told}`}` }],
  );
}

function compareRecords(
  out: NonNullable<ExampleSpec['out']>,
  records: readonly MappedRow[],
  told: string,
): Difference[] {
  if (records.some(({ value }) => value === null)) return [{ at: ['out'], reason: `is held: ${told}` }];
  if (records.length !== out.length)
    return [{ at: ['out'], reason: `names ${out.length} records, and ${records.length} came of it` }];
  return out.flatMap((fields, index) => {
    const value = records[index]?.value as unknown as Record<string, unknown>;
    return Object.entries(fields).flatMap(([name, expected]) =>
      Object.hasOwn(value, name) && isAs(value[name], expected)
        ? []
        : [
            {
              at: ['out', index, name],
              reason: `is ${JSON.stringify(value[name]) ?? 'no field'} and not ${JSON.stringify(expected)}`,
            },
          ],
    );
  });
}

/** Whether a value is what a document writes: numbers and instants count by what they are, not by how they look. */
function isAs(value: unknown, expected: unknown): boolean {
  if (value === null || expected === null) return value === expected;
  if (value instanceof Date) return typeof expected === 'string' && value.getTime() === Date.parse(expected);
  if (Array.isArray(value))
    return (
      Array.isArray(expected) &&
      value.length === expected.length &&
      value.every((each, index) => isAs(each, expected[index]))
    );
  if (typeof value === 'object')
    return (
      typeof expected === 'object' &&
      Object.entries(expected as object).every(([name, each]) =>
        isAs((value as Record<string, unknown>)[name], each),
      )
    );
  if (typeof expected !== 'string') return false;
  if (String(value) === expected) return true;
  return (
    typeof value === 'string' &&
    isDecimal(value) &&
    isDecimal(expected) &&
    parseDecimal(value) === parseDecimal(expected) &&
    /[.]/.test(expected + value)
  );
}
