import { FileMissing, type FileStore, NameTaken, type StoredFile } from '../stores/file-store.ts';
import { folderOf, inFolder, nameOf } from '../stores/paths.ts';
import { digestOf } from './content.ts';
import { type Delivery, putDocument } from './delivery.ts';
import type { DocumentRecord } from './document.ts';
import type { DocumentSettings } from './document-settings.ts';
import { readManifests } from './manifests.ts';
import { filled, nameFields, withoutEnding } from './template.ts';

/** Keeps what changed of a record; awaited before the next step. */
export type SaveRecord = (record: DocumentRecord) => Promise<void>;

/**
 * Does what is left to do after a decision: acknowledges, then moves the document and its marker. Whatever the step at
 * which a run ended, the next one goes on from there; for a record whose place is not `arrived` nothing is left to do.
 * @returns the record as it was saved last
 * @throws what `FileStore` throws
 */
export async function putAway(
  store: FileStore,
  settings: DocumentSettings,
  record: DocumentRecord,
  save: SaveRecord,
): Promise<DocumentRecord> {
  if (record.place !== 'arrived') return record;
  let current = await acknowledged(store, settings, record, save);
  const folder = current.decision === 'handled' ? settings.archive : settings.reject;
  if (folder === undefined) current = { ...current, place: 'left' };
  else {
    const file = await arrived(store, current);
    const movedTo =
      file === null
        ? await placeOf(store, current, folder)
        : await move(store, settings, current, file, folder);
    current = { ...current, place: movedTo === null ? 'gone' : 'moved', movedTo };
  }
  await save(current);
  return current;
}

/**
 * Moves manifests of which every document was put away, into the folder of documents that were used.
 * @param known every record of documents that such a manifest may name
 */
export async function putAwayManifests(
  store: FileStore,
  settings: DocumentSettings,
  known: readonly DocumentRecord[],
): Promise<void> {
  if (settings.archive === undefined) return;
  const { files } = await store.list(settings.folder);
  const { names } = await readManifests(store, settings, files, known, { observations: null, now: null });
  const there = new Set(files.map(({ path }) => nameOf(path)));
  const decided = new Set(known.map(({ name }) => name));
  for (const [path, listed] of names)
    if (listed.every((name) => decided.has(name) && !there.has(name)))
      await moveFree(store, path, settings.archive, (await digestOf(store, path)).sha256);
}

async function acknowledged(
  store: FileStore,
  { acknowledge }: DocumentSettings,
  record: DocumentRecord,
  save: SaveRecord,
): Promise<DocumentRecord> {
  if (acknowledge === undefined || record.acknowledgement?.state === 'delivered') return record;
  const { name, size, sha256, reason, decision } = record;
  const named = nameFields(name);
  const fields = { ...named, size: String(size), sha256: sha256 ?? '', reason: reason ?? '' };
  const text = filled(decision === 'handled' ? acknowledge.accepted : acknowledge.rejected, fields);
  let current = record;
  const saveDelivery = async (acknowledgement: Delivery) => {
    current = { ...current, acknowledgement };
    await save(current);
  };
  const path = filled(acknowledge.name, named);
  const known = record.acknowledgement;
  // An answer to an earlier document of this name may lie there still.
  for (const free of known ? [known.path] : names(path, folderOf(path), sha256 ?? ''))
    try {
      await putDocument(store, free, Buffer.from(text), known, saveDelivery);
      return current;
    } catch (error) {
      if (!(error instanceof NameTaken)) throw error;
    }
  throw new NameTaken(`the acknowledgement of ${name} finds no name`);
}

/** The document that was decided, where it arrived; null when it is gone, or another one has its name by now. */
async function arrived(store: FileStore, record: DocumentRecord): Promise<StoredFile | null> {
  const file = await store.stat(record.path);
  return file !== null && (await isOf(store, file, record)) ? file : null;
}

async function isOf(store: FileStore, file: StoredFile, record: DocumentRecord): Promise<boolean> {
  if (file.size !== record.size) return false;
  // What was too large to be read is told by what the store says of it, which a rename leaves.
  if (record.sha256 === null) return file.modified === record.modified;
  try {
    return (await digestOf(store, file.path)).sha256 === record.sha256;
  } catch (error) {
    if (error instanceof FileMissing) return false;
    throw error;
  }
}

/** @returns null when another document had taken the name just before the move */
async function move(
  store: FileStore,
  settings: DocumentSettings,
  record: DocumentRecord,
  file: StoredFile,
  folder: string,
): Promise<string | null> {
  const { ready } = settings;
  if ('marker' in ready) {
    // First, for a document without its marker waits; a marker without its document would speak for the next one.
    const marker = inFolder(folderOf(record.path), filled(ready.marker, nameFields(record.name)));
    if ((await store.stat(marker)) !== null) await moveFree(store, marker, folder, record.sha256 ?? '');
  }
  const to = await moveFree(store, record.path, folder, record.sha256 ?? '', async (path) => {
    if (record.decision === 'handled') return true;
    return putReason(store, `${path}.reason.txt`, record.reason ?? '');
  });
  const moved = await store.stat(to);
  if (moved === null || (moved.size === file.size && moved.modified === file.modified)) return to;
  await store.rename(to, record.path);
  return null;
}

/** @returns false when another reason is there under this name */
async function putReason(store: FileStore, path: string, reason: string): Promise<boolean> {
  try {
    await putDocument(store, path, Buffer.from(`${reason}\n`), null, async () => undefined);
    return true;
  } catch (error) {
    if (error instanceof NameTaken) return false;
    throw error;
  }
}

/** Moves a file under the first name that is free. @param prepare says whether a name that is free will do */
async function moveFree(
  store: FileStore,
  from: string,
  folder: string,
  sha256: string,
  prepare: (path: string) => Promise<boolean> = async () => true,
): Promise<string> {
  for (const to of names(from, folder, sha256)) {
    if ((await store.stat(to)) !== null || !(await prepare(to))) continue;
    try {
      await store.rename(from, to);
      return to;
    } catch (error) {
      if (!(error instanceof NameTaken)) throw error;
    }
  }
  throw new NameTaken(`${from} finds no name in ${folder}`);
}

/** Where a document was moved to that arrived and is not there any more; null when it is in none of the places. */
async function placeOf(store: FileStore, record: DocumentRecord, folder: string): Promise<string | null> {
  for (const path of names(record.path, folder, record.sha256 ?? '')) {
    const file = await store.stat(path);
    if (file === null) return null;
    if (await isOf(store, file, record)) return path;
  }
  return null;
}

const mostNames = 1000;

/** Names for a file in a folder: its own, then with the begin of its content's hash, then counted. */
function* names(path: string, folder: string, sha256: string): Generator<string> {
  const { stem, ending } = withoutEnding(nameOf(path));
  yield inFolder(folder, nameOf(path));
  const hash = sha256 === '' ? 'again' : sha256.slice(0, 8);
  yield inFolder(folder, `${stem}.${hash}${ending}`);
  for (let count = 2; count < mostNames; count++) yield inFolder(folder, `${stem}.${hash}.${count}${ending}`);
}
