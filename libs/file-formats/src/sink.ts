import type { RawRecord, RawTree } from '@throughline/connector';
import type { Fault } from './fault.ts';
import type { Limits } from './limits.ts';

/** What is said of a file when it has been read. */
export interface Verdict {
  readonly records: number;
  /** Lines of a text, those inside quotes too; rows of a sheet; lines of XML and JSON. */
  readonly physicalLines: number;
  /** The groups of the trailer, where it was found. */
  readonly trailer?: Readonly<Record<string, string>>;
  /** Nothing shows that the file was cut or changed on its way. */
  readonly whole: boolean;
  /** The file itself proves that it ended where it should: a trailer that agrees, a closed document. Never by silence. */
  readonly endProven: boolean;
  /** The first of them, up to the limit. */
  readonly faults: readonly Fault[];
  readonly faultCount: number;
  /** What was passed over by a stated rule, by rule: rows, lines or records. Kinds have the names that the file has. */
  readonly passedOver: Readonly<Record<string, number>>;
}

const reasonsKept = 200;

/** Gathers what a reader finds. */
export class Sink {
  batch: RawRecord[] = [];
  records = 0;
  physicalLines = 0;
  trailer: Record<string, string> | undefined;
  whole = true;
  endProven = false;
  readonly faults: Fault[] = [];
  faultCount = 0;
  readonly #passedOver = new Map<string, number>();
  readonly #limits: Limits;

  constructor(limits: Limits) {
    this.#limits = limits;
  }

  record(values: RawTree, position: number): void {
    this.records += 1;
    this.batch.push({ values, position });
  }

  fault(position: number, reason: string, field?: string): void {
    this.faultCount += 1;
    if (this.faults.length < this.#limits.faults)
      this.faults.push(field === undefined ? { position, reason } : { position, field, reason });
  }

  /** A fault that says that something is missing from the file. */
  notWhole(position: number, reason: string): void {
    this.whole = false;
    this.fault(position, reason);
  }

  passOver(rule: string): void {
    const known = this.#passedOver.has(rule) || this.#passedOver.size < reasonsKept;
    const key = known ? rule : 'others';
    this.#passedOver.set(key, (this.#passedOver.get(key) ?? 0) + 1);
  }

  verdict(): Verdict {
    return {
      records: this.records,
      physicalLines: this.physicalLines,
      ...(this.trailer && { trailer: this.trailer }),
      whole: this.whole,
      endProven: this.whole && this.endProven,
      faults: this.faults,
      faultCount: this.faultCount,
      passedOver: Object.fromEntries(this.#passedOver),
    };
  }
}

/** Turns the bytes of one file into records of a sink. */
export interface FormatReader {
  push(bytes: Uint8Array): void;
  /** Reads what only the end makes readable; yields where records may be taken from the sink. */
  end(): Iterable<void> | AsyncIterable<void>;
}
