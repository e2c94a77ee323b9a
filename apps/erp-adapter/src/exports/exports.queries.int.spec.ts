import { type DataSource, type Tx, createDataSource, migrate, transaction } from '@throughline/persistence';
import { type TestDatabase, createDatabase, rowsRead } from '@throughline/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { migrations } from '../migrations/index.ts';
import { findExport, listExports, openDifferences, stuckExports } from './exports.queries.ts';

let database: TestDatabase;
let dataSource: DataSource;
beforeAll(async () => {
  database = await createDatabase('exports_queries');
  dataSource = createDataSource({ url: database.url, name: 'exports-queries', poolSize: 2, migrations });
  await dataSource.initialize();
  await migrate(dataSource, database.url);
});
afterAll(async () => {
  await dataSource.destroy();
  await database.drop();
});
beforeEach(() => dataSource.query('truncate exports, export_lines, reservation_claims restart identity'));

const at = (minute: number) => new Date(Date.UTC(2026, 10, 29, 10, minute));
const read = <T>(work: (tx: Tx) => Promise<T>) => transaction(dataSource, work);

interface Some {
  source?: string;
  state?: string;
  stateAt?: Date;
  currency?: string;
  gross?: string;
  reason?: string | null;
  differences?: object[];
  waitsFor?: string;
  batch?: number;
}
function add(order: string, some: Some = {}) {
  const { source = 'demo', state = 'verified', stateAt = at(0), currency = 'EUR', gross = '10' } = some;
  const { reason = null, differences = [], waitsFor = null, batch = null } = some;
  return dataSource.query(
    `insert into exports (source, order_number, state, reason, differences, document, account, placed_at, state_at,
       waits_for, batch)
     values ($1, $2, $3, $4, $5, $6, 'guests', $7, $8, $9, $10)`,
    [
      ...[source, order, state, reason, JSON.stringify(differences), JSON.stringify({ currency, gross })],
      ...[at(0), stateAt, waitsFor, batch],
    ],
  );
}

describe('hand-overs that stand still', () => {
  it('are told of when they wait for a clerk, however long, and never as late', async () => {
    await add('W1', { state: 'received', waitsFor: 'batch', stateAt: at(30) });
    await add('W2', { state: 'sent', waitsFor: 'batch', stateAt: at(2) });
    await add('W3', { state: 'sent', waitsFor: 'clerk', batch: 7, stateAt: at(40) });
    await add('W4', { state: 'acknowledged', batch: 7, stateAt: at(1) });
    const demo = { source: 'demo', currency: 'EUR' };
    expect(await read((tx) => stuckExports(tx, at(10)))).toEqual([
      { ...demo, kind: 'unanswered', count: 1, since: at(40), gross: '10' },
      { ...demo, kind: 'unprinted', count: 2, since: at(2), gross: '20' },
    ]);
    expect(await read((tx) => findExport(tx, 'W3'))).toMatchObject({ waitsFor: 'clerk', batch: 7 });
  });

  it('are the refused and the parked, whenever, and those that are no further since an instant', async () => {
    await add('W1', { state: 'refused', stateAt: at(3) });
    await add('W2', { state: 'refused', stateAt: at(1), gross: '2.5' });
    await add('W3', { state: 'refused', currency: 'USD', stateAt: at(2) });
    await add('W4', { state: 'parked', source: 'north', stateAt: at(30) });
    for (const [index, state] of ['received', 'sent', 'acknowledged'].entries()) {
      await add(`L${index}`, { state, stateAt: at(9 - index) });
      await add(`O${index}`, { state, stateAt: at(10) });
    }
    for (const state of ['placed', 'verified', 'cancelled']) await add(state, { state });
    const demo = { source: 'demo', currency: 'EUR' };
    expect(await read((tx) => stuckExports(tx, at(10)))).toEqual([
      { ...demo, kind: 'late', count: 3, since: at(7), gross: '30' },
      { ...demo, kind: 'refused', count: 2, since: at(1), gross: '12.5' },
      { ...demo, kind: 'refused', currency: 'USD', count: 1, since: at(2), gross: '10' },
      { source: 'north', kind: 'parked', currency: 'EUR', count: 1, since: at(30), gross: '10' },
    ]);
  });

  it('are found without a look at those that have arrived', async () => {
    await dataSource.query(
      `insert into exports (source, order_number, state, document, account, placed_at, state_at)
       select 'demo', 'V' || n, 'verified', '{"currency": "EUR", "gross": "1"}', 'guests', now(), now()
       from generate_series(1, 5000) n`,
    );
    await add('W1', { state: 'refused' });
    await add('W2', { differences: [{ field: 'gross', ours: '1', theirs: '2' }] });
    await dataSource.query('analyze exports');
    const rows = (work: Parameters<typeof rowsRead>[1]) =>
      transaction(dataSource, (tx) => rowsRead(tx, work));
    expect((await rows((tx) => stuckExports(tx, at(10))))['exports']).toBeLessThan(10);
    expect((await rows((tx) => openDifferences(tx)))['exports']).toBeLessThan(10);
  });
});

