import { kernelMigrations } from '@throughline/messaging';
import { type DataSource, createDataSource, migrate } from '@throughline/persistence';
import { type TestDatabase, createDatabase } from '@throughline/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { migrations } from './migrations/index.ts';
import {
  type OrderRecord,
  acknowledge,
  complete,
  goneByTime,
  keepShipments,
  shippedOf,
  unbalanced,
} from './order-facts.tables.ts';

let database: TestDatabase;
let dataSource: DataSource;
beforeAll(async () => {
  database = await createDatabase('order_facts');
  dataSource = createDataSource({
    ...{ url: database.url, name: 'order-facts', poolSize: 1 },
    migrations: [...kernelMigrations, ...migrations],
  });
  await dataSource.initialize();
  await migrate(dataSource, database.url);
});
afterAll(async () => {
  await dataSource.destroy();
  await database.drop();
});
afterEach(() =>
  dataSource.query('truncate erp_stock, erp_locations, reservations, order_claims, shipped_units'),
);

/** Instants of the day, in minutes after noon. */
const noon = Date.UTC(2026, 10, 2, 12);
const minute = (minutes: number) => new Date(noon + minutes * 60_000);
const justBefore = (instant: Date) => new Date(instant.getTime() - 1);
const justAfter = (instant: Date) => new Date(instant.getTime() + 1);
const known = minute(0);
const spoke = minute(10);
const until = minute(20);
const tx = { query: <T>(sql: string, params?: unknown[]) => dataSource.query<T[]>(sql, params) };

/** A location that cannot tell which orders its figure reflects, and spoke ten minutes after noon. */
async function stated(
  some: { source?: string; sku?: string; location?: string; basis?: string; asOf?: Date | null } & Partial<
    Record<'watermarked' | 'deleted', boolean>
  > = {},
): Promise<void> {
  const {
    source = 'demo',
    sku = 'A',
    location = 'L1',
    basis = 'net',
    asOf = spoke,
    watermarked = false,
    deleted = false,
  } = some;
  await dataSource.query(
    `insert into erp_stock (source, sku, location, basis, as_of, watermarked, deleted, version)
     values ($1, $2, $3, $4, $5, $6, $7, 1)`,
    [source, sku, location, basis, asOf, watermarked, deleted],
  );
}

interface ClaimedLine {
  /** Its position among the lines unless said. */
  line?: number;
  sku?: string;
  reserved?: number;
  released?: number;
  settled?: number;
}

/** An order of these lines; five pieces of A each unless said. */
async function order(
  number: string,
  acknowledgedAt: Date | null,
  lines: readonly ClaimedLine[] = [{}],
  completedAt: Date | null = null,
): Promise<void> {
  await dataSource.query(
    'insert into order_claims (order_no, version, acknowledged_at, completed_at) values ($1, 1, $2, $3)',
    [number, acknowledgedAt, completedAt],
  );
  for (const [
    index,
    { line: position = index + 1, sku = 'A', reserved = 5, released = 0, settled = 0 },
  ] of lines.entries())
    await dataSource.query(
      `insert into reservations (order_no, line, sku, reserved, back_ordered, released, settled)
       values ($1, $2, $3, $4, 0, $5, $6)`,
      [number, position, sku, reserved, released, settled],
    );
}

async function shipped(
  number: string,
  line: number,
  quantity: number,
  some: { shipment?: string; sku?: string; location?: string; at?: Date } = {},
): Promise<void> {
  const { shipment = 'S-1', sku = 'A', location = 'L1', at = known } = some;
  await dataSource.query(
    `insert into shipped_units (order_no, shipment, line, sku, location, quantity, shipped_at)
     values ($1, $2, $3, $4, $5, $6, $7)`,
    [number, shipment, line, sku, location, quantity, at],
  );
}

async function located(code: string, servesWeb: boolean, deleted = false, source = 'demo'): Promise<void> {
  await dataSource.query(
    `insert into erp_locations (source, code, serves_web, deleted, version) values ($1, $2, $3, $4, 1)`,
    [source, code, servesWeb, deleted],
  );
}

