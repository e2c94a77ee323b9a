import type { RawRecord } from '@throughline/connector';
import type { Draft } from '../checks/check.ts';
import { KeyCheck } from '../checks/key-check.ts';
import { TotalsCheck } from '../checks/totals-check.ts';
import { type FlatRecord, flatRecord, textOf } from '../collecting/flat-record.ts';
import type { KeySet } from '../collecting/key-set.ts';
import type { Meaning, ReportSettings } from '../settings.ts';
import { Column } from './column.ts';
import { completeFindings, firstToMend } from './findings.ts';
import { guessMeanings } from './guess-meanings.ts';
import type { DataReport } from '../data-report.ts';

/** Records by which the meaning of columns is guessed; they are held until then. */
const looksAt = 1_000;

/** Makes a report of records one after the other, in memory that does not grow with their number. */
export class ReportBuilder {
  readonly #settings: ReportSettings;
  readonly #keySets: ReadonlyMap<string, KeySet>;
  readonly #columns = new Map<string, Column>();
  readonly #leftOut = new Set<string>();
  readonly #keys: KeyCheck;
  readonly #totals: TotalsCheck;
  #guesses: Map<string, Meaning> | null = null;
  #first: FlatRecord[] = [];
  #rows = 0;

  /**
   * @param keySets keys of other readers by the name that `references` gives
   * @throws Error when a column refers to a key set that is not given
   */
  constructor(settings: ReportSettings, keySets: ReadonlyMap<string, KeySet> = new Map()) {
    this.#settings = settings;
    this.#keySets = keySets;
    this.#keys = new KeyCheck(settings);
    this.#totals = new TotalsCheck(settings);
    for (const [name, { references }] of Object.entries(settings.columns))
      if (references !== undefined && !keySets.has(references))
        throw new Error(`columns.${name}.references: there is no key set "${references}"`);
    for (const name of [...settings.key, ...Object.keys(settings.columns)])
      if (settings.key.includes(name) || settings.columns[name]?.required) this.#column(name);
  }

  add(record: RawRecord): void {
    const flat = flatRecord(record);
    if (this.#guesses !== null) return this.#look(flat);
    this.#first.push(flat);
    if (this.#first.length >= looksAt) this.#guess();
  }

  #guess(): void {
    this.#guesses = guessMeanings(this.#first);
    for (const record of this.#first) this.#look(record);
    this.#first = [];
  }

  #look(record: FlatRecord): void {
    const { groupBy } = this.#settings;
    this.#rows += 1;
    this.#keys.see(record);
    this.#totals.see(record);
    const group = groupBy === undefined ? '' : (textOf(record, groupBy) ?? '');
    for (const { column, value } of record.cells)
      this.#column(column)?.see(value, record.position, this.#rows, group);
  }

  #column(name: string): Column | undefined {
    const known = this.#columns.get(name);
    if (known) return known;
    if (this.#columns.size >= this.#settings.limits.columns) {
      if (this.#leftOut.size < 10_000) this.#leftOut.add(name);
      return undefined;
    }
    const made = new Column(name, this.#guesses?.get(name), this.#settings, this.#keySets);
    this.#columns.set(name, made);
    return made;
  }

  /** Things held for each of many values, keys and documents: what the limits of the settings bound. */
  get held(): number {
    return [...this.#columns.values()].reduce(
      (sum, { held }) => sum + held,
      this.#keys.held + this.#totals.held + this.#first.length,
    );
  }

  /** The report of what was added; nothing can be added afterwards. */
  finish(): DataReport {
    if (this.#guesses === null) this.#guess();
    const { source, reader, asOf, maskExamples } = this.#settings;
    const columns = [...this.#columns.values()];
    const drafts: Draft[] = [
      ...(this.#rows === 0 ? [{ kind: 'no-rows' as const, column: null, count: 1, outOf: 1 }] : []),
      ...this.#keys.drafts(),
      ...this.#totals.drafts(),
      ...columns.flatMap((column) => (this.#rows === 0 ? [] : column.drafts(this.#rows))),
    ];
    const guessed = new Set(columns.filter(({ known }) => known.guessed).map(({ known }) => known.name));
    const findings = completeFindings(drafts, guessed, maskExamples);
    return {
      ...{ version: 1, source: source ?? null, reader, asOf, rows: this.#rows },
      ready: findings.every(({ severity }) => severity !== 'blocks'),
      ...{ first: firstToMend(findings), findings },
      columns: columns.map((column) => column.report(this.#rows)),
      columnsLeftOut: this.#leftOut.size,
      exact:
        findings.every(({ exact }) => exact) && columns.every((column) => column.report(this.#rows).exact),
      masked: maskExamples,
    };
  }
}
