import { kernelMigrations } from '@throughline/messaging';
import { createDataSource, migrate } from '@throughline/persistence';
import type { DataSourceSettings } from '@throughline/persistence';
import type { DataSource } from 'typeorm';
import { CreateAuditLog1700000000100 } from '../access/audit-log.ts';
import type { HealthChecks } from './health.ts';
import { NotReady } from './health.ts';

type Migrations = NonNullable<DataSourceSettings['migrations']>;

/** The service's database, connected and migrated: the kernel's tables first, then the service's own. */
export async function openDatabase(
  settings: Omit<DataSourceSettings, 'migrations'> & { migrations: Migrations },
  health: HealthChecks,
): Promise<DataSource> {
  const own = Array.isArray(settings.migrations) ? settings.migrations : Object.values(settings.migrations);
  const migrations = [...kernelMigrations, CreateAuditLog1700000000100, ...own] as Migrations;
  const dataSource = createDataSource({ ...settings, migrations });
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