describe('documents that differ', () => {
  const lowered = { kind: 'lowered', field: 'lines[1].ordered', ours: '2', theirs: '1', worth: '7.5' };

  it('are counted by kind while something of their order is claimed', async () => {
    const since = at(2).toISOString();
    await add('W1', {
      differences: [
        { ...lowered, since },
        { field: 'gross', ours: '1', theirs: '2' },
      ],
    });
    await add('W2', { stateAt: at(5), differences: [lowered] });
    await add('W3', { stateAt: at(6), differences: [{ ...lowered, kind: '', worth: null, since: null }] });
    await add('W4', { differences: [lowered] });
    await add('W5', { differences: [lowered] });
    await add('W6');
    await dataSource.query(
      `insert into reservation_claims (order_number, claimed, closed)
       values ('W2', 1, false), ('W4', 0, false), ('W5', 2, true)`,
    );
    const common = { source: 'demo', currency: 'EUR' };
    expect(await read((tx) => openDifferences(tx))).toEqual([
      { ...common, kind: '', count: 2, since: at(0), worth: null },
      { ...common, kind: 'lowered', count: 2, since: at(2), worth: '15' },
    ]);
  });
});

describe('the list of hand-overs', () => {
  const listed = async (some: Omit<Parameters<typeof listExports>[1], 'after' | 'limit'>) =>
    (await read((tx) => listExports(tx, { ...some, after: 0, limit: 100 }))).map(({ order }) => order);

  it('has all, those of a state, those with something left to do, and those that differ', async () => {
    for (const state of [
      'placed',
      'received',
      'parked',
      'sent',
      'acknowledged',
      'verified',
      'refused',
      'cancelled',
    ])
      await add(state, { state });
    await add('differing', { differences: [{ field: 'gross', ours: '1', theirs: '2' }] });
    const all = [
      'received',
      'parked',
      'sent',
      'acknowledged',
      'verified',
      'refused',
      'cancelled',
      'differing',
    ];
    expect(await listed({})).toEqual(all);
    expect(await listed({ differing: false })).toEqual(all.filter((order) => order !== 'differing'));
    expect(await listed({ state: 'verified' })).toEqual(['verified', 'differing']);
    expect(await listed({ state: 'open' })).toEqual([
      'received',
      'parked',
      'sent',
      'acknowledged',
      'refused',
    ]);
    expect(await listed({ differing: true })).toEqual(['differing']);
    expect(await listed({ state: 'refused', differing: true })).toEqual([]);
  });

  it('goes on behind a place', async () => {
    for (const order of ['W1', 'W2', 'W3']) await add(order);
    const page = await read((tx) => listExports(tx, { after: 1, limit: 1 }));
    expect(page.map(({ order, place }) => [order, place])).toEqual([['W2', 2]]);
  });

  it('has one of them by its order, but none that nobody has promised yet', async () => {
    await add('W1', { state: 'refused', reason: 'no item X', stateAt: at(4) });
    await add('W2', { state: 'placed' });
    const find = (order: string) => read((tx) => findExport(tx, order));
    expect(await find('W1')).toEqual({
      ...{
        source: 'demo',
        order: 'W1',
        state: 'refused',
        reason: 'no item X',
        erpNumber: null,
        differences: [],
      },
      ...{ currency: 'EUR', gross: '10', placedAt: at(0), stateAt: at(4), attempts: 0 },
      ...{ waitsFor: null, batch: null },
    });
    expect(await find('W2')).toBeUndefined();
    expect(await find('none')).toBeUndefined();
  });
});
