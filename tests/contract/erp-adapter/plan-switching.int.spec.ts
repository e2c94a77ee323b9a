import type { Outbox } from '@throughline/messaging';
import type { Flow } from '@throughline/connector';
import { type DataSource, createDataSource, migrate, transaction } from '@throughline/persistence';
import { AuditLog, Clock, Problem, type User } from '@throughline/service';
import { type TestDatabase, createDatabase, until } from '@throughline/testing';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Capturer } from '../../../apps/erp-adapter/src/capture/capturer.ts';
import { FlowMonitor } from '../../../apps/erp-adapter/src/capture/flow-monitor.ts';
import {
  type DemoErpConnector,
  demoErpConnector,
} from '../../../apps/erp-adapter/src/connectors/systems/demo-erp/connector.ts';
import { entities } from '../../../apps/erp-adapter/src/erp-adapter.entities.ts';
import { loadMapping } from '../../../apps/erp-adapter/src/mapping/mapping.ts';
import { migrations } from '../../../apps/erp-adapter/src/migrations/index.ts';
import { type Mode, type Scope, modes, treatmentOf } from '../../../apps/erp-adapter/src/plan/plan.ts';
import { planHistory, planOf } from '../../../apps/erp-adapter/src/plan/plan.tables.ts';
import { PlanService } from '../../../apps/erp-adapter/src/planning/plan.service.ts';
import { Portions } from '../../../apps/erp-adapter/src/publishing/portions.tables.ts';
import { Reconciler } from '../../../apps/erp-adapter/src/reconciliation/reconciler.ts';
import { defaultGuard } from '../../../apps/erp-adapter/src/sources/guard.ts';
import { leadInTurn } from '../../../apps/erp-adapter/src/sources/leadership.ts';
import type { Publisher } from '../../../apps/erp-adapter/src/sources/publisher.ts';
import { SourceRegistry } from '../../../apps/erp-adapter/src/sources/registry.ts';
import type { Source } from '../../../apps/erp-adapter/src/sources/source.ts';
import { planAt, waysBy } from '../../system/published-by-plan.ts';
import { type BackOffice, openBackOffice } from './back-office.ts';

const switches = Number(process.env['THROUGHLINE_PLAN_SWITCHES'] ?? 20);
const names = ['head', 'store'] as const;
type Name = (typeof names)[number];
const flows: readonly Flow[] = ['items', 'stock'];
/** Codes of items, each with its family. */
const items = new Map([0, 1, 2, 3, 4, 5].map((n) => [`I${n}`, n % 2 === 0 ? 'HLMT' : 'MTNB']));
const user: User = { subject: 'clerk', roles: ['integrator'] };

const offices = new Map<Name, BackOffice>();
const replicas: Replica[] = [];
let database: TestDatabase;
let dataSource: DataSource;
let plan: PlanService;

/** An outbox that keeps with each record which change of the plan was the last one. */
const outbox: Publisher = {
  add: async (tx, topic, records) => {
    for (const { key, sequence, value } of records)
      await tx.query(
        `insert into published (topic, key, sequence, quantity, generation)
         select $1, $2, $3, $4, coalesce(max(id), 0) from plan_changes`,
        [topic, key, sequence, value === null || !('quantity' in value) ? null : value.quantity],
      );
  },
};

interface Published {
  id: number;
  key: string;
  sequence: number;
  /** Null of a withdrawal. */
  quantity: number | null;
  generation: number;
}

interface Replica {
  name: string;
  /** Ends it in the middle of whatever it does. */
  kill(): Promise<void>;
  stop(): Promise<void>;
}

