import { afterEach, describe, expect, it, vi } from 'vitest';
import { failureWithout } from '../secrets.ts';
import type { Follower } from './follower.ts';
import type { RawSubject, Seen } from './subject.ts';

const minute = 60_000;

/** @param captures whether the reader has a capture; else everything is found by its sweep */
export function capturesRawChangesContract(
  captures: boolean,
  sees: ReadonlySet<Seen>,
  subject: () => RawSubject,
  follower: () => Follower,
): void {
  /** What was changed is named, or what is not named the sweep finds; and then nothing is left. */
  const found = async (named: boolean, keys: (string | null)[], differences: string[]) => {
    const told = await follower().look();
    const swept = await follower().sweep();
    if (named && captures) {
      expect(told).toEqual(keys);
      expect(swept).toEqual(keys.includes(null) ? differences : []);
    } else {
      const left = differences.filter((difference) => !told.includes(difference.replace(/^\w+ /, '')));
      expect(swept).toEqual(left);
    }
    expect(await follower().sweep()).toEqual([]);
  };
  const known = async (...codes: string[]) => {
    for (const code of codes) await subject().table.put(code, 'known');
    await follower().look();
    await follower().sweep();
  };

  describe('a connector that captures raw changes', () => {
    it('names or finds what was created and changed', async () => {
      await known('a');
      await subject().table.put('b', 'new');
      await found(true, ['b'], ['created b']);
      await subject().table.put('a', 'other');
      await found(true, ['a'], ['changed a']);
      await subject().table.put('a', null);
      await found(true, ['a'], ['changed a']);
      await subject().table.put('a', '');
      await found(true, ['a'], ['changed a']);
    });

    it('says nothing of what was rolled back', async () => {
      await known('a');
      const writes = await subject().table.begin();
      await writes.put('a', 'other');
      await writes.put('b', 'new');
      await writes.rollback();
      expect(await follower().look()).toEqual([]);
      expect(await follower().sweep()).toEqual([]);
    });

    it('names or finds what is deleted', async () => {
      await known('a', 'b');
      await subject().table.remove('a');
      await found(sees.has('deletions'), ['a'], ['gone a']);
    });

    it('takes a changed key for a deletion and a creation, also where a collation takes both for one', async () => {
      await known('Ab1', 'b');
      await subject().table.changeKey('Ab1', 'AB1 ');
      await found(sees.has('changed keys'), ['AB1 ', 'Ab1'], ['created AB1 ', 'gone Ab1']);
    });

    it('names or finds what goes with what it belongs to', async () => {
      await known('a', 'b');
      await subject().table.removeOwner('a');
      await found(sees.has('cascades'), ['a'], ['gone a']);
    });

    it('names or finds that all are gone at once', async () => {
      await known('a', 'b');
      await subject().table.truncate();
      await found(sees.has('truncation'), [null], ['gone a', 'gone b']);
    });

    it('names or finds records without a stamp and with one of the year 2099, and others after them', async () => {
      await known();
      await subject().table.put('none', 'x', 'none');
      await subject().table.put('z2099', 'x', '2099');
      await found(sees.has('strange stamps'), ['none', 'z2099'], ['created none', 'created z2099']);
      await subject().table.put('now', 'x');
      await found(true, ['now'], ['created now']);
    });

    it('names or finds what commits later than twice the overlap', async () => {
      await known();
      const writes = await subject().table.begin();
      await writes.put('late', 'x', 25 * 60);
      await subject().table.put('soon', 'x');
      await found(true, ['soon'], ['created soon']);
      await writes.commit();
      await found(sees.has('late commits'), ['late'], ['created late']);
    });

    it('finds what was changed while the table was another one', async () => {
      await known('a', 'b');
      await subject().table.swap();
      const before = (await follower().round())?.identity;
      await subject().table.put('a', 'other');
      const round = await follower().round();
      if (captures && sees.has('losses')) expect(round?.distrusted ?? null).not.toBe(null);
      await subject().repair();
      const repaired = await follower().round();
      if (captures && sees.has('losses')) {
        expect(repaired?.distrusted ?? null).toBe(null);
        expect(repaired?.identity).not.toBe(before);
      }
      await follower().look();
      await follower().sweep();
      expect(await follower().nameOf('a')).toBe('other');
      expect(await follower().sweep()).toEqual([]);
      await subject().table.put('b', 'later');
      await found(true, ['b'], ['changed b']);
    });

    it.each([-10, 10])(
      'goes by the clock of the source, not by ours, which is %i minutes off',
      async (off) => {
        await known('a');
        vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + off * minute });
        await subject().table.put('b', 'new');
        await found(true, ['b'], ['created b']);
        vi.useRealTimers();
        await subject().table.put('a', 'other');
        await found(true, ['a'], ['changed a']);
      },
    );
    afterEach(() => void vi.useRealTimers());
  });

  if (!captures) return;
  describe('a capture of raw changes', () => {
    it('names a change until it is acknowledged, after a restart too', async () => {
      await known('a');
      await subject().table.put('b', 'new');
      const first = await follower().round();
      expect((await follower().round())?.changes).toEqual(first?.changes);
      follower().connector = await subject().open();
      expect((await follower().round())?.changes.map(({ sourceKey }) => sourceKey)).toContain('b');
      await follower().look();
      expect(await follower().look()).toEqual([]);
    });

    it('hands out changes of one instant in pieces, each once, and none of those that come between is lost', async () => {
      await known();
      const codes = Array.from({ length: 7 }, (_, index) => `tie-${index}`);
      const writes = await subject().table.begin();
      for (const code of codes) await writes.put(code, 'x', 1);
      await writes.commit();
      const named: (string | null)[] = [];
      for (let more = true; more;) {
        const round = await follower().round(2);
        expect(round?.changes.length).toBeLessThanOrEqual(2);
        named.push(...(round?.changes.map(({ sourceKey }) => sourceKey) ?? []));
        if (named.length === 2) await subject().table.put('between', 'x', 1);
        if (round !== null) await follower().acknowledge(round);
        more = round?.more ?? false;
      }
      named.push(...(await follower().look()));
      expect(named.toSorted()).toEqual(['between', ...codes]);
    });

    it('names what commits after later changes were acknowledged', async () => {
      await known();
      const writes = await subject().table.begin();
      await writes.put('slow', 'x');
      await subject().table.put('fast', 'x');
      expect(await follower().look()).toEqual(['fast']);
      await writes.commit();
      expect(await follower().look()).toEqual(['slow']);
    });

    it('names a record again that is changed while its change is dealt with', async () => {
      await known('a');
      await subject().table.put('a', 'two');
      const round = await follower().round();
      await subject().table.put('a', 'three');
      if (round !== null) await follower().acknowledge(round);
      expect(await follower().look()).toEqual(['a']);
    });

    it('throws or is distrusted while it is refused, tells no secret, and misses nothing', async () => {
      const { table, secrets } = subject();
      await known('a');
      await table.refuse();
      const refused = follower()
        .round()
        .then((round) => {
          throw new Error(round?.distrusted ?? 'nothing is said');
        });
      expect((await failureWithout(secrets, refused)).message).not.toBe('nothing is said');
      await table.put('a', 'two');
      await table.admit();
      expect(await follower().look()).toEqual(['a']);
    });
  });

  if (!sees.has('losses')) return;
  describe('a log of raw changes', () => {
    it('does no harm to who writes when its log is dropped under load, and says so', async () => {
      const { table } = subject();
      await known('a');
      const writing = Array.from({ length: 3 }, async (_, clerk) => {
        const writes = await table.begin();
        for (let index = 0; index < 10; index += 1) await writes.put(`w${clerk}-${index}`, 'x');
        await writes.commit();
        for (let index = 0; index < 10; index += 1) await table.put(`w${clerk}-${index}`, 'y');
      });
      await table.dropLog?.();
      await Promise.all(writing);
      const before = await follower().round();
      expect(before?.distrusted ?? null).not.toBe(null);
      await subject().repair();
      const after = await follower().round();
      expect(after?.identity !== before?.identity || after?.changes[0]?.sourceKey === null).toBe(true);
      await follower().look();
      await follower().sweep();
      expect(await follower().sweep()).toEqual([]);
      expect(await follower().keys(100)).toHaveLength(31);
      await table.put('a', 'later');
      expect(await follower().look()).toEqual(['a']);
    });
  });
}
