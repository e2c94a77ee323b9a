import type { DocumentRecord, FoundDocument, ReadyDocument } from './document.ts';
import { byName } from './pattern.ts';

/** What was decided so far, found by name, content and number, however many records there are. */
export class Decisions {
  readonly #last = new Map<string, DocumentRecord>();
  readonly #lastHandled = new Map<string, DocumentRecord>();
  readonly #handledByContent = new Map<string, DocumentRecord[]>();
  readonly #seqs = new Set<number>();
  /** The document that was handled and has the newest name. */
  newest: DocumentRecord | null = null;

  /** @param records in the order in which they were decided */
  constructor(records: readonly DocumentRecord[]) {
    for (const record of records) this.add(record);
  }

  add(record: DocumentRecord): void {
    this.#last.set(record.name, record);
    this.see(record);
    if (record.decision !== 'handled') return;
    this.#lastHandled.set(record.name, record);
    if (record.sha256 !== null) {
      const same = this.#handledByContent.get(record.sha256);
      if (same === undefined) this.#handledByContent.set(record.sha256, [record]);
      else same.push(record);
    }
    if (!this.isPast(record)) this.newest = record;
  }

  /** Its number is not missing, whatever becomes of it. */
  see({ seq }: FoundDocument): void {
    if (seq !== null) this.#seqs.add(seq);
  }

  /** What was decided last of this name, when that may still lie there. */
  inPlace(name: string): DocumentRecord | null {
    const last = this.#last.get(name);
    return last?.place === 'arrived' || last?.place === 'left' ? last : null;
  }

  /** What was handled last under this name. */
  lastHandled(name: string): DocumentRecord | undefined {
    return this.#lastHandled.get(name);
  }

  /** What was handled with this content, oldest first. */
  handledWith(sha256: string): readonly DocumentRecord[] {
    return this.#handledByContent.get(sha256) ?? [];
  }

  /** Whether its name is older than one that was handled; names with the same instant and number are not. */
  isPast(document: FoundDocument): boolean {
    return this.newest !== null && byName({ ...document, name: '' }, { ...this.newest, name: '' }) < 0;
  }

  /** The numbers before this one that were never seen. */
  gapBefore({ seq }: FoundDocument): ReadyDocument['gap'] {
    if (seq === null || this.#seqs.has(seq)) return null;
    let last = -Infinity;
    for (const other of this.#seqs) if (other < seq && other > last) last = other;
    return last !== -Infinity && last + 1 < seq ? { from: last + 1, to: seq - 1 } : null;
  }
}
