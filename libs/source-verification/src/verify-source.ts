import type { RawRecord } from '@throughline/connector';
import { type Fault, type Format, readRecords } from '@throughline/file-formats';
import type { CheckedSource, Feeding, ReaderPlan } from '@throughline/source-documents';
import { keyOf } from './columns.ts';
import { differencesOf } from './differences.ts';
import { Distinct } from './distinct.ts';
import type { Expected } from './expected-schema.ts';
import {
  type JoinedReaders,
  type JoinedRecords,
  gatherJoined,
  laidInCount,
  layIn,
} from './joined-records.ts';
import { MappingTally } from './mapping-tally.ts';
import { usedColumns } from './used-columns.ts';
import type { Verification, VerifiedMapping, VerifiedReader } from './verification.ts';

/** Columns of a reader that are remembered. */
const mostColumns = 2_000;

/**
 * Reads the files of a source by its document, maps every row, and compares with what is expected. Memory is bounded but
 * for readers that are laid into others, whose records are held.
 * @param open the bytes of a file by its name; what it throws is thrown
 */
export async function verifySource(
  source: CheckedSource,
  expected: Expected,
  open: (file: string) => AsyncIterable<Uint8Array>,
): Promise<Verification> {
  const differences: string[] = [];
  const flowKeys = new Map<string, Distinct>();
  const runs = new Map<string, Run>();
  for (const [name, plan] of source.readers) {
    const files = expected.readers[name]?.files;
    const settings = source.document.readers[name];
    if (settings === undefined || !('format' in settings)) {
      differences.push(`reader ${name}: is of no files`);
      continue;
    }
    if (files === undefined) differences.push(`reader ${name}: is not expected`);
    const feedings = source.feedings.filter(({ reader }) => reader === name);
    const tallies = feedings.map((feeding) => tallyOf(feeding, expected, flowKeys));
    runs.set(name, new Run(plan, settings.format, files ?? [], feedings, tallies));
  }
  for (const name of Object.keys(expected.readers))
    if (!runs.has(name)) differences.push(`reader ${name}: is not in the document`);
  for (const name of Object.keys(expected.mappings))
    if (!source.feedings.some(({ mapping }) => mapping === name))
      differences.push(`mapping ${name}: is not in the document`);

  const asOf = expected.asOf === undefined ? {} : { asOf: new Date(expected.asOf) };
  const joined = new Map<string, JoinedRecords>();
  for (const run of runs.values())
    if (run.plan.joinedBy !== null)
      joined.set(run.plan.reader, await gatherJoined(run.plan, run.records(open)));
  const laid = { plans: source.readers, records: joined };
  for (const run of runs.values())
    if (run.feedings.length > 0) for await (const batch of run.records(open)) run.map(batch, laid, asOf);

  const readers = [...runs.values()].map((run) => run.result(joined));
  const mappings = [...runs.values()].flatMap((run) => run.mappings(run.result(joined)));
  return differencesOf({ ...expected, differences }, readers, mappings);
}

function tallyOf(
  { flow, mapping }: Feeding,
  { mappings }: Expected,
  flowKeys: Map<string, Distinct>,
): MappingTally {
  const keys = flowKeys.get(flow) ?? new Distinct();
  flowKeys.set(flow, keys);
  const { sums = {}, counts = {} } = mappings[mapping] ?? {};
  return new MappingTally(Object.keys(sums), Object.keys(counts), keys);
}

/** Reads the files of one reader; those of one that is laid in and mapped as well, twice. */
class Run {
  #rows = 0;
  #withoutKey = 0;
  #unreadable = 0;
  #whole = true;
  #passedOver: Record<string, number> = {};
  #faults: Fault[] = [];
  #keys = new Distinct();
  readonly #columns = new Set<string>();

  constructor(
    readonly plan: ReaderPlan,
    readonly format: Format,
    readonly files: readonly string[],
    readonly feedings: readonly Feeding[],
    readonly tallies: readonly MappingTally[],
  ) {}

