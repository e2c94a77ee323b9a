import type { DocumentFault, DocumentPath } from '../documents/document-error.ts';

/** Collects what is wrong with a document while it is compiled, each with its place. */
export class Faults {
  readonly found: DocumentFault[] = [];
  readonly #faultAt: (path: DocumentPath, reason: string) => DocumentFault;

  constructor(faultAt: (path: DocumentPath, reason: string) => DocumentFault) {
    this.#faultAt = faultAt;
  }

  add(path: DocumentPath, reason: string): void {
    const fault = this.#faultAt(path, reason);
    // What is compiled once for each of several records is wrong once.
    if (
      !this.found.some(
        (known) => known.line === fault.line && known.path === fault.path && known.reason === reason,
      )
    )
      this.found.push(fault);
  }
}