/** Follows both sources whenever no other replica does. */
async function startReplica(name: string): Promise<Replica> {
  const own = createDataSource({ url: database.url, name, entities, migrations });
  await own.initialize();
  const ending = new AbortController();
  const connectors: DemoErpConnector[] = [];
  const mapping = await loadMapping(undefined);
  const following = names.map((source) => {
    const connector = demoErpConnector({
      source,
      url: offices.get(source)?.url ?? '',
      mapping,
      orders: null,
    });
    connectors.push(connector);
    const settings = {
      ...{ databaseUrl: database.url, source, duty: 'capture' as const, holder: name },
      ending: ending.signal,
    };
    return leadInTurn(settings, (leadership) => {
      const parts = {
        dataSource: own,
        outbox,
        connector,
        flows,
        mappingVersion: 'test',
        guard: defaultGuard,
        portions: new Portions(own, () => false),
      };
      const reconciler = new Reconciler({ ...parts, everyHours: 0 });
      const monitor = new FlowMonitor(own, outbox, flows);
      return new Capturer({ ...parts, reconciler, monitor }).run(leadership);
    });
  });
  let isOver = false;
  const stop = async () => {
    if (isOver) return;
    isOver = true;
    ending.abort();
    await Promise.all(following);
    await Promise.all(connectors.map((connector) => connector.close()));
    await own.destroy();
  };
  return {
    name,
    stop,
    kill: async () => {
      // Its transactions end where they are, and the locks of its leadership go with their sessions.
      await dataSource.query(
        `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and application_name = $1`,
        [name],
      );
      await stop();
    },
  };
}

beforeAll(async () => {
  for (const name of names) {
    const office = await openBackOffice();
    offices.set(name, office);
    for (const [code, family] of items) {
      await office.addItem(code, { onHand: 5 });
      await office.query('update itmmas set famcod = $2 where itmcod = $1', [code, family]);
    }
  }
  database = await createDatabase('plan_switching');
  dataSource = createDataSource({ url: database.url, name: 'plan-switching', entities, migrations });
  await dataSource.initialize();
  await migrate(dataSource, database.url);
  await dataSource.query(`create table published (id bigint generated always as identity, topic text, key text,
    sequence bigint, quantity integer, generation bigint)`);
  const registered = names.map((name): Source => {
    const connector = demoErpConnector({ source: name, url: '', mapping: {} as never, orders: null });
    return {
      ...{ name, connector, flows, mappingVersion: 'test', takesOrders: false, version: 0, checked: null },
      guard: defaultGuard,
    };
  });
  const audit = { record: async () => undefined } as unknown as AuditLog;
  const noOutbox = { add: async () => undefined } as unknown as Outbox;
  plan = new PlanService(dataSource, new SourceRegistry(registered, 'head'), audit, new Clock(), noOutbox);
  for (const name of ['first', 'second']) replicas.push(await startReplica(name));
});
afterAll(async () => {
  await Promise.all(replicas.map((replica) => replica.stop()));
  await dataSource?.destroy();
  await database?.drop();
  await Promise.all([...offices.values()].map((office) => office.close()));
});

const publishedStock = (): Promise<Published[]> =>
  dataSource.query(
    `select id, key, sequence, quantity, generation from published where topic = 'erp.stock' order by id`,
  );
async function isQuiet(): Promise<boolean> {
  for (const office of offices.values())
    if ((await office.asConnector('select from throughline.changes limit 1')).length > 0) return false;
  const open = await dataSource.query(`select from reconciliations where state <> 'done' limit 1`);
  return open.length === 0;
}
const entriesOf = () => transaction(dataSource, (tx) => planOf(tx, 'stock'));

/** A run of a flow that may be one already, or that has nothing to run. */
async function runAll(): Promise<void> {
  await plan.run(user, 'stock', undefined).catch((error: unknown) => {
    if (!(error instanceof Problem)) throw error;
  });
}

interface Switch {
  scope: Scope;
  source: Name;
  mode: Mode;
  does: 'set' | 'pause' | 'resume' | 'remove';
  /** Changes of stock until the next. */
  changes: number;
  runs: boolean;
}
const aSwitch: fc.Arbitrary<Switch> = fc.record({
  scope: fc.constantFrom<Scope>(
    { kind: 'everything' },
    { kind: 'family', code: 'MTNB' },
    { kind: 'location', code: 'B1' },
  ),
  source: fc.constantFrom(...names),
  mode: fc.constantFrom(...modes),
  does: fc.constantFrom('set', 'set', 'set', 'pause', 'resume', 'remove'),
  changes: fc.integer({ min: 0, max: 30 }),
  runs: fc.boolean(),
});