const gone = async (at = until) =>
  (await goneByTime(tx, at, 100)).toSorted((a, b) =>
    `${a.order} ${a.line} ${a.sku}`.localeCompare(`${b.order} ${b.line} ${b.sku}`),
  );
const line = (number: string, position: number, quantity: number, sku = 'A', location = 'L1') => ({
  order: number,
  line: position,
  sku,
  location,
  quantity,
});

describe('a net figure without watermark', () => {
  it('reflects every line of an order that was acknowledged before', async () => {
    await stated();
    await stated({ sku: 'B', location: 'L2' });
    await order('W-1', known, [{}, { sku: 'B', reserved: 3 }, { reserved: 2 }]);
    expect(await gone()).toEqual([line('W-1', 1, 5), line('W-1', 2, 3, 'B', 'L2'), line('W-1', 3, 2)]);
  });

  it('says nothing of an item that it does not state', async () => {
    await stated();
    await order('W-1', known, [{ sku: 'B' }, {}]);
    expect(await gone()).toEqual([line('W-1', 2, 5)]);
  });

  it('waits for the whole grace after the acknowledgement', async () => {
    await stated();
    await order('W-1', known);
    expect(await gone(justBefore(known))).toEqual([]);
    expect(await gone(known)).toEqual([line('W-1', 1, 5)]);
    expect(await gone(justAfter(known))).toEqual([line('W-1', 1, 5)]);
  });

  it.each([
    ['before it', justBefore(known), []],
    ['at the same instant', known, [line('W-1', 1, 5)]],
    ['after it', justAfter(known), [line('W-1', 1, 5)]],
    ['at no known time', null, []],
  ])('counts only from the acknowledgement on: stated %s', async (_, asOf, expected) => {
    await stated({ asOf });
    await order('W-1', known);
    expect(await gone()).toEqual(expected);
  });

  it('does not reflect what was never acknowledged', async () => {
    await stated();
    await order('W-1', null);
    await order('W-2', known);
    expect(await gone()).toEqual([line('W-2', 1, 5)]);
  });

  it('reflects no shipment', async () => {
    await stated();
    await order('W-1', null);
    await shipped('W-1', 1, 2);
    expect(await gone()).toEqual([]);
  });

  it('says nothing of an item of which another location can tell', async () => {
    await located('B1', true);
    await stated();
    await stated({ location: 'B1', basis: 'physical', watermarked: true });
    await stated({ sku: 'B' });
    await order('W-1', known, [{}, { sku: 'B' }]);
    expect(await gone()).toEqual([line('W-1', 2, 5, 'B')]);
  });

  it('reflects each component of a kit that its location states', async () => {
    await stated();
    await stated({ sku: 'B' });
    await order('W-1', known, [
      { line: 1, sku: 'A', reserved: 2 },
      { line: 1, sku: 'B', reserved: 6 },
      { line: 1, sku: 'C', reserved: 4 },
    ]);
    expect(await gone()).toEqual([line('W-1', 1, 2), line('W-1', 1, 6, 'B')]);
  });

  it.each<[string, Parameters<typeof located>, Parameters<typeof stated>[0]]>([
    ['does not serve the web', ['B1', false], {}],
    ['is no longer there', ['B1', true, true], {}],
    ['withdrew its statement', ['B1', true], { deleted: true }],
    ['cannot tell either', ['B1', true], { watermarked: false }],
    ['states another item', ['B1', true], { sku: 'B' }],
    ['nobody told of', ['B2', true], {}],
    ['only another source told of', ['B1', true, false, 'another'], {}],
  ])('is all there is to go by beside a location that %s', async (_, place, some) => {
    await located(...place);
    await stated();
    await stated({ location: 'B1', basis: 'physical', watermarked: true, ...some });
    await order('W-1', known);
    expect(await gone()).toEqual([line('W-1', 1, 5)]);
  });

  it('names one location of several', async () => {
    await stated({ location: 'L2' });
    await stated({ location: 'L1' });
    await order('W-1', known);
    expect(await gone()).toEqual([line('W-1', 1, 5)]);
  });
});

