import { type Tx, createDataSource, migrate, transaction } from '@throughline/persistence';
import { createDatabase } from '@throughline/testing';
import type { DataSource } from 'typeorm';
import { Capturer } from '../../../apps/erp-adapter/src/capture/capturer.ts';
import { FlowMonitor } from '../../../apps/erp-adapter/src/capture/flow-monitor.ts';
import type { Publisher } from '../../../apps/erp-adapter/src/sources/publisher.ts';
import { Portions } from '../../../apps/erp-adapter/src/publishing/portions.tables.ts';
import { Reconciler } from '../../../apps/erp-adapter/src/reconciliation/reconciler.ts';
import { requestReconciliation } from '../../../apps/erp-adapter/src/reconciliation/reconciliations.tables.ts';
import { type Duty, Leadership } from '../../../apps/erp-adapter/src/sources/leadership.ts';
import { type Flow, flows } from '@throughline/connector';
import {
  type DemoErpConnector,
  demoErpConnector,
} from '../../../apps/erp-adapter/src/connectors/systems/demo-erp/connector.ts';
import { handedOverOrders } from '../../../apps/erp-adapter/src/exports/handed-over.queries.ts';
import { loadMapping } from '../../../apps/erp-adapter/src/mapping/mapping.ts';
import { entities } from '../../../apps/erp-adapter/src/erp-adapter.entities.ts';
import { migrations } from '../../../apps/erp-adapter/src/migrations/index.ts';
import { defaultGuard } from '../../../apps/erp-adapter/src/sources/guard.ts';

/** A record as it was put into the outbox. */
export interface Published {
  id: number;
  topic: string;
  key: string;
  type: string;
  sequence: number;
  time: Date;
  traceparent: string | null;
  value: Record<string, unknown> | null;
}

/** The parts of the adapter on a database of its own, run by hand, with an outbox that is only read. */
export interface Adapter {
  readonly dataSource: DataSource;
  readonly outbox: Publisher;
  readonly connector: DemoErpConnector;
  readonly leadership: Leadership;
  /** That of handing orders over. */
  readonly exporting: Leadership;
  /** Called between taking a snapshot and asking what our orders claim. */
  beforeClaims: () => Promise<void>;
  /** The next leadership: the one before has ended. */
  nextLeadership(duty?: Duty): Promise<Leadership>;
  capturer(connector?: DemoErpConnector): Capturer;
  reconciler(): Reconciler;
  /** Reads everything once. */
  load(): Promise<void>;
  /** @returns its id */
  reconcile(chosen?: readonly Flow[]): Promise<string>;
  published(topic?: string): Promise<Published[]>;
  tx<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

const outbox: Publisher = {
  add: async (tx, topic, records) => {
    for (const { key, type, sequence, time, traceparent, value } of records)
      await tx.query(
        `insert into published (topic, key, type, sequence, time, traceparent, value) values ($1, $2, $3, $4, $5, $6, $7)`,
        [
          topic,
          key,
          type,
          sequence,
          time,
          traceparent ?? null,
          value === null ? null : JSON.stringify(value),
        ],
      );
  },
};

export async function openAdapter(erpUrl: string): Promise<Adapter> {
  const database = await createDatabase('adapter');
  const dataSource = createDataSource({ url: database.url, name: 'adapter', entities, migrations });
  await dataSource.initialize();
  await migrate(dataSource, database.url);
  await dataSource.query(`create table published (id bigint generated always as identity, topic text, key text, type text,
    sequence bigint, time timestamptz, traceparent text, value jsonb)`);
  const tx: Adapter['tx'] = (work) => transaction(dataSource, work);
  const ending = new AbortController();
  const nextLeadership = async (duty: Duty = 'capture') => {
    const [row] = await tx((t) =>
      t.query<{ term: number }>(
        `insert into leaderships as l (source, duty, term, holder) values ('demo', $1, 1, 'test')
         on conflict (source, duty) do update set term = l.term + 1 returning term`,
        [duty],
      ),
    );
    return new Leadership('demo', duty, row?.term ?? 0, ending.signal);
  };
  const orders = handedOverOrders(dataSource, 'demo');
  const connector = demoErpConnector({
    source: 'demo',
    url: erpUrl,
    mapping: await loadMapping(undefined),
    orders: {
      ...orders,
      claims: async (items) => {
        await adapter.beforeClaims();
        return orders.claims(items);
      },
    },
  });
  const parts = {
    ...{ dataSource, outbox, connector, flows, mappingVersion: 'test', guard: defaultGuard },
    portions: new Portions(dataSource, () => false),
  };
  const reconciler = () => new Reconciler({ ...parts, everyHours: 0 });
  const reconcile = async (chosen: readonly Flow[], cause: string) => {
    const { id } = await tx((t) => requestReconciliation(t, 'demo', chosen, cause));
    const one = reconciler();
    while (await one.page(adapter.leadership));
    return id;
  };
  const adapter: Adapter = {
    dataSource,
    outbox,
    connector,
    leadership: await nextLeadership(),
    exporting: await nextLeadership('exports'),
    beforeClaims: async () => undefined,
    nextLeadership,
    capturer: (other = connector) =>
      new Capturer({
        ...parts,
        connector: other,
        reconciler: reconciler(),
        monitor: new FlowMonitor(dataSource, outbox, [...flows, 'exports']),
      }),
    reconciler,
    load: async () => {
      await connector.prepare();
      await reconcile(flows, 'load');
    },
    reconcile: (chosen = flows) => reconcile(chosen, 'test'),
    published: (topic) =>
      tx((t) =>
        t.query<Published>('select * from published where $1::text is null or topic = $1 order by id', [
          topic ?? null,
        ]),
      ),
    tx,
    close: async () => {
      ending.abort();
      await connector.close();
      await dataSource.destroy();
      await database.drop();
    },
  };
  return adapter;
}
