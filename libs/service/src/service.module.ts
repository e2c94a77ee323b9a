import { Global, Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import type { DataSourceSettings } from '@throughline/persistence';
import type { z } from 'zod';
import { AuditLog } from './access/audit-log.ts';
import type { FastifyInstance } from 'fastify';
import type { ConfigNeeds, ServiceConfig } from './configuration/config.ts';

/** What a service is made of, besides its controllers and providers. */
export interface ServiceDefinition {
  /** Name of the service as in `SERVICE_NAME`; owner of its topics and `application_name` of its sessions. */
  name: string;
  /** Migrations in order; absent for a service without a database. */
  migrations?: NonNullable<DataSourceSettings['migrations']>;
  entities?: DataSourceSettings['entities'];
  /** False for a service that neither consumes nor publishes; default: as soon as it has a database. */
  messaging?: boolean;
  /** Variables of its own, read into `ServiceConfig.own`. */
  environment?: z.ZodObject;
  /** False for a service whose routes are all public; default true. */
  auth?: boolean;
  /** Registers plugins of Fastify on the server, which are there before its first request. */
  plugins?: (fastify: FastifyInstance, config: ServiceConfig) => void;
}

const definitionKey = Symbol('definition');
type Defined = DynamicModule & { [definitionKey]?: ServiceDefinition };

/**
 * The first import of a service's module. Together with `bootstrap` it provides `DataSource` (connected and
 * migrated), `Outbox`, `AuditLog`, `ServiceConfig`, `Clock`, `HealthChecks` and `Lifetime`, injectable by class.
 */
@Global()
@Module({})
export class ServiceModule {
  static forService(definition: ServiceDefinition): DynamicModule {
    const module: Defined = { module: ServiceModule, providers: [AuditLog], exports: [AuditLog] };
    module[definitionKey] = definition;
    return module;
  }
}

/** The definition given to `ServiceModule.forService` in the imports of a service's module. */
export function definitionOf(module: object): ServiceDefinition {
  const imports = (Reflect.getMetadata('imports', module) ?? []) as Defined[];
  const definition = imports.map((imported) => imported[definitionKey]).find((found) => found !== undefined);
  if (!definition) throw new Error('The imports of the module have no ServiceModule.forService({ name, … })');
  return definition;
}

/** What the environment must hold for a service so defined. */
export function needsOf({
  migrations,
  messaging = true,
  auth = true,
  environment,
}: ServiceDefinition): ConfigNeeds {
  const database = migrations !== undefined;
  return { database, messaging: database && messaging, auth, ...(environment && { own: environment }) };
}