describe('a physical figure without watermark', () => {
  it('reflects what has left its location, line by line, and not what was acknowledged', async () => {
    await stated({ basis: 'physical' });
    await stated({ basis: 'physical', sku: 'B' });
    await order('W-1', known, [{}, { sku: 'B' }, {}]);
    await order('W-2', known, [{}]);
    await shipped('W-1', 1, 2);
    await shipped('W-1', 2, 4, { sku: 'B' });
    expect(await gone()).toEqual([line('W-1', 1, 2), line('W-1', 2, 4, 'B')]);
  });

  it('reflects what has left of an order that nobody acknowledged', async () => {
    await stated({ basis: 'physical' });
    await order('W-1', null);
    await shipped('W-1', 1, 2);
    expect(await gone()).toEqual([line('W-1', 1, 2)]);
  });

  it('adds up the shipments of a line, and the locations that they left', async () => {
    await stated({ basis: 'physical' });
    await stated({ basis: 'physical', location: 'L2' });
    await order('W-1', known);
    await shipped('W-1', 1, 1);
    await shipped('W-1', 1, 1, { shipment: 'S-2' });
    await shipped('W-1', 1, 2, { shipment: 'S-3', location: 'L2' });
    expect(await gone()).toEqual([line('W-1', 1, 4)]);
  });

  it('reflects of a kit the components that have left', async () => {
    await stated({ basis: 'physical' });
    await stated({ basis: 'physical', sku: 'B' });
    await order('W-1', known, [
      { line: 1, sku: 'A', reserved: 2 },
      { line: 1, sku: 'B', reserved: 6 },
    ]);
    await shipped('W-1', 1, 4, { sku: 'B' });
    expect(await gone()).toEqual([line('W-1', 1, 4, 'B')]);
    await shipped('W-1', 1, 2);
    expect(await gone()).toEqual([line('W-1', 1, 2), line('W-1', 1, 4, 'B')]);
  });

  it('counts a shipment once where two sources have a location of that code, and when both have spoken', async () => {
    await stated({ basis: 'physical' });
    await stated({ basis: 'physical', source: 'another' });
    await order('W-1', known);
    await shipped('W-1', 1, 2);
    expect(await gone()).toEqual([line('W-1', 1, 2)]);
    await shipped('W-1', 1, 1, { shipment: 'S-2', at: minute(15) });
    await dataSource.query(`update erp_stock set as_of = $1 where source = 'another'`, [minute(16)]);
    expect(await gone()).toEqual([line('W-1', 1, 2)]);
    await dataSource.query(`update erp_stock set as_of = $1 where source = 'demo'`, [minute(16)]);
    expect(await gone()).toEqual([line('W-1', 1, 3)]);
  });

  it.each<[string, Parameters<typeof stated>[0], boolean]>([
    ['has not spoken since', { asOf: justBefore(known) }, false],
    ['has not said when it spoke', { asOf: null }, false],
    ['can tell, and has not spoken since', { watermarked: true, asOf: justBefore(known) }, false],
    ['can tell, and has spoken since', { watermarked: true }, true],
    ['withdrew its statement', { deleted: true, asOf: null }, true],
    ['states another item', { sku: 'B', asOf: null }, true],
    ['states another location', { location: 'L2', asOf: null }, true],
  ])('waits for another source with a location of that code that %s: %o', async (_, some, counts) => {
    await stated({ basis: 'physical' });
    await stated({ basis: 'physical', source: 'another', ...some });
    await order('W-1', known);
    await shipped('W-1', 1, 2);
    expect(await gone()).toEqual(counts ? [line('W-1', 1, 2)] : []);
  });

  it('reflects nothing that left another location', async () => {
    await stated({ basis: 'physical' });
    await order('W-1', known);
    await shipped('W-1', 1, 2, { location: 'L2' });
    expect(await gone()).toEqual([]);
  });

  it('waits for the whole grace after the goods had left', async () => {
    await stated({ basis: 'physical' });
    await order('W-1', minute(-5));
    await shipped('W-1', 1, 2);
    expect(await gone(justBefore(known))).toEqual([]);
    expect(await gone(known)).toEqual([line('W-1', 1, 2)]);
    expect(await gone(justAfter(known))).toEqual([line('W-1', 1, 2)]);
  });

  it.each([
    ['before them', justBefore(known), []],
    ['at the same instant', known, [line('W-1', 1, 2)]],
    ['after them', justAfter(known), [line('W-1', 1, 2)]],
    ['at no known time', null, []],
  ])('counts only from the shipment on: stated %s', async (_, asOf, expected) => {
    await stated({ basis: 'physical', asOf });
    await order('W-1', minute(-5));
    await shipped('W-1', 1, 2);
    expect(await gone()).toEqual(expected);
  });

  it('reflects of two shipments the one that left before it was stated', async () => {
    await stated({ basis: 'physical' });
    await order('W-1', known);
    await shipped('W-1', 1, 2);
    await shipped('W-1', 1, 3, { shipment: 'S-2', at: justAfter(spoke) });
    expect(await gone()).toEqual([line('W-1', 1, 2)]);
  });

  it.each([
    [1, [line('W-1', 1, 2)]],
    [2, []],
    [3, []],
  ])('is no news once as many units are settled: %i of 2', async (settled, expected) => {
    await stated({ basis: 'physical' });
    await order('W-1', known, [{ settled }]);
    await shipped('W-1', 1, 2);
    expect(await gone()).toEqual(expected);
  });
});