  async *records(open: (file: string) => AsyncIterable<Uint8Array>): AsyncGenerator<RawRecord[]> {
    this.#rows = this.#withoutKey = this.#unreadable = 0;
    this.#passedOver = {};
    this.#faults = [];
    this.#keys = new Distinct();
    for (const file of this.files) {
      const stream = readRecords(open(file), this.format);
      for await (const batch of stream) {
        for (const { values } of batch) this.#note(values);
        yield batch;
      }
      const { whole, faults, faultCount, passedOver } = stream.verdict();
      this.#whole &&= whole;
      this.#unreadable += faultCount;
      this.#faults.push(...faults.slice(0, 20));
      for (const [rule, rows] of Object.entries(passedOver))
        this.#passedOver[rule] = (this.#passedOver[rule] ?? 0) + rows;
    }
  }

  #note(values: RawRecord['values']): void {
    this.#rows += 1;
    const key = keyOf(values, this.plan.key);
    if (key === null) this.#withoutKey += 1;
    else this.#keys.add(key);
    if (this.#columns.size < mostColumns) for (const name in values) this.#columns.add(name);
  }

  map(batch: readonly RawRecord[], joined: JoinedReaders, facts: { readonly asOf?: Date }): void {
    for (const raw of batch) {
      if (keyOf(raw.values, this.plan.key) === null) continue;
      const { record, fault } = layIn(this.plan, raw, joined);
      for (const [index, { compiled }] of this.feedings.entries())
        this.tallies[index]?.row(compiled.map(record, facts), fault);
    }
  }

  result(joined: ReadonlyMap<string, JoinedRecords>): VerifiedReader {
    const laid = joined.get(this.plan.reader);
    const used = usedColumns(this.plan, this.feedings);
    return {
      reader: this.plan.reader,
      format: formatOf(this.format),
      rows: this.#rows + this.#unreadable + total(this.#passedOver),
      records: this.#rows,
      unreadable: this.#unreadable,
      passedOver: this.#passedOver,
      keys: this.#keys.size,
      leftOver: laid === undefined ? null : this.#rows - laidInCount(laid),
      whole: this.#whole,
      faults: this.#faults,
      // What is laid into others is used there, by paths that begin with its name.
      unusedColumns:
        this.feedings.length === 0 ? [] : [...this.#columns].filter((name) => !used.has(name)).toSorted(),
    };
  }

  mappings({
    rows,
    reader,
    format,
    unreadable,
    passedOver,
    records,
    keys,
  }: VerifiedReader): Omit<VerifiedMapping, 'differences'>[] {
    return this.feedings.map(({ flow, mapping, compiled }, index) => {
      const tally = this.tallies[index] as MappingTally;
      tally.hold('row: cannot be read', unreadable);
      tally.hold('key: is missing', this.#withoutKey);
      const heldBy = Object.fromEntries(tally.held);
      const skippedBy = Object.fromEntries(tally.skipped);
      return {
        ...{ mapping, flow, reader, format, rows, accepted: tally.accepted },
        ...{ held: total(heldBy), heldBy, skipped: total(skippedBy) + total(passedOver), skippedBy },
        passedOver: total(passedOver),
        ...{ records: tally.records, warned: tally.warned, repeated: tally.repeated },
        sameKey: keys === null ? null : records - this.#withoutKey - keys,
        sums: Object.fromEntries([...tally.sums].map(([field, sums]) => [field, Object.fromEntries(sums)])),
        counts: Object.fromEntries(
          [...tally.counts].map(([field, counts]) => [field, Object.fromEntries(counts)]),
        ),
        unfilledFields: compiled.unfilledFields,
      };
    });
  }
}

const formatOf = (format: Format): string =>
  ['csv', 'fixed', 'xlsx', 'xml', 'json', 'jsonLines', 'sql'].find((name) => name in format) ?? '';

const total = (counts: Readonly<Record<string, number>>): number =>
  Object.values(counts).reduce((sum, each) => sum + each, 0);
