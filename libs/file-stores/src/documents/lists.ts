import { FileChanged, FileMissing, type FileStore, type StoredFile } from '../stores/file-store.ts';
import { nameOf } from '../stores/paths.ts';
import { FileTooLarge, readWhole } from './content.ts';
import type { DocumentRecord } from './document.ts';
import type { DocumentSettings } from './document-settings.ts';
import type { Finding } from './finding.ts';
import { type ManifestEntry, ManifestUnreadable, parseManifest } from './manifest.ts';
import { byName, compilePattern, NameUnreadable } from './pattern.ts';
import type { Sightings } from './sightings.ts';

const limitBytes = 10_000_000;

/** What the lists of a folder say. */
export interface Lists {
  /** By name of the document; the newest list counts. */
  entries: Map<string, ManifestEntry>;
  /** The names in each list, by path of the list. */
  names: Map<string, string[]>;
  findings: Finding[];
}

/** Reads the lists that documents of these settings are named in; none where they are seen to be whole otherwise. */
export async function readLists(
  store: FileStore,
  settings: DocumentSettings,
  files: readonly StoredFile[],
  known: readonly DocumentRecord[],
  { sightings, now }: { sightings: Sightings; now: number } | { sightings: null; now: null },
): Promise<Lists> {
  const lists: Lists = { entries: new Map(), names: new Map(), findings: [] };
  if (!('manifest' in settings.ready)) return lists;
  const { manifest } = settings.ready;
  for (const { path, name } of listFiles(files, manifest.pattern, lists.findings)) {
    // Seen like this by an earlier look, so that it is not just being written.
    if (sightings !== null && (sightings[path]?.since ?? now) >= now) continue;
    try {
      const text = new TextDecoder('utf-8', { fatal: true }).decode(await readWhole(store, path, limitBytes));
      const entries = parseManifest(text, manifest);
      for (const entry of entries) lists.entries.set(entry.name, entry);
      lists.names.set(
        path,
        entries.map((entry) => entry.name),
      );
    } catch (error) {
      if (error instanceof FileMissing || error instanceof FileChanged) continue;
      const detail = whyUnreadable(error);
      if (detail === null) throw error;
      lists.findings.push({ cause: 'list-unreadable', name, detail, document: null });
    }
  }
  const there = new Set([...files.map(({ path }) => nameOf(path)), ...known.map(({ name }) => name)]);
  for (const name of lists.entries.keys())
    if (!there.has(name))
      lists.findings.push({
        cause: 'missing',
        name,
        detail: 'is named in a list and not there',
        document: null,
      });
  return lists;
}

/** The lists, the newest last. */
function listFiles(files: readonly StoredFile[], pattern: string, findings: Finding[]) {
  // Their times only order them, in whatever zone.
  const compiled = compilePattern(pattern, 'UTC');
  return files
    .flatMap(({ path }) => {
      const name = nameOf(path);
      try {
        const said = compiled.match(name);
        return said === null ? [] : [{ path, name, ...said }];
      } catch (error) {
        if (!(error instanceof NameUnreadable)) throw error;
        findings.push({ cause: 'time-unreadable', name, detail: error.message, document: null });
        return [];
      }
    })
    .sort(byName);
}

function whyUnreadable(error: unknown): string | null {
  if (error instanceof ManifestUnreadable || error instanceof FileTooLarge) return error.message;
  // What the decoder throws.
  return error instanceof TypeError ? 'is no UTF-8' : null;
}
