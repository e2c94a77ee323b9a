/** A record of ours by its fields, as JSON has it. */
export type ShownRecord = Readonly<Record<string, unknown>>;

/** A record by its fields. */
export function shown(record: object | null): ShownRecord | null {
  return record as ShownRecord | null;
}

/** Why rows give no record, or one without something. */
export interface TrialCause {
  readonly severity: 'held' | 'warning' | 'skipped';
  /** Null of a row that is left out. */
  readonly field: string | null;
  readonly reason: string;
  readonly rows: number;
}

/** A row and what came of it. Long texts and lists are cut. */
export interface TriedRow {
  readonly sourceKey: string;
  /** Where it stands in its document; 0 of a row of a database. */
  readonly position: number;
  /** With what was laid into it. */
  readonly row: ShownRecord;
  /** `value` is null of a record that is held. */
  readonly records: readonly { readonly key: string | null; readonly value: ShownRecord | null }[];
  readonly issues: readonly {
    readonly field: string;
    readonly reason: string;
    readonly severity: 'held' | 'warning';
  }[];
  readonly skipped: string | null;
}

/** What the rows of a reader are. */
export interface TriedReader {
  readonly reader: string;
  readonly rows: number;
  /** Rows without a key, which are no records. */
  readonly withoutKey: number;
  readonly unreadable: number;
  /** The first of what cannot be read. */
  readonly faults: readonly {
    readonly position: number;
    readonly field: string | null;
    readonly reason: string;
  }[];
  /** Whether nothing shows that a part is missing. */
  readonly whole: boolean;
  /** Whether its rows were read by other settings than the document has. */
  readonly readOtherwise: boolean;
  /** Columns that no mapping, key or join reads. */
  readonly unusedColumns: readonly string[];
}

/** What comes of the rows of a reader by one mapping. */
export interface TriedMapping {
  readonly mapping: string;
  readonly flow: string;
  readonly reader: string;
  readonly rows: number;
  /** Records that would be published. */
  readonly records: number;
  /** Rows of which a record is held. */
  readonly held: number;
  readonly skipped: number;
  /** What the most rows share first; the last may be the rest. */
  readonly causes: readonly TrialCause[];
  /** Fields that the mapping does not fill. */
  readonly unfilledFields: readonly string[];
  /** Fields that it fills, and that are empty or as by default in every record. */
  readonly emptyFields: readonly string[];
  /** The first rows, and some of each cause. */
  readonly examples: readonly TriedRow[];
}

/** What a document makes of rows. */
export interface Trial {
  readonly source: string;
  readonly readers: readonly TriedReader[];
  readonly mappings: readonly TriedMapping[];
}

/** Causes that are told apart, faults that are listed. */
const most = { causes: 200, faults: 20 };
/** Rows that are shown: of those that give records, of each cause, and of a mapping. */
const mostShown = { plain: 20, ofCause: 3, all: 100 };

/** Two parts of one trial as one. */
export function mergeTrials(one: Trial, other: Trial): Trial {
  return {
    source: one.source,
    readers: one.readers.map((reader) => {
      const its = other.readers.find((each) => each.reader === reader.reader);
      return its === undefined ? reader : mergeReaders(reader, its);
    }),
    mappings: one.mappings.map((mapping) => {
      const its = other.mappings.find(
        (each) => each.mapping === mapping.mapping && each.flow === mapping.flow,
      );
      return its === undefined ? mapping : mergeMappings(mapping, its);
    }),
  };
}

function mergeReaders(one: TriedReader, other: TriedReader): TriedReader {
  return {
    reader: one.reader,
    rows: one.rows + other.rows,
    withoutKey: one.withoutKey + other.withoutKey,
    unreadable: one.unreadable + other.unreadable,
    faults: [...one.faults, ...other.faults].slice(0, most.faults),
    whole: one.whole && other.whole,
    readOtherwise: one.readOtherwise || other.readOtherwise,
    unusedColumns: [...new Set([...one.unusedColumns, ...other.unusedColumns])].toSorted(),
  };
}

function mergeMappings(one: TriedMapping, other: TriedMapping): TriedMapping {
  const causes = new CauseCounts();
  for (const cause of [...one.causes, ...other.causes]) causes.add(cause, cause.rows);
  const examples = new Examples();
  for (const row of [...one.examples, ...other.examples]) examples.offer(row);
  return {
    ...one,
    rows: one.rows + other.rows,
    records: one.records + other.records,
    held: one.held + other.held,
    skipped: one.skipped + other.skipped,
    causes: causes.list,
    emptyFields: emptyInBoth(one, other),
    examples: examples.list,
  };
}

/** Where there was no record, nothing is known of its fields. */
function emptyInBoth(one: TriedMapping, other: TriedMapping): readonly string[] {
  if (one.records === 0) return other.emptyFields;
  if (other.records === 0) return one.emptyFields;
  return one.emptyFields.filter((field) => other.emptyFields.includes(field));
}

type Cause = Pick<TrialCause, 'severity' | 'field' | 'reason'>;

const nameOf = ({ severity, field, reason }: Cause): string => JSON.stringify([severity, field, reason]);

/** What is wrong with a row, or why it is left out; each once. */
export function causesOf({ issues, skipped }: Pick<TriedRow, 'issues' | 'skipped'>): Cause[] {
  if (skipped !== null) return [{ severity: 'skipped', field: null, reason: skipped }];
  return [...new Map(issues.map((issue) => [nameOf(issue), issue])).values()];
}

/** Counts causes, a bounded number of them apart. */
export class CauseCounts {
  readonly #counts = new Map<string, { cause: Cause; rows: number }>();

  add(cause: Cause, rows = 1): void {
    const isTold = this.#counts.has(nameOf(cause)) || this.#counts.size < most.causes;
    const told = isTold ? cause : { severity: cause.severity, field: null, reason: 'other reasons' };
    const known = this.#counts.get(nameOf(told));
    if (known === undefined) this.#counts.set(nameOf(told), { cause: told, rows });
    else known.rows += rows;
  }

  get list(): TrialCause[] {
    return [...this.#counts.values()]
      .map(({ cause: { severity, field, reason }, rows }) => ({ severity, field, reason, rows }))
      .toSorted((a, b) => b.rows - a.rows);
  }
}

/** Collects rows to show: the first of those that give records, and some of each cause. */
export class Examples {
  readonly list: TriedRow[] = [];
  readonly #ofCause = new Map<string, number>();
  #plain = 0;

  /** Whether a row with these causes would be shown. */
  wants(causes: readonly Cause[]): boolean {
    if (this.list.length >= mostShown.all) return false;
    if (causes.length === 0) return this.#plain < mostShown.plain;
    return causes.some((cause) => (this.#ofCause.get(nameOf(cause)) ?? 0) < mostShown.ofCause);
  }

  offer(row: TriedRow): void {
    const causes = causesOf(row);
    if (!this.wants(causes)) return;
    this.list.push(row);
    if (causes.length === 0) this.#plain += 1;
    for (const cause of causes) this.#ofCause.set(nameOf(cause), (this.#ofCause.get(nameOf(cause)) ?? 0) + 1);
  }
}
