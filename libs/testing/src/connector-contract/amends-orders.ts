import type { AmendsOrders, CreatesOrders, ReadsSnapshots } from '@throughline/connector';
import { describe, expect, it } from 'vitest';
import { numberOf } from './orders.ts';
import { readerOf } from './readers.ts';
import type { ContractSubject } from './subject.ts';

export function amendsOrdersContract(
  subject: () => ContractSubject<CreatesOrders & AmendsOrders & ReadsSnapshots>,
): void {
  describe('a connector that amends orders', () => {
    it('cancels what has not left, once', async () => {
      const { connector, ship } = subject();
      const erpNumber = await numberOf(subject(), 'C-5');
      await ship(erpNumber, 1, 1);
      for (const [quantity, cancelled] of [
        [1, 1],
        [1, 1],
        [3, 2],
      ] as const) {
        await connector.cancelUnits([{ erpNumber, line: 1, quantity }], null);
        const [record] = await connector.snapshot((snapshot) =>
          readerOf(connector, 'orders').read(snapshot, [erpNumber]),
        );
        expect(record?.value?.lines).toMatchObject([{ ordered: 3, shipped: 1, cancelled }]);
      }
    });
  });
}
