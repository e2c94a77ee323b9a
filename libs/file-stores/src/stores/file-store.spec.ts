import { execFileSync } from 'node:child_process';
import { mkdir, readdir, readFile, rename, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { served } from '../fixtures/served.ts';
import { temporaryFolder } from '../fixtures/temporary-folder.ts';
import { type FileStore, FileMissing, NameTaken, PathRefused } from './file-store.ts';
import { openFolder } from './folder-store.ts';

const kinds: [string, (folder: string) => Promise<FileStore>][] = [
  ['a folder', openFolder],
  ['an SFTP server', async (folder) => (await served(folder)).store],
];

async function content(store: FileStore, path: string): Promise<string> {
  const parts = [];
  for await (const part of store.read(path)) parts.push(part);
  return Buffer.concat(parts).toString();
}

describe.each(kinds)('%s', (_kind, openStore) => {
  async function opened() {
    const folder = await temporaryFolder();
    return { folder, store: await openStore(folder), at: (path: string) => join(folder, path) };
  }

  it('lists its files with size and time, in the order of their names, without folders', async () => {
    const { store, at } = await opened();
    await mkdir(at('archive'));
    await writeFile(at('b.csv'), 'bb');
    await writeFile(at('a.csv'), 'a');
    await utimes(at('a.csv'), 1_000_000_000, 1_000_000_000);
    const { files, refused } = await store.list('');
    expect(files.map(({ path, size }) => [path, size])).toEqual([
      ['a.csv', 1],
      ['b.csv', 2],
    ]);
    expect(files[0]?.modified).toBe(1_000_000_000_000);
    expect(refused).toEqual([]);
    await writeFile(at('archive/c.csv'), 'c');
    expect((await store.list('archive')).files.map(({ path }) => path)).toEqual(['archive/c.csv']);
  });

  it('throws for a folder that is not there: nothing is proven by it', async () => {
    const { store } = await opened();
    await expect(store.list('in')).rejects.toThrow(FileMissing);
  });

  it('gives another identity to a file that changed', async () => {
    const { store, at } = await opened();
    await writeFile(at('a.csv'), 'a');
    const before = await store.stat('a.csv');
    expect((await store.stat('a.csv'))?.identity).toBe(before?.identity);
    await writeFile(at('a.csv'), 'aa');
    expect((await store.stat('a.csv'))?.identity).not.toBe(before?.identity);
  });

  it('reads a file from the first byte on, and again', async () => {
    const { store, at } = await opened();
    const text = 'Straße;1\n'.repeat(200_000);
    await writeFile(at('a.csv'), text);
    expect(await content(store, 'a.csv')).toBe(text);
    expect(await content(store, 'a.csv')).toBe(text);
    await writeFile(at('empty.csv'), '');
    expect(await content(store, 'empty.csv')).toBe('');
    await expect(content(store, 'no.csv')).rejects.toThrow(FileMissing);
  });

  it('may be left in the middle of a read', async () => {
    const { store, at } = await opened();
    await writeFile(at('a.csv'), Buffer.alloc(3_000_000));
    for await (const part of store.read('a.csv')) {
      expect(part.length).toBeGreaterThan(0);
      break;
    }
    expect((await store.stat('a.csv'))?.size).toBe(3_000_000);
  });

  it('renames into a folder that it makes, and never onto a name that is taken', async () => {
    const { store, at } = await opened();
    await writeFile(at('a.csv'), 'new');
    await store.rename('a.csv', 'old/2026/a.csv');
    expect(await readFile(at('old/2026/a.csv'), 'utf8')).toBe('new');
    expect(await store.stat('a.csv')).toBe(null);
    await writeFile(at('b.csv'), 'other');
    await expect(store.rename('b.csv', 'old/2026/a.csv')).rejects.toThrow(NameTaken);
    expect(await readFile(at('old/2026/a.csv'), 'utf8')).toBe('new');
    expect(await readFile(at('b.csv'), 'utf8')).toBe('other');
    await expect(store.rename('no.csv', 'c.csv')).rejects.toThrow(FileMissing);
  });

  it('lets one of several renames to the same name win', async () => {
    const { store, at } = await opened();
    for (const name of ['a', 'b', 'c']) await writeFile(at(name), name);
    const renames = await Promise.allSettled(['a', 'b', 'c'].map((name) => store.rename(name, 'one')));
    expect(renames.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await readdir(at('.'))).toHaveLength(3);
  });

  it('writes under another name first, and over what it wrote there', async () => {
    const { store, at } = await opened();
    await store.stage('out/a.xml', Buffer.from('half'));
    await store.stage('out/a.xml', Buffer.from('<whole/>'));
    expect(await readdir(at('out'))).toEqual(['.a.xml.part']);
    expect(await readFile(at('out/.a.xml.part'), 'utf8')).toBe('<whole/>');
    await store.stage('out/empty', Buffer.alloc(0));
    expect(await readFile(at('out/.empty.part'), 'utf8')).toBe('');
  });

  it.each([
    '../a.csv',
    'in/../../a.csv',
    '/etc/passwd',
    'in//a.csv',
    '.',
    '',
    'a\nb.csv',
    'a\u0000b',
    'in\\a.csv',
    'x'.repeat(256),
  ])('refuses the path %j by name', async (path) => {
    const { store } = await opened();
    await expect(store.stat(path)).rejects.toThrow(PathRefused);
    await expect(store.stat(path)).rejects.toThrow(JSON.stringify(path));
    await expect(content(store, path)).rejects.toThrow(PathRefused);
    await expect(store.stage(path, Buffer.from('x'))).rejects.toThrow(PathRefused);
    await expect(store.rename('x', path)).rejects.toThrow(PathRefused);
  });

  it('refuses links, whether to files or to folders, and tells of them', async () => {
    const { store, at } = await opened();
    const outside = await temporaryFolder();
    await writeFile(join(outside, 'secret.csv'), 'secret');
    await symlink(join(outside, 'secret.csv'), at('link.csv'));
    await symlink(outside, at('out'));
    expect((await store.list('')).refused).toEqual([
      { path: 'link.csv', reason: 'is a symbolic link' },
      { path: 'out', reason: 'is a symbolic link' },
    ]);
    await expect(content(store, 'link.csv')).rejects.toThrow('"link.csv" is a symbolic link');
    await expect(store.rename('link.csv', 'a.csv')).rejects.toThrow(PathRefused);
    await expect(content(store, 'out/secret.csv')).rejects.toThrow('"out" goes over a symbolic link');
    await expect(store.list('out')).rejects.toThrow(PathRefused);
    await expect(store.stage('out/a.csv', Buffer.from('x'))).rejects.toThrow(PathRefused);
    await symlink(join(outside, 'written'), at('.a.csv.part'));
    await expect(store.stage('a.csv', Buffer.from('x'))).rejects.toThrow('".a.csv.part" is a symbolic link');
    expect(await readdir(outside)).toEqual(['secret.csv']);
  });

  it('lists names with control characters as refused', async () => {
    const { store, at } = await opened();
    await writeFile(at('a\nb.csv'), 'x');
    expect(await store.list('')).toEqual({
      files: [],
      refused: [{ path: 'a\nb.csv', reason: 'has control characters' }],
    });
  });
});

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
    await expect(content(store, 'pipe')).rejects.toThrow('"pipe" is not a regular file');
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
