import { FileChanged, FileMissing, type FileStore, type StoredFile } from '../stores/file-store.ts';
import { nameOf } from '../stores/paths.ts';
import { type Digest, digestOf } from './content.ts';
import { Decisions } from './decisions.ts';
import { type DocumentRecord, type FoundDocument, handled, type ReadyDocument } from './document.ts';
import type { DocumentReader } from './document-reader.ts';
import type { DocumentCause, DocumentFinding } from './finding.ts';
import { manifestMisfit } from './manifest.ts';
import type { Manifests } from './manifests.ts';
import type { Observations } from './observations.ts';
import { filled, nameFields } from './template.ts';

/** Assesses documents one after the other, in the order of their names; each with what was found of those before it. */
export class Assessment {
  readonly ready: ReadyDocument[] = [];
  readonly findings: DocumentFinding[] = [];
  wakeAt: number | null = null;
  /** The first document that is not whole yet: what comes after it waits. */
  #unfinished: FoundDocument | null = null;
  readonly #unresolved: string[] = [];
  readonly #store: FileStore;
  readonly #reader: DocumentReader;
  readonly #decisions: Decisions;
  readonly #manifests: Manifests;
  readonly #observations: Observations;
  readonly #now: number;
  readonly #there: Set<string>;

  constructor(
    store: FileStore,
    reader: DocumentReader,
    known: readonly DocumentRecord[],
    files: readonly StoredFile[],
    manifests: Manifests,
    observations: Observations,
    now: number,
  ) {
    this.#store = store;
    this.#reader = reader;
    this.#decisions = new Decisions(known);
    this.#manifests = manifests;
    this.#observations = observations;
    this.#now = now;
    this.#there = new Set(files.map(({ path }) => nameOf(path)));
  }

  async take(document: FoundDocument): Promise<void> {
    const { settings, pattern } = this.#reader;
    if (this.#isDecided(document)) return;
    if (document.size > settings.limit)
      return this.#problem(document, 'oversized', `has ${document.size} bytes, more than ${settings.limit}`);
    const unready = this.#unready(document);
    if (unready !== null) return this.#hold(document, 'waiting', unready);
    if (document.size === 0) return this.#problem(document, 'empty', 'has no bytes');
    const digest = await this.#digest(document);
    if (digest === 'gone') return;
    if (digest === null || digest.size !== document.size)
      return this.#hold(document, 'growing', 'changed while it was read');
    const found = { ...document, sha256: digest.sha256 };
    const listed = this.#manifests.entries.get(document.name);
    const misfit = listed === undefined ? null : manifestMisfit(listed, digest);
    if (misfit !== null) return this.#problem(found, 'differs-from-manifest', misfit);
    if (this.#decisions.inPlace(document.name)?.sha256 === found.sha256) return;
    if (this.#isToldAsOld(found)) return;
    const first = this.#unfinished;
    if (pattern.ordered && first !== null)
      return this.#find(found, 'waiting', `is behind ${first.name}, which is not whole yet`);
    const gap = this.#decisions.gapBefore(found);
    this.ready.push({ ...found, records: listed?.records ?? null, gap, unresolved: [...this.#unresolved] });
    // Those after it are assessed as they will be once it is used.
    this.#decisions.add(handled(found));
  }

  /** Whether it was decided, and is only to be put away or left: its marker may be gone already. */
  #isDecided({ name, identity }: FoundDocument): boolean {
    const record = this.#decisions.inPlace(name);
    if (record?.identity !== identity) return false;
    return this.#store.tellsEveryChange || record.sha256 === null || record.place === 'arrived';
  }

  #unready({ name, path }: FoundDocument): string | null {
    const { ready } = this.#reader.settings;
    if ('marker' in ready) {
      const marker = filled(ready.marker, nameFields(name));
      return this.#there.has(marker) ? null : `has no ${marker} beside it`;
    }
    if ('manifest' in ready) return this.#manifests.entries.has(name) ? null : 'is in no manifest yet';
    if ('rename' in ready) return null;
    const until = (this.#observations[path]?.since ?? this.#now) + ready.still;
    if (until <= this.#now) return null;
    this.wakeAt = Math.min(this.wakeAt ?? until, until);
    return `has not stood still for ${ready.still / 1000} s`;
  }

  async #digest({ path }: FoundDocument): Promise<Digest | null | 'gone'> {
    const observation = this.#observations[path];
    if (observation?.digest) return observation.digest;
    try {
      const digest = await digestOf(this.#store, path);
      if (observation !== undefined) Object.assign(observation, { digest, readAt: this.#now });
      return digest;
    } catch (error) {
      if (error instanceof FileChanged) return null;
      if (error instanceof FileMissing) return 'gone';
      throw error;
    }
  }

  #isToldAsOld(document: FoundDocument & { sha256: string }): boolean {
    const { pattern, settings } = this.#reader;
    const repeated = this.#decisions.handledWith(document.sha256).find(
      (record) =>
        (record.name === document.name || settings.repeated === 'hold') &&
        // Under a name that says nothing of order, content may come back to what it was: only the last counts.
        (pattern.ordered || this.#decisions.lastHandled(record.name) === record),
    );
    if (repeated !== undefined) {
      const under = repeated.name === document.name ? 'this name' : `the name ${repeated.name}`;
      this.#find(document, 'repeated', `has the content that was handled under ${under}`);
      return true;
    }
    if (!pattern.ordered) return false;
    if (this.#decisions.lastHandled(document.name) !== undefined) {
      this.#find(document, 'changed', 'has other content than what was handled under this name');
      return true;
    }
    if (!this.#decisions.isPast(document)) return false;
    this.#find(document, 'late', `is older than ${this.#decisions.newest?.name}, which was handled`);
    return true;
  }

  #hold(document: FoundDocument, cause: 'waiting' | 'growing', detail: string): void {
    // One that will be late holds up nothing.
    if (!this.#decisions.isPast(document)) this.#unfinished ??= document;
    this.#find(document, cause, detail);
  }

  #problem(document: FoundDocument, cause: DocumentCause, detail: string): void {
    this.#unresolved.push(document.name);
    this.#find(document, cause, detail);
  }

  #find(document: FoundDocument, cause: DocumentCause, detail: string): void {
    this.#decisions.see(document);
    this.findings.push({ cause, name: document.name, detail, document });
  }
}