describe.each(['net', 'physical'])('a %s figure', (basis) => {
  it('that can tell which orders it reflects is never guessed about', async () => {
    await stated({ basis, watermarked: true });
    await order('W-1', known);
    await shipped('W-1', 1, 5);
    expect(await gone()).toEqual([]);
  });

  it('that was withdrawn is none', async () => {
    await stated({ basis, deleted: true });
    await order('W-1', known);
    await shipped('W-1', 1, 5);
    expect(await gone()).toEqual([]);
  });

  it.each<[string, ClaimedLine]>([
    ['settled', { settled: 5 }],
    ['given back', { released: 5 }],
    ['settled or given back', { settled: 2, released: 3 }],
  ])('has nothing to settle of a line whose units were all %s', async (_, ended) => {
    await stated({ basis });
    await order('W-1', known, [ended, { settled: 1, released: 3 }]);
    await shipped('W-1', 1, 5);
    await shipped('W-1', 2, 5);
    expect(await gone()).toEqual([line('W-1', 2, 5)]);
  });

  it('settles no more lines at a time than it may', async () => {
    await stated({ basis });
    await order('W-1', known, [{}, {}, {}]);
    for (const position of [1, 2, 3]) await shipped('W-1', position, 5);
    expect(await goneByTime(tx, until, 2)).toHaveLength(2);
  });
});

