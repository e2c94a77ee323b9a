import { Global, Module } from '@nestjs/common';
import type { DynamicModule, OnApplicationShutdown, Provider } from '@nestjs/common';
import { MessagingHealth, MessagingModule, RestoredDatabase } from '@throughline/messaging';
import { DataSource } from 'typeorm';
import { Clock } from './configuration/clock.ts';
import { ServiceConfig } from './configuration/config.ts';
import { HealthChecks, NotReady } from './operations/health.ts';
import { PeriodicJobs } from './jobs/periodic-jobs.ts';
import { RequestBudgets } from './http/request-budgets.ts';
import { Lifetime } from './configuration/lifetime.ts';
import { OperatorController } from './operations/operator.controller.ts';
import { ServiceFindings } from './operations/service-findings.ts';

/** What the running process gives to the service's modules. */
export interface Runtime {
  config: ServiceConfig;
  clock: Clock;
  health: HealthChecks;
  budgets: RequestBudgets;
  dataSource: DataSource | undefined;
  messaging: boolean;
  /** Program that reads for rebuilds in a process of its own. */
  rebuildProgram?: string | undefined;
}

const runtimeKey = Symbol('runtime');

/** Closes the pool last: Nest ends global modules in the reverse order of their creation, and this one is the first. */
class PoolLifetime implements OnApplicationShutdown {
  constructor(private readonly dataSource: DataSource | undefined) {}

  async onApplicationShutdown(): Promise<void> {
    if (this.dataSource?.isInitialized) await this.dataSource.destroy();
  }
}

@Global()
@Module({})
export class RuntimeModule {
  static with(runtime: Runtime): DynamicModule {
    const { config, clock, health, budgets, dataSource, messaging, rebuildProgram } = runtime;
    const shared: Provider[] = [
      { provide: ServiceConfig, useValue: config },
      { provide: Clock, useValue: clock },
      { provide: HealthChecks, useValue: health },
      { provide: RequestBudgets, useValue: budgets },
      { provide: Lifetime, useValue: new Lifetime() },
      { provide: ServiceFindings, useFactory: () => new ServiceFindings(() => clock.now()) },
      {
        provide: PeriodicJobs,
        inject: [{ token: RestoredDatabase, optional: true }],
        useFactory: (restored?: RestoredDatabase) =>
          new PeriodicJobs(dataSource && config.database.DATABASE_URL, restored),
      },
      ...(dataSource ? [{ provide: DataSource, useValue: dataSource }] : []),
    ];
    const kernel =
      dataSource && messaging
        ? [MessagingModule.forService({ ...messagingSettings(config, dataSource), rebuildProgram })]
        : [];
    return {
      module: RuntimeModule,
      imports: kernel,
      controllers: kernel.length > 0 ? [OperatorController] : [],
      providers: [...shared, { provide: runtimeKey, useFactory: () => new PoolLifetime(dataSource) }],
      exports: shared,
    };
  }
}

function messagingSettings(config: ServiceConfig, dataSource: DataSource) {
  const { kafka, http, database, name: service } = config;
  const sasl = kafka.KAFKA_SASL_MECHANISM && {
    mechanism: kafka.KAFKA_SASL_MECHANISM,
    username: kafka.KAFKA_SASL_USERNAME ?? '',
    password: kafka.KAFKA_SASL_PASSWORD ?? '',
  };
  return {
    service,
    instance: http.INSTANCE_ID,
    dataSource,
    databaseUrl: database.DATABASE_URL,
    registryUrl: kafka.REGISTRY_URL,
    maxLagSeconds: http.READY_LAG_SECONDS,
    keptMinutes: kafka.KAFKA_SENT_KEPT_MINUTES,
    kafka: {
      brokers: kafka.KAFKA_BROKERS,
      namespace: kafka.KAFKA_NAMESPACE,
      ssl: kafka.KAFKA_SSL,
      ...(sasl && { sasl }),
    },
  };
}

/** Says in the kernel's own words what is wrong with broker, consumers and lag: a service serves without them. */
export function checkMessaging(health: HealthChecks, messaging: MessagingHealth): void {
  const check = async () => {
    const problems = await messaging.problems();
    if (problems.length > 0) throw new NotReady(problems.join('; '));
  };
  health.add('messaging', check, 'current');
}
