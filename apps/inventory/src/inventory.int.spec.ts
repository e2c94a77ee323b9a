import { until } from '@throughline/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Neighbourhood, gone, placed, recordedAt, traceparent } from './fixtures/neighbourhood.ts';
import { incoming } from './fixtures/stock.ts';

let neighbourhood: Neighbourhood;

beforeAll(async () => {
  neighbourhood = await Neighbourhood.start(1, {
    SETTLEMENT_GRACE_SECONDS: '0',
    LEDGER_CHECK_SECONDS: '0.05',
  });
  await neighbourhood.located('B1', true);
  await neighbourhood.located('S1', true);
  await neighbourhood.located('X1', false);
});
afterAll(() => neighbourhood.installation.stop());

describe('available to sell', () => {
  it('adds up what serving locations state, and carries time and trace of the cause', async () => {
    await neighbourhood.stated('A-1', 10, { safetyStock: 2, allocatedElsewhere: 1 });
    await neighbourhood.stated('A-1', 5, { location: 'S1' });
    await neighbourhood.stated('A-1', 99, { location: 'X1' });
    const record = await neighbourhood.shown('A-1', 12);
    expect(record.time).toEqual(recordedAt);
    expect(record.traceparent?.slice(3, 35)).toBe(traceparent.slice(3, 35));
    const at = (location: string) => neighbourhood.seen('inventory.locations', `A-1|demo|${location}`);
    await until(() => at('X1').length > 0 && at('B1').length > 0);
    expect(at('X1')).toMatchObject([{ value: { available: 99, servesWeb: false } }]);
    expect(at('B1')).toMatchObject([{ value: { available: 7, name: 'B1' } }]);
  });

  it('follows a location that stops serving, and one that is withdrawn', async () => {
    await neighbourhood.located('T1', true);
    await neighbourhood.stated('A-2', 3);
    await neighbourhood.stated('A-2', 4, { location: 'T1' });
    await neighbourhood.shown('A-2', 7);
    await neighbourhood.located('T1', false, 'Berlin');
    await neighbourhood.shown('A-2', 3);
    await until(() => neighbourhood.seen('inventory.locations', 'A-2|demo|T1').at(-1)?.value);
    await until(() =>
      neighbourhood.installation.seen('inventory.locations').some(({ value }) => value?.name === 'Berlin'),
    );
    await neighbourhood.withdrawn('A-2', 'B1');
    await neighbourhood.shown('A-2', 0);
    await until(() => neighbourhood.seen('inventory.locations', 'A-2|demo|B1').at(-1)?.value === null);
  });

  it('takes stock that came before its location into account when that is told', async () => {
    await neighbourhood.stated('A-3', 6, { location: 'N1' });
    await neighbourhood.stated('A-3', 1);
    await neighbourhood.shown('A-3', 1);
    await neighbourhood.located('N1', true);
    await neighbourhood.shown('A-3', 7);
  });

  it('takes a place from whichever source tells of it, the source of the statement first', async () => {
    const at = (place: string) =>
      neighbourhood.seen('inventory.locations', `A-6|${place}`).at(-1)?.value?.name;
    await neighbourhood.stated('A-6', 6, { source: 'warehouse', location: 'D1' });
    await neighbourhood.stated('A-6', 1);
    await neighbourhood.shown('A-6', 1);
    await neighbourhood.located('D1', true, 'Dock');
    await neighbourhood.shown('A-6', 7);
    await until(() => at('D1') === 'Dock');
    await neighbourhood.located('D1', false, 'Dock of the warehouse', 'warehouse');
    await neighbourhood.shown('A-6', 1);
    await neighbourhood.located('D1', true, 'Dock again');
    await neighbourhood.stated('A-6', 2);
    await neighbourhood.shown('A-6', 2);
    expect(at('D1')).toBe('Dock of the warehouse');
  });

  it('is not changed by an older statement that arrives late', async () => {
    await neighbourhood.stated('A-4', 6, {}, 50_000);
    await neighbourhood.shown('A-4', 6);
    await neighbourhood.stated('A-4', 8, {}, 49_999);
    await neighbourhood.stated('A-4', 1, { location: 'S1' });
    await neighbourhood.shown('A-4', 7);
  });

  it('takes the policy of the catalog', async () => {
    await neighbourhood.stated('A-5', 0, {
      incoming: [incoming('2026-12-01', 1), incoming('2026-12-01', 8)],
    });
    await neighbourhood.shown('A-5', 0);
    await neighbourhood.product('A-5', { atZero: 'back-order', backOrderLimit: 4 });
    await until(() =>
      neighbourhood.installation
        .seen('inventory.availability')
        .some(({ value }) => value?.backOrderable === 4),
    );
    await neighbourhood.happened(placed('W-50', [['A-5', 3]], true));
    const [fact] = await neighbourhood.decided('W-50', 1);
    expect(fact).toMatchObject({
      type: 'StockReserved',
      value: { lines: [{ reserved: 0, backOrdered: 3, expectedOn: '2026-12-01' }] },
    });
    await until(() =>
      neighbourhood.installation
        .seen('inventory.availability')
        .some(({ value }) => value?.backOrderable === 1),
    );
  });
});

