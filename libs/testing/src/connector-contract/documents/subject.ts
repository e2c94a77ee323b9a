import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FileStore } from '@throughline/file-stores';
import { onTestFinished } from 'vitest';

/** What can happen to a store that is reached over a connection. */
export interface Connection {
  /** Breaks off, without a word, once so many bytes of files were given from now on. */
  breakAfter(bytes: number): void;
  /** Ends all connections, and refuses password or key until it lets in again. */
  refuse(): void;
  admit(): void;
}

/** A store, and the folder of the disk that it is of. */
export interface StoreSubject {
  folder: string;
  store: FileStore;
  /** Null where there is none. */
  connection: Connection | null;
  /** Passwords and keys, none of which may show. */
  secrets: readonly string[];
}

/** An empty folder of the disk, removed after the test. */
export async function emptyFolder(): Promise<string> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'contract-')));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}
