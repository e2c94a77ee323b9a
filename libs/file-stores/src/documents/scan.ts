import type { FileStore, StoredFile } from '../stores/file-store.ts';
import { nameOf } from '../stores/paths.ts';
import { Assessment } from './assessment.ts';
import type { DocumentRecord, FoundDocument, ReadyDocument } from './document.ts';
import type { DocumentReader } from './document-reader.ts';
import type { DocumentFinding } from './finding.ts';
import { readManifests } from './manifests.ts';
import { type Observations, observe } from './observations.ts';
import { byName, type DocumentPattern, NameUnreadable } from './pattern.ts';

/** What lay in a folder at one time. */
export interface Scan {
  /** In the order in which they are to be used. */
  ready: ReadyDocument[];
  findings: DocumentFinding[];
  /** For the next look. */
  observations: Observations;
  /** When a document will have stood still for long enough, on the clock of `now`; null when none is to. */
  wakeAt: number | null;
}

/**
 * Scans a folder for documents, and changes nothing.
 * @param known what was decided so far, in the order in which it was
 * @param previous of the look before, empty at first
 * @param now milliseconds on a clock that never goes back; it measures stillness, and orders nothing
 * @throws what `FileStore` throws, but for single files that change or go
 */
export async function scan(
  store: FileStore,
  reader: DocumentReader,
  known: readonly DocumentRecord[],
  previous: Observations,
  now: number,
): Promise<Scan> {
  const { settings } = reader;
  const { files, refused } = await store.list(settings.folder);
  const observations = observe(
    files,
    previous,
    known,
    now,
    store.tellsEveryChange ? null : settings.readAgain,
  );
  const findings: DocumentFinding[] = refused.map(({ path, reason }) => ({
    cause: 'name-refused',
    name: nameOf(path),
    detail: reason,
    document: null,
  }));
  const { documents, unreadable } = named(files, reader.pattern);
  findings.push(...unreadable);
  const manifests = await readManifests(store, settings, files, known, { observations, now });
  findings.push(...manifests.findings);
  const assessment = new Assessment(store, reader, known, files, manifests, observations, now);
  for (const document of documents.sort(byName)) await assessment.take(document);
  return {
    ready: assessment.ready,
    findings: [...findings, ...assessment.findings],
    observations,
    wakeAt: assessment.wakeAt,
  };
}

function named(files: readonly StoredFile[], pattern: DocumentPattern) {
  const documents: FoundDocument[] = [];
  const unreadable: DocumentFinding[] = [];
  for (const file of files) {
    const name = nameOf(file.path);
    try {
      const said = pattern.match(name);
      if (said !== null) documents.push({ ...file, ...said, name, sha256: null });
    } catch (error) {
      if (!(error instanceof NameUnreadable)) throw error;
      const document = { ...file, name, sha256: null, seq: null, asOf: null };
      unreadable.push({ cause: 'time-unreadable', name, detail: error.message, document });
    }
  }
  return { documents, unreadable };
}