describe('a reservation', () => {
  it('is claimed, settled by the statement that no longer contains it, and nets to zero', async () => {
    await neighbourhood.stated('R-1', 10);
    await neighbourhood.shown('R-1', 10);
    await neighbourhood.happened(placed('W-1', [['R-1', 4]]));
    expect(await neighbourhood.decided('W-1', 1)).toMatchObject([
      {
        type: 'StockReserved',
        sequence: 1,
        time: recordedAt,
        value: { lines: [{ reserved: 4, backOrdered: 0 }] },
      },
    ]);
    await neighbourhood.shown('R-1', 6);

    await neighbourhood.stated('R-1', 7, { watermark: gone('W-1', 3) });
    expect(await neighbourhood.decided('W-1', 2)).toMatchObject([
      {},
      {
        type: 'ReservationSettled',
        sequence: 2,
        value: { lines: [{ location: 'B1', quantity: 3 }], closed: false },
      },
    ]);
    await neighbourhood.happened({
      type: 'OrderCancelled',
      value: {
        order: 'W-1',
        by: 'staff',
        reason: '',
        lines: [{ line: 1, sku: 'R-1', quantity: 1 }],
        whole: false,
        at: recordedAt,
      },
    });
    expect(await neighbourhood.decided('W-1', 3)).toMatchObject([
      {},
      {},
      { type: 'ReservationReleased', sequence: 3 },
    ]);
    await neighbourhood.shown('R-1', 7);

    const { body } = await neighbourhood.get('/reservations?order=W-1', 'warehouse').expect(200);
    expect(body.lines).toMatchObject([{ reserved: 4, settled: 3, released: 1, open: 0 }]);
    const entries: { quantity: number }[] = body.lines[0].entries;
    expect(entries.map(({ quantity }) => quantity)).toEqual([4, -3, -1]);
  });

  it('settles at once when the statement was there before the order', async () => {
    await neighbourhood.stated('R-2', 3, { watermark: gone('W-2', 2) });
    await neighbourhood.shown('R-2', 3);
    await neighbourhood.happened(placed('W-2', [['R-2', 2]]));
    expect(await neighbourhood.decided('W-2', 2)).toMatchObject([
      { type: 'StockReserved' },
      { type: 'ReservationSettled' },
    ]);
    const { body } = await neighbourhood.get('/availability/R-2', 'auditor').expect(200);
    expect(body).toMatchObject({ supply: 3, claimed: 0, availability: { availableToSell: 3 } });
  });

  it('is refused as a whole when one SKU falls short', async () => {
    await neighbourhood.stated('R-3', 5);
    await neighbourhood.stated('R-4', 1);
    await neighbourhood.shown('R-3', 5);
    await neighbourhood.shown('R-4', 1);
    await neighbourhood.happened(
      placed('W-3', [
        ['R-3', 2],
        ['R-4', 1],
        ['R-4', 1],
      ]),
    );
    expect(await neighbourhood.decided('W-3', 1)).toMatchObject([
      {
        type: 'StockRefused',
        value: {
          lines: [
            { line: 2, requested: 2, available: 1 },
            { line: 3, requested: 2, available: 1 },
          ],
        },
      },
    ]);
  });

  it('goes to as many of a crowd as there are units', async () => {
    await neighbourhood.stated('R-5', 7);
    await neighbourhood.shown('R-5', 7);
    const crowd = Array.from({ length: 40 }, (_, n) => `W-5-${String(n)}`);
    await neighbourhood.happened(...crowd.map((order) => placed(order, [['R-5', 1]])));
    await Promise.all(crowd.map((order) => neighbourhood.decided(order, 1)));
    const outcomes = crowd.flatMap((order) =>
      neighbourhood.seen('inventory.reservations', order).map(({ type }) => type),
    );
    expect(outcomes.filter((type) => type === 'StockReserved')).toHaveLength(7);
    expect(outcomes).toHaveLength(40);
    await neighbourhood.shown('R-5', 0);
  });

  it('is settled by time where the source cannot tell, and says so', async () => {
    await neighbourhood.stated('R-6', 5, { basis: 'net', watermark: null });
    await neighbourhood.shown('R-6', 5);
    await neighbourhood.happened(placed('W-6', [['R-6', 2]]));
    await neighbourhood.decided('W-6', 1);
    const at = new Date(recordedAt.getTime() + 1_000);
    await neighbourhood.happened({
      type: 'OrderHandedOver',
      value: { order: 'W-6', state: 'acknowledged', erpNumber: '1', reason: null, at },
    });
    await neighbourhood.stated('R-6', 3, {
      basis: 'net',
      watermark: null,
      asOf: new Date(at.getTime() + 1_000),
    });
    expect(await neighbourhood.decided('W-6', 2)).toMatchObject([
      {},
      { type: 'ReservationSettled', value: { estimated: true, closed: true } },
    ]);
    const record = await neighbourhood.shown('R-6', 3);
    expect(record.value).toMatchObject({ estimated: true });
  });

  it('that is left over when its order has ended is shown', async () => {
    await neighbourhood.stated('R-7', 5);
    await neighbourhood.shown('R-7', 5);
    await neighbourhood.happened(placed('W-7', [['R-7', 2]]));
    await neighbourhood.decided('W-7', 1);
    await neighbourhood.happened({ type: 'OrderCompleted', value: { order: 'W-7', at: recordedAt } });
    const lines = await until(async () => {
      const { body } = await neighbourhood.get('/ledger/unbalanced', 'auditor').expect(200);
      return body.lines.length > 0 && body.lines;
    });
    expect(lines).toMatchObject([{ order: 'W-7', line: 1, sku: 'R-7', open: 2 }]);
    expect(lines[0].ageSeconds).toBeGreaterThan(0);
  });
});

describe('what inventory refuses', () => {
  const problem = /^application\/problem\+json/;

  it('asks for a token', async () => {
    await neighbourhood.http().get('/availability/A-1').expect(401).expect('content-type', problem);
  });

  it('asks for a role', async () => {
    await neighbourhood.get('/availability/A-1', 'marketing').expect(403).expect('content-type', problem);
    await neighbourhood.get('/reservations?order=W-1', 'merchandiser').expect(403);
    await neighbourhood.get('/ledger/unbalanced', 'marketing').expect(403);
  });

  it('names the field that does not fit', async () => {
    const { body } = await neighbourhood
      .get('/reservations', 'warehouse')
      .expect(400)
      .expect('content-type', problem);
    expect(body.errors).toMatchObject([{ field: 'order' }]);
  });

  it('knows no SKU that was never stated', async () => {
    await neighbourhood.get('/availability/none', 'warehouse').expect(404);
    await neighbourhood.get('/reservations?order=none', 'warehouse').expect(404);
  });
});
