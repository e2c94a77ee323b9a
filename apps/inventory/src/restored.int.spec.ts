import { until } from '@throughline/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Neighbourhood, gone, placed, recordedAt } from './fixtures/neighbourhood.ts';

let world: Neighbourhood;
beforeAll(async () => {
  world = await Neighbourhood.start(1);
  await world.located('B1', true);
});
afterAll(() => world.installation.stop());

const cancelled = (order: string, sku: string, quantity: number) => ({
  type: 'OrderCancelled' as const,
  value: {
    order,
    by: 'staff',
    reason: '',
    lines: [{ line: 1, sku, quantity }],
    whole: true,
    at: recordedAt,
  },
});

it('keeps every promise that it gave after the backup, and decides nothing before it knows them', async () => {
  const database = world.installation.databaseOf('inventory');
  await world.stated('A', 5);
  await world.stated('B', 3);
  await world.shown('A', 5);
  await world.shown('B', 3);
  await world.happened(placed('W-1', [['A', 1]]));
  await world.shown('A', 4);
  await world.allRead();
  await world.whileDown(() => database.backUp());

  for (const order of [placed('W-2', [['A', 4]]), placed('W-3', [['A', 1]]), placed('W-4', [['B', 2]])]) {
    await world.happened(order);
    await world.decided(order.value.order, 1);
  }
  await world.stated('B', 2, { watermark: gone('W-4', 1) });
  await world.decided('W-4', 2);
  await world.allRead();
  const before = world.installation.seen('inventory.reservations').length;
  await world.whileDown(async () => {
    await database.restore();
    // Wants what was promised to others.
    await world.happened(placed('W-5', [['A', 4]]));
  });

  await until(async () =>
    (await world.ops.groups()).every(({ problem }) => problem?.includes('does not know')),
  );
  expect(await world.ops.doctor()).toMatchObject(
    Array.from({ length: 3 }, () => ({ problem: 'database-behind' })),
  );
  expect(world.installation.seen('inventory.reservations')).toHaveLength(before);
  expect(await world.ops.outbox()).toMatchObject({ rows: 0 });

  await world.ops.raiseVersions();
  expect(await world.decided('W-5', 1)).toMatchObject([{ type: 'StockRefused' }]);
  await world.allRead();
  // What is said of an order next is read behind everything that was said of it before.
  await world.happened(cancelled('W-2', 'A', 4), cancelled('W-4', 'B', 2));
  await Promise.all([world.decided('W-2', 2), world.decided('W-4', 4)]);
  await world.shown('A', 4);
  await world.shown('B', 2);
  const said = (order: string) => {
    const facts = world.seen('inventory.reservations', order);
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
  expect(await world.ops.doctor()).toEqual([]);
  const { body } = await world.get('/reservations?order=W-4', 'warehouse').expect(200);
  expect(body.lines).toMatchObject([{ reserved: 2, settled: 1, released: 1, open: 0 }]);
});
