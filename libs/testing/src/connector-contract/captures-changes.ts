import type { CapturesChanges, Change, ReadsSnapshots } from '@throughline/connector';
import { describe, expect, it } from 'vitest';
import { stockOf } from './readers.ts';
import type { ContractSubject } from './subject.ts';

export function capturesChangesContract(
  subject: () => ContractSubject<ReadsSnapshots & CapturesChanges>,
): void {
  const changes = (limit = 1_000): Promise<Change[]> => {
    const { connector } = subject();
    return connector.snapshot((snapshot) => connector.changes(snapshot, limit));
  };
  const acknowledgeAll = async () => {
    const { connector } = subject();
    await connector.acknowledge((await changes()).map(({ id }) => id));
  };
  const keysOf = (all: Change[]) =>
    all.filter(({ flow }) => flow === 'stock').map(({ sourceKey }) => sourceKey);

  describe('a connector that captures changes', () => {
    it('keeps a change until it is acknowledged', async () => {
      const { connector, addItem, setStock } = subject();
      await addItem('KEEP', 1);
      await acknowledgeAll();
      await setStock('KEEP', 2);
      const first = await changes();
      expect(keysOf(first)).toEqual(['KEEP']);
      expect(await changes()).toEqual(first);
      expect(await connector.hasChanges()).toBe(true);
      await connector.acknowledge(first.map(({ id }) => id));
      expect(await changes()).toEqual([]);
      expect(await connector.hasChanges()).toBe(false);
    });

    it('shows a change that commits after later ones were acknowledged', async () => {
      const { addItem, beginStock, setStock } = subject();
      await addItem('SLOW', 1);
      await addItem('FAST', 1);
      await acknowledgeAll();
      const commit = await beginStock('SLOW', 5);
      await setStock('FAST', 5);
      expect(keysOf(await changes())).toEqual(['FAST']);
      await acknowledgeAll();
      await commit();
      expect(keysOf(await changes())).toEqual(['SLOW']);
      expect(await stockOf(subject().connector, 'SLOW')).toEqual([5]);
    });

    it('notifies when there is something new', async () => {
      const { connector, addItem, setStock } = subject();
      await addItem('RING', 1);
      const { promise, resolve } = Promise.withResolvers<void>();
      const watch = await connector.watch(resolve);
      await setStock('RING', 2);
      await promise;
      await watch.close();
      await watch.lost;
    });

    it('notifies of nothing while that is suppressed, and again afterwards', async () => {
      const { connector, addItem, setStock } = subject();
      await addItem('HUSH', 1);
      let notified = 0;
      const { promise, resolve } = Promise.withResolvers<void>();
      const watch = await connector.watch(() => {
        notified += 1;
        resolve();
      });
      await connector.suppressNotifications(60_000);
      await setStock('HUSH', 2);
      await connector.suppressNotifications(0);
      await setStock('HUSH', 3);
      await promise;
      expect(notified).toBe(1);
      await watch.close();
    });

    it('is the same log when it is prepared again', async () => {
      const { connector } = subject();
      expect(await connector.prepare()).toBe(await connector.prepare());
    });

    it('has requeued keys read again', async () => {
      const { connector } = subject();
      await acknowledgeAll();
      await connector.requeue('stock', ['KEEP', 'RING']);
      expect(keysOf(await changes()).toSorted()).toEqual(['KEEP', 'RING']);
      const changing = await connector.snapshot((snapshot) =>
        connector.changing(snapshot, 'stock', ['KEEP', 'FAST']),
      );
      expect(changing).toEqual(new Set(['KEEP']));
    });
  });
}
