import { absolute, add, compare, subtract } from '@throughline/money';
import { DistinctSample } from '../collecting/distinct-sample.ts';
import { type FlatRecord, textOf } from '../collecting/flat-record.ts';
import { Tally } from '../collecting/tally.ts';
import type { ReportSettings } from '../settings.ts';
import { markOf, readNumber } from '../values/numbers.ts';
import type { Draft } from './check.ts';

interface Document {
  position: number;
  total: string | null;
  sum: string | null;
}

/** Documents whose lines do not add up to their total. What has no total, no line, or an unreadable one, is left out. */
export class TotalsCheck {
  readonly #settings: ReportSettings;
  readonly #documents: DistinctSample<Document>;

  constructor(settings: ReportSettings) {
    this.#settings = settings;
    this.#documents = new DistinctSample(settings.limits.keys);
  }

  see(record: FlatRecord): void {
    const { totals } = this.#settings;
    const number = totals ? textOf(record, totals.document) : null;
    if (!totals || number === null) return;
    const document = this.#documents.entry(number, () => ({
      ...{ position: record.position, total: null, sum: null },
    }));
    if (!document) return;
    document.total ??= this.#amount(totals.total, textOf(record, totals.total));
    for (const { column, value } of record.cells) {
      const amount = column === totals.line ? this.#amount(column, value) : null;
      if (amount !== null) document.sum = add(document.sum ?? '0', amount);
    }
  }

  #amount(column: string, text: string | null): string | null {
    if (text === null || text.trim() === '') return null;
    return readNumber(text, markOf(this.#settings.columns[column]?.format)).decimal;
  }

  drafts(): Draft[] {
    const tolerance = this.#settings.totals?.tolerance ?? '0';
    const tally = new Tally(this.#settings.limits.examples);
    let complete = 0;
    for (const [number, { position, total, sum }] of this.#documents.entries()) {
      if (total === null || sum === null) continue;
      complete += 1;
      if (compare(absolute(subtract(total, sum)), tolerance) > 0) tally.add(position, [number, total, sum]);
    }
    if (tally.count === 0) return [];
    const { factor, exact } = this.#documents;
    return [
      {
        ...{ kind: 'sums-differ', column: this.#settings.totals?.total ?? null },
        ...{ count: tally.count * factor, outOf: complete * factor, exact, examples: tally.examples },
        params: { line: this.#settings.totals?.line ?? '', tolerance },
      },
    ];
  }

  get held(): number {
    return this.#documents.size;
  }
}
