import { type DataSource, createDataSource, migrate, transaction } from '@throughline/persistence';
import { Clock } from '@throughline/service';
import { type TestDatabase, createDatabase, rowsRead } from '@throughline/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { migrations } from '../migrations/index.ts';
import { OrdersQueries } from './orders.queries.ts';
import { type Awaited, awaitedAfter } from '../orders.tables.ts';
import { waits } from './waiting.ts';

const now = new Date('2026-11-29T12:00:00Z');
const clock = new (class extends Clock {
  override now = () => now;
})();

let database: TestDatabase;
let dataSource: DataSource;
let queries: OrdersQueries;
beforeAll(async () => {
  database = await createDatabase('orders_waiting');
  dataSource = createDataSource({ url: database.url, name: 'orders-waiting', poolSize: 2, migrations });
  await dataSource.initialize();
  await migrate(dataSource, database.url);
  queries = new OrdersQueries(dataSource, clock);
});
afterAll(async () => {
  await dataSource.destroy();
  await database.drop();
});
beforeEach(() => dataSource.query('truncate orders, waiting_facts'));

describe('what orders wait for', () => {
  /** An order of each state, hand-over, origin, checked or not, and under review or not. */
  const everyStanding = () =>
    dataSource.query(`
      insert into orders (order_no, version, state, integration, origin, account, currency, gross, placed_at, decided,
                          erp_born, body, checking, documents, review_since)
      select 'W' || row_number() over (), 1, state, integration, 'web', 'guests', 'EUR', 10, '2026-11-29T10:00:00Z',
             state <> 'placed', erp_born, '{"history": [{"at": "2026-11-29T09:00:00Z"}, {"at": "2026-11-29T11:00:00.5Z"}]}',
             case when checking then '{}'::jsonb end, '{}', case when reviewed then '2026-11-29T11:00:00Z'::timestamptz end
      from unnest('{placed,confirmed,back-ordered,rejected,in-fulfilment,partly-shipped,shipped,invoiced,completed,cancelled}'::text[]) as a (state),
           unnest('{none,received,parked,sent,acknowledged,verified,refused,cancelled}'::text[]) as b (integration),
           unnest('{t,f}'::boolean[]) as c (erp_born), unnest('{t,f}'::boolean[]) as d (checking),
           unnest('{t,f}'::boolean[]) as e (reviewed)`);

  it('is the same for the filter as for each of the orders', async () => {
    await everyStanding();
    const all = await queries.list({ limit: 1_000 });
    expect(all).toHaveLength(10 * 8 * 2 * 2 * 2);
    for (const word of waits) {
      const found = await queries.list({ waiting: word, limit: 1_000 });
      expect(found.length).toBeGreaterThan(0);
      expect(found).toEqual(all.filter(({ waiting }) => waiting?.for === word));
    }
    const none = all.filter(({ waiting }) => waiting === null);
    expect(new Set(none.map(({ state }) => state))).toEqual(
      new Set(['rejected', 'invoiced', 'completed', 'cancelled']),
    );
  });

  it('is said since the last step of the order', async () => {
    await everyStanding();
    const [first] = await queries.list({ waiting: 'person', limit: 1 });
    expect(first).toEqual({
      ...{
        order: first?.order,
        origin: 'web',
        state: first?.state,
        integration: 'refused',
        account: 'guests',
      },
      ...{ currency: 'EUR', gross: '10', placedAt: new Date('2026-11-29T10:00:00Z'), ageSeconds: 7_200 },
      ...{ review: null, heldUntil: null },
      waiting: { for: 'person', whom: 'order desk', since: new Date('2026-11-29T11:00:00.500Z') },
    });
  });
});

