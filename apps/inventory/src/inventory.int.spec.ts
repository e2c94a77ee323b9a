import { until } from '@throughline/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Neighbourhood, gone, placed, recordedAt, traceparent } from './fixtures/neighbourhood.ts';
import { incoming } from './fixtures/stock.ts';

const shipped = (order: string, sku: string, quantity: number) => ({
  type: 'OrderShipped' as const,
  value: {
    ...{ order, shipment: 'S-1', location: 'B1', complete: false, at: recordedAt },
    ...{ carrier: null, trackingNumber: null, trackingUrl: null },
    lines: [{ line: 1, sku, quantity }],
  },
});
const completed = (order: string) => ({
  type: 'OrderCompleted' as const,
  value: { order, at: recordedAt },
});

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

  it('follows it with every SKU that it holds, many more than are computed at once', async () => {
    const skus = Array.from({ length: 2_500 }, (_, index) => `M-${index}`);
    await neighbourhood.installation.publish(
      'erp.stock',
      skus.map((sku) => neighbourhood.statement(sku, 4, { location: 'M1' })),
    );
    await neighbourhood.located('M1', true);
    const shown = (units: number) =>
      until(() => {
        const newest = new Map(
          neighbourhood.installation.seen('inventory.availability').map(({ key, value }) => [key, value]),
        );
        return skus.every((sku) => newest.get(sku)?.availableToSell === units);
      });
    await shown(4);
    await neighbourhood.located('M1', false);
    await shown(0);
  });

  it('takes stock that came before its location into account when that is told', async () => {
    await neighbourhood.stated('A-3', 6, { location: 'N1' });
    await neighbourhood.stated('A-3', 1);
    await neighbourhood.shown('A-3', 1);
    await neighbourhood.located('N1', true);
    await neighbourhood.shown('A-3', 7);
  });

  it('keeps locations of two sources apart although their codes are the same', async () => {
    const at = (source: string) =>
      neighbourhood.seen('inventory.locations', `A-6|${source}|D1`).at(-1)?.value;
    await neighbourhood.stated('A-6', 6, { source: 'warehouse', location: 'D1' });
    await neighbourhood.stated('A-6', 3, { location: 'D1' });
    await neighbourhood.stated('A-6', 1);
    await neighbourhood.shown('A-6', 1);
    await neighbourhood.located('D1', true, 'Dock');
    await neighbourhood.shown('A-6', 4);
    await neighbourhood.located('D1', true, 'Dock of the warehouse', 'warehouse');
    await neighbourhood.shown('A-6', 10);
    await neighbourhood.located('D1', false, 'Dock');
    await neighbourhood.shown('A-6', 7);
    await until(() => at('demo')?.servesWeb === false);
    expect(at('demo')).toMatchObject({ source: 'demo', location: 'D1', name: 'Dock', available: 3 });
    expect(at('warehouse')).toMatchObject({
      ...{
        source: 'warehouse',
        location: 'D1',
        name: 'Dock of the warehouse',
        available: 6,
        servesWeb: true,
      },
    });
    const { body } = await neighbourhood.get('/availability/A-6', 'auditor').expect(200);
    const places = body.locations.map(({ source, location, servesWeb }: Record<string, unknown>) =>
      [source, location, servesWeb].join(' '),
    );
    expect(places.toSorted()).toEqual(['demo B1 true', 'demo D1 false', 'warehouse D1 true']);
  });

  it('is not changed by an older statement that arrives late', async () => {
    await neighbourhood.stated('A-4', 6, {}, 50_000);
    await neighbourhood.shown('A-4', 6);
    await neighbourhood.stated('A-4', 8, {}, 49_999);
    await neighbourhood.stated('A-4', 1, { location: 'S1' });
    await neighbourhood.shown('A-4', 7);
  });

  it('promises no day that has passed, neither when a delivery is stated nor once its day is over', async () => {
    const told = () => neighbourhood.seen('inventory.availability', 'A-7').at(-1)?.value;
    await neighbourhood.product('A-7', { atZero: 'back-order', backOrderLimit: 9 });
    await neighbourhood.stated('A-7', 0, {
      incoming: [incoming('2026-01-05', 4), incoming('2099-12-01', 3)],
    });
    await until(() => told()?.backOrderable === 9);
    await until(() => told()?.nextIncoming?.expectedOn === '2099-12-01');
    expect(told()?.incoming).toEqual([{ expectedOn: '2099-12-01', quantity: 3 }]);
    await neighbourhood.happened(placed('W-70', [['A-7', 2]], true));
    const [fact] = await neighbourhood.decided('W-70', 1);
    expect(fact).toMatchObject({ value: { lines: [{ backOrdered: 2, expectedOn: '2099-12-01' }] } });
    await until(() => told()?.incoming?.[0]?.quantity === 1);
    await neighbourhood.change(
      `update skus set incoming = '[{"expectedOn": "2026-01-07", "quantity": 3}]' where sku = 'A-7'`,
    );
    await neighbourhood.dropPastDeliveries();
    await until(() => told()?.nextIncoming === null);
    expect(told()?.incoming).toEqual([]);
  });

  it('sells down what is running out, and promises no unit beyond the shelf', async () => {
    await neighbourhood.product('A-8', { status: 'discontinued', atZero: 'back-order', backOrderLimit: 9 });
    await neighbourhood.stated('A-8', 2);
    const record = await neighbourhood.shown('A-8', 2);
    expect(record.value).toMatchObject({ atZero: 'show', backOrderable: 0 });
    await neighbourhood.happened(placed('W-80', [['A-8', 6]], true));
    const [refused] = await neighbourhood.decided('W-80', 1);
    expect(refused).toMatchObject({
      type: 'StockRefused',
      value: { lines: [{ sku: 'A-8', requested: 6, available: 2 }] },
    });
    await neighbourhood.happened(placed('W-81', [['A-8', 2]], true));
    const [taken] = await neighbourhood.decided('W-81', 1);
    expect(taken).toMatchObject({
      type: 'StockReserved',
      value: { lines: [{ reserved: 2, backOrdered: 0 }] },
    });
  });

  it('takes the policy of the catalog', async () => {
    await neighbourhood.stated('A-5', 0, {
      incoming: [incoming('2099-12-01', 1), incoming('2099-12-01', 8)],
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
      value: { lines: [{ reserved: 0, backOrdered: 3, expectedOn: '2099-12-01' }] },
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
    await neighbourhood.happened(shipped('W-7', 'R-7', 2), completed('W-7'));
    const lines = await until(async () => {
      const { body } = await neighbourhood.get('/ledger/unbalanced', 'auditor').expect(200);
      return body.lines.length > 0 && body.lines;
    });
    expect(lines).toMatchObject([{ order: 'W-7', line: 1, sku: 'R-7', open: 2 }]);
    expect(lines[0].ageSeconds).toBeGreaterThan(0);
  });
});

