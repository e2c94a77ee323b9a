export type { DataSource } from 'typeorm';
export { createDataSource, migrate, type DataSourceSettings } from './data-source.ts';
export { AdvisoryLock, type AdvisoryLockOptions, type LockName } from './advisory-lock.ts';
export { connect, type Connection, type ConnectionSettings } from './connection.ts';
export { DecidedIds } from './decided-ids.ts';
export { PreparingClient } from './preparing-client.ts';
export { withoutStatistics } from './statistics.ts';
export { transaction, type Tx, type TransactionOptions } from './transaction.ts';
export { canonicalDecimal, columnTypes } from './column-types.ts';
