import type { StoredFile } from '../stores/file-store.ts';
import { nameOf } from '../stores/paths.ts';
import type { Digest } from './content.ts';
import type { DocumentRecord } from './document.ts';

/** What is remembered of a file from one look to the next. */
export interface Observation {
  identity: string;
  /** When it was first seen like this, on the clock of the looks. */
  since: number;
  /** How often a document of this name had been put away by then. */
  putAway: number;
  digest?: Digest;
  readAt?: number;
}

/**
 * By path; plain data that need not be kept. Without it documents are read again, and have to stand still again.
 */
export type Observations = Record<string, Observation>;

/**
 * What is known of the files that are there now.
 * @param readAgain milliseconds after which a content that was read counts no more; null when every change shows
 */
export function observe(
  files: readonly StoredFile[],
  previous: Observations,
  known: readonly DocumentRecord[],
  now: number,
  readAgain: number | null,
): Observations {
  const putAway = new Map<string, number>();
  for (const { name, place } of known)
    if (place === 'moved' || place === 'gone') putAway.set(name, (putAway.get(name) ?? 0) + 1);
  return Object.fromEntries(
    files.map(({ path, identity }) => {
      const times = putAway.get(nameOf(path)) ?? 0;
      const before = Object.hasOwn(previous, path) ? previous[path] : undefined;
      // After one was put away, it is another that has the name, even if it looks the same.
      if (before?.identity !== identity || before.putAway !== times)
        return [path, { identity, since: now, putAway: times }];
      const stale = readAgain !== null && now - (before.readAt ?? now) >= readAgain;
      if (!stale) return [path, { ...before }];
      return [path, { identity, since: before.since, putAway: times }];
    }),
  );
}
