import 'reflect-metadata';
import type { DynamicModule, Type } from '@nestjs/common';
import type { RebuildParts } from '@throughline/messaging';
import { createDataSource } from '@throughline/persistence';
import type { ApplicationOptions } from './application.ts';
import { Clock } from './configuration/clock.ts';
import { readConfig } from './configuration/config.ts';
import { RequestBudgets } from './http/request-budgets.ts';
import { HealthChecks } from './operations/health.ts';
import { RuntimeModule } from './runtime.module.ts';
import { definitionOf, needsOf } from './service.module.ts';

/** Two transactions, and what is asked beside them. */
const poolSize = 4;

/** The parts of a service that its handlers need, with a few sessions of its own; serves nothing and migrates nothing. */
export async function openForRebuild(
  name: string,
  module: Type,
  { environment = process.env, clock = new Clock() }: ApplicationOptions,
): Promise<RebuildParts> {
  const definition = definitionOf(module);
  const config = readConfig(name, needsOf(definition), environment);
  const { entities } = definition;
  const dataSource = createDataSource({
    url: config.database.DATABASE_URL,
    name: `${name} rebuild`,
    poolSize,
    ...(entities && { entities }),
  });
  await dataSource.initialize();
  const runtime = RuntimeModule.with({
    ...{ config, clock, dataSource, messaging: true },
    health: new HealthChecks(),
    budgets: new RequestBudgets(clock),
  });
  const root: DynamicModule = { module: class RebuildRoot {}, imports: [runtime, module] };
  return { module: root, dataSource };
}
