import { until } from '@throughline/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Neighbourhood } from './fixtures/neighbourhood.ts';

let neighbourhood: Neighbourhood;
beforeAll(async () => {
  neighbourhood = await Neighbourhood.start({
    ORDER_CHECK_SECONDS: '0.05',
    ORDER_WAIT_SECONDS: '900',
    PRICE_GRACE_SECONDS: '0',
    BUYER_LINE_QUANTITY_MAX: '3',
  });
});
afterAll(() => neighbourhood.installation.stop());

it('decides no order otherwise than before its database was put back', async () => {
  const database = neighbourhood.installation.databaseOf('orders');
  const unknown = { lines: [{ priceVersion: 'P-LATER' }, {}] };
  await neighbourhood.asked('W-0', unknown);
  await neighbourhood.inState('W-0', 'placed');
  // Two wait for a person at the time of the backup; one is taken and one is not, after it.
  const large = { buyer: ['mail'], lines: [{ quantity: 4 }, {}] };
  for (const order of ['W-5', 'W-6']) await neighbourhood.asked(order, large);
  for (const order of ['W-5', 'W-6']) await until(() => neighbourhood.newest(order)?.review);
  await neighbourhood.whileDown(() => database.backUp());

  // Checked at the time of the backup, placed, confirmed and cancelled by staff after it.
  await neighbourhood.priced({ version: 'P-LATER' });
  await neighbourhood.happened('W-0', 'OrderPlaced');
  for (const order of ['W-1', 'W-2', 'W-3']) await neighbourhood.asked(order);
  const reason = 'looked at';
  await neighbourhood.act('W-5', 'approval', { reason }, 'order-desk').expect(200);
  await neighbourhood.act('W-6', 'refusal', { reason }, 'order-desk').expect(200);
  await neighbourhood.happened('W-6', 'OrderRejected');
  await neighbourhood.happened('W-5', 'OrderPlaced');
  await neighbourhood.reserved('W-5');
  await neighbourhood.happened('W-5', 'OrderConfirmed');
  for (const order of ['W-1', 'W-2', 'W-3']) await neighbourhood.happened(order, 'OrderPlaced');
  for (const order of ['W-0', 'W-1', 'W-2']) await neighbourhood.reserved(order);
  for (const order of ['W-0', 'W-1', 'W-2']) await neighbourhood.happened(order, 'OrderConfirmed');
  await neighbourhood.cancel('W-2', 'order-desk').expect(200);
  await neighbourhood.happened('W-2', 'OrderCancelled');
  const decided = ['W-0', 'W-1', 'W-2', 'W-5', 'W-6'];
  const before = decided.map((order) => neighbourhood.types(order));
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
  expect(decided.map((order) => neighbourhood.types(order))).toEqual(before);
  expect(neighbourhood.types('W-3')).toEqual(['OrderPlaced', 'OrderConfirmed']);
  const { body: restored } = await neighbourhood.get('/orders/W-5', 'order-desk').expect(200);
  expect(restored).toMatchObject({ state: 'confirmed', review: null });
  expect(restored.history.map(({ step }: { step: string }) => step)).toContain('approved');
  await neighbourhood.get('/orders/W-6', 'order-desk').expect(200, /not-accepted/);
  await neighbourhood.inState('W-2', 'cancelled');
  await neighbourhood.exported('W-1', 'verified');
  await neighbourhood.inState('W-1', 'in-fulfilment');
  expect(await neighbourhood.ops.doctor()).toEqual([]);
});
