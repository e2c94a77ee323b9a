import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PartName } from '../../deploy/local/topology.ts';
import { until } from '../../libs/testing/src/until.ts';
import { setLife } from '../system/back-office.ts';
import type { OrderView } from '../system/shop.ts';
import { settled } from '../system/staff.ts';
import { startSystem, type OwnSystem } from '../system/system.ts';
import { Driver } from './driver.ts';
import { Random } from './random.ts';
import { stockRecord } from './stock-record.ts';
import { Counting } from './switching/changes.ts';
import { publications, publishedWrongly, watchPublications } from './switching/publications.ts';
import { leaveToSources, switchAtRandom } from './switching/switches.ts';
import {
  documents,
  figures,
  findings,
  imbalances,
  pricesByErp,
  quarantined,
  sellableByErp,
  sellableByInventory,
  verifyProjections,
} from './truth.ts';
import { promises, watchPromises } from './witness.ts';

const seconds = Number(process.env.THROUGHLINE_FAULTS_SECONDS ?? 120);
const seed = Number(process.env.THROUGHLINE_FAULTS_SEED ?? Date.now() % 1_000_000);
const convergenceMs = 300_000;
const switches = 12;
const countsPerSecond = 50;
const parts: PartName[] = [
  ...(['kafka', 'postgres', 'demo-erp', 'erp-adapter', 'catalog'] as const),
  ...(['pricing', 'customers', 'inventory', 'orders', 'storefront'] as const),
];
/** Few units, many units, and two that may be ordered beyond stock. */
const skus = [
  ...['FR-M21B-42', 'FR-T67Y-62', 'TG-W091-L', 'GL-H102-L', 'CL-9009', 'BK-R89B-44', 'BK-R19B-58'],
  ...['SO-R809-M', 'SO-R809-L', 'TI-T723', 'TT-M928', 'WB-H098', 'LT-T990', 'HL-U509', 'VE-C304-S'],
];

