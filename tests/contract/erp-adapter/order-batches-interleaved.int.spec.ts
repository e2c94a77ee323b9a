import fc from 'fast-check';
import type { ErpOrder } from '@throughline/events';
import type { Outbox } from '@throughline/messaging';
import { type AuditLog, type Clock, type User } from '@throughline/service';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { noteHeardNumbers } from '../../../apps/erp-adapter/src/exports/unpublished-numbers.tables.ts';
import type { Answer } from '../../../apps/erp-adapter/src/manual/answer.ts';
import { ManualHandOver } from '../../../apps/erp-adapter/src/manual/manual-hand-over.ts';
import { OrderAnswers, UnfitAnswers } from '../../../apps/erp-adapter/src/manual/order-answers.service.ts';
import { NothingWaits, OrderBatches } from '../../../apps/erp-adapter/src/manual/order-batches.service.ts';
import type { Publisher } from '../../../apps/erp-adapter/src/sources/publisher.ts';
import { SourceRegistry } from '../../../apps/erp-adapter/src/sources/registry.ts';
import type { Source } from '../../../apps/erp-adapter/src/sources/source.ts';
import { defaultGuard } from '../../../apps/erp-adapter/src/sources/guard.ts';
import { type Desk, openDesk } from './desk.ts';

let desk: Desk;
let source: Source;
beforeAll(async () => {
  desk = await openDesk();
  source = {
    ...{ name: 'demo', connector: desk.adapter.connector, mappingVersion: 'test', guard: defaultGuard },
    ...{ flows: ['items', 'stock', 'customers'], takesOrders: true, version: 0, checked: null },
  };
});
afterAll(() => desk?.close());

const clerk = { subject: 'clerk', roles: ['warehouse'] } as unknown as User;
class Killed extends Error {}

/** An outbox whose process dies at the n-th time that it is written to; 0 for never. */
function dying(at: number): Publisher {
  let times = 0;
  return {
    add: async (tx, topic, records) => {
      times += 1;
      await desk.adapter.outbox.add(tx, topic, records);
      if (times === at) throw new Killed();
    },
  };
}

const audit = { record: async () => undefined } as unknown as AuditLog;
const clock = { now: () => new Date() } as Clock;

/** A replica with such an outbox. */
function replica(diesAt = 0) {
  const outbox = dying(diesAt) as Outbox;
  const { dataSource } = desk.adapter;
  const registry = new SourceRegistry([source], 'demo', true);
  return {
    queue: new ManualHandOver(dataSource, outbox),
    batches: new OrderBatches(dataSource, outbox, registry, audit),
    answers: new OrderAnswers(dataSource, outbox, registry, audit, clock),
  };
}

interface Row {
  order: string;
  state: string;
  batch: number | null;
  waitsFor: string | null;
  number: string | null;
}
const rows = (orders: readonly string[]) =>
  desk.adapter.tx((tx) =>
    tx.query<Row>(
      `select order_number as "order", state, batch, waits_for as "waitsFor", erp_number as number from exports
       where order_number = any($1) order by order_number`,
      [orders],
    ),
  );

/** The documents that are published now, by number. */
async function documents(): Promise<Map<string, ErpOrder>> {
  const newest = new Map<string, { sequence: number; value: ErpOrder | null }>();
  for (const { key, sequence, value } of await desk.adapter.published('erp.orders')) {
    expect(sequence).toBe((newest.get(key)?.sequence ?? 0) + 1);
    newest.set(key, { sequence, value: value as ErpOrder | null });
  }
  return new Map(
    [...newest.values()].flatMap(({ value }) => (value === null ? [] : [[value.number, value]])),
  );
}

/** By what number each order is known to whoever follows it, who then follows the document of that number. */
const knownBy = new Map<string, string>();
const owners = new Map<string, string>();
let looked = 0;

/** Whoever follows an order gets to know it by the number that was told last. */
async function hear(orders: readonly string[]): Promise<void> {
  const told = (await desk.adapter.published('erp.exports')).flatMap(({ key, value }) => {
    const erpNumber = value?.['erpNumber'];
    return orders.includes(key) && typeof erpNumber === 'string' ? [[key, erpNumber] as const] : [];
  });
  for (const [order, number] of told) knownBy.set(order, number);
  await desk.adapter.tx((tx) =>
    noteHeardNumbers(
      tx,
      [...new Map(told)].map(([order, erpNumber]) => ({ order, erpNumber })),
    ),
  );
}

/** No document goes, or becomes another order's, while the order that it was of is known by its number. */
async function checkFollowers(): Promise<void> {
  const records = await desk.adapter.published('erp.orders');
  for (const { key, value } of records.slice(looked)) {
    const before = owners.get(key);
    const now = value?.['channelOrder'] as string | undefined;
    if (before !== undefined && before !== now) {
      expect(knownBy.get(before)).toBeDefined();
      expect(`demo|${knownBy.get(before)}`).not.toBe(key);
    }
    if (now === undefined) owners.delete(key);
    else owners.set(key, now);
  }
  looked = records.length;
}

