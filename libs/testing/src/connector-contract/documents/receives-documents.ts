import { mkdir, readdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { StoreUnavailable, readDocument } from '@throughline/file-stores';
import { describe, expect, it } from 'vitest';
import { failureWithout } from '../secrets.ts';
import { arrivalsIn } from './arrivals.ts';
import { contentOf } from './content-of.ts';
import type { Connection, StoreSubject } from './subject.ts';

const numbered = { pattern: 'ART_{seq}.csv', ready: { rename: true } };

/** A store that is reached over a connection. */
type Remote = StoreSubject & { connection: Connection };

/**
 * Documents that arrive in a store, each used once and whole.
 * @param subject makes a store for each test, with a connection where it is said to have one
 */
export function receivesDocumentsContract(
  { isRemote }: { isRemote: boolean },
  subject: () => Promise<StoreSubject>,
): void {
  describe('a reader of documents', () => {
    it.each([
      ['a marker', { marker: '{stem}.ok' }, 'ART_1.ok', 'ok'],
      [
        'a manifest',
        { manifest: { pattern: 'LIST.txt', columns: ['name', 'size'], separator: ';' } },
        'LIST.txt',
        'ART_1.csv;6\n',
      ],
    ])('takes no half of a document that %s speaks for', async (_, ready, name, text) => {
      const arrivals = arrivalsIn(await subject(), {
        ...numbered,
        ready,
        ...('marker' in ready && { archive: 'old', reject: 'bad' }),
      });
      await arrivals.write('ART_1.csv', '1;o');
      expect((await arrivals.look()).ready).toEqual([]);
      expect((await arrivals.look(3_600_000)).ready).toEqual([]);
      await arrivals.write('ART_1.csv', '1;one\n');
      await arrivals.write(name, text);
      await arrivals.look();
      expect(await arrivals.use()).toEqual(['1;one\n']);
    });

    it('takes no document that grows, however old its time is', async () => {
      const arrivals = arrivalsIn(await subject(), { ...numbered, ready: { still: '60s' } });
      await arrivals.writeOld('ART_1.csv', '1;o');
      await arrivals.look();
      await arrivals.writeOld('ART_1.csv', '1;one\n');
      expect((await arrivals.look(60_000)).told).toEqual(['ART_1.csv waiting']);
      expect(await arrivals.use('left', 60_000)).toEqual(['1;one\n']);
    });

    it('takes nothing of an empty document, and says that it lies there', async () => {
      const arrivals = arrivalsIn(await subject(), numbered);
      await arrivals.write('ART_1.csv', '');
      await arrivals.write('ART_2.csv');
      const { scan, told } = await arrivals.look();
      expect(told).toEqual(['ART_1.csv empty']);
      expect(scan.ready).toMatchObject([{ name: 'ART_2.csv', unresolved: ['ART_1.csv'] }]);
    });

    it('is told of a name that comes again with other content, and uses it not', async () => {
      const arrivals = arrivalsIn(await subject(), numbered);
      await arrivals.write('ART_1.csv', 'first');
      expect(await arrivals.use('moved')).toEqual(['first']);
      await arrivals.write('ART_1.csv', 'second, and longer');
      expect((await arrivals.look()).told).toEqual(['ART_1.csv changed']);
    });

    it('goes by names and not by times: an older document that comes late is told and not used', async () => {
      const arrivals = arrivalsIn(await subject(), numbered);
      await arrivals.writeOld('ART_9.csv');
      await arrivals.writeOld('ART_10.csv');
      expect(await arrivals.use()).toEqual(['ART_9.csv', 'ART_10.csv']);
      await arrivals.write('ART_8.csv');
      expect((await arrivals.look()).told).toEqual(['ART_8.csv late']);
    });

    it('tells numbers that are missing, and contents that come again', async () => {
      const arrivals = arrivalsIn(await subject(), numbered);
      await arrivals.write('ART_1.csv', 'same');
      await arrivals.use();
      await arrivals.write('ART_4.csv', 'other');
      await arrivals.write('ART_5.csv', 'same');
      const { scan, told } = await arrivals.look();
      expect(scan.ready).toMatchObject([{ name: 'ART_4.csv', gap: { from: 2, to: 3 } }]);
      expect(told).toEqual(['ART_5.csv repeated']);
    });

    it('sees a later file of the same name, size and preserved time once the first was put away', async () => {
      const of = await subject();
      const arrivals = arrivalsIn(of, { pattern: 'stock.csv', ready: { rename: true } });
      await arrivals.writeOld('stock.csv', 'one');
      expect(await arrivals.use('moved')).toEqual(['one']);
      await mkdir(join(of.folder, 'old'));
      await rename(join(of.folder, 'stock.csv'), join(of.folder, 'old', 'stock.csv'));
      await arrivals.writeOld('stock.csv', 'two');
      expect(await arrivals.use()).toEqual(['two']);
    });

    it('reads a document that was exchanged after it was looked at to no end', async () => {
      const of = await subject();
      const arrivals = arrivalsIn(of, numbered);
      await arrivals.writeOld('ART_1.csv', 'one');
      const [document] = (await arrivals.look()).scan.ready;
      await arrivals.writeOld('ART_1.csv', 'two');
      const reading = async () => {
        for await (const _ of readDocument(of.store, document!)) continue;
      };
      await expect(reading()).rejects.toThrow('ART_1.csv has other content than when it was looked at');
    });

    it('takes a folder that is not there for no empty one', async () => {
      const of = await subject();
      await failureWithout(of.secrets, arrivalsIn(of, { ...numbered, folder: 'in' }).look());
    });

    it('loses nothing when a document is put away under a name that is taken', async () => {
      const of = await subject();
      await mkdir(join(of.folder, 'old'));
      const arrivals = arrivalsIn(of, numbered);
      await arrivals.write('ART_1.csv', 'new');
      await arrivals.write(join('old', 'ART_1.csv'), 'before');
      await failureWithout(of.secrets, of.store.rename('ART_1.csv', 'old/ART_1.csv'));
      expect(await contentOf(of.store, 'old/ART_1.csv')).toBe('before');
      expect(await contentOf(of.store, 'ART_1.csv')).toBe('new');
      expect((await readdir(of.folder)).toSorted()).toEqual(['ART_1.csv', 'old']);
    });
  });

  if (!isRemote) return;
  describe('a reader of documents over a connection', () => {
    const remote = async () => (await subject()) as Remote;

    it('hears of a connection that breaks off without a word, and reads whole documents afterwards', async () => {
      const of = await remote();
      const arrivals = arrivalsIn(of, numbered);
      const content = '1;one\n'.repeat(100_000);
      await arrivals.write('ART_1.csv', content);
      of.connection.breakAfter(300_000);
      const error = await failureWithout(of.secrets, arrivals.look());
      expect(error).toBeInstanceOf(StoreUnavailable);
      expect(arrivals.known).toEqual([]);
      of.connection.breakAfter(Infinity);
      expect(await arrivals.use()).toEqual([content]);
    });

    it('is refused in the middle, tells no secret, decides nothing, and goes on when it is let in again', async () => {
      const of = await remote();
      const arrivals = arrivalsIn(of, numbered);
      await arrivals.write('ART_1.csv');
      expect(await arrivals.use('moved')).toEqual(['ART_1.csv']);
      await arrivals.write('ART_2.csv');
      of.connection.refuse();
      // The first to ask may be the one to notice that the connection has ended.
      await failureWithout(of.secrets, arrivals.look());
      const error = await failureWithout(of.secrets, arrivals.look());
      expect(error.message).toMatch(/refused the (password|key) of /);
      expect(of.secrets.some((secret) => of.store.where.includes(secret))).toBe(false);
      of.connection.admit();
      expect(await arrivals.use()).toEqual(['ART_2.csv']);
    });
  });
}
