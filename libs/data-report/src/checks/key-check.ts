import { DistinctSample } from '../collecting/distinct-sample.ts';
import { type FlatRecord, textOf } from '../collecting/flat-record.ts';
import { cutText, excerpt } from '../collecting/cut-text.ts';
import type { ReportSettings } from '../settings.ts';
import { cleanedKey } from '../values/clean-text.ts';
import type { Example } from '../data-report.ts';
import type { Draft } from './check.ts';

interface SeenKey {
  /** The key as it came first; all its columns in one text. */
  raw: string;
  shown: readonly string[];
  position: number;
  rows: number;
  duplicate: number | null;
  /** Other spellings of the same, up to a limit. */
  others: Map<string, { shown: readonly string[]; position: number; rows: number }> | null;
}

const otherSpellings = 8;

/** Keys that occur twice, and keys that would after cleaning. */
export class KeyCheck {
  readonly #settings: ReportSettings;
  readonly #keys: DistinctSample<SeenKey>;
  #rows = 0;

  constructor(settings: ReportSettings) {
    this.#settings = settings;
    this.#keys = new DistinctSample(settings.limits.keys);
  }

  see(record: FlatRecord): void {
    const parts = this.#settings.key.map((column) => textOf(record, column));
    if (parts.length === 0 || parts.includes(null)) return;
    this.#rows += 1;
    const texts = parts.map((part) => part ?? '');
    const raw = cutText(JSON.stringify(texts));
    const cleaned = JSON.stringify(texts.map(cleanedKey));
    const { position } = record;
    const shown = texts.map(excerpt);
    const seen = this.#keys.entry(cleaned, () => ({
      ...{ raw, shown, position, rows: 0, duplicate: null, others: null },
    }));
    if (!seen) return;
    if (seen.raw === raw) {
      seen.rows += 1;
      if (seen.rows === 2) seen.duplicate = position;
      return;
    }
    seen.others ??= new Map();
    const same = seen.others.get(raw);
    if (same) same.rows += 1;
    else if (seen.others.size < otherSpellings) seen.others.set(raw, { shown, position, rows: 1 });
  }

  drafts(): Draft[] {
    const { examples: limit } = this.#settings.limits;
    let duplicates = 0;
    let spellings = 0;
    const twice: Example[] = [];
    const alike: Example[] = [];
    for (const [, { rows, shown, position, duplicate, others }] of this.#keys.entries()) {
      duplicates += rows - 1;
      if (duplicate !== null && twice.length < limit)
        twice.push({ position: duplicate, other: position, values: [...shown] });
      for (const other of others?.values() ?? []) {
        duplicates += other.rows - 1;
        spellings += 1;
        if (alike.length < limit)
          alike.push({ position: other.position, other: position, values: [...other.shown, ...shown] });
      }
    }
    const made = (kind: Draft['kind'], count: number, examples: Example[]): Draft[] =>
      count === 0
        ? []
        : [
            {
              ...{ kind, column: null, count: count * this.#keys.factor, outOf: this.#rows, examples },
              exact: this.#keys.exact,
              params: { key: this.#settings.key.join(', ') },
            },
          ];
    return [
      ...made('duplicate-keys', duplicates, twice),
      ...made('keys-same-after-cleaning', spellings, alike),
    ];
  }

  get held(): number {
    return this.#keys.size;
  }
}
