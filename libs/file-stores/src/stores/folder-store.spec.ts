import { execFileSync } from 'node:child_process';
import { rename, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { contentOf } from '@throughline/testing/connector-contract';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../fixtures/temporary-folder.ts';
import { openFolder } from './folder-store.ts';

describe('a folder', () => {
  it('lists pipes, and names that are no UTF-8, as refused', async () => {
    const folder = await temporaryFolder();
    execFileSync('mkfifo', [join(folder, 'pipe')]);
    await writeFile(Buffer.concat([Buffer.from(`${folder}/`), Buffer.from([0x61, 0xff])]), 'x');
    const store = await openFolder(folder);
    expect(await store.list('')).toEqual({
      files: [],
      refused: [
        { path: 'a\uFFFD', reason: 'is no UTF-8' },
        { path: 'pipe', reason: 'is not a regular file' },
      ],
    });
    await expect(contentOf(store, 'pipe')).rejects.toThrow('"pipe" is not a regular file');
  });

  it('tells a change that kept size, time and inode', async () => {
    const folder = await temporaryFolder();
    const store = await openFolder(folder);
    const file = join(folder, 'a.csv');
    await writeFile(file, 'old');
    await utimes(file, 1_000_000_000, 1_000_000_000);
    const before = await store.stat('a.csv');
    await writeFile(file, 'new');
    await utimes(file, 1_000_000_000, 1_000_000_000);
    const after = await store.stat('a.csv');
    expect([after?.size, after?.modified]).toEqual([before?.size, before?.modified]);
    expect(after?.identity).not.toBe(before?.identity);
  });

  it('throws when a file grows while it is read', async () => {
    const folder = await temporaryFolder();
    const store = await openFolder(folder);
    await writeFile(join(folder, 'a.csv'), Buffer.alloc(1_000_000));
    const reading = (async () => {
      let first = true;
      for await (const _ of store.read('a.csv')) {
        if (first) await writeFile(join(folder, 'a.csv'), 'more', { flag: 'a' });
        first = false;
      }
    })();
    await expect(reading).rejects.toThrow('a.csv changed while it was read');
  });

  it('tells of changes until it is told to stop', async () => {
    const folder = await temporaryFolder();
    const store = await openFolder(folder);
    const stop = new AbortController();
    let rings = 0;
    const watching = (async () => {
      for await (const _ of store.changes('', stop.signal)) {
        rings += 1;
        stop.abort();
      }
    })();
    await writeFile(join(folder, 'a.part'), 'x');
    await rename(join(folder, 'a.part'), join(folder, 'a.csv'));
    await watching;
    expect(rings).toBeGreaterThan(0);
  });

  it('that is not there is named', async () => {
    await expect(openFolder('/no/such/folder')).rejects.toThrow(
      'the folder /no/such/folder cannot be opened',
    );
  });
});
