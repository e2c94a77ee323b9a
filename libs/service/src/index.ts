export { bootstrap } from './bootstrap.ts';
export { createApplication, type ApplicationOptions } from './application.ts';
export { ServiceModule, type ServiceDefinition } from './service.module.ts';
export { ConfigError, ServiceConfig } from './config.ts';
export { Clock } from './clock.ts';
export { Lifetime } from './lifetime.ts';
export { HealthChecks, NotReady } from './health.ts';
export {
  InvalidRequest,
  Problem,
  type FieldError,
  type ProblemBody,
  type ProblemOptions,
} from './problem.ts';
export { Allow, CurrentUser, Public, roles, type Role, type User } from './permissions.ts';
export { Answers, EventStream, ReadsHeader, recordAnswer, type Json } from './describe.ts';
export { AuditLog, type AuditEntry } from './audit-log.ts';
export { TraceOrigin } from './request-span.ts';
export { ValidationPipe, isStorable } from './validation.ts';