describe('what is kept of orders', () => {
  const head = {
    topic: 'orders.events',
    partition: 0,
    offset: 1,
    sequence: 1,
    time: known,
    id: 'W-1',
  } as const;
  const handedOver = (number: string, state: string, at: Date): OrderRecord => ({
    ...head,
    type: 'OrderHandedOver',
    key: number,
    value: { order: number, state, erpNumber: '1', reason: null, at },
  });
  const left = (
    shipment: string,
    location: string,
    units: readonly [position: number, quantity: number, sku?: string][],
  ): OrderRecord => ({
    ...head,
    type: 'OrderShipped',
    key: 'W-1',
    value: {
      order: 'W-1',
      shipment,
      location,
      ...{ carrier: null, trackingNumber: null, trackingUrl: null },
      lines: units.map(([position, quantity, sku = 'A']) => ({ line: position, sku, quantity })),
      complete: false,
      at: known,
    },
  });
  const ended = (number: string, at: Date): OrderRecord => ({
    ...head,
    type: 'OrderCompleted',
    key: number,
    value: { order: number, at },
  });
  const cancelled = (number: string, whole: boolean, at: Date): OrderRecord => ({
    ...head,
    type: 'OrderCancelled',
    key: number,
    value: { order: number, by: 'staff', reason: '', lines: [], whole, at },
  });
  const kept = (column: 'acknowledged_at' | 'completed_at') =>
    dataSource.query<object[]>(
      `select order_no as "order", ${column} as at from order_claims order by order_no`,
    );

  it('is when each was acknowledged first, in whichever order that is told', async () => {
    for (const number of ['W-1', 'W-2', 'W-3', 'W-4']) await order(number, null);
    await acknowledge(tx, [
      handedOver('W-1', 'sent', minute(-5)),
      handedOver('W-1', 'verified', minute(2)),
      handedOver('W-1', 'acknowledged', minute(1)),
      handedOver('W-2', 'parked', minute(1)),
      handedOver('W-3', 'refused', minute(1)),
      handedOver('W-4', 'verified', minute(3)),
    ]);
    await acknowledge(tx, [handedOver('W-1', 'verified', minute(0))]);
    expect(await kept('acknowledged_at')).toEqual([
      { order: 'W-1', at: minute(1) },
      { order: 'W-2', at: null },
      { order: 'W-3', at: null },
      { order: 'W-4', at: minute(3) },
    ]);
  });

  it('is what left in each shipment, once', async () => {
    await stated({ basis: 'physical' });
    await order('W-1', known, [{}, {}]);
    const first = left('S-1', 'L1', [
      [1, 1],
      [2, 2],
    ]);
    await keepShipments(tx, [first, left('S-2', 'L1', [[1, 2]]), left('S-3', 'L2', [[2, 1]])]);
    await keepShipments(tx, [first]);
    expect(await gone()).toEqual([line('W-1', 1, 3), line('W-1', 2, 2)]);
  });

  it('is the sum of a line that a shipment names twice', async () => {
    await stated({ basis: 'physical' });
    await order('W-1', known);
    await keepShipments(tx, [
      left('S-1', 'L1', [
        [1, 1],
        [1, 3],
      ]),
    ]);
    expect(await gone()).toEqual([line('W-1', 1, 4)]);
  });

  it('is what left of each component of a kit', async () => {
    await stated({ basis: 'physical' });
    await stated({ basis: 'physical', sku: 'B' });
    await order('W-1', known, [{ line: 1 }, { line: 1, sku: 'B' }]);
    await keepShipments(tx, [
      left('S-1', 'L1', [
        [1, 1],
        [1, 3, 'B'],
      ]),
    ]);
    expect(await gone()).toEqual([line('W-1', 1, 1), line('W-1', 1, 3, 'B')]);
  });

  it('is what a shipment holds as it was said last, and nothing of one that was taken back', async () => {
    const said = (number: string, shipment: string, lines: [number: number, was: number, now: number][]) =>
      ({
        ...head,
        type: 'OrderShipmentCorrected' as const,
        key: number,
        value: {
          ...{ order: number, shipment, location: 'L2', takenBack: false, at: minute(5) },
          ...{ carrier: null, trackingNumber: null, trackingUrl: null },
          lines: lines.map(([n, was, quantity]) => ({ line: n, sku: 'A', was, quantity })),
        },
      }) satisfies OrderRecord;
    const ofOther = (shipped: OrderRecord) =>
      ({ ...shipped, key: 'W-2', value: { ...shipped.value, order: 'W-2' } }) as OrderRecord;
    const kept = async (...orders: string[]) => Object.fromEntries(await shippedOf(tx, orders));
    const units = (number: string, n: number, quantity: number) => {
      return { order: number, line: n, sku: 'A', quantity };
    };
    await keepShipments(tx, [
      left('S-1', 'L1', [[1, 4]]),
      left('S-2', 'L1', [[1, 1]]),
      left('S-3', 'L1', [[2, 1]]),
      ofOther(left('S-1', 'L1', [[1, 9]])),
    ]);
    expect(await kept('W-1', 'W-2')).toEqual({
      'W-1': [units('W-1', 1, 5), units('W-1', 2, 1)],
      'W-2': [units('W-2', 1, 9)],
    });
    await keepShipments(tx, [
      said('W-1', 'S-1', [[1, 4, 7]]),
      said('W-1', 'S-1', [
        [1, 7, 3],
        [2, 0, 2],
      ]),
      said('W-1', 'S-3', [[2, 1, 0]]),
    ]);
    expect(await kept('W-1')).toEqual({ 'W-1': [units('W-1', 1, 4), units('W-1', 2, 2)] });
    await keepShipments(tx, [said('W-1', 'S-2', [[1, 1, 0]]), left('S-2', 'L1', [[1, 6]])]);
    expect(await kept('W-1')).toEqual({ 'W-1': [units('W-1', 1, 9), units('W-1', 2, 2)] });
    expect(await kept('W-3')).toEqual({});
    expect(await kept()).toEqual({});
  });

  it('is that an order goes on that was opened again, until it ends anew', async () => {
    const opened = (number: string, at: Date): OrderRecord => {
      return { ...head, type: 'OrderReopened', key: number, value: { order: number, at } };
    };
    for (const number of ['W-1', 'W-2', 'W-3']) await order(number, known);
    await complete(tx, [ended('W-1', minute(1)), ended('W-2', minute(1))]);
    await complete(tx, [opened('W-1', minute(2)), opened('W-2', minute(2)), ended('W-2', minute(3))]);
    await complete(tx, [ended('W-3', minute(3)), opened('W-3', minute(4))]);
    expect(await kept('completed_at')).toEqual([
      { order: 'W-1', at: null },
      { order: 'W-2', at: minute(1) },
      { order: 'W-3', at: null },
    ]);
    await complete(tx, [ended('W-1', minute(5))]);
    expect((await kept('completed_at'))[0]).toEqual({ order: 'W-1', at: minute(5) });
  });

  it('is when each ended, by its completion or its whole cancellation', async () => {
    for (const number of ['W-1', 'W-2', 'W-3']) await order(number, known);
    await complete(tx, [
      ended('W-1', minute(1)),
      cancelled('W-2', true, minute(2)),
      cancelled('W-3', false, minute(3)),
    ]);
    await complete(tx, [ended('W-1', minute(4))]);
    expect(await kept('completed_at')).toEqual([
      { order: 'W-1', at: minute(1) },
      { order: 'W-2', at: minute(2) },
      { order: 'W-3', at: null },
    ]);
  });
});

