import { mkdir, readdir, readFile, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { FileMissing, NameTaken, PathRefused } from '@throughline/file-stores';
import { describe, expect, it } from 'vitest';
import { contentOf } from './content-of.ts';
import { type StoreSubject, emptyFolder } from './subject.ts';

/** What every store of files does, wherever the files are. @param subject makes one for each test */
export function fileStoreContract(subject: () => Promise<StoreSubject>): void {
  describe('a store of files', () => {
    const opened = async () => {
      const { folder, store } = await subject();
      return { store, at: (path: string) => join(folder, path) };
    };

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
      expect(await contentOf(store, 'a.csv')).toBe(text);
      expect(await contentOf(store, 'a.csv')).toBe(text);
      await writeFile(at('empty.csv'), '');
      expect(await contentOf(store, 'empty.csv')).toBe('');
      await expect(contentOf(store, 'no.csv')).rejects.toThrow(FileMissing);
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
      await expect(contentOf(store, path)).rejects.toThrow(PathRefused);
      await expect(store.stage(path, Buffer.from('x'))).rejects.toThrow(PathRefused);
      await expect(store.rename('x', path)).rejects.toThrow(PathRefused);
    });

    it('refuses links, whether to files or to folders, and tells of them', async () => {
      const { store, at } = await opened();
      const outside = await emptyFolder();
      await writeFile(join(outside, 'secret.csv'), 'secret');
      await symlink(join(outside, 'secret.csv'), at('link.csv'));
      await symlink(outside, at('out'));
      expect((await store.list('')).refused).toEqual([
        { path: 'link.csv', reason: 'is a symbolic link' },
        { path: 'out', reason: 'is a symbolic link' },
      ]);
      await expect(contentOf(store, 'link.csv')).rejects.toThrow('"link.csv" is a symbolic link');
      await expect(store.rename('link.csv', 'a.csv')).rejects.toThrow(PathRefused);
      await expect(contentOf(store, 'out/secret.csv')).rejects.toThrow('"out" goes over a symbolic link');
      await expect(store.list('out')).rejects.toThrow(PathRefused);
      await expect(store.stage('out/a.csv', Buffer.from('x'))).rejects.toThrow(PathRefused);
      await symlink(join(outside, 'written'), at('.a.csv.part'));
      await expect(store.stage('a.csv', Buffer.from('x'))).rejects.toThrow(
        '".a.csv.part" is a symbolic link',
      );
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
}
