import { createHash } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { served } from '../fixtures/served.ts';
import { temporaryFolder } from '../fixtures/temporary-folder.ts';
import type { FileStore } from '../stores/file-store.ts';
import { openFolder } from '../stores/folder-store.ts';
import { type DocumentRecord, type FoundDocument, handled, rejected } from './document.ts';
import { documentSettings } from './document-settings.ts';
import { documentReader } from './document-reader.ts';
import { scan } from './scan.ts';
import { putAway } from './put-away.ts';

async function inbox(given: object = {}, open: (folder: string) => Promise<FileStore> = openFolder) {
  const folder = await temporaryFolder();
  const store = await open(folder);
  const settings = documentSettings.parse({
    pattern: 'ART_{seq}.csv',
    ready: { rename: true },
    archive: 'archive',
    reject: 'rejected',
    ...given,
  });
  const saved: DocumentRecord[] = [];
  return {
    folder,
    store,
    saved,
    arrive: async (name: string, text: string): Promise<FoundDocument> => {
      await writeFile(join(folder, name), text);
      const { ready, findings } = await scan(store, documentReader(settings, 'UTC'), [], {}, 0);
      return [...ready, ...findings.flatMap(({ document }) => document ?? [])].find(
        (document) => document.name === name,
      ) as FoundDocument;
    },
    away: (record: DocumentRecord) =>
      putAway(store, settings, record, async (changed) => void saved.push(changed)),
    in: async (name: string) => (await readdir(join(folder, name)).catch(() => [])).sort(),
    text: (path: string) => readFile(join(folder, path), 'utf8'),
  };
}

const begin = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 8);

describe('a document that was used', () => {
  it('is moved, which is done once and said', async () => {
    const { arrive, away, saved, text } = await inbox();
    const record = await away(handled(await arrive('ART_1.csv', 'one')));
    expect(record).toMatchObject({ place: 'moved', movedTo: 'archive/ART_1.csv' });
    expect(saved).toEqual([record]);
    expect(await away(record)).toBe(record);
    expect(await text('archive/ART_1.csv')).toBe('one');
  });

  it('is moved beside another one of its name, and beside its like', async () => {
    const { arrive, away, in: within } = await inbox();
    for (const content of ['one', 'two', 'two', 'two'])
      await away(handled(await arrive('ART_1.csv', content)));
    expect(await within('archive')).toEqual(
      [
        'ART_1.csv',
        `ART_1.${begin('two')}.csv`,
        `ART_1.${begin('two')}.2.csv`,
        `ART_1.${begin('two')}.3.csv`,
      ].sort(),
    );
  });

  it('stays where there is no folder for it', async () => {
    const { arrive, away, in: within } = await inbox({ archive: undefined });
    expect(await away(handled(await arrive('ART_1.csv', 'one')))).toMatchObject({
      place: 'left',
      movedTo: null,
    });
    expect(await within('')).toEqual(['ART_1.csv']);
  });

  it('that others took is said to be gone', async () => {
    const { arrive, away, store } = await inbox();
    const document = await arrive('ART_1.csv', 'one');
    await store.rename('ART_1.csv', 'elsewhere/ART_1.csv');
    expect(await away(handled(document))).toMatchObject({ place: 'gone', movedTo: null });
  });

  it('is not taken for one that came under its name since', async () => {
    const { arrive, away, text, in: within } = await inbox();
    const document = await arrive('ART_1.csv', 'one');
    await arrive('ART_1.csv', 'two');
    expect(await away(handled(document))).toMatchObject({ place: 'gone' });
    expect(await text('ART_1.csv')).toBe('two');
    expect(await within('archive')).toEqual([]);
  });

  it('does not take one along that came in the very moment of its move', async () => {
    const { arrive, away, store, folder, text, in: within } = await inbox();
    const record = handled(await arrive('ART_1.csv', 'one'));
    const rename = store.rename.bind(store);
    store.rename = async (from, to) => {
      store.rename = rename;
      await writeFile(join(folder, 'ART_1.csv'), 'another');
      await rename(from, to);
    };
    expect(await away(record)).toMatchObject({ place: 'gone' });
    expect(await text('ART_1.csv')).toBe('another');
    expect(await within('archive')).toEqual([]);
  });

  it('is acknowledged, also when an older answer lies there', async () => {
    const {
      arrive,
      away,
      in: within,
      text,
    } = await inbox({
      acknowledge: {
        name: 'answers/{stem}.ack',
        accepted: '{name};{size};{sha256};ok',
        rejected: '{reason}',
      },
    });
    await away(rejected(await arrive('ART_1.csv', 'one'), 'no price; {sha256}'));
    const record = await away(handled(await arrive('ART_1.csv', 'two')));
    expect(await within('answers')).toEqual([`ART_1.${begin('two')}.ack`, 'ART_1.ack'].sort());
    expect(await text('answers/ART_1.ack')).toBe('no price; {sha256}');
    expect(await text(`answers/ART_1.${begin('two')}.ack`)).toMatch(/^ART_1\.csv;3;[0-9a-f]{64};ok$/);
    expect(record.acknowledgement).toMatchObject({ state: 'delivered' });
  });

  it('is moved on an SFTP server as well, whose answer may be lost', async () => {
    let server: Awaited<ReturnType<typeof served>>['server'] | undefined;
    const {
      arrive,
      away,
      in: within,
    } = await inbox({}, async (folder) => {
      const started = await served(folder);
      ({ server } = started);
      return started.store;
    });
    const record = handled(await arrive('ART_1.csv', 'one'));
    const faults = (server as NonNullable<typeof server>).faults;
    faults.closesAfterRename = true;
    await expect(away(record)).rejects.toThrow('127.0.0.1');
    faults.closesAfterRename = false;
    expect(await away(record)).toMatchObject({ place: 'moved', movedTo: 'archive/ART_1.csv' });
    expect(await within('archive')).toEqual(['ART_1.csv']);
  });
});

