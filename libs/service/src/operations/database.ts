import { kernelMigrations } from '@throughline/messaging';
import { createDataSource, migrate } from '@throughline/persistence';
import type { DataSourceSettings } from '@throughline/persistence';
import type { DataSource } from 'typeorm';
import { CreateAuditLog1700000000100, auditLog } from '../access/audit-log.ts';
import type { HealthChecks } from './health.ts';
import { NotReady } from './health.ts';

type Migrations = NonNullable<DataSourceSettings['migrations']>;

/** The service's database, connected and migrated: the kernel's tables first, then the service's own. */
export async function openDatabase(
  { entities = [], ...settings }: Omit<DataSourceSettings, 'migrations'> & { migrations: Migrations },
  health: HealthChecks,
): Promise<DataSource> {
  const migrations = [
    kernelMigrations,
    CreateAuditLog1700000000100,
    Object.values(settings.migrations),
  ].flat();
  const dataSource = createDataSource({
    ...settings,
    migrations: migrations as Migrations,
    entities: [auditLog, ...Object.values(entities)],
  });
  await dataSource.initialize();
  try {
    await migrate(dataSource, settings.url);
  } catch (error) {
    await dataSource.destroy();
    throw error;
  }
  health.add('database', async () => {
    await dataSource.query('select 1').catch(() => {
      throw new NotReady('the database does not answer');
    });
  });
  return dataSource;
}
