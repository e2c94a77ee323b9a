import { createHash } from 'node:crypto';
import { readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { served } from '../fixtures/served.ts';
import { temporaryFolder } from '../fixtures/temporary-folder.ts';
import { type FileStore, NameTaken } from '../stores/file-store.ts';
import { openFolder } from '../stores/folder-store.ts';
import { findAcknowledgement } from './acknowledgement.ts';
import { FileTooLarge } from './content.ts';
import { type Delivery, DeliveryDiffers, hasDocument, putDocument, putWithMarker } from './delivery.ts';
import { acknowledgementSettings } from './document-settings.ts';

const kinds: [string, (folder: string) => Promise<FileStore>][] = [
  ['in a folder', openFolder],
  ['on an SFTP server', async (folder) => (await served(folder)).store],
];

describe.each(kinds)('a document of ours %s', (_kind, open) => {
  async function outbox() {
    const folder = await temporaryFolder();
    const store = await open(folder);
    const saved: Delivery[] = [];
    return {
      folder,
      store,
      saved,
      put: (text: string, known: Delivery | null = saved.at(-1) ?? null) =>
        putDocument(store, 'ORDER_1.xml', Buffer.from(text), known, async (next) => void saved.push(next)),
    };
  }

  it('is written under another name and renamed', async () => {
    const { folder, saved, put, store } = await outbox();
    const seen: string[][] = [];
    const renaming = store.rename.bind(store);
    store.rename = async (from, to) => {
      seen.push(await readdir(folder));
      await renaming(from, to);
    };
    expect(await put('<order/>')).toMatchObject({ state: 'delivered' });
    expect(seen).toEqual([['.ORDER_1.xml.part']]);
    expect(await readdir(folder)).toEqual(['ORDER_1.xml']);
    expect(await readFile(join(folder, 'ORDER_1.xml'), 'utf8')).toBe('<order/>');
    expect(saved.map(({ state }) => state)).toEqual(['staged', 'delivered']);
  });

  it('is not put again, also when it was fetched', async () => {
    const { folder, put } = await outbox();
    await put('<order/>');
    await rename(join(folder, 'ORDER_1.xml'), join(folder, 'fetched'));
    await put('<order/>');
    expect(await readdir(folder)).toEqual(['fetched']);
  });

  it('is not put again when what was saved was lost, as long as it lies there', async () => {
    const { put } = await outbox();
    await put('<order/>');
    expect(await put('<order/>', null)).toMatchObject({ state: 'delivered' });
  });

  it('is found by its name and content', async () => {
    const { folder, put, store } = await outbox();
    await put('<order/>');
    const isThere = (path: string, text: string) => hasDocument(store, path, Buffer.from(text));
    expect(await isThere('ORDER_1.xml', '<order/>')).toBe(true);
    expect(await isThere('ORDER_1.xml', '<other/>')).toBe(false);
    expect(await isThere('ORDER_2.xml', '<order/>')).toBe(false);
    await rename(join(folder, 'ORDER_1.xml'), join(folder, 'ORDER_2.xml'));
    expect(await isThere('done/ORDER_1.xml', '<order/>')).toBe(false);
    expect(await isThere('ORDER_2.xml', '<order/>')).toBe(true);
  });

  it('is refused with other content, whether by what is known or by what is there', async () => {
    const { folder, put } = await outbox();
    await put('<order/>');
    await expect(put('<other/>')).rejects.toThrow(DeliveryDiffers);
    await expect(put('<other/>', null)).rejects.toThrow(NameTaken);
    expect(await readFile(join(folder, 'ORDER_1.xml'), 'utf8')).toBe('<order/>');
  });

  it('is written anew when what was written is not whole after all', async () => {
    const { folder, put, saved } = await outbox();
    await writeFile(join(folder, '.ORDER_1.xml.part'), '<ord');
    const sha256 = createHash('sha256').update('<order/>').digest('hex');
    await put('<order/>', { path: 'ORDER_1.xml', sha256, state: 'staged' });
    expect(await readFile(join(folder, 'ORDER_1.xml'), 'utf8')).toBe('<order/>');
    expect(saved.map(({ state }) => state)).toEqual(['staged', 'delivered']);
  });

  it('may have a marker, which comes behind it and no more than once', async () => {
    const { folder, store, saved } = await outbox();
    const paths = { path: 'out/ORDER_1.xml', marker: 'out/ORDER_1.ok' };
    const putMarked = () =>
      putWithMarker(store, paths, Buffer.from('<order/>'), saved.at(-1) ?? null, async (next) => {
        saved.push(next);
      });
    const seen: string[] = [];
    const renaming = store.rename.bind(store);
    store.rename = async (from, to) => {
      await renaming(from, to);
      seen.push(to);
    };
    await putMarked();
    expect(seen).toEqual(['out/ORDER_1.xml', 'out/ORDER_1.ok']);
    expect(await readFile(join(folder, 'out/ORDER_1.ok'), 'utf8')).toBe('');
    expect(saved.at(-1)).toMatchObject({ state: 'delivered', marker: { state: 'delivered' } });
    for (const name of ['ORDER_1.xml', 'ORDER_1.ok'])
      await rename(join(folder, 'out', name), join(folder, `fetched ${name}`));
    await putMarked();
    expect(await readdir(join(folder, 'out'))).toEqual([]);
  });

  it('takes the place of what was written in part', async () => {
    const { folder, put } = await outbox();
    await writeFile(join(folder, '.ORDER_1.xml.part'), '<ord');
    await put('<order/>');
    expect(await readdir(folder)).toEqual(['ORDER_1.xml']);
    expect(await readFile(join(folder, 'ORDER_1.xml'), 'utf8')).toBe('<order/>');
  });
});

it('a rename whose answer is lost delivers once', async () => {
  const folder = await temporaryFolder();
  const { server, store } = await served(folder);
  let known: Delivery | null = null;
  const put = () =>
    putDocument(store, 'ORDER_1.xml', Buffer.from('x'), known, async (next) => void (known = next));
  server.faults.closesAfterRename = true;
  await expect(put()).rejects.toThrow('127.0.0.1');
  await rename(join(folder, 'ORDER_1.xml'), join(folder, 'fetched'));
  server.faults.closesAfterRename = false;
  expect(await put()).toMatchObject({ state: 'delivered' });
  expect(await readdir(folder)).toEqual(['fetched']);
});

it.each([
  ['breaks off in the middle', { closesAfterWritten: 100_000 }],
  ['is full', { room: 100_000 }],
])(
  'a server that %s while a document is written gets it whole, and under its name only then',
  async (_, fault) => {
    const folder = await temporaryFolder();
    const { server, store } = await served(folder);
    const text = Buffer.alloc(300_000, 'x');
    let known: Delivery | null = null;
    const put = () => putDocument(store, 'ORDER_1.xml', text, known, async (next) => void (known = next));
    Object.assign(server.faults, fault);
    await expect(put()).rejects.toThrow();
    expect(await readdir(folder)).toEqual(['.ORDER_1.xml.part']);
    expect(known).toBe(null);
    Object.assign(server.faults, { closesAfterWritten: Infinity, room: Infinity });
    expect(await put()).toMatchObject({ state: 'delivered' });
    expect(await readdir(folder)).toEqual(['ORDER_1.xml']);
    expect((await readFile(join(folder, 'ORDER_1.xml'))).equals(text)).toBe(true);
  },
);

it.each(['write', 'rename', 'mkdir'] as const)(
  'a server that does not permit %s says so, and is asked again',
  async (what) => {
    const folder = await temporaryFolder();
    const { server, store } = await served(folder);
    let known: Delivery | null = null;
    const put = () =>
      putDocument(store, 'out/O.xml', Buffer.from('x'), known, async (next) => void (known = next));
    server.faults.refuses.add(what);
    await expect(put()).rejects.toThrow(/permission/i);
    server.faults.refuses.clear();
    expect(await put()).toMatchObject({ state: 'delivered' });
    expect(await readdir(join(folder, 'out'))).toEqual(['O.xml']);
  },
);

it('a folder that is none is an error, and nothing is kept of it', async () => {
  const folder = await temporaryFolder();
  await writeFile(join(folder, 'out'), 'a file');
  const store = await openFolder(folder);
  const save = async () => expect.unreachable();
  await expect(putDocument(store, 'out/O.xml', Buffer.from('x'), null, save)).rejects.toThrow(/ENOTDIR/);
});

describe('the answer to a document of ours', () => {
  async function answers(settings: object) {
    const folder = await temporaryFolder();
    const store = await openFolder(folder);
    const parsed = acknowledgementSettings.parse(settings);
    return {
      write: (name: string, text: string) => writeFile(join(folder, name), text),
      find: async (name: string) =>
        (await findAcknowledgement(store, parsed, name)).map(({ path, bytes }) => `${path}: ${bytes}`),
    };
  }

  it('is found by the name of the document, and there may be several', async () => {
    const { write, find } = await answers({ pattern: 'ACK_{stem}{any}.txt' });
    expect(await find('ORDER.1.xml')).toEqual([]);
    await write('ACK_ORDER.1_a.txt', 'received');
    await write('ACK_ORDER.1_b.txt', 'booked as 4711');
    await write('ACK_ORDERx1_a.txt', 'of another');
    await write('ACK_ORDER.1_a.txt.tmp', 'half');
    expect(await find('ORDER.1.xml')).toEqual([
      'ACK_ORDER.1_a.txt: received',
      'ACK_ORDER.1_b.txt: booked as 4711',
    ]);
  });

  it('may be empty, and may wait for a marker', async () => {
    const { write, find } = await answers({ pattern: '{name}.ok', marker: '{name}.done' });
    await write('ORDER_1.xml.ok', '');
    expect(await find('ORDER_1.xml')).toEqual([]);
    await write('ORDER_1.xml.ok.done', '');
    expect(await find('ORDER_1.xml')).toEqual(['ORDER_1.xml.ok: ']);
  });

  it('is refused when it is too large', async () => {
    const { write, find } = await answers({ pattern: '{name}.ok', limit: '3B' });
    await write('ORDER_1.xml.ok', 'four');
    await expect(find('ORDER_1.xml')).rejects.toThrow(FileTooLarge);
  });
});
