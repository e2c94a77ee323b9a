import { until } from '@throughline/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Neighbourhood, placed } from './fixtures/neighbourhood.ts';

const grace = 3_600;
/** An instant so many graces ago. */
const ago = (graces: number) => new Date(Date.now() - graces * grace * 1_000);

let neighbourhood: Neighbourhood;
beforeAll(async () => {
  neighbourhood = await Neighbourhood.start(1, {
    SETTLEMENT_GRACE_SECONDS: String(grace),
    LEDGER_GRACE_SECONDS: String(grace),
    LEDGER_CHECK_SECONDS: '0.05',
  });
  await neighbourhood.located('B1', true);
});
afterAll(() => neighbourhood.installation.stop());

/** The second fact of an order, its lines in their order. */
const settlementOf = async (order: string) => {
  const [, fact] = await neighbourhood.decided(order, 2);
  if (fact?.type !== 'ReservationSettled') throw new Error(`${order} was not settled`);
  return { ...fact.value, lines: fact.value.lines.toSorted((a, b) => a.line - b.line) };
};
const types = async (order: string, count: number) =>
  (await neighbourhood.decided(order, count)).map(({ type }) => type);
const acknowledged = (order: string, at: Date) => ({
  type: 'OrderHandedOver' as const,
  value: { order, state: 'acknowledged', erpNumber: '1', reason: null, at },
});
const shipped = (order: string, sku: string, quantities: readonly number[], at: Date) => ({
  type: 'OrderShipped' as const,
  value: {
    order,
    shipment: `S-${order}`,
    location: 'B1',
    ...{ carrier: null, trackingNumber: null, trackingUrl: null },
    lines: quantities.map((quantity, index) => ({ line: index + 1, sku, quantity })),
    complete: false,
    at,
  },
});

describe('where the source cannot tell which orders its figure reflects', () => {
  it('a net figure settles what was acknowledged longer ago than the grace, and nothing younger', async () => {
    await neighbourhood.stated('N', 20, { basis: 'net', watermark: null, asOf: ago(3) });
    await neighbourhood.shown('N', 20);
    await neighbourhood.happened(
      placed('W-1', [
        ['N', 4],
        ['N', 3],
      ]),
      placed('W-2', [['N', 2]]),
    );
    await Promise.all([neighbourhood.decided('W-1', 1), neighbourhood.decided('W-2', 1)]);
    await neighbourhood.happened(acknowledged('W-2', ago(0.5)), acknowledged('W-1', ago(1.5)));
    await neighbourhood.allRead();
    await neighbourhood.stated('N', 11, { basis: 'net', watermark: null, asOf: ago(0) });
    expect(await settlementOf('W-1')).toMatchObject({
      order: 'W-1',
      lines: [
        { line: 1, sku: 'N', location: 'B1', quantity: 4 },
        { line: 2, sku: 'N', location: 'B1', quantity: 3 },
      ],
      estimated: true,
      closed: true,
    });
    expect((await neighbourhood.shown('N', 9)).value).toMatchObject({ estimated: true });
    expect(await types('W-2', 1)).toEqual(['StockReserved']);
  });

  it('a physical figure settles what left longer ago than the grace, and not what was acknowledged', async () => {
    await neighbourhood.stated('P', 20, { watermark: null, asOf: ago(3) });
    await neighbourhood.shown('P', 20);
    await neighbourhood.happened(
      placed('W-3', [
        ['P', 4],
        ['P', 3],
      ]),
      placed('W-4', [['P', 2]]),
      placed('W-5', [['P', 1]]),
    );
    await Promise.all(['W-3', 'W-4', 'W-5'].map((order) => neighbourhood.decided(order, 1)));
    await neighbourhood.happened(
      ...['W-3', 'W-4', 'W-5'].map((order) => acknowledged(order, ago(2))),
      shipped('W-4', 'P', [2], ago(0.5)),
      shipped('W-3', 'P', [3, 1], ago(1.5)),
    );
    await neighbourhood.allRead();
    await neighbourhood.stated('P', 14, { watermark: null, asOf: ago(0) });
    expect(await settlementOf('W-3')).toMatchObject({
      order: 'W-3',
      lines: [
        { line: 1, sku: 'P', location: 'B1', quantity: 3 },
        { line: 2, sku: 'P', location: 'B1', quantity: 1 },
      ],
      estimated: true,
      closed: false,
    });
    await neighbourhood.shown('P', 8);
    expect(await types('W-4', 1)).toEqual(['StockReserved']);
    expect(await types('W-5', 1)).toEqual(['StockReserved']);
  });
});

describe('an order that has ended and still claims units', () => {
  it('raises the alarm when that was longer ago than the grace', async () => {
    await neighbourhood.stated('E', 20);
    await neighbourhood.shown('E', 20);
    await neighbourhood.happened(placed('W-6', [['E', 4]]), placed('W-7', [['E', 2]]));
    await Promise.all([neighbourhood.decided('W-6', 1), neighbourhood.decided('W-7', 1)]);
    // Both have left, and no statement says so.
    await neighbourhood.happened(shipped('W-6', 'E', [4], ago(2)), shipped('W-7', 'E', [2], ago(2)));
    await neighbourhood.happened(
      { type: 'OrderCompleted', value: { order: 'W-6', at: ago(0.5) } },
      { type: 'OrderCompleted', value: { order: 'W-7', at: ago(1.5) } },
    );
    const alarms = await until(async () => {
      const found = await neighbourhood.alarms();
      return found.length > 0 && found;
    });
    expect(alarms).toMatchObject([{ order: 'W-7', line: 1, sku: 'E', open: 2 }]);
  });
});
