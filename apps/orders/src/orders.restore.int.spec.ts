import { until } from '@throughline/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Neighbourhood } from './fixtures/neighbourhood.ts';

let world: Neighbourhood;
beforeAll(async () => {
  world = await Neighbourhood.start({
    ORDER_CHECK_SECONDS: '0.05',
    ORDER_WAIT_SECONDS: '20',
    PRICE_GRACE_SECONDS: '0',
  });
});
afterAll(() => world.installation.stop());

it('decides no order otherwise than before its database was put back', async () => {
  const database = world.installation.databaseOf('orders');
  const unknown = { lines: [{ priceVersion: 'P-LATER' }, {}] };
  await world.asked('W-0', unknown);
  await world.inState('W-0', 'placed');
  await world.whileDown(() => database.backUp());

  // Checked at the time of the backup, placed, confirmed and cancelled by staff after it.
  await world.priced({ version: 'P-LATER' });
  await world.happened('W-0', 'OrderPlaced');
  for (const order of ['W-1', 'W-2', 'W-3']) await world.asked(order);
  for (const order of ['W-1', 'W-2', 'W-3']) await world.happened(order, 'OrderPlaced');
  for (const order of ['W-0', 'W-1', 'W-2']) await world.reserved(order);
  for (const order of ['W-0', 'W-1', 'W-2']) await world.happened(order, 'OrderConfirmed');
  await world.cancel('W-2', 'order-desk').expect(200);
  await world.happened('W-2', 'OrderCancelled');
  const before = ['W-0', 'W-1', 'W-2', 'W-3'].map((order) => world.types(order));
  await world.whileDown(async () => {
    await database.restore();
    // Neither price is honoured any more.
    for (const version of ['P1', 'P-LATER'])
      await world.priced({ version, validTo: new Date('2026-01-02T00:00:00Z') });
    await world.asked('W-4');
  });

  await until(async () => (await world.ops.doctor()).length > 0);
  await world.cancel('W-1', 'order-desk').expect(503);
  await world.ops.raiseVersions();
  await world.inState('W-4', 'rejected');
  await until(async () =>
    (await world.ops.groups()).every(({ positions }) => positions.every(({ lag }) => lag === 0)),
  );
  await world.reserved('W-3');
  await world.happened('W-3', 'OrderConfirmed');
  expect(['W-0', 'W-1', 'W-2', 'W-3'].map((order) => world.types(order))).toEqual([
    ...before.slice(0, 3),
    ['OrderPlaced', 'OrderConfirmed'],
  ]);
  await world.inState('W-2', 'cancelled');
  await world.exported('W-1', 'verified');
  await world.inState('W-1', 'in-fulfilment');
  expect(await world.ops.doctor()).toEqual([]);
});
