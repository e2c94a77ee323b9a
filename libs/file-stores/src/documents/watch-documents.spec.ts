import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { served } from '../fixtures/served.ts';
import { temporaryFolder } from '../fixtures/temporary-folder.ts';
import { type FileStore, StoreUnavailable } from '../stores/file-store.ts';
import { openFolder } from '../stores/folder-store.ts';
import { type DocumentRecord, handled } from './document.ts';
import { documentSettings } from './document-settings.ts';
import { documentReader } from './document-reader.ts';
import { watchDocuments } from './watch-documents.ts';

const never = '1000d';

function watching(store: FileStore, given: object) {
  const stop = new AbortController();
  onTestFinished(() => stop.abort());
  const known: DocumentRecord[] = [];
  const reader = documentReader(
    documentSettings.parse({ pattern: 'ART_{seq}.csv', ready: { rename: true }, ...given }),
    'UTC',
  );
  const looks = watchDocuments(store, reader, { known: async () => known, signal: stop.signal });
  return {
    stop,
    looks,
    /** Looks until something is ready, and uses it. */
    next: async () => {
      for (;;) {
        const { value, done } = await looks.next();
        if (done) throw new Error('the watch ended');
        known.push(...value.ready.map((document) => ({ ...handled(document), place: 'left' as const })));
        if (value.ready.length > 0) return value.ready.map(({ name }) => name);
      }
    },
  };
}

async function arrive(folder: string, name: string) {
  await writeFile(join(folder, 'next'), name);
  await rename(join(folder, 'next'), join(folder, name));
}

it('a folder is looked at when it changes, long before the sweep', async () => {
  const folder = await temporaryFolder();
  const { next } = watching(await openFolder(folder), { every: never });
  await arrive(folder, 'ART_1.csv');
  expect(await next()).toEqual(['ART_1.csv']);
  const second = next();
  await arrive(folder, 'ART_2.csv');
  expect(await second).toEqual(['ART_2.csv']);
});

it('a folder whose changes cannot be watched is swept', async () => {
  const folder = await temporaryFolder();
  const store = await openFolder(folder);
  store.changes = async function* () {
    yield* [];
    throw new Error('ENOSPC: no watches are left');
  };
  const { next } = watching(store, { every: '20ms' });
  await arrive(folder, 'ART_1.csv');
  expect(await next()).toEqual(['ART_1.csv']);
  const second = next();
  await arrive(folder, 'ART_2.csv');
  expect(await second).toEqual(['ART_2.csv']);
});

it('an SFTP server is polled', async () => {
  const folder = await temporaryFolder();
  const { store } = await served(folder);
  const { next } = watching(store, { every: '20ms' });
  const first = next();
  await arrive(folder, 'ART_1.csv');
  expect(await first).toEqual(['ART_1.csv']);
});

it('what has to stand still is looked at when it has, long before the sweep', async () => {
  const folder = await temporaryFolder();
  const { next } = watching(await openFolder(folder), { every: never, ready: { still: '50ms' } });
  await arrive(folder, 'ART_1.csv');
  expect(await next()).toEqual(['ART_1.csv']);
});

it('ends with the signal, and with a store that cannot be reached', async () => {
  const folder = await temporaryFolder();
  const { looks, stop } = watching(await openFolder(folder), { every: never });
  await looks.next();
  const end = looks.next();
  stop.abort();
  expect(await end).toEqual({ value: undefined, done: true });

  const { server, store } = await served(folder);
  await server.close();
  await expect(watching(store, {}).looks.next()).rejects.toThrow(StoreUnavailable);
});
