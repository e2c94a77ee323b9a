import { readFileSync } from 'node:fs';
import { type Seen, ensureTopics, registerSchemas, tail } from '@throughline/messaging';
import { type Connection, connect } from '@throughline/persistence';
import { type TestDatabase, createDatabase, uniqueNamespace, until } from '@throughline/testing';
import type { StoresState } from './stores.ts';
import { PostgresProxy } from './postgres-proxy.ts';
import { Probe } from './probe.ts';
import type { ProbeSettings } from './probe/commands.ts';

export const topics = [
  'inventory.availability',
  'inventory.reservations',
  'integration.flows',
  'orders.events',
] as const;
type Topic = (typeof topics)[number];
export type Side = 'source' | 'sink';

const control = process.env.THROUGHLINE_KERNEL_STORES ?? '';

/** Does something to the stores: kills, stops or starts a part, or copies the broker's data. */
export async function act(
  deed: 'kill' | 'ready' | 'stop' | 'start' | 'save' | 'restore',
  part: 'kafka' | 'postgres' | 'registry' = 'kafka',
): Promise<void> {
  const response = await fetch(`${control}/${deed}/${part}`, { method: 'POST' });
  const text = await response.text();
  if (!response.ok) throw new Error(`${deed} ${part}: ${text}`);
}

let prepared: Promise<StoresState> | undefined;

/** The stores, with every schema registered. */
export function storesState(): Promise<StoresState> {
  prepared ??= (async () => {
    const state = (await (await fetch(control)).json()) as StoresState;
    process.env.THROUGHLINE_TEST_STORES = state.endpointsFile;
    await until(() => readFileSync(state.endpointsFile, 'utf8'));
    await registerSchemas(state.registry);
    return state;
  })();
  return prepared;
}

export interface StartOptions {
  /** Gives it a proxy of its own before the database. */
  proxied?: boolean;
  broker?: string;
  registryUrl?: string;
  /** Another database than its side's. */
  database?: string;
}

/** Brokers, separated by commas, and how many copies they keep of a partition. */
export interface Brokers {
  readonly addresses: string;
  readonly copies: number;
}

/** An installation of a test: topics, two databases, and the processes that it starts and damages. */
export class Installation {
  readonly namespace: string;
  readonly state: StoresState;
  /** Addresses of its brokers, separated by commas. */
  readonly brokers: string;
  readonly databases: Record<Side, TestDatabase>;
  readonly #ends: (() => Promise<unknown>)[] = [];
  readonly #connections = new Map<Side, Connection>();
  #started = 0;

  private constructor(
    state: StoresState,
    brokers: string,
    namespace: string,
    databases: Record<Side, TestDatabase>,
  ) {
    this.state = state;
    this.brokers = brokers;
    this.namespace = namespace;
    this.databases = databases;
  }

  /** @param other brokers than the one of the stores */
  static async open(other?: Brokers): Promise<Installation> {
    const state = await storesState();
    const { addresses, copies } = other ?? { addresses: state.kafka, copies: 1 };
    const namespace = uniqueNamespace('k');
    const [source, sink] = await Promise.all([
      createDatabase('source'),
      createDatabase('sink'),
      ensureTopics({ brokers: addresses.split(','), namespace }, { only: topics, replicas: copies }),
    ]);
    return new Installation(state, addresses, namespace, { source, sink });
  }

  async start(side: Side, options: StartOptions = {}): Promise<Probe> {
    const databaseUrl = options.database ?? this.databases[side].url;
    const database = options.proxied ? await PostgresProxy.open(databaseUrl) : undefined;
    if (database) this.atEnd(() => database.close());
    const settings: ProbeSettings = {
      service: side === 'source' ? 'inventory' : 'orders',
      instance: `${side}-${this.namespace}-${++this.#started}`,
      databaseUrl,
      broker: options.broker ?? this.brokers,
      namespace: this.namespace,
      registryUrl: options.registryUrl ?? this.state.registry,
    };
    const probe = await Probe.start(settings, database);
    this.atEnd(() => probe.kill());
    return probe;
  }

  /** Starts a source and waits until it is the one that relays. */
  async startRelay(options: StartOptions = {}): Promise<Probe> {
    const probe = await this.start('source', options);
    await until(async () => {
      const [relay] = await this.query<{ holder: string }>('source', 'SELECT holder FROM kernel.relay');
      return relay?.holder === probe.instance;
    });
    return probe;
  }

  /** Does something before the databases are dropped, last first. */
  atEnd(end: () => Promise<unknown>): void {
    this.#ends.unshift(end);
  }

  /** Rows of a statement in a side's database. */
  async query<T extends object>(side: Side, sql: string, params: unknown[] = []): Promise<T[]> {
    let connection = this.#connections.get(side);
    if (connection === undefined) {
      connection = await connect({ url: this.databases[side].url, name: 'the test' });
      this.#connections.set(side, connection);
      const forget = () => void this.#connections.delete(side);
      connection.lost.then(forget, forget);
    }
    return connection.query<T>(sql, params);
  }

  /** A statement as the server's administrator, in a database of its own. */
  async asAdmin<T extends object>(sql: string, params: unknown[] = []): Promise<T[]> {
    const admin = await connect({ url: this.state.postgresAdmin, name: 'the test' });
    return admin.query<T>(sql, params).finally(() => admin.close());
  }

  /** Ends our own sessions, before a database is copied or renamed. */
  async disconnect(): Promise<void> {
    await Promise.all([...this.#connections.values()].map((connection) => connection.close()));
    this.#connections.clear();
  }

  /** Every record of a topic, in the order of each partition. */
  async log(topic: Topic, reader: Probe): Promise<Seen[]> {
    const wanted = await reader.ask('ends', topic);
    const seen: Seen[] = [];
    if (wanted === 0) return seen;
    const settings = {
      kafka: { brokers: this.brokers.split(','), namespace: this.namespace },
      registryUrl: this.state.registry,
      fromBeginning: true,
    };
    const enough = new AbortController();
    await tail(topic, settings, enough.signal, (record) => {
      seen.push(record);
      if (seen.length >= wanted) enough.abort();
    });
    return seen;
  }

  /** Waits until a process has a new relay session, having given up the one before. */
  async relaysAnew(probe: Probe, since: Date): Promise<void> {
    await until(async () => {
      const found = await this.asAdmin(
        'SELECT FROM pg_stat_activity WHERE application_name = $1 AND backend_start > $2',
        [`${probe.instance} relay`, since],
      );
      return found.length > 0;
    });
  }

  /** Ends a process's relay session from the server's side, so that the lock is free. @returns when that was. */
  async endRelaySession(probe: Probe): Promise<Date> {
    const [ended] = await this.asAdmin<{ at: Date }>(
      'SELECT clock_timestamp() AS at, pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = $1',
      [`${probe.instance} relay`],
    );
    if (ended === undefined) throw new Error(`${probe.instance} has no relay session`);
    return ended.at;
  }

  async close(): Promise<void> {
    for (const end of this.#ends) await end().catch(() => undefined);
    await this.disconnect();
    await Promise.all(Object.values(this.databases).map((database) => database.drop()));
  }
}

/** Runs a test in an installation of its own. */
export async function inWorld(
  test: (installation: Installation) => Promise<void>,
  other?: Brokers,
): Promise<void> {
  const installation = await Installation.open(other);
  try {
    await test(installation);
  } finally {
    await installation.close();
  }
}