describe('an order whose document was changed', () => {
  const opened = (order: string) => ({
    type: 'OrderReopened' as const,
    value: { order, at: recordedAt },
  });
  const amended = (order: string, sku: string, quantity: number) => ({
    type: 'OrderAmended' as const,
    value: { order, changes: [], released: [{ line: 1, sku, quantity }], at: recordedAt },
  });
  const corrected = (order: string, sku: string, was: number, quantity: number) => ({
    type: 'OrderShipmentCorrected' as const,
    value: {
      ...{ order, shipment: 'S-1', location: 'B1', takenBack: quantity === 0, at: recordedAt },
      ...{ carrier: null, trackingNumber: null, trackingUrl: null },
      lines: [{ line: 1, sku, was, quantity }],
    },
  });
  const unbalanced = async (order: string): Promise<object[]> => {
    await neighbourhood.allRead();
    const { body } = await neighbourhood.get('/ledger/unbalanced', 'auditor').expect(200);
    return body.lines.filter((line: { order: string }) => line.order === order);
  };

  it('claims no more what no line stands for, and at its end nothing but what has left', async () => {
    await neighbourhood.stated('D-1', 10);
    await neighbourhood.shown('D-1', 10);
    await neighbourhood.happened(placed('W-60', [['D-1', 5]]));
    await neighbourhood.shown('D-1', 5);
    await neighbourhood.happened(amended('W-60', 'D-1', 2));
    await neighbourhood.shown('D-1', 7);
    expect(await neighbourhood.decided('W-60', 2)).toMatchObject([
      {},
      { type: 'ReservationReleased', value: { lines: [{ line: 1, sku: 'D-1', quantity: 2 }] } },
    ]);
    await neighbourhood.happened(shipped('W-60', 'D-1', 2), completed('W-60'));
    await neighbourhood.shown('D-1', 8);
    expect(await unbalanced('W-60')).toMatchObject([{ open: 2 }]);
    await neighbourhood.stated('D-1', 8, { watermark: gone('W-60', 2) });
    expect(await neighbourhood.decided('W-60', 4)).toMatchObject([
      ...[{}, {}, { value: { lines: [{ quantity: 1 }] } }],
      { type: 'ReservationSettled', value: { closed: true } },
    ]);
    await neighbourhood.shown('D-1', 8);
    expect(await unbalanced('W-60')).toEqual([]);
  });

  it('keeps claiming when its shipment was taken back before a figure knew of it', async () => {
    await neighbourhood.stated('D-2', 10);
    await neighbourhood.shown('D-2', 10);
    await neighbourhood.happened(placed('W-61', [['D-2', 5]]), shipped('W-61', 'D-2', 5), completed('W-61'));
    await neighbourhood.shown('D-2', 5);
    await neighbourhood.happened(corrected('W-61', 'D-2', 5, 0), opened('W-61'));
    expect(await unbalanced('W-61')).toEqual([]);
    await neighbourhood.happened(amended('W-61', 'D-2', 1));
    await neighbourhood.shown('D-2', 6);
    await neighbourhood.happened(shipped('W-61', 'D-2', 4), completed('W-61'));
    await neighbourhood.stated('D-2', 6, { watermark: gone('W-61', 4) });
    await neighbourhood.decided('W-61', 3);
    expect(await unbalanced('W-61')).toEqual([]);
    await neighbourhood.shown('D-2', 6);
  });

  it('gives back all that has not left when it is cancelled as a whole', async () => {
    await neighbourhood.stated('D-3', 10);
    await neighbourhood.shown('D-3', 10);
    await neighbourhood.happened(placed('W-62', [['D-3', 5]]), {
      type: 'OrderCancelled',
      value: { order: 'W-62', by: 'erp', reason: '', lines: [], whole: true, at: recordedAt },
    });
    expect(await neighbourhood.decided('W-62', 2)).toMatchObject([
      {},
      { type: 'ReservationReleased', value: { lines: [{ line: 1, sku: 'D-3', quantity: 5 }] } },
    ]);
    expect(await unbalanced('W-62')).toEqual([]);
  });

  it('of a kit, keeps what has left of its components when the rest is cancelled', async () => {
    await neighbourhood.stated('D-A', 10);
    await neighbourhood.stated('D-B', 10);
    await neighbourhood.kit('D-4', { 'D-A': 1, 'D-B': 2 });
    await neighbourhood.shown('D-4', 5);
    await neighbourhood.happened(placed('W-63', [['D-4', 2, { 'D-A': 1, 'D-B': 2 }]]));
    await neighbourhood.shown('D-4', 3);
    await neighbourhood.happened(shipped('W-63', 'D-A', 1), {
      type: 'OrderCancelled',
      value: {
        ...{ order: 'W-63', by: 'staff', reason: '', whole: false, at: recordedAt },
        lines: [{ line: 1, sku: 'D-4', quantity: 2 }],
      },
    });
    await neighbourhood.shown('D-A', 9);
    await neighbourhood.shown('D-B', 10);
  });
});

