import { Tally } from '../collecting/tally.ts';
import type { FindingKind } from '../finding-kinds.ts';
import { type Draft, draftOf } from './check.ts';

/** Tallies of one column by kind. */
export class Tallies {
  readonly #byKind = new Map<FindingKind, Tally>();
  readonly #column: string;
  readonly #examples: number;

  constructor(column: string, examples: number) {
    this.#column = column;
    this.#examples = examples;
  }

  of(kind: FindingKind): Tally {
    let tally = this.#byKind.get(kind);
    if (!tally) this.#byKind.set(kind, (tally = new Tally(this.#examples)));
    return tally;
  }

  /** @param more what a finding has beside its count */
  drafts(more: Partial<Record<FindingKind, Partial<Draft>>> = {}): Draft[] {
    return [...this.#byKind].flatMap(([kind, tally]) => draftOf(kind, this.#column, tally, more[kind]));
  }
}
