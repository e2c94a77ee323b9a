import { Tally } from '../collecting/tally.ts';
import { DistinctSample } from '../collecting/distinct-sample.ts';
import type { KeySet } from '../collecting/key-set.ts';
import { type Draft, type KnownColumn, type ValueCheck, draftOf, yamlText } from '../checks/check.ts';
import { damagedCodeCheck } from '../checks/damaged-code-check.ts';
import { dateCheck } from '../checks/date-check.ts';
import { knownCodeCheck } from '../checks/known-code-check.ts';
import { leadingZeroCheck } from '../checks/leading-zero-check.ts';
import { numberCheck } from '../checks/number-check.ts';
import { referenceCheck } from '../checks/reference-check.ts';
import { type Occurrence, similarCodes } from '../checks/similar-codes.ts';
import { textCheck } from '../checks/text-check.ts';
import { type Meaning, type ReportSettings, columnSettings } from '../settings.ts';
import { meansNothing } from '../values/nothing-words.ts';
import type { ColumnReport } from '../data-report.ts';

const checks = [
  ...[damagedCodeCheck, leadingZeroCheck, knownCodeCheck, numberCheck, dateCheck, textCheck],
] as const;

/** A column of texts with so many distinct values at most may be one of codes. */
const fewValues = 500;

/** What one column says, and what is wrong with it. */
export class Column {
  readonly known: KnownColumn;
  readonly #settings: ReportSettings;
  readonly #checks: readonly ValueCheck[];
  readonly #values: DistinctSample<Occurrence>;
  readonly #gaps: Tally;
  readonly #words: Tally;
  readonly #byWord = new Map<string, number>();
  #filled = 0;
  #blank = 0;
  #mentions = 0;
  #lastOrdinal = 0;
  #shortest = Infinity;
  #longest = 0;

  /** @param guess what it probably means, where that is not stated */
  constructor(
    name: string,
    guess: Meaning | undefined,
    settings: ReportSettings,
    keySets: ReadonlyMap<string, KeySet>,
  ) {
    // A column may be called `constructor`.
    const stated = Object.hasOwn(settings.columns, name) ? settings.columns[name] : undefined;
    const own = stated ?? columnSettings.parse({});
    const isKey = settings.key.includes(name);
    const coded =
      isKey || own.codes !== undefined || own.length !== undefined || own.references !== undefined;
    const means = own.means ?? (coded ? 'code' : undefined);
    this.known = {
      name,
      means: means ?? guess ?? 'text',
      guessed: means === undefined,
      isKey,
      settings: own,
    };
    this.#settings = settings;
    const { examples, values } = settings.limits;
    this.#checks = [
      ...checks.map((checkFor) => checkFor(this.known, settings)),
      referenceCheck(this.known, settings, keySets),
    ].filter((check) => check !== null);
    this.#values = new DistinctSample(values);
    this.#gaps = new Tally(examples);
    this.#words = new Tally(examples);
  }

  /**
   * @param ordinal of the record, from 1: a column that a record mentions several times is absent from none
   * @param group value of the column by which values are compared
   */
  see(value: string | null, position: number, ordinal: number, group: string): void {
    if (ordinal !== this.#lastOrdinal) this.#mentions += 1;
    this.#lastOrdinal = ordinal;
    const text = value?.trim() ?? '';
    if (value === null || text === '' || this.#settings.nothing.includes(text))
      this.#gap(value ?? '', position);
    else if (meansNothing(text) && !this.known.settings.codes?.includes(value)) this.#word(text, position);
    else this.#value(value, position, group);
  }

  #gap(value: string, position: number): void {
    this.#blank += 1;
    this.#gaps.add(position, [value]);
  }

  #word(word: string, position: number): void {
    this.#blank += 1;
    this.#words.add(position, [word]);
    if (this.#byWord.has(word) || this.#byWord.size < 50)
      this.#byWord.set(word, (this.#byWord.get(word) ?? 0) + 1);
  }

  #value(value: string, position: number, group: string): void {
    this.#filled += 1;
    this.#shortest = Math.min(this.#shortest, value.length);
    this.#longest = Math.max(this.#longest, value.length);
    // Blanks around a value make no other of it; codes with such are told of elsewhere.
    const seen = this.#values.entry(value.trim(), () => ({ count: 0, position }));
    if (seen) seen.count += 1;
    for (const check of this.#checks) check.see(value, position, group);
  }

  /** @param rows records of the reader */
  drafts(rows: number): Draft[] {
    const { name, settings, isKey } = this.known;
    const absent = rows - this.#mentions;
    this.#gaps.count += absent;
    const missing = this.#gaps.count + (settings.required || isKey ? this.#words.count : 0);
    const kind = settings.required || isKey ? 'missing-required' : 'gaps';
    const details = [...this.#byWord].map(([label, count]) => ({ label, count }));
    const gaps: Draft = {
      ...{ kind, column: name, count: missing, outOf: this.#filled + this.#blank + absent },
      examples: this.#gaps.count > absent ? this.#gaps.examples : this.#words.examples,
      details: absent > 0 ? [{ label: 'absent', count: absent }] : [],
    };
    return [
      ...(missing > 0 ? [gaps] : []),
      ...draftOf('nothing-words', name, this.#words, {
        outOf: this.#filled + this.#blank,
        details,
        suggestion: `nothing: [${['', ...this.#byWord.keys()].map(yamlText).join(', ')}]`,
      }),
      ...this.#checks.flatMap((check) => check.drafts()),
      ...(this.#mayBeCodes() ? similarCodes(this.known, this.#values, this.#settings.limits.examples) : []),
    ].map((draft) => ({ outOf: this.#filled, ...draft }));
  }

  /** Keys are all different; so are names and texts of which nearly each occurs once. */
  #mayBeCodes(): boolean {
    const { means, isKey, guessed, settings } = this.known;
    if (isKey || settings.references !== undefined) return false;
    const few = this.#values.distinct <= fewValues && this.#values.distinct * 3 <= this.#filled;
    return (means === 'code' && !guessed) || (means === 'text' && few);
  }

  report(rows: number): ColumnReport {
    const { name, means, guessed } = this.known;
    return {
      ...{ name, means, guessed, filled: this.#filled, empty: this.#blank, absent: rows - this.#mentions },
      ...{ distinct: this.#values.distinct, exact: this.#values.exact },
      ...{ shortest: this.#filled === 0 ? 0 : this.#shortest, longest: this.#longest },
    };
  }

  /** Things held for each of many values. */
  get held(): number {
    return this.#checks.reduce((sum, { held = 0 }) => sum + held, this.#values.size);
  }
}