async function carryOut({ scope, source, mode, does }: Switch): Promise<void> {
  const part = { flow: 'stock' as const, scope };
  const schedule = mode === 'batch' ? '0 3 * * *' : null;
  try {
    if (does === 'set') await plan.set(user, { ...part, source, mode, schedule, owner: null, note: null });
    else if (does === 'remove') await plan.remove(user, part, null);
    else await plan[does](user, part, null);
  } catch (error) {
    // There is no such entry, or it does not pause.
    if (!(error instanceof Problem)) throw error;
  }
}

it('publishes by the plan alone, and all of it, while modes and sources are switched at random', async () => {
  const seed = Number(process.env['THROUGHLINE_PLAN_SEED'] ?? Date.now() % 1_000_000);
  const [list = []] = fc.sample(fc.array(aSwitch, { minLength: switches, maxLength: switches }), {
    ...{ numRuns: 1, seed },
  });
  await until(async () => (await publishedStock()).length === names.length * items.size);
  await until(isQuiet);

  let n = 0;
  const change = async () => {
    n++;
    const office = offices.get(names[n % 2] ?? 'head');
    await office?.query(`update stkbal set onhand = $1, chgstp = clock_timestamp() where itmcod = $2`, [
      10 + n,
      `I${(n * 7) % items.size}`,
    ]);
  };
  for (const [index, each] of list.entries()) {
    if (index === Math.floor(switches / 2)) await replicas[0]?.kill();
    await carryOut(each);
    if (each.runs) await runAll();
    // Changes go on while what follows from the switch is under way.
    for (let left = each.changes; left > 0; left--) await change();
  }
  for (const { flow, scope, resumes } of await entriesOf())
    if (resumes !== null) await plan.resume(user, { flow: flow as 'stock', scope }, null);
  await until(isQuiet, { timeoutMs: 60_000 });
  await runAll();
  await until(isQuiet, { timeoutMs: 60_000 });

  const published = await publishedStock();
  const byKey = Map.groupBy(published, ({ key }) => key);
  const subjectOf = (key: string) => {
    const [, sku = '', location] = key.split('|');
    return { location, family: items.get(sku) };
  };

  // Every record is what its owner says, and nothing else is there.
  const entries = await entriesOf();
  for (const source of names) {
    const rows = await offices
      .get(source)
      ?.query<{ sku: string; onhand: string }>('select itmcod::text as sku, onhand from stkbal');
    for (const { sku, onhand } of rows ?? []) {
      const key = `${source}|${sku.trim()}|B1`;
      const last = byKey.get(key)?.at(-1)?.quantity ?? null;
      const about = { source, flow: 'stock' as const, run: null };
      const isOwn = treatmentOf(entries, about, subjectOf(key)) !== 'withdraw';
      expect([key, last, seed]).toEqual([key, isOwn ? Number(onhand) : null, seed]);
    }
  }

  // Nothing was published by a mode after it was switched off, or before it was switched on.
  const history = (
    await transaction(dataSource, (tx) => planHistory(tx, { before: null, limit: 1_000 }))
  ).toReversed();
  const runs = new Set(
    (
      await dataSource.query<{ generation: number }[]>(
        'select distinct run_generation as generation from reconciliations where run_scope is not null',
      )
    ).map(({ generation }) => generation),
  );
  for (const { key, quantity, generation } of published) {
    const [source = ''] = key.split('|');
    const origin = { source, flow: 'stock' as const, subject: subjectOf(key) };
    const ways = waysBy(planAt(history, 'stock', generation), origin, runs);
    expect([key, generation, ways, seed]).toEqual([
      key,
      generation,
      expect.arrayContaining([quantity === null ? 'withdraw' : 'publish']),
      seed,
    ]);
  }

  // Nothing is lost or doubled: versions rise by one, and each record says something else than the one before.
  for (const [key, records] of byKey) {
    expect([key, records.map(({ sequence }) => sequence)]).toEqual([
      key,
      records.map((_, index) => index + 1),
    ]);
    for (const [index, record] of records.entries())
      expect([key, index, record.quantity]).not.toEqual([key, index, records[index - 1]?.quantity]);
  }
}, 180_000);
