import { DataSource } from 'typeorm';
import type { DataSourceOptions } from 'typeorm';
import { columnTypes } from './column-types.ts';
import { connect } from './connection.ts';
import { PreparingClient } from './preparing-client.ts';

export interface DataSourceSettings {
  /** `postgres://user:password@host:port/database`; `?sslmode=…` as pg understands it. */
  url: string;
  /** Shown in pg_stat_activity. */
  name: string;
  /** TypeORM entity schemas; migrations alone make their tables. */
  entities?: DataSourceOptions['entities'];
  /** Migrations in the order of the timestamps in their names; the kernel's go first. */
  migrations?: DataSourceOptions['migrations'];
  /** Connections at most; default 10. */
  poolSize?: number;
  /** Longest statement in milliseconds; default 30,000. */
  statementTimeoutMs?: number;
}

/**
 * A data source, not yet initialised, with a bounded pool and time-outs on connecting, on statements and on
 * transactions left open. Columns are read as {@link columnTypes} says.
 */
export function createDataSource(settings: DataSourceSettings): DataSource {
  const { url, name, entities = [], migrations = [], poolSize = 10, statementTimeoutMs = 30_000 } = settings;
  return new DataSource({
    type: 'postgres',
    url,
    entities,
    migrations,
    synchronize: false,
    poolSize,
    applicationName: name,
    connectTimeoutMS: 5_000,
    migrationsTransactionMode: 'each',
    installExtensions: false,
    extra: {
      Client: PreparingClient,
      // Statements that are sent without waiting for those before share a round trip to the server.
      pipeline: true,
      types: columnTypes,
      keepAlive: true,
      statement_timeout: statementTimeoutMs,
      // A server that no longer answers at all never reports its own time-out.
      query_timeout: statementTimeoutMs + 5_000,
      idle_in_transaction_session_timeout: 15_000,
    },
  });
}

/**
 * Runs the pending migrations, one transaction each. Replicas that start together take turns.
 * @throws QueryFailedError of the migration that failed; those before it stay.
 */
export async function migrate(dataSource: DataSource, url: string): Promise<void> {
  const turn = await connect({ url, name: 'migrations', statementTimeoutMs: 0 });
  try {
    await turn.query(`SELECT pg_advisory_lock(hashtext('throughline.migrations'))`);
    await dataSource.runMigrations();
  } finally {
    await turn.close();
  }
}
