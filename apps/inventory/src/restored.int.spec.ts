import { until } from '@throughline/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Neighbourhood, gone, placed, recordedAt } from './fixtures/neighbourhood.ts';

let neighbourhood: Neighbourhood;
beforeAll(async () => {
  neighbourhood = await Neighbourhood.start(1);
  await neighbourhood.located('B1', true);
});
afterAll(() => neighbourhood.installation.stop());

const cancelled = (order: string, sku: string, quantity: number, whole = true) => ({
  type: 'OrderCancelled' as const,
  value: {
    order,
    by: 'staff',
    reason: '',
    lines: [{ line: 1, sku, quantity }],
    whole,
    at: recordedAt,
  },
});

it('keeps every promise that it gave after the backup, and decides nothing before it knows them', async () => {
  const database = neighbourhood.installation.databaseOf('inventory');
  await neighbourhood.stated('A', 5);
  await neighbourhood.stated('B', 3);
  await neighbourhood.stated('C', 9);
  await neighbourhood.kit('K', { C: 3 });
  await neighbourhood.shown('A', 5);
  await neighbourhood.shown('K', 3);
  await neighbourhood.shown('B', 3);
  await neighbourhood.happened(placed('W-1', [['A', 1]]));
  await neighbourhood.shown('A', 4);
  await neighbourhood.allRead();
  await neighbourhood.whileDown(() => database.backUp());

  const orders = [
    placed('W-2', [['A', 4]]),
    placed('W-3', [['A', 1]]),
    placed('W-4', [['B', 2]]),
    placed('W-6', [['K', 2, { C: 3 }]]),
  ];
  for (const order of orders) {
    await neighbourhood.happened(order);
    await neighbourhood.decided(order.value.order, 1);
  }
  await neighbourhood.stated('B', 2, { watermark: gone('W-4', 1) });
  await neighbourhood.decided('W-4', 2);
  await neighbourhood.allRead();
  const before = neighbourhood.installation.seen('inventory.reservations').length;
  await neighbourhood.whileDown(async () => {
    await database.restore();
    // Wants what was promised to others.
    await neighbourhood.happened(placed('W-5', [['A', 4]]));
  });

  await until(async () =>
    (await neighbourhood.ops.groups()).every(({ problem }) => problem?.includes('does not know')),
  );
  expect(await neighbourhood.ops.doctor()).toMatchObject(
    Array.from({ length: 3 }, () => ({ problem: 'database-behind' })),
  );
  expect(neighbourhood.installation.seen('inventory.reservations')).toHaveLength(before);
  expect(await neighbourhood.ops.outbox()).toMatchObject({ rows: 0 });

  await neighbourhood.ops.raiseVersions();
  expect(await neighbourhood.decided('W-5', 1)).toMatchObject([{ type: 'StockRefused' }]);
  await neighbourhood.allRead();
  // What is said of an order next is read behind everything that was said of it before.
  await neighbourhood.happened(
    cancelled('W-2', 'A', 4),
    cancelled('W-4', 'B', 2),
    cancelled('W-6', 'K', 1, false),
  );
  await Promise.all(
    Object.entries({ 'W-2': 2, 'W-4': 4, 'W-6': 2 }).map(([order, facts]) =>
      neighbourhood.decided(order, facts),
    ),
  );
  expect(neighbourhood.seen('inventory.reservations', 'W-6').at(-1)?.value).toMatchObject({
    lines: [{ line: 1, sku: 'C', quantity: 3 }],
  });
  await neighbourhood.shown('K', 2);
  await neighbourhood.shown('A', 4);
  await neighbourhood.shown('B', 2);
  const said = (order: string) => {
    const facts = neighbourhood.seen('inventory.reservations', order);
    expect(facts.map(({ sequence }) => sequence)).toEqual(
      facts.map(({ sequence }) => sequence).toSorted((a, b) => a - b),
    );
    return facts.map(({ type }) => type);
  };
  expect(said('W-2')).toEqual(['StockReserved', 'ReservationReleased']);
  expect(said('W-3')).toEqual(['StockRefused']);
  expect(said('W-4')).toEqual([
    'StockReserved',
    'ReservationSettled',
    'ReservationSettled',
    'ReservationReleased',
  ]);
  expect(await neighbourhood.ops.doctor()).toEqual([]);
  const { body } = await neighbourhood.get('/reservations?order=W-4', 'warehouse').expect(200);
  expect(body.lines).toMatchObject([{ reserved: 2, settled: 1, released: 1, open: 0 }]);
});