describe('a kit', () => {
  const cancelled = (order: string, sku: string, quantity: number) => ({
    type: 'OrderCancelled' as const,
    value: {
      ...{ order, by: 'staff', reason: '', whole: false, at: recordedAt },
      lines: [{ line: 1, sku, quantity }],
    },
  });

  it('claims its components, and changes what can be sold of them and of other kits made of them', async () => {
    await neighbourhood.stated('K-A', 10);
    await neighbourhood.stated('K-B', 9);
    await neighbourhood.kit('K-1', { 'K-A': 1, 'K-B': 2 });
    await neighbourhood.kit('K-2', { 'K-A': 3 });
    await neighbourhood.shown('K-1', 4);
    await neighbourhood.shown('K-2', 3);

    await neighbourhood.happened(placed('W-K1', [['K-1', 2, { 'K-A': 1, 'K-B': 2 }]]));
    expect(await neighbourhood.decided('W-K1', 1)).toMatchObject([
      {
        type: 'StockReserved',
        value: {
          lines: [
            { line: 1, sku: 'K-A', reserved: 2, backOrdered: 0 },
            { line: 1, sku: 'K-B', reserved: 4, backOrdered: 0 },
          ],
        },
      },
    ]);
    await neighbourhood.shown('K-A', 8);
    await neighbourhood.shown('K-B', 5);
    expect((await neighbourhood.shown('K-1', 2)).value).toMatchObject({ atZero: 'show', backOrderable: 0 });
    expect(await neighbourhood.shown('K-2', 2)).toMatchObject({ time: recordedAt });
    const { body } = await neighbourhood.get('/availability/K-1', 'auditor').expect(200);
    expect(body).toMatchObject({
      ...{ supply: 0, claimed: 0, locations: [], availability: { availableToSell: 2 } },
      components: [
        { sku: 'K-A', quantity: 1, availableToSell: 8 },
        { sku: 'K-B', quantity: 2, availableToSell: 5 },
      ],
    });

    await neighbourhood.happened(placed('W-K2', [['K-1', 3, { 'K-A': 1, 'K-B': 2 }]], true));
    expect(await neighbourhood.decided('W-K2', 1)).toMatchObject([
      { type: 'StockRefused', value: { lines: [{ line: 1, sku: 'K-1', requested: 3, available: 2 }] } },
    ]);

    await neighbourhood.stated('K-B', 6, { watermark: gone('W-K1', 3) });
    expect(await neighbourhood.decided('W-K1', 2)).toMatchObject([
      {},
      {
        type: 'ReservationSettled',
        value: { lines: [{ line: 1, sku: 'K-B', location: 'B1', quantity: 3 }], closed: false },
      },
    ]);
    await neighbourhood.happened(cancelled('W-K1', 'K-1', 1));
    const [, , released] = await neighbourhood.decided('W-K1', 3);
    expect(released).toMatchObject({
      type: 'ReservationReleased',
      value: {
        lines: [
          { line: 1, sku: 'K-A', quantity: 1 },
          { line: 1, sku: 'K-B', quantity: 1 },
        ],
      },
    });
    await neighbourhood.shown('K-1', 3);
    await neighbourhood.stated('K-A', 9, { watermark: gone('W-K1', 1) });
    expect(await neighbourhood.decided('W-K1', 4)).toMatchObject([
      {},
      {},
      {},
      { value: { lines: [{ sku: 'K-A', quantity: 1 }], closed: true } },
    ]);
    const { body: claims } = await neighbourhood.get('/reservations?order=W-K1', 'warehouse').expect(200);
    expect(claims.lines).toMatchObject([
      { line: 1, sku: 'K-A', reserved: 2, released: 1, settled: 1, open: 0 },
      { line: 1, sku: 'K-B', reserved: 4, released: 1, settled: 3, open: 0 },
    ]);
    expect(
      claims.lines.map(({ entries }: { entries: { quantity: number }[] }) =>
        entries.map(({ quantity }) => quantity),
      ),
    ).toEqual([
      [2, -1, -1],
      [4, -3, -1],
    ]);
  });

  it('follows its recipe, and is not sold by one that nobody publishes any more', async () => {
    await neighbourhood.stated('K-C', 8);
    await neighbourhood.kit('K-3', { 'K-C': 2, 'K-D': 1 });
    await neighbourhood.shown('K-3', 0);
    await neighbourhood.stated('K-D', 3);
    await neighbourhood.shown('K-3', 3);
    await neighbourhood.kit('K-3', { 'K-C': 2 });
    await neighbourhood.shown('K-3', 4);
    await neighbourhood.stated('K-D', 1);
    await neighbourhood.shown('K-D', 1);
    expect(neighbourhood.seen('inventory.availability', 'K-3').at(-1)?.value?.availableToSell).toBe(4);
    await neighbourhood.unpublished('K-3');
    await until(() => neighbourhood.seen('inventory.availability', 'K-3').at(-1)?.value === null);
    await neighbourhood.stated('K-C', 2);
    await neighbourhood.shown('K-C', 2);
    expect(neighbourhood.seen('inventory.availability', 'K-3').at(-1)?.value).toBeNull();
  });

  it('is what it was when it was ordered, whatever is sold under its name by then', async () => {
    await neighbourhood.stated('K-E', 5);
    await neighbourhood.stated('K-F', 5);
    await neighbourhood.kit('K-4', { 'K-E': 1 });
    await neighbourhood.shown('K-4', 5);
    await neighbourhood.kit('K-4', { 'K-F': 5 });
    await neighbourhood.shown('K-4', 1);
    await neighbourhood.happened(placed('W-K4', [['K-4', 2, { 'K-E': 1 }]]));
    expect(await neighbourhood.decided('W-K4', 1)).toMatchObject([
      { type: 'StockReserved', value: { lines: [{ line: 1, sku: 'K-E', reserved: 2 }] } },
    ]);
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
