import { until } from '@throughline/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Neighbourhood, placed, recordedAt } from './fixtures/neighbourhood.ts';
import { incoming } from './fixtures/stock.ts';

let neighbourhood: Neighbourhood;

beforeAll(async () => {
  neighbourhood = await Neighbourhood.start(1, { LEDGER_GRACE_SECONDS: '0', LEDGER_CHECK_SECONDS: '0.05' });
  await neighbourhood.located('B1', true, 'Berlin');
  await neighbourhood.located('S1', true, 'Lyon');
  await neighbourhood.located('X1', false, 'Third party');
});
afterAll(() => neighbourhood.installation.stop());

const why = async (path: string) => {
  const { body } = await neighbourhood.get(`/availability/${path}`, 'auditor').expect(200);
  return body;
};
const place = (location: string, name: string | null, some: object) => ({
  ...{ source: 'demo', location, name, servesWeb: true, basis: 'physical', allocatedElsewhere: 0 },
  ...{ safetyStock: 0, watermarked: true, asOf: recordedAt.toISOString(), notCounted: null },
  ...some,
});

describe('why so much of a SKU can be sold', () => {
  it('is a sum of what locations state and orders claim, with what does not count and what is owed', async () => {
    await neighbourhood.product('A-1', { atZero: 'back-order', backOrderLimit: 9 });
    await neighbourhood.stated('A-1', 6, {
      ...{ allocatedElsewhere: 2, safetyStock: 1 },
      incoming: [incoming('2036-12-03', 4), incoming('2036-12-10', 2)],
    });
    await neighbourhood.stated('A-1', 1, { location: 'S1' });
    await neighbourhood.withdrawn('A-1', 'S1');
    await neighbourhood.stated('A-1', 99, { location: 'X1' });
    await neighbourhood.stated('A-1', 8, { location: 'U1' });
    await neighbourhood.stated('A-1', 5, { location: 'S1', source: 'other' });
    await neighbourhood.shown('A-1', 3);
    await until(async () => (await why('A-1')).availability.atZero === 'back-order');
    for (const order of ['W-1', 'W-2', 'W-3']) {
      await neighbourhood.happened(placed(order, [['A-1', 2]], true));
      await neighbourhood.decided(order, 1);
    }
    const { claims, locations, ...rest } = await why('A-1/why?limit=2');
    expect(rest).toEqual({
      sku: 'A-1',
      availability: expect.objectContaining({ availableToSell: 0, backOrderable: 6 }),
      ...{ supply: 3, claimed: 6, components: [] },
      incoming: [
        { expectedOn: '2036-12-03', quantity: 4, owed: 3 },
        { expectedOn: '2036-12-10', quantity: 2, owed: 0 },
      ],
      owed: {
        units: 3,
        to: [
          { order: 'W-2', line: 1, quantity: 1, expectedOn: '2036-12-03' },
          { order: 'W-3', line: 1, quantity: 2, expectedOn: '2036-12-03' },
        ],
      },
    });
    expect(locations).toHaveLength(4);
    expect(locations).toEqual(
      expect.arrayContaining([
        place('B1', 'Berlin', { quantity: 6, allocatedElsewhere: 2, safetyStock: 1, figure: 3 }),
        place('X1', 'Third party', {
          ...{ quantity: 99, figure: 99, servesWeb: false, notCounted: 'not-for-the-web' },
        }),
        place('U1', null, { quantity: 8, figure: 8, servesWeb: false, notCounted: 'unknown-location' }),
        place('S1', null, {
          ...{ source: 'other', quantity: 5, figure: 5, servesWeb: false, notCounted: 'unknown-location' },
        }),
      ]),
    );
    expect(claims).toEqual({
      ...{ count: 3, units: 6 },
      oldest: [
        { order: 'W-1', line: 1, units: 2, backOrdered: 0, since: expect.any(String) },
        { order: 'W-2', line: 1, units: 2, backOrdered: 1, since: expect.any(String) },
      ],
    });
    const counted = locations.filter(({ notCounted }: { notCounted: unknown }) => notCounted === null);
    expect(counted.reduce((sum: number, { figure }: { figure: number }) => sum + figure, 0)).toBe(
      rest.supply,
    );
    expect(claims.units).toBe(rest.claimed);
  });

  it('is said of a SKU of which something is known, to those who may see stock', async () => {
    const { body } = await neighbourhood.get('/availability/none/why', 'warehouse').expect(404);
    expect(body.detail).toBe('Nothing is known of none');
    await neighbourhood.get('/availability/A-1/why', 'marketing').expect(403);
  });
});

describe('what inventory finds', () => {
  it('are claims of orders that have ended', async () => {
    const findings = async () => (await neighbourhood.get('/ops/findings', 'integrator').expect(200)).body;
    expect(await findings()).toEqual([]);
    await neighbourhood.stated('R-1', 5);
    await neighbourhood.shown('R-1', 5);
    await neighbourhood.happened(placed('W-9', [['R-1', 2]]));
    await neighbourhood.decided('W-9', 1);
    // It has left, and no statement says so.
    const left = [{ line: 1, sku: 'R-1', quantity: 2 }];
    await neighbourhood.happened({
      type: 'OrderShipped',
      value: {
        ...{ order: 'W-9', shipment: 'D9', location: 'B1', lines: left, complete: true, at: recordedAt },
        ...{ carrier: null, trackingNumber: null, trackingUrl: null },
      },
    });
    await neighbourhood.happened({ type: 'OrderCompleted', value: { order: 'W-9', at: recordedAt } });
    const [found, ...others] = await until(async () => {
      const all = await findings();
      return all.length > 0 && all;
    });
    expect(others).toEqual([]);
    expect(found).toEqual({
      ...{ kind: 'claim-unbalanced', subject: 'inventory', count: 1, since: recordedAt.toISOString() },
      remedy: expect.stringContaining('`throughline orders NUMBER`'),
    });
  });
});
