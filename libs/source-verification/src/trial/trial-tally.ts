import type { RawRecord } from '@throughline/connector';
import type { DocumentFacts } from '@throughline/mapping';
import type { CheckedSource, Feeding, ReaderPlan } from '@throughline/source-documents';
import { usedColumns } from '../used-columns.ts';
import { cutValue } from './cut-value.ts';
import {
  CauseCounts,
  Examples,
  type ShownRecord,
  type TriedMapping,
  type TriedReader,
  type TriedRow,
  causesOf,
  shown,
} from './trial.ts';

/** Columns of a reader that are remembered. */
const mostColumns = 2_000;

/** A row as the mappings take it. */
export interface TrialRow extends RawRecord {
  readonly sourceKey: string;
  /** What is wrong with what was laid into it. */
  readonly faults: readonly { readonly field: string; readonly reason: string }[];
}

/** Maps the rows of one reader by all its mappings, and remembers a bounded part of it. */
export class TrialTally {
  #rows = 0;
  #withoutKey = 0;
  readonly #columns = new Set<string>();
  readonly #used: ReadonlySet<string>;
  readonly #plan: ReaderPlan;
  readonly #mappings: readonly MappingTrial[];

  /** @throws RangeError when the document has no such reader */
  constructor({ readers, feedings }: CheckedSource, reader: string) {
    const plan = readers.get(reader);
    if (plan === undefined) throw new RangeError(`There is no reader ${reader}`);
    const its = feedings.filter((feeding) => feeding.reader === reader);
    this.#plan = plan;
    this.#used = usedColumns(plan, its);
    this.#mappings = its.map((feeding) => new MappingTrial(feeding));
  }

  rowWithoutKey(values: RawRecord['values']): void {
    this.#note(values);
    this.#withoutKey += 1;
  }

  row(row: TrialRow, facts: DocumentFacts): void {
    this.#note(row.values);
    for (const mapping of this.#mappings) mapping.row(row, facts);
  }

  #note(values: RawRecord['values']): void {
    this.#rows += 1;
    if (this.#columns.size < mostColumns) for (const name in values) this.#columns.add(name);
  }

  reader(
    about: Partial<Pick<TriedReader, 'unreadable' | 'faults' | 'whole' | 'readOtherwise'>> = {},
  ): TriedReader {
    const laidIn = new Set(this.#plan.joins.map(({ as }) => as));
    return {
      ...{ reader: this.#plan.reader, rows: this.#rows, withoutKey: this.#withoutKey },
      ...{ unreadable: 0, faults: [], whole: true, readOtherwise: false, ...about },
      unusedColumns: [...this.#columns]
        .filter((name) => !this.#used.has(name) && !laidIn.has(name))
        .toSorted(),
    };
  }

  get mappings(): TriedMapping[] {
    return this.#mappings.map((mapping) => mapping.result);
  }
}

class MappingTrial {
  #rows = 0;
  #records = 0;
  #held = 0;
  #skipped = 0;
  readonly #causes = new CauseCounts();
  readonly #examples = new Examples();
  /** Fields that have said nothing so far, with what stands for that. */
  readonly #empty: Map<string, string | undefined>;
  readonly #feeding: Feeding;

  constructor(feeding: Feeding) {
    this.#feeding = feeding;
    this.#empty = new Map(
      feeding.compiled.filledFields.map(({ name, fallback }) => [name, JSON.stringify(fallback)]),
    );
  }

  row({ sourceKey, position, values, faults }: TrialRow, facts: DocumentFacts): void {
    this.#rows += 1;
    const outcome = this.#feeding.compiled.map({ values, position }, facts);
    const skipped = 'skipped' in outcome ? outcome.skipped : null;
    const rows = 'skipped' in outcome ? [] : outcome.records;
    const laid = faults.map(({ field, reason }) => ({ field, reason, severity: 'held' as const }));
    const issues = skipped === null ? [...laid, ...rows.flatMap((row) => row.issues)] : [];
    if (skipped !== null) this.#skipped += 1;
    if (issues.some(({ severity }) => severity === 'held')) this.#held += 1;
    const records = rows.map(({ key, value }) => ({ key, value: laid.length > 0 ? null : shown(value) }));
    for (const { value } of records) if (value !== null) this.#note(value);
    const causes = causesOf({ issues, skipped });
    for (const cause of causes) this.#causes.add(cause);
    if (this.#examples.wants(causes))
      this.#examples.offer({
        ...{ sourceKey, position, row: cutValue(values), records: cutValue(records), skipped },
        issues: issues.map(({ field, reason, severity }) => ({ field, reason, severity })),
      } satisfies TriedRow);
  }

  #note(value: ShownRecord): void {
    this.#records += 1;
    for (const [field, fallback] of this.#empty) {
      const said = value[field];
      if (!saysNothing(said) && JSON.stringify(said) !== fallback) this.#empty.delete(field);
    }
  }

  get result(): TriedMapping {
    const { mapping, flow, reader, compiled } = this.#feeding;
    return {
      ...{ mapping, flow, reader, rows: this.#rows, records: this.#records },
      ...{ held: this.#held, skipped: this.#skipped, causes: this.#causes.list },
      unfilledFields: compiled.unfilledFields,
      emptyFields: this.#records === 0 ? [] : [...this.#empty.keys()],
      examples: this.#examples.list,
    };
  }
}

function saysNothing(value: unknown): boolean {
  return (
    value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0)
  );
}
