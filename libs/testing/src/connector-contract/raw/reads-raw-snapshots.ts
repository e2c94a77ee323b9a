import { describe, expect, it } from 'vitest';
import { failureWithout } from '../secrets.ts';
import type { Follower } from './follower.ts';
import type { RawSubject } from './subject.ts';

/** Keys that many a collation takes for one another. */
const alike = ['AB1 ', 'Ab1', 'ab1', 'äb1'];

export function readsRawSnapshotsContract(subject: () => RawSubject, follower: () => Follower): void {
  describe('a connector that reads raw snapshots', () => {
    it.each([1, 2, 3])('lists keys in pages of %i, each once, byte for byte', async (limit) => {
      for (const code of alike) await subject().table.put(code, code);
      expect((await follower().keys(limit)).toSorted()).toEqual(alike);
      for (const code of alike) expect(await follower().nameOf(code)).toBe(code);
      expect((await follower().read(['AB1', ...alike])).records.size).toBe(alike.length);
    });

    it('has records on the page where they were when the snapshot was taken, whatever moves meanwhile', async () => {
      const { table } = subject();
      const codes = ['a', 'b', 'c', 'd', 'e', 'f'];
      for (const code of codes) await table.put(code, code);
      const moves = [
        () => table.changeKey('f', 'A'),
        () => table.changeKey('a', 'z'),
        () => table.remove('c'),
        () => table.put('bb', 'new'),
      ];
      const listed = await follower().keys(2, async () => moves.shift()?.());
      expect(listed).toEqual(codes);
      expect(moves).toHaveLength(1);
    });

    it('tells nothing from an empty text, and both from a key that is not there', async () => {
      const { table } = subject();
      await table.put('null', null);
      await table.put('empty', '');
      expect(await follower().nameOf('null')).toBe(null);
      expect(await follower().nameOf('empty')).toBe('');
      const { records, ambiguous } = await follower().read(['nowhere']);
      expect([records.size, ambiguous.size]).toEqual([0, 0]);
    });

    it('throws where the table cannot be read: nothing is proven by that', async () => {
      const { table, secrets } = subject();
      await table.put('a', 'one');
      await follower().sweep();
      await table.hide();
      await failureWithout(secrets, follower().keys(10));
      await failureWithout(secrets, follower().read(['a']));
      await failureWithout(secrets, follower().sweep());
      await table.show();
      expect(await follower().sweep()).toEqual([]);
      expect(await follower().nameOf('a')).toBe('one');
    });

    it('throws when it is refused in the middle, tells no secret, and goes on when it is let in again', async () => {
      const { table, secrets } = subject();
      for (const code of ['a', 'b', 'c']) await table.put(code, 'one');
      await follower().look();
      await follower().sweep();
      let pages = 0;
      const listing = follower().keys(1, async () => {
        pages += 1;
        if (pages === 2) await table.refuse();
      });
      await failureWithout(secrets, listing);
      await failureWithout(secrets, follower().read(['a']));
      await failureWithout(secrets, follower().sweep());
      await table.put('b', 'two');
      await table.admit();
      expect(await follower().keys(1)).toEqual(['a', 'b', 'c']);
      const named = await follower().look();
      expect([...named, ...(await follower().sweep())].join()).toMatch(/^(b|changed b)$/);
    });
  });
}