describe(`${seconds} s of faults, seed ${seed}`, () => {
  const random = new Random(seed);
  let system: OwnSystem;
  let driver: Driver;
  let orders: Map<string, OrderView>;

  beforeAll(
    async () => {
      console.log(`THROUGHLINE_FAULTS_SEED=${seed}`);
      system = await startSystem({ replicas: 2, life: 120 });
      await settled(system);
      await watchPromises(system);
      driver = new Driver(system, random, skus);
      driver.start(4);
      await killInTurn();
      await switchFlows();
      await driver.stop();
      await until(() => setLife(system, 'off').then(() => true));
      orders = await decided();
      await settled(system, { timeoutMs: convergenceMs });
      console.log(
        `${driver.taken.length} orders taken, ${driver.unanswered} requests repeated, refused: ${JSON.stringify([...driver.refused])}`,
      );
    },
    seconds * 1_000 + 900_000,
  );
  afterAll(() => system?.stop());

  /** Every part once, and again from the beginning while there is time. */
  async function killInTurn(): Promise<void> {
    const end = Date.now() + seconds * 1_000;
    const slot = (seconds * 1_000) / parts.length;
    let waiting: PartName[] = [];
    for (let round = 0; round < parts.length || Date.now() < end; round++) {
      if (waiting.length === 0) waiting = random.shuffled(parts);
      const part = waiting.pop() as PartName;
      const names = system.processes(part);
      // Of two replicas sometimes one dies, and sometimes both.
      const victims = random.next() < 0.5 ? names : [random.pick(names)];
      const before = system.endpoints().pids;
      const next = Math.min(Date.now() + slot, end);
      const ordersBefore = driver.taken.length;
      console.log(`SIGKILL ${victims.join(', ')}`);
      for (const name of victims) system.kill(name, 'SIGKILL');
      await until(
        () => {
          const { pids } = system.endpoints();
          return victims.every((name) => pids[name] !== undefined && pids[name] !== before[name]);
        },
        { timeoutMs: 300_000 },
      );
      // Orders go on for the rest of the slot, and none of the faults goes by without any.
      await until(() => Date.now() >= next && driver.taken.length > ordersBefore, { timeoutMs: 300_000 });
    }
  }

  /** Between the modes of the plan, while the adapter is killed, and back to where each source says what it has. */
  async function switchFlows(): Promise<void> {
    await watchPublications(system);
    const counting = new Counting(system, random, skus);
    counting.start(countsPerSecond);
    const done = await switchAtRandom(system, random, { source: 'demo', count: switches });
    await leaveToSources(system);
    await counting.stop();
    console.log(`${done.switches} changes of the plan, SIGKILL ${done.kills.join(', ')}`);
  }

  async function decided(): Promise<Map<string, OrderView>> {
    const views = new Map<string, OrderView>();
    for (const taken of driver.taken) {
      const view = await until(
        async () => {
          const now = await driver.view(taken);
          return now?.decided && now;
        },
        { timeoutMs: convergenceMs },
      );
      views.set(taken.order, view);
    }
    return views;
  }

  it('never gives two answers to one request', () => {
    expect(driver.taken.length).toBeGreaterThan(seconds / 2);
    expect(driver.contradictions).toEqual([]);
    expect(new Set(driver.taken.map(({ order }) => order)).size).toBe(driver.taken.length);
  });

  it('decides every order that was taken', () => {
    const states = Map.groupBy(orders.values(), ({ rejection, state }) => rejection?.reason ?? state);
    console.log(Object.fromEntries([...states].map(([state, { length }]) => [state, length])));
    expect([...orders.values()].filter((order) => !order.decided)).toEqual([]);
    expect([...states.keys()].some((state) => state !== 'out-of-stock')).toBe(true);
  });

  it('brings each accepted order into the back office once, as it was ordered, and no other', async () => {
    const byReference = Map.groupBy(await documents(system), ({ reference }) => reference);
    const problems = driver.taken.flatMap((taken) => {
      const found = byReference.get(taken.order) ?? [];
      const rejected = orders.get(taken.order)?.rejection !== null;
      const most = rejected ? 0 : 1;
      // One that was cancelled may have been so before it was handed over.
      const least = rejected || taken.cancelled ? 0 : 1;
      const sameLines = found.every(({ lines }) => JSON.stringify(lines) === JSON.stringify(taken.lines));
      return found.length >= least && found.length <= most && sameLines ? [] : [{ taken, found }];
    });
    expect(problems).toEqual([]);
    const known = new Set(driver.taken.map(({ order }) => order));
    expect([...byReference.keys()].filter((order) => !known.has(order))).toEqual([]);
  });

  it('promises nothing beyond what was stated when it was promised', async () => {
    const { seen, beyond } = await promises(system);
    expect(seen).toBeGreaterThan(0);
    expect(beyond).toEqual([]);
  });

  it('keeps a ledger that adds up, and nets to zero for orders that ended', async () => {
    expect(await imbalances(system)).toEqual([]);
  });

  it('shows in the shop what inventory can promise, and what the back office has', async () => {
    const [shown, promised, stated, held] = await Promise.all([
      figures(system),
      sellableByInventory(system),
      sellableByErp(system),
      quarantined(system),
    ]);
    expect(shown.length).toBeGreaterThan(200);
    const different = shown.flatMap(({ sku, stock: { available } }) => {
      const wanted = [promised.get(sku), ...(held.has(sku) ? [] : [stated.get(sku)])];
      return wanted.every((units) => units === available) ? [] : [{ sku, shown: available, wanted }];
    });
    const record =
      different.length > 0
        ? await stockRecord(
            system,
            different.map(({ sku }) => sku),
          )
        : {};
    expect(different, JSON.stringify(record, undefined, 1)).toEqual([]);
  });

  it('publishes by the plan as it stood then, once and in turn', async () => {
    expect((await publications(system)).length).toBeGreaterThan(100);
    expect(await publishedWrongly(system)).toEqual([]);
  });

  it('shows the prices of the back office', async () => {
    const [shown, stated, held] = await Promise.all([
      figures(system),
      pricesByErp(system),
      quarantined(system),
    ]);
    const comparable = shown.filter(({ sku }) => !held.has(sku) && stated.has(sku));
    expect(comparable.length).toBeGreaterThan(200);
    expect(comparable.map(({ sku, price }) => [sku, price?.amount])).toEqual(
      comparable.map(({ sku }) => [sku, stated.get(sku)]),
    );
  });

  it('has projections that equal what a rebuild makes', async () => {
    const results = await verifyProjections(system);
    expect([...results.keys()]).toEqual(
      expect.arrayContaining(['orders.reference', 'storefront.projection']),
    );
    for (const [group, { outcome }] of results)
      expect(outcome?.equal, `${group}: ${JSON.stringify(outcome)}`).toBe(true);
  });

  it('leaves nothing for the doctor to find', async () => {
    expect(await findings(system)).toEqual([]);
  });
});
