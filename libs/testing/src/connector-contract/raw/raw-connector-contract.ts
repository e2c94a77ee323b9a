import { capturesRawChanges, readsRawSnapshots } from '@throughline/connector';
import { beforeEach, describe, expect, it } from 'vitest';
import { capturesRawChangesContract } from './captures-raw-changes.ts';
import { Follower } from './follower.ts';
import { readsRawSnapshotsContract } from './reads-raw-snapshots.ts';
import type { RawSubject, Seen } from './subject.ts';

/** What a connector of raw records declares of one of its readers. */
export interface RawDeclaration {
  /** Whether it has a capture beside its sweep. */
  readonly captures: boolean;
  /** Changes that the capture names by itself. */
  readonly sees: readonly Seen[];
}

/**
 * What every connector of raw records must do: the records themselves, and their changes, by a capture or by a sweep.
 * @param subject makes one with an empty table before each test
 */
export function rawConnectorContract(
  { captures, sees }: RawDeclaration,
  subject: () => Promise<RawSubject>,
): void {
  describe('a connector of raw records', () => {
    let of: RawSubject;
    let follower: Follower;
    beforeEach(async () => {
      of = await subject();
      await of.repair();
      follower = new Follower(await of.open(), of.hashes());
      await follower.look();
    });

    it('has the capabilities that it is said to have', () => {
      const { connector } = follower;
      expect([readsRawSnapshots(connector), capturesRawChanges(connector)]).toEqual([true, true]);
      expect('records' in connector.rawCaptures).toBe(captures);
    });

    readsRawSnapshotsContract(
      () => of,
      () => follower,
    );
    capturesRawChangesContract(
      captures,
      new Set(sees),
      () => of,
      () => follower,
    );
  });
}
