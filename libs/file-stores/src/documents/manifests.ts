import { FileChanged, FileMissing, type FileStore, type StoredFile } from '../stores/file-store.ts';
import { nameOf } from '../stores/paths.ts';
import { FileTooLarge, readWhole } from './content.ts';
import type { DocumentRecord } from './document.ts';
import type { DocumentSettings } from './document-settings.ts';
import type { DocumentFinding } from './finding.ts';
import { type ManifestEntry, ManifestUnreadable, parseManifest } from './manifest.ts';
import { byName, compilePattern, NameUnreadable } from './pattern.ts';
import type { Observations } from './observations.ts';

const limitBytes = 10_000_000;

/** What the manifests of a folder say. */
export interface Manifests {
  /** By name of the document; the newest manifest counts. */
  entries: Map<string, ManifestEntry>;
  /** The names in each manifest, by path of the manifest. */
  names: Map<string, string[]>;
  findings: DocumentFinding[];
}

/** Reads the manifests that documents of these settings are named in; none where they are seen to be whole otherwise. */
export async function readManifests(
  store: FileStore,
  settings: DocumentSettings,
  files: readonly StoredFile[],
  known: readonly DocumentRecord[],
  { observations, now }: { observations: Observations; now: number } | { observations: null; now: null },
): Promise<Manifests> {
  const manifests: Manifests = { entries: new Map(), names: new Map(), findings: [] };
  if (!('manifest' in settings.ready)) return manifests;
  const { manifest } = settings.ready;
  for (const { path, name } of manifestFiles(files, manifest.pattern, manifests.findings)) {
    // Seen like this by an earlier look, so that it is not just being written.
    if (observations !== null && (observations[path]?.since ?? now) >= now) continue;
    try {
      const text = new TextDecoder('utf-8', { fatal: true }).decode(await readWhole(store, path, limitBytes));
      const entries = parseManifest(text, manifest);
      for (const entry of entries) manifests.entries.set(entry.name, entry);
      manifests.names.set(
        path,
        entries.map((entry) => entry.name),
      );
    } catch (error) {
      if (error instanceof FileMissing || error instanceof FileChanged) continue;
      const detail = whyUnreadable(error);
      if (detail === null) throw error;
      manifests.findings.push({ cause: 'manifest-unreadable', name, detail, document: null });
    }
  }
  const there = new Set([...files.map(({ path }) => nameOf(path)), ...known.map(({ name }) => name)]);
  for (const name of manifests.entries.keys())
    if (!there.has(name))
      manifests.findings.push({
        cause: 'missing',
        name,
        detail: 'is named in a manifest and not there',
        document: null,
      });
  return manifests;
}

/** The manifests, the newest last. */
function manifestFiles(files: readonly StoredFile[], pattern: string, findings: DocumentFinding[]) {
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
