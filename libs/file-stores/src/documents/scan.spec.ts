import { rename, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { served } from '../fixtures/served.ts';
import { temporaryFolder } from '../fixtures/temporary-folder.ts';
import type { FileStore } from '../stores/file-store.ts';
import { openFolder } from '../stores/folder-store.ts';
import { type DocumentRecord, type FoundDocument, handled, rejected } from './document.ts';
import { documentSettings } from './document-settings.ts';
import { documentReader } from './document-reader.ts';
import { scan } from './scan.ts';
import type { Observations } from './observations.ts';

const renamed = { pattern: 'ART_{seq}.csv', ready: { rename: true } };

/** A folder that is looked at again and again, as a reader does. */
async function watched(settings: unknown, open: (folder: string) => Promise<FileStore> = openFolder) {
  const folder = await temporaryFolder();
  const store = await open(folder);
  const reader = documentReader(documentSettings.parse(settings), 'Europe/Berlin');
  const known: DocumentRecord[] = [];
  let observations: Observations = {};
  let clock = 0;
  const again = async (afterMs = 1000) => {
    clock += afterMs;
    const seen = await scan(store, reader, known, observations, clock);
    ({ observations } = seen);
    return {
      ...seen,
      names: seen.ready.map(({ name }) => name),
      told: seen.findings.map(({ cause, name }) => `${name} ${cause}`),
    };
  };
  return {
    folder,
    store,
    known,
    again,
    write: (name: string, text: string | Buffer = name) => writeFile(join(folder, name), text),
    /** Uses what is ready, and leaves it where it is. */
    use: async () => {
      const { ready } = await again();
      known.push(...ready.map((document) => ({ ...handled(document), place: 'left' as const })));
      return ready.map(({ name }) => name);
    },
  };
}

describe('documents that are renamed when they are whole', () => {
  it('are ready in the order of their numbers, not of their names or times', async () => {
    const { write, again, folder } = await watched(renamed);
    await write('ART_10.csv');
    await write('ART_9.csv');
    await utimes(join(folder, 'ART_9.csv'), 2e9, 2e9);
    await write('ART_10.csv.tmp');
    const { ready, told } = await again();
    expect(ready.map(({ name, seq, gap }) => [name, seq, gap])).toEqual([
      ['ART_9.csv', 9, null],
      ['ART_10.csv', 10, null],
    ]);
    expect(ready[0]?.sha256).toBe(createHash('sha256').update('ART_9.csv').digest('hex'));
    expect(told).toEqual([]);
  });

  it('are ordered by the instant first, as a number may begin again', async () => {
    const { write, use } = await watched({
      pattern: '{seq}_{asOf:yyyyMMdd-HHmm}.csv',
      ready: { rename: true },
    });
    await write('9999_20261103-0100.csv');
    await write('0001_20261103-0200.csv');
    expect(await use()).toEqual(['9999_20261103-0100.csv', '0001_20261103-0200.csv']);
  });

  it('are ready once', async () => {
    const { write, use } = await watched(renamed);
    await write('ART_1.csv');
    expect(await use()).toEqual(['ART_1.csv']);
    expect(await use()).toEqual([]);
  });

  it('tell of numbers that are missing', async () => {
    const { write, again, use } = await watched(renamed);
    await write('ART_1.csv');
    await use();
    await write('ART_5.csv');
    await write('ART_6.csv');
    await write('ART_8.csv');
    expect((await again()).ready.map(({ name, gap }) => [name, gap])).toEqual([
      ['ART_5.csv', { from: 2, to: 4 }],
      ['ART_6.csv', null],
      ['ART_8.csv', { from: 7, to: 7 }],
    ]);
  });

  it('may share a number, before which nothing is missing twice', async () => {
    const { write, again } = await watched({ pattern: 'ART_{seq}_{any}.csv', ready: { rename: true } });
    for (const name of ['ART_1_a.csv', 'ART_5_a.csv', 'ART_5_b.csv']) await write(name);
    expect((await again()).ready.map(({ name, gap }) => [name, gap])).toEqual([
      ['ART_1_a.csv', null],
      ['ART_5_a.csv', { from: 2, to: 4 }],
      ['ART_5_b.csv', null],
    ]);
  });

  it('that come late are told as such, and may be used all the same', async () => {
    const { write, again, use, known } = await watched(renamed);
    await write('ART_9.csv');
    await use();
    await write('ART_1.csv');
    const { ready, findings } = await again();
    expect(ready).toEqual([]);
    expect(findings).toMatchObject([
      { cause: 'late', name: 'ART_1.csv', detail: 'is older than ART_9.csv, which was handled' },
    ]);
    known.push({ ...handled(findings[0]?.document as FoundDocument), place: 'left' });
    expect(await again()).toMatchObject({ ready: [], findings: [] });
    // The newest is still the one with the newest name.
    await write('ART_3.csv');
    await write('ART_10.csv');
    const seen = await again();
    expect(seen.told).toEqual(['ART_3.csv late']);
    expect(seen.ready).toMatchObject([{ name: 'ART_10.csv', gap: null }]);
  });

  it('with the same content again are told, under another name and in one look too', async () => {
    const { write, again, use } = await watched(renamed);
    await write('ART_1.csv', 'same');
    await write('ART_2.csv', 'same');
    expect((await again()).told).toEqual(['ART_2.csv repeated']);
    expect(await use()).toEqual(['ART_1.csv']);
    const { names, findings } = await again();
    expect(names).toEqual([]);
    expect(findings[0]?.detail).toBe('has the content that was handled under the name ART_1.csv');
  });

  it('may be allowed to come back to what they were', async () => {
    const { write, use, again } = await watched({ ...renamed, repeated: 'use' });
    for (const [name, text] of [
      ['ART_1.csv', 'A'],
      ['ART_2.csv', 'B'],
      ['ART_3.csv', 'A'],
    ] as const) {
      await write(name, text);
      expect(await use()).toEqual([name]);
    }
    expect((await again()).told).toEqual([]);
  });

  it('that were rejected may come again, mended or not', async () => {
    const { write, again, known } = await watched(renamed);
    await write('ART_1.csv', 'bad');
    const [bad] = (await again()).ready;
    known.push({ ...rejected(bad as FoundDocument, 'a reason'), place: 'left' });
    expect(await again()).toMatchObject({ ready: [], findings: [] });
    await write('ART_1.csv', 'mended');
    expect((await again()).names).toEqual(['ART_1.csv']);
    await write('ART_2.csv', 'bad');
    expect((await again()).names).toEqual(['ART_1.csv', 'ART_2.csv']);
  });

  it('that are empty or too large are told, and unread; later ones say that these lie there', async () => {
    const { write, again, use } = await watched({ ...renamed, limit: '10B' });
    await write('ART_0.csv');
    await use();
    await write('ART_1.csv', '');
    await write('ART_2.csv', 'x'.repeat(11));
    await write('ART_3.csv', 'x'.repeat(10));
    const { ready, findings } = await again();
    expect(findings).toMatchObject([
      { cause: 'empty', name: 'ART_1.csv', detail: 'has no bytes' },
      {
        cause: 'oversized',
        name: 'ART_2.csv',
        detail: 'has 11 bytes, more than 10',
        document: { sha256: null },
      },
    ]);
    expect(ready).toMatchObject([{ name: 'ART_3.csv', unresolved: ['ART_1.csv', 'ART_2.csv'], gap: null }]);
  });

  it('that grow while they are read are told, and hold up those after them', async () => {
    const { write, again, folder, store } = await watched(renamed);
    await write('ART_1.csv', Buffer.alloc(1_000_000));
    await write('ART_2.csv');
    const read = store.read.bind(store);
    store.read = async function* (path) {
      for await (const part of read(path)) {
        yield part;
        // Faster than it is read.
        if (path === 'ART_1.csv') await writeFile(join(folder, path), Buffer.alloc(500_000), { flag: 'a' });
      }
    };
    expect(await again()).toMatchObject({
      ready: [],
      told: ['ART_1.csv growing', 'ART_2.csv waiting'],
      findings: [{}, { detail: 'is behind ART_1.csv, which is not whole yet' }],
    });
    store.read = read;
    expect((await again()).names).toEqual(['ART_1.csv', 'ART_2.csv']);
  });

  it('whose time names no one instant are told by name; so are links and names that are not touched', async () => {
    const { write, again, folder } = await watched({
      pattern: 'ART_{asOf:yyyyMMdd-HHmm}.csv',
      ready: { rename: true },
    });
    await write('ART_20261025-0230.csv');
    await write('ART_20261103-0000\n.csv');
    await symlink('/etc/passwd', join(folder, 'ART_20261103-0000.csv'));
    const { told, findings } = await again();
    expect(told.sort()).toEqual([
      'ART_20261025-0230.csv time-unreadable',
      'ART_20261103-0000\n.csv name-refused',
      'ART_20261103-0000.csv name-refused',
    ]);
    expect(findings.find(({ cause }) => cause === 'time-unreadable')?.detail).toContain('came twice');
  });

  it('are not read again as long as they do not change', async () => {
    const { write, again, store } = await watched(renamed);
    await write('ART_1.csv');
    let reads = 0;
    const read = store.read.bind(store);
    store.read = (path) => {
      reads += 1;
      return read(path);
    };
    await again();
    await again();
    expect(reads).toBe(1);
  });
});

describe('a name that says nothing of order', () => {
  const fixed = { pattern: 'stock.csv', ready: { rename: true } };

  it('is used whenever its content is news, also when it comes back to what it was', async () => {
    const { write, use } = await watched(fixed);
    for (const text of ['A', 'B', 'A']) {
      await write('stock.csv', text);
      expect(await use()).toEqual(['stock.csv']);
      await write('stock.csv', text);
      expect(await use()).toEqual([]);
    }
  });

  it('is told when the same arrives after it was put away', async () => {
    const { write, again, known, use } = await watched(fixed);
    await write('stock.csv', 'A');
    await use();
    known.splice(0, 1, { ...(known[0] as DocumentRecord), place: 'moved' });
    expect((await again()).told).toEqual(['stock.csv repeated']);
  });
});

describe('documents with a marker', () => {
  const marked = {
    pattern: 'ART_{seq}.csv',
    ready: { marker: '{stem}.ok' },
    archive: 'archive',
    reject: 'rejected',
  };

  it('wait for it, and hold up those after them', async () => {
    const { write, again } = await watched(marked);
    await write('ART_1.csv', 'half');
    await write('ART_2.csv');
    await write('ART_2.ok');
    const waiting = await again();
    expect(waiting.told).toEqual(['ART_1.csv waiting', 'ART_2.csv waiting']);
    expect(waiting.findings[0]?.detail).toBe('has no ART_1.ok beside it');
    await write('ART_1.csv', 'whole');
    await write('ART_1.ok', '');
    expect((await again()).names).toEqual(['ART_1.csv', 'ART_2.csv']);
  });

  it('hold up nothing when they are late anyway', async () => {
    const { write, again, use } = await watched(marked);
    await write('ART_2.csv');
    await write('ART_2.ok');
    await use();
    await write('ART_1.csv');
    await write('ART_3.csv');
    await write('ART_3.ok');
    expect((await again()).names).toEqual(['ART_3.csv']);
  });
});

describe('documents that have to stand still', () => {
  const still = { pattern: 'ART_{seq}.csv', ready: { still: '60s' } };

  it('are ready once they have not changed for so long, by a stopwatch and not by their times', async () => {
    const { write, again, folder } = await watched(still);
    await write('ART_1.csv', 'half');
    await utimes(join(folder, 'ART_1.csv'), 1e9, 1e9);
    expect((await again(0)).told).toEqual(['ART_1.csv waiting']);
    expect((await again(59_000)).wakeAt).toBe(60_000);
    await write('ART_1.csv', 'whole');
    await utimes(join(folder, 'ART_1.csv'), 1e9, 1e9);
    expect((await again(1000)).told).toEqual(['ART_1.csv waiting']);
    expect((await again(59_999)).names).toEqual([]);
    const { names, wakeAt } = await again(1);
    expect(names).toEqual(['ART_1.csv']);
    expect(wakeAt).toBe(null);
  });
});

describe('documents that a manifest names', () => {
  const listed = {
    pattern: 'ART_{seq}.csv',
    ready: {
      manifest: { pattern: 'LIST_{seq}.txt', columns: ['name', 'size', 'md5', 'records'], separator: ';' },
    },
  };
  const line = (name: string, text: string, records = 1) =>
    `${name};${text.length};${createHash('md5').update(text).digest('hex')};${records}\n`;

  it('are ready once a manifest that is no longer written names them', async () => {
    const { write, again } = await watched(listed);
    await write('ART_1.csv', 'one');
    expect((await again()).told).toEqual(['ART_1.csv waiting']);
    await write('LIST_1.txt', line('ART_1.csv', 'one', 7));
    expect((await again()).told).toEqual(['ART_1.csv waiting']);
    expect((await again()).ready).toMatchObject([{ name: 'ART_1.csv', records: 7 }]);
  });

  it('are told when they differ from it, and when they are not there', async () => {
    const { write, again } = await watched(listed);
    await write('ART_1.csv', 'one');
    await write('ART_2.csv', 'tw');
    await write('LIST_1.txt', line('ART_1.csv', 'two') + line('ART_2.csv', 'two') + line('ART_3.csv', 'x'));
    await again();
    const { findings, names } = await again();
    expect(names).toEqual([]);
    expect(findings.map(({ name, cause, detail }) => `${name} ${cause}: ${detail}`)).toEqual([
      'ART_3.csv missing: is named in a manifest and not there',
      'ART_1.csv differs-from-manifest: has another MD5 than the manifest says',
      'ART_2.csv differs-from-manifest: has 2 bytes where the manifest says 3',
    ]);
  });

  it('wait when the manifest cannot be read, which is told with its line', async () => {
    const { write, again } = await watched(listed);
    await write('ART_1.csv', 'one');
    await write('LIST_1.txt', 'ART_1.csv;3\n');
    await write('LIST_2.txt', Buffer.from([0xff, 0xfe, 0xff]));
    await again();
    expect((await again()).findings).toMatchObject([
      { cause: 'manifest-unreadable', name: 'LIST_1.txt', detail: 'line 1 has 2 columns instead of 4' },
      { cause: 'manifest-unreadable', name: 'LIST_2.txt', detail: 'is no UTF-8' },
      { cause: 'waiting', name: 'ART_1.csv' },
    ]);
    await write('LIST_3.txt', line('ART_1.csv', 'one'));
    await again();
    expect((await again()).names).toEqual(['ART_1.csv']);
  });
});

describe('an SFTP server, which does not tell every change', () => {
  const open = async (folder: string) => (await served(folder)).store;
  const oldTime = async (folder: string, name: string, text: string) => {
    await writeFile(join(folder, name), text);
    await utimes(join(folder, name), 1e9, 1e9);
  };

  it('what was decided is silent: when it is still to be put away without its marker, or too large to be read', async () => {
    const { write, again, known, folder } = await watched(
      {
        pattern: 'ART_{seq}.csv',
        ready: { marker: '{stem}.ok' },
        archive: 'archive',
        reject: 'rejected',
        limit: '10B',
      },
      open,
    );
    await write('ART_1.csv', 'one');
    await write('ART_1.ok');
    await write('ART_2.csv', 'x'.repeat(11));
    const { ready, findings } = await again();
    known.push(handled(ready[0] as FoundDocument));
    known.push({ ...rejected(findings[0]?.document as FoundDocument, 'too large'), place: 'left' });
    await rename(join(folder, 'ART_1.ok'), join(folder, 'moved'));
    expect(await again()).toMatchObject({ ready: [], findings: [] });
  });

  it('and, where nothing is put away, when it is read again', async () => {
    const { again, folder, use } = await watched(
      { pattern: 'stock.csv', ready: { rename: true }, readAgain: '1h' },
      open,
    );
    await oldTime(folder, 'stock.csv', 'old');
    await use();
    await oldTime(folder, 'stock.csv', 'new');
    expect((await again(3_000_000)).names).toEqual([]);
    expect((await again(600_000)).names).toEqual(['stock.csv']);
  });
});