describe('a line of an ended order that still claims units', () => {
  const ended = minute(0);

  it('is an alarm after the grace, oldest first', async () => {
    await order('W-2', known, [{ settled: 5 }, { sku: 'B', reserved: 4, settled: 1, released: 1 }], ended);
    await order('W-3', known, [{ released: 4 }], minute(-1));
    await order('W-1', known, [{}], ended);
    expect(await unbalanced(tx, until, 100)).toEqual([
      { order: 'W-3', line: 1, sku: 'A', open: 1, completedAt: minute(-1) },
      { order: 'W-1', line: 1, sku: 'A', open: 5, completedAt: ended },
      { order: 'W-2', line: 2, sku: 'B', open: 2, completedAt: ended },
    ]);
    expect(await unbalanced(tx, until, 1)).toMatchObject([{ order: 'W-3' }]);
  });

  it('is one for each component of a kit', async () => {
    await order(
      'W-1',
      known,
      [
        { line: 1, sku: 'B' },
        { line: 1, settled: 5 },
        { line: 1, sku: 'C' },
      ],
      ended,
    );
    expect(await unbalanced(tx, until, 100)).toMatchObject([{ sku: 'B' }, { sku: 'C' }]);
  });

  it('is none until the grace is over', async () => {
    await order('W-1', known, [{}], ended);
    expect(await unbalanced(tx, justBefore(ended), 100)).toEqual([]);
    expect(await unbalanced(tx, ended, 100)).toEqual([]);
    expect(await unbalanced(tx, justAfter(ended), 100)).toMatchObject([{ order: 'W-1', open: 5 }]);
  });

  it('is none while the order goes on', async () => {
    await order('W-1', known);
    expect(await unbalanced(tx, until, 100)).toEqual([]);
  });
});
