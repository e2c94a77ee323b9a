export type { MessagingSettings, KafkaSettings } from './settings.ts';
export { type Batch, type Outgoing, type Received, type RecordHead, causedBy } from './records/record.ts';
export { type Decision, type Group, type Projection, decision, projection } from './consumer/groups.ts';
export { OnBatch } from './consumer/on-batch.ts';
export { OnRestore } from './consumer/on-restore.ts';
export { PermanentError, RefusedError, SystemError, TransientError } from './errors.ts';
export { type FailureRule, failurePolicy, isTransient } from './failure-policy.ts';
export { pause } from './back-off.ts';
export { Signal } from './signal.ts';
export { Outbox } from './outbox/outbox.ts';
export {
  type Copy,
  type CopyDeclaration,
  type DeclaredTable,
  type StateTopicName,
  copyOf,
  upsertCopy,
} from './projection/copy.ts';
export type { StateTable } from './projection/state-table.ts';
export { type VersionedRow, upsertNewest } from './projection/upsert-newest.ts';
export { kernelMigrations } from './migrations/kernel-migrations.ts';
export { MessagingModule } from './messaging.module.ts';
export { BatchConsumer } from './consumer/batch-consumer.ts';
export { MessagingHealth } from './operations/health.ts';
export {
  type GroupStatus,
  OperatorApi,
  type OutboxStatus,
  type TailRecord,
  type TopicStatus,
} from './operations/operator-api.ts';
export type { Finding } from './recovery/doctor.ts';
export { RestoredDatabase } from './recovery/restored-database.ts';
export type { ParkedFilter, ParkedRecord } from './recovery/parked-records.ts';
export type { RebuildMode, RebuildStatus } from './projection/rebuild.ts';
export { type RebuildParts, groupToRebuild, runRebuild } from './projection/run-rebuild.ts';
export {
  type EnsureTopicsOptions,
  deleteRekeyedTopics,
  ensureTopics,
  personalCompactionLagMs,
} from './operations/topics.ts';
export { registerSchemas } from './records/registry.ts';
export { type Seen, type TailSettings, tail } from './operations/tail.ts';