describe('a document that was refused', () => {
  it('is moved with its reason beside it', async () => {
    const { arrive, away, in: within, text } = await inbox();
    await away(rejected(await arrive('ART_1.csv', 'one'), 'line 3: no price'));
    await away(rejected(await arrive('ART_1.csv', 'two'), 'line 4: no price'));
    const second = `ART_1.${begin('two')}.csv`;
    expect(await within('rejected')).toEqual(
      ['ART_1.csv', 'ART_1.csv.reason.txt', second, `${second}.reason.txt`].sort(),
    );
    expect(await text('rejected/ART_1.csv.reason.txt')).toBe('line 3: no price\n');
    expect(await text(`rejected/${second}.reason.txt`)).toBe('line 4: no price\n');
  });

  it('does not get the reason of another', async () => {
    const { arrive, away, store, in: within } = await inbox();
    await store.stage('rejected/x', Buffer.from('an old reason'));
    await store.rename('rejected/.x.part', 'rejected/ART_1.csv.reason.txt');
    const record = await away(rejected(await arrive('ART_1.csv', 'one'), 'new'));
    expect(record.movedTo).toBe(`rejected/ART_1.${begin('one')}.csv`);
    expect(await within('rejected')).toHaveLength(3);
  });

  it('may be one that was too large to be read', async () => {
    const { arrive, away, store } = await inbox({ limit: '2B' });
    const record = rejected(await arrive('ART_1.csv', 'large'), 'is too large');
    expect(record.sha256).toBe(null);
    expect(await away(record)).toMatchObject({ place: 'moved', movedTo: 'rejected/ART_1.csv' });
    // As after a kill just before it was saved.
    expect(await away(record)).toMatchObject({ place: 'moved', movedTo: 'rejected/ART_1.csv' });
    expect(await store.stat('rejected/ART_1.csv.reason.txt')).not.toBe(null);
  });
});
