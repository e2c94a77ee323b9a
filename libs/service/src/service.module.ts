import { Global, Inject, Module } from '@nestjs/common';
import type { DynamicModule, OnApplicationShutdown, Provider } from '@nestjs/common';
import { createDataSource, migrate } from '@throughline/persistence';
import type { DataSourceSettings } from '@throughline/persistence';
import { DataSource } from 'typeorm';
import type { z } from 'zod';
import { AuditLog, CreateAuditLog1763700000000 } from './audit-log.ts';
import { ServiceConfig } from './config.ts';
import type { ConfigNeeds } from './config.ts';
import { HealthChecks, NotReady } from './health.ts';

/** What a service is made of, besides its controllers and providers. */
export interface ServiceDefinition {
  /** Name of the service as in `SERVICE_NAME`; also the `application_name` of its sessions. */
  name: string;
  /** Migrations in order; absent for a service without a database. */
  migrations?: NonNullable<DataSourceSettings['migrations']>;
  entities?: DataSourceSettings['entities'];
  /** Variables of its own, read into `ServiceConfig.own`. */
  environment?: z.ZodObject;
  /** False for a service whose routes are all public; default true. */
  auth?: boolean;
}

const definitionKey = Symbol('definition');
type Defined = DynamicModule & { [definitionKey]?: ServiceDefinition };

/**
 * The first import of a service's module: the database, migrated before anything else starts, `AuditLog`, and by
 * `bootstrap` also `ServiceConfig`, `Clock`, `HealthChecks` and `Lifetime`, all injectable by their class.
 */
@Global()
@Module({})
export class ServiceModule implements OnApplicationShutdown {
  constructor(@Inject(DataSource) private readonly dataSource: DataSource | null) {}

  static forService(definition: ServiceDefinition): DynamicModule {
    const providers: Provider[] = [
      AuditLog,
      { provide: DataSource, inject: [ServiceConfig, HealthChecks], useFactory: openDatabase(definition) },
    ];
    const module: Defined = { module: ServiceModule, providers, exports: [AuditLog, DataSource] };
    module[definitionKey] = definition;
    return module;
  }

  async onApplicationShutdown(): Promise<void> {
    if (this.dataSource?.isInitialized) await this.dataSource.destroy();
  }
}

function openDatabase({ name, migrations, entities }: ServiceDefinition) {
  return async (config: ServiceConfig, checks: HealthChecks): Promise<DataSource | null> => {
    if (!migrations) return null;
    const { DATABASE_URL: url } = config.database;
    const own = Array.isArray(migrations) ? migrations : Object.values(migrations);
    const all = [CreateAuditLog1763700000000, ...own] as NonNullable<DataSourceSettings['migrations']>;
    const dataSource = createDataSource({ name, url, migrations: all, ...(entities && { entities }) });
    await dataSource.initialize();
    await migrate(dataSource, url);
    checks.add('database', async () => {
      await dataSource.query('select 1').catch(() => {
        throw new NotReady('the database does not answer');
      });
    });
    return dataSource;
  };
}

/** The definition given to `ServiceModule.forService` in the imports of a service's module. */
export function definitionOf(module: object): ServiceDefinition {
  const imports = (Reflect.getMetadata('imports', module) ?? []) as Defined[];
  const definition = imports.map((imported) => imported[definitionKey]).find((found) => found !== undefined);
  if (!definition) throw new Error('The imports of the module have no ServiceModule.forService({ name, … })');
  return definition;
}

/** What the environment must hold for a service so defined. */
export function needsOf({ migrations, auth = true, environment }: ServiceDefinition): ConfigNeeds {
  return {
    database: migrations !== undefined,
    messaging: false,
    auth,
    ...(environment && { own: environment }),
  };
}
