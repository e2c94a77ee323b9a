export { bootstrap } from './bootstrap.ts';
export { createApplication, type ApplicationOptions } from './application.ts';
export { ServiceModule, definitionOf, type ServiceDefinition } from './service.module.ts';
export { ConfigError, ServiceConfig } from './configuration/config.ts';
export { Clock } from './configuration/clock.ts';
export { PeriodicJobs } from './jobs/periodic-jobs.ts';
export type { PeriodicJob, PeriodicJobSettings } from './jobs/periodic-job.ts';
export { Lifetime } from './configuration/lifetime.ts';
export { openDatabase } from './operations/database.ts';
export { HealthChecks, NotReady } from './operations/health.ts';
export { ServiceFindings, type FindingSource, type ServiceFinding } from './operations/service-findings.ts';
export { InvalidRequest, Problem, type ProblemOptions } from './problems/problem.ts';
export { problemSchema, type FieldError, type ProblemBody } from './problems/problem.schema.ts';
export { Allow, CurrentUser, Public, roles, type Role, type User } from './access/permissions.ts';
export {
  ReadsHeader,
  Responds,
  RespondsCsv,
  RespondsEvents,
  RespondsPdf,
  RespondsProblem,
} from './openapi/describe.ts';
export { instant, named, type Json, type ResponseOf } from './schemas/schema.ts';
export { code } from './schemas/code.ts';
export { recordSchema } from './schemas/record-schema.ts';
export { describeService } from './describe-service.ts';
export { AuditLog, type AuditEntry } from './access/audit-log.ts';
export { AtMost, Costs, requireBudget, tooManyRequests } from './http/limits.ts';
export { perMinute, type Allowance } from './http/budget.ts';
export { clientOf } from './http/client-address.ts';
export { RequestBudgets, type Spending } from './http/request-budgets.ts';
export { TraceOrigin } from './http/request-span.ts';
export { ValidationPipe, isStorable } from './http/validation.ts';
