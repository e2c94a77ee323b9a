import { until } from '@throughline/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Neighbourhood } from './fixtures/neighbourhood.ts';

let neighbourhood: Neighbourhood;
beforeAll(async () => {
  neighbourhood = await Neighbourhood.start({
    ORDER_CHECK_SECONDS: '0.05',
    ORDER_WAIT_SECONDS: '20',
    PRICE_GRACE_SECONDS: '0',
  });
});
afterAll(() => neighbourhood.installation.stop());

it('decides no order otherwise than before its database was put back', async () => {
  const database = neighbourhood.installation.databaseOf('orders');
  const unknown = { lines: [{ priceVersion: 'P-LATER' }, {}] };
  await neighbourhood.asked('W-0', unknown);
  await neighbourhood.inState('W-0', 'placed');
  await neighbourhood.whileDown(() => database.backUp());

  // Checked at the time of the backup, placed, confirmed and cancelled by staff after it.
  await neighbourhood.priced({ version: 'P-LATER' });
  await neighbourhood.happened('W-0', 'OrderPlaced');
  for (const order of ['W-1', 'W-2', 'W-3']) await neighbourhood.asked(order);
  for (const order of ['W-1', 'W-2', 'W-3']) await neighbourhood.happened(order, 'OrderPlaced');
  for (const order of ['W-0', 'W-1', 'W-2']) await neighbourhood.reserved(order);
  for (const order of ['W-0', 'W-1', 'W-2']) await neighbourhood.happened(order, 'OrderConfirmed');
  await neighbourhood.cancel('W-2', 'order-desk').expect(200);
  await neighbourhood.happened('W-2', 'OrderCancelled');
  const before = ['W-0', 'W-1', 'W-2', 'W-3'].map((order) => neighbourhood.types(order));
  await neighbourhood.whileDown(async () => {
    await database.restore();
    // Neither price is honoured any more.
    for (const version of ['P1', 'P-LATER'])
      await neighbourhood.priced({ version, validTo: new Date('2026-01-02T00:00:00Z') });
    await neighbourhood.asked('W-4');
  });

  await until(async () => (await neighbourhood.ops.doctor()).length > 0);
  await neighbourhood.cancel('W-1', 'order-desk').expect(503);
  await neighbourhood.ops.raiseVersions();
  await neighbourhood.inState('W-4', 'rejected');
  await until(async () =>
    (await neighbourhood.ops.groups()).every(({ positions }) => positions.every(({ lag }) => lag === 0)),
  );
  await neighbourhood.reserved('W-3');
  await neighbourhood.happened('W-3', 'OrderConfirmed');
  expect(['W-0', 'W-1', 'W-2', 'W-3'].map((order) => neighbourhood.types(order))).toEqual([
    ...before.slice(0, 3),
    ['OrderPlaced', 'OrderConfirmed'],
  ]);
  await neighbourhood.inState('W-2', 'cancelled');
  await neighbourhood.exported('W-1', 'verified');
  await neighbourhood.inState('W-1', 'in-fulfilment');
  expect(await neighbourhood.ops.doctor()).toEqual([]);
});
