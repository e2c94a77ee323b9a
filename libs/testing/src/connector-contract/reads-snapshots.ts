import type { ReadsSnapshots } from '@throughline/connector';
import { describe, expect, it } from 'vitest';
import { readerOf, stockOf } from './readers.ts';
import type { ContractSubject } from './subject.ts';

export function readsSnapshotsContract(subject: () => ContractSubject<ReadsSnapshots>): void {
  describe('a connector that reads snapshots', () => {
    it('lists source keys by code point, page by page, each once', async () => {
      const { connector, addItem } = subject();
      for (const sku of ['PG-b', 'PG-B', 'PG-1', 'PG-_']) await addItem(sku, 1);
      const listed: string[] = [];
      for (let after = 'PG-'; ;) {
        const page = await connector.snapshot((snapshot) =>
          readerOf(connector, 'stock').sourceKeys(snapshot, after, 2),
        );
        listed.push(...page);
        if (page.length < 2) break;
        after = page.at(-1) ?? '';
      }
      expect(listed.filter((sku) => sku.startsWith('PG-'))).toEqual(['PG-1', 'PG-B', 'PG-_', 'PG-b']);
    });

    it('sees one instant in one snapshot', async () => {
      const { connector, addItem, setStock } = subject();
      await addItem('VIEW', 1);
      const seen = await connector.snapshot(async (snapshot) => {
        const read = () => readerOf(connector, 'stock').read(snapshot, ['VIEW']);
        const before = await read();
        await setStock('VIEW', 2);
        return [...before, ...(await read())].map(({ value }) => value?.quantity);
      });
      expect(seen).toEqual([1, 1]);
      expect(await stockOf(subject().connector, 'VIEW')).toEqual([2]);
    });

    it('has nothing of a key that is not there', async () => {
      expect(await stockOf(subject().connector, 'NOWHERE')).toEqual([]);
    });
  });
}
