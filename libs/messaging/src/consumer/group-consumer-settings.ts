import type { TopicName } from '@throughline/events';
import type { DataSource } from '@throughline/persistence';
import type { ClusterGuard } from '../kafka/cluster-guard.ts';
import type { Kafka } from '../kafka/kafka.ts';
import type { TypesRead } from '../processing/apply.ts';
import type { TransactionSettings } from '../processing/transaction-batcher.ts';
import type { SchemaStore } from '../records/schema-store.ts';
import type { RestoreCheck } from './on-restore.ts';

/** What a group's consumer works with. */
export interface GroupConsumerSettings extends TransactionSettings {
  /** Group id, under which offsets are stored. */
  readonly group: string;
  readonly topics: readonly TopicName[];
  readonly dataSource: DataSource;
  readonly kafka: Kafka;
  readonly cluster: ClusterGuard;
  readonly schemas: SchemaStore;
  readonly types?: TypesRead | undefined;
  /** Shortest time from one read to the next while there is no backlog; see groups.ts. */
  readonly lingerMs: number;
  /** Given to groups that decide: they wait while the log is ahead of the database. */
  readonly restored?: RestoreCheck | undefined;
  /**
   * The offset that must not be passed yet, requested before each batch; without it there is no bound. A bounded
   * consumer reads only the partitions that have a stored offset.
   */
  limit?(topic: string, partition: number): Promise<number>;
}