type Step =
  | { type: 'order' }
  | { type: 'queue'; dies: number }
  | { type: 'batch'; dies: number }
  | { type: 'cancel'; which: number }
  | { type: 'hear'; which: number }
  | {
      type: 'answer';
      which: number;
      dies: number;
      kind: 'number' | 'refusal' | 'shipped' | 'correction' | 'swap';
    };

const which = fc.nat({ max: 30 });
/** Rarely: whoever dies each time does nothing. */
const dies = fc.oneof(
  { weight: 3, arbitrary: fc.constant(0) },
  { weight: 1, arbitrary: fc.integer({ min: 1, max: 3 }) },
);
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ type: fc.constant('order' as const) }) },
  { weight: 3, arbitrary: fc.record({ type: fc.constantFrom('queue' as const, 'batch' as const), dies }) },
  { weight: 3, arbitrary: fc.record({ type: fc.constantFrom('cancel' as const, 'hear' as const), which }) },
  {
    weight: 5,
    arbitrary: fc.record({
      ...{ type: fc.constant('answer' as const), which, dies },
      kind: fc.constantFrom(
        'number' as const,
        'refusal' as const,
        'shipped' as const,
        'correction' as const,
        'swap' as const,
      ),
    }),
  },
);

describe('orders, batches, answers, corrections and cancellations, in any order and with kills', () => {
  it(
    'leave each order in one batch at most, with one number, and nothing lost',
    { timeout: 400_000 },
    async () => {
      let lastNumber = 500_000;
      await fc.assert(
        fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 40 }), async (steps) => {
          const orders: string[] = [];
          const cancelled = new Set<string>();
          const survives = async (work: Promise<unknown>) => {
            await work.catch((error: unknown) => {
              if (!(
                error instanceof Killed ||
                error instanceof NothingWaits ||
                error instanceof UnfitAnswers
              ))
                throw error;
            });
          };
          const queue = (diesAt = 0) => survives(replica(diesAt).queue.round(desk.adapter.exporting));
          const batch = (diesAt = 0) =>
            survives(replica(diesAt).batches.make({ location: null, family: null }, 'en', clerk));
          const answer = async (diesAt: number, answers: Answer[]) => {
            const [row] = await rows([answers[0]?.order ?? '']);
            if (row?.batch != null)
              await survives(replica(diesAt).answers.take(row.batch, { answers }, undefined, clerk));
          };
          const run = async (of: Step): Promise<void> => {
            // Few, so that much happens to each.
            if (of.type === 'order') {
              if (orders.length < 6) orders.push(await desk.receive());
              return undefined;
            }
            if (of.type === 'queue') return queue(of.dies);
            if (of.type === 'batch') return batch(of.dies);
            const order = orders[of.which % Math.max(1, orders.length)];
            if (order === undefined) return undefined;
            if (of.type === 'hear') return hear([order]);
            if (of.type === 'cancel') {
              if (cancelled.has(order)) return undefined;
              cancelled.add(order);
              const value = {
                ...{ order, by: 'shopper', reason: '', whole: true, at: new Date() },
                lines: [
                  { line: 1, sku: 'BIKE', quantity: 1 },
                  { line: 2, sku: 'BELL', quantity: 2 },
                ],
              };
              return desk.hear({ type: 'OrderCancelled', value });
            }
            const fresh = () => String((lastNumber += 1));
            switch (of.kind) {
              case 'number':
                return answer(of.dies, [{ order, number: fresh() }]);
              case 'refusal':
                return answer(of.dies, [{ order, refusal: 'blocked' }]);
              case 'shipped':
                return answer(of.dies, [{ order, status: 'shipped' }]);
              case 'correction':
                return answer(of.dies, [{ order, number: fresh(), correction: 'misread' }]);
              case 'swap': {
                const all = await rows(orders);
                const [one] = all.filter((row) => row.order === order && row.number !== null);
                const other = all.find(
                  (row) => row.number !== null && row.order !== order && row.batch === one?.batch,
                );
                if (one?.number == null || other?.number == null) return undefined;
                return answer(of.dies, [
                  { order, number: other.number, correction: 'crosswise' },
                  { order: other.order, number: one.number, correction: 'crosswise' },
                ]);
              }
            }
          };
          const checkAlways = async () => {
            const all = await rows(orders);
            const numbers = all.flatMap(({ number }) => number ?? []);
            expect(new Set(numbers).size).toBe(numbers.length);
            // Of two documents of one order, only one has the number that the order is told by.
            const theirs = [...(await documents()).values()].filter(({ channelOrder }) =>
              orders.includes(channelOrder ?? ''),
            );
            for (const { order, number, batch: of } of all) {
              expect(
                theirs.filter((each) => each.channelOrder === order && each.number === number).length,
              ).toBeLessThanOrEqual(1);
              if (number !== null) expect(of).not.toBeNull();
            }
          };
          for (let count = 0; count < 3; count++) await run({ type: 'order' });
          await queue();
          await batch();
          for (const each of steps) {
            await run(each);
            await checkAlways();
            await checkFollowers();
          }
          // Then everybody is alive, and the clerk answers what is left.
          for (let round = 0; round < 2; round++) {
            await queue();
            await batch();
            for (const { order, state } of await rows(orders)) {
              if (state !== 'sent') continue;
              const known = cancelled.has(order)
                ? { refusal: 'not typed in' }
                : { number: String((lastNumber += 1)) };
              await answer(0, [{ order, ...known }]);
            }
            await hear(orders);
            await queue();
            await checkFollowers();
          }
          const all = await rows(orders);
          expect(all).toHaveLength(orders.length);
          const published = await documents();
          for (const { order, state, number, batch: of } of all) {
            expect(['acknowledged', 'refused', 'cancelled']).toContain(state);
            const mine = [...published.values()].filter(({ channelOrder }) => channelOrder === order);
            expect(mine.map((document) => document.number)).toEqual(number === null ? [] : [number]);
            if (state === 'acknowledged') {
              expect(number).not.toBeNull();
              if (cancelled.has(order)) expect(['cancelled', 'shipped']).toContain(mine[0]?.status);
            }
            if (state !== 'cancelled') expect(of).not.toBeNull();
          }
          const left = await desk.adapter.tx((tx) => tx.query('select from unpublished_numbers'));
          expect(left).toEqual([]);
          const twice = await desk.adapter.tx((tx) =>
            tx.query(
              `select order_number from order_batch_orders o where order_number = any($1) and batch in
               (select batch from exports e where e.order_number = o.order_number and e.state <> 'refused')
             group by 1 having count(*) > 1`,
              [orders],
            ),
          );
          expect(twice).toEqual([]);
        }),
        { numRuns: 25 },
      );
    },
  );

  it('documents of two who exchange numbers, and of one who takes a number, wait until nobody is known by it', async () => {
    const [one, two, three] = [await desk.receive(), await desk.receive(), await desk.receive()];
    const { queue, batches, answers } = replica();
    const round = () => queue.round(desk.adapter.exporting);
    await round();
    const { id } = await batches.make({ location: null, family: null }, 'en', clerk);
    const say = (...said: Answer[]) => answers.take(id, { answers: said }, undefined, clerk);
    const owner = async (number: string) => (await documents()).get(number)?.channelOrder;
    await say({ order: one, number: '1' }, { order: two, number: '2' });
    await expect(say({ order: three, number: '2' })).rejects.toThrow(UnfitAnswers);
    await expect(
      say({ order: three, number: '3' }, { order: two, number: '3', correction: 'x' }),
    ).rejects.toThrow(UnfitAnswers);
    const correction = 'typed crosswise';
    await say({ order: one, number: '2', correction }, { order: two, number: '1', correction });
    await hear([one]);
    await round();
    expect([await owner('1'), await owner('2')]).toEqual([one, two]);
    await hear([two]);
    await round();
    expect([await owner('1'), await owner('2')]).toEqual([two, one]);

    await say({ order: two, number: '4', correction });
    await say({ order: three, number: '1' });
    await round();
    expect([await owner('1'), await owner('4')]).toEqual([two, undefined]);
    await hear([two]);
    await round();
    expect([await owner('1'), await owner('4')]).toEqual([three, two]);
  });

  it('two who make a batch at once do not print an order twice', async () => {
    const orders = [await desk.receive(), await desk.receive(), await desk.receive()];
    await replica().queue.round(desk.adapter.exporting);
    const made = await Promise.allSettled(
      [replica(), replica(), replica()].map(({ batches }) =>
        batches.make({ location: null, family: null }, 'en', clerk),
      ),
    );
    expect(made.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const printed = await desk.adapter.tx((tx) =>
      tx.query('select order_number from order_batch_orders where order_number = any($1)', [orders]),
    );
    expect(printed).toHaveLength(3);
  });

  it('an order that a connector may have made is printed with that warning, and the connector leaves it alone', async () => {
    const order = await desk.receive();
    await desk.adapter.tx((tx) =>
      tx.query(`update exports set state = 'sent' where order_number = $1`, [order]),
    );
    await replica().queue.round(desk.adapter.exporting);
    await replica().batches.make({ location: null, family: null }, 'en', clerk);
    const [printed] = await desk.adapter.tx((tx) =>
      tx.query<{ doubt: boolean }>(
        'select in_doubt as doubt from order_batch_orders where order_number = $1',
        [order],
      ),
    );
    expect(printed).toEqual({ doubt: true });
    await desk.run();
    expect(await desk.documents(order)).toEqual([]);
    expect(await desk.kept(order)).toMatchObject({ state: 'sent', erpNumber: null });
  });

  it('an order that waits to be printed goes by the connector when orders do so again', async () => {
    const order = await desk.receive();
    await replica().queue.round(desk.adapter.exporting);
    await desk.run();
    expect(await desk.documents(order)).toHaveLength(1);
    expect(await desk.kept(order)).toMatchObject({ state: 'verified' });
  });
});