describe('orders that a person should look at', () => {
  const others = 2_000;
  beforeEach(async () => {
    await dataSource.query(
      `insert into orders (order_no, version, state, integration, origin, account, currency, gross, placed_at, decided,
                           erp_born, body, documents, review_since, held_until)
       select order_no, 1, state, 'none', 'web', 'guests', currency, gross, '2026-11-29T09:00:00Z', decided, false,
              '{"history": [{"at": "2026-11-29T09:00:00Z"}]}'::jsonb, '{}'::jsonb, review_since, held_until
       from (values
         ('R1', 'placed', 'EUR', 12000.5, false, timestamptz '2026-11-29T11:00:00Z', null::timestamptz),
         ('R2', 'placed', 'EUR', 11000, false, '2026-11-29T10:00:00Z', null),
         ('R3', 'placed', 'USD', 10500, false, '2026-11-29T11:30:00Z', null),
         ('H1', 'in-fulfilment', 'EUR', 20, true, null, '2026-11-30T12:00:00Z'),
         ('H2', 'in-fulfilment', 'USD', 30, true, null, '2026-11-29T13:00:00Z'),
         ('H3', 'in-fulfilment', 'USD', 40, true, null, '2026-11-30T12:00:01Z')
       ) o (order_no, state, currency, gross, decided, review_since, held_until)
       union all select 'O' || n, 1, 'in-fulfilment', 'verified', 'web', 'guests', 'EUR', 10, now(), true, false, '{}', '{}',
                        null, timestamptz '2027-01-01T00:00:00Z'
       from generate_series(1, $1::int) n`,
      [others],
    );
    await dataSource.query('analyze orders');
  });
  const inADay = new Date('2026-11-30T12:00:00Z');

  it('are those that exceed a limit, since they wait', async () => {
    expect(await queries.inReview()).toEqual({
      ...{ count: 3, oldest: new Date('2026-11-29T10:00:00Z') },
      value: [
        { currency: 'EUR', gross: '23000.5' },
        { currency: 'USD', gross: '10500' },
      ],
    });
  });

  it('are those whose hold is about to end, by when the first does', async () => {
    expect(await queries.holdsUntil(inADay)).toEqual({
      ...{ count: 2, oldest: new Date('2026-11-29T13:00:00Z') },
      value: [
        { currency: 'EUR', gross: '20' },
        { currency: 'USD', gross: '30' },
      ],
    });
    const listed = await queries.list({ heldUntil: inADay, limit: 10 });
    expect(listed.map(({ order }) => order).sort()).toEqual(['H1', 'H2']);
  });

  it('are found without a look at the others', async () => {
    const read = await transaction(dataSource, (tx) =>
      rowsRead(tx, async (reading) => {
        const asked = new OrdersQueries(reading as DataSource, clock);
        await asked.inReview();
        await asked.holdsUntil(inADay);
        await asked.list({ heldUntil: inADay, limit: 10 });
      }),
    );
    expect(read['orders']).toBe(3 + 2 + 2);
  });
});

describe('facts that wait for orders that never come', () => {
  const wait = (count: number, prefix = 'X', topic = 'erp.orders') =>
    dataSource.query(
      `insert into waiting_facts (topic, key, sequence, order_no, type, value, time)
       select $3, n::text, 1, $2 || lpad(n::text, 6, '0'), 'ErpOrder', '{}',
              timestamptz '2026-11-29T10:00:00Z' + n * interval '1 s'
       from generate_series(1, $1::int) n`,
      [count, prefix, topic],
    );
  const place = (order: string, checking: string | null = null) =>
    dataSource.query(
      `insert into orders (order_no, version, state, integration, origin, account, currency, gross, placed_at, decided,
                           erp_born, body, checking, documents)
       values ($1, 1, 'placed', 'none', 'web', 'guests', 'EUR', 10, now(), false, false, '{}', $2, '{}')`,
      [order, checking],
    );
  /** All pages from the beginning, and what each has read. */
  async function pages(limit: number) {
    const found: Awaited[] = [];
    const read: Record<string, number>[] = [];
    for (let after: string | undefined = ''; after !== undefined;) {
      const from: string = after;
      let page: Awaited[] = [];
      read.push(
        await transaction(dataSource, (tx) =>
          rowsRead(tx, async (reading) => (page = await awaitedAfter(reading, from, limit))),
        ),
      );
      found.push(...page);
      after = page.length < limit ? undefined : page.at(-1)?.order;
    }
    return { found, read };
  }

  it.each([2_000, 20_000])('are read a page at a time, however many there are: %d', async (count) => {
    await wait(count);
    await dataSource.query(
      `insert into orders (order_no, version, state, integration, origin, account, currency, gross, placed_at, decided,
                           erp_born, body, documents)
       select 'Z' || n, 1, 'completed', 'verified', 'web', 'guests', 'EUR', 10, now(), true, false, '{}', '{}'
       from generate_series(1, 20000) n`,
    );
    await dataSource.query('analyze waiting_facts, orders');
    const { found, read } = await pages(500);
    expect(found).toHaveLength(count);
    for (const { waiting_facts: facts = 0, orders = 0 } of read) {
      expect(facts).toBeLessThanOrEqual(501);
      expect(orders).toBeLessThanOrEqual(501);
    }
  });

  it('are told from those whose order has come meanwhile, and from those whose order is still checked', async () => {
    await wait(4);
    await wait(4, 'X', 'erp.exports');
    await place('X000002');
    await place('X000003', '{}');
    await place('Y');
    const { found } = await pages(2);
    expect(found).toEqual([
      { order: 'X000001', placed: false },
      { order: 'X000002', placed: true },
      { order: 'X000003', placed: false },
      { order: 'X000004', placed: false },
    ]);
  });

  it('are counted by topic, with the oldest', async () => {
    await wait(3);
    await wait(1, 'Y', 'erp.exports');
    const first = new Date('2026-11-29T10:00:01Z');
    expect(await queries.waitingFacts(now)).toEqual([
      { topic: 'erp.exports', count: 1, oldest: first },
      { topic: 'erp.orders', count: 3, oldest: first },
    ]);
    expect(await queries.waitingFacts(first)).toEqual([]);
  });
});
