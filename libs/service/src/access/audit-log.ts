import { currentTraceparent } from '@throughline/telemetry';
import type { Tx } from '@throughline/persistence';
import { EntitySchema, type MigrationInterface, type QueryRunner } from 'typeorm';
import type { User } from './permissions.ts';

/** One change made by a person (or by a partner's machine in its name). */
export interface AuditEntry {
  actor: User;
  /** What was done, e.g. `activate-product`. */
  action: string;
  /** What it was done to: kind and key, e.g. `product BK-R50R-44`. */
  target: string;
  /** Values before and after, reasons; no personal data of customers. */
  details?: Record<string, unknown>;
}

/** Row of `kernel.audit_log`. */
interface AuditRow {
  id: number;
  at: Date;
  actor: string;
  roles: string[];
  action: string;
  target: string;
  details: object;
  traceId: string | null;
}

export const auditLog = new EntitySchema<AuditRow>({
  name: 'kernel.audit_log',
  schema: 'kernel',
  tableName: 'audit_log',
  columns: {
    id: { type: 'bigint', primary: true, generated: 'increment' },
    at: { type: 'timestamptz' },
    actor: { type: 'text' },
    roles: { type: 'text', array: true },
    action: { type: 'text' },
    target: { type: 'text' },
    details: { type: 'jsonb' },
    traceId: { type: 'text', name: 'trace_id', nullable: true },
  },
});

/** Keeps who changed what, in the transaction of the change itself. */
export class AuditLog {
  async record(tx: Tx, { actor, action, target, details = {} }: AuditEntry): Promise<void> {
    const traceId = currentTraceparent()?.slice(3, 35) ?? null;
    const { subject, roles } = actor;
    await tx.manager.insert(auditLog, {
      actor: subject,
      roles: [...roles],
      action,
      target,
      details,
      traceId,
    });
  }
}

/** Applied to the database of each service before its own migrations. */
export class CreateAuditLog1700000000100 implements MigrationInterface {
  readonly name = 'CreateAuditLog1700000000100';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('create schema if not exists kernel');
    await runner.query(`
      create table kernel.audit_log (
        id bigint generated always as identity primary key,
        at timestamptz not null default now(),
        actor text not null,
        roles text[] not null,
        action text not null,
        target text not null,
        details jsonb not null,
        trace_id text
      )`);
    await runner.query('create index audit_log_target on kernel.audit_log (target, at)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table kernel.audit_log');
  }
}
