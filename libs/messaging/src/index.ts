export type { MessagingSettings, KafkaSettings } from './settings.ts';
export { type Batch, type Outgoing, type Received, type RecordHead, causedBy } from './records.ts';
export { type Decision, type Group, type Projection, decision, projection } from './groups.ts';
export { OnBatch } from './on-batch.ts';
export { PermanentError, TransientError, isTransient } from './errors.ts';
export { Outbox } from './outbox.ts';
export { type StateTable, type VersionedRow, projectNewest } from './project-newest.ts';
export { kernelMigrations } from './kernel-migrations.ts';
export { registerSchemas } from './registry.ts';
