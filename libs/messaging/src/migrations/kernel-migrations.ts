import { KernelTables1700000000000 } from './1700000000000-kernel-tables.ts';
import { RowsInDoubt1763800000000 } from './1763800000000-rows-in-doubt.ts';
import { SentRecords1763900000000 } from './1763900000000-sent-records.ts';
import { RekeyedTopics1764460000000 } from './1764460000000-rekeyed-topics.ts';
import { OutboxLanes1764550000000 } from './1764550000000-outbox-lanes.ts';
import { PropagationFields1764560000000 } from './1764560000000-propagation-fields.ts';
import { Markers1764570000000 } from './1764570000000-markers.ts';
import { Erasures1764580000000 } from './1764580000000-erasures.ts';
import { HeldPartitions1765000000000 } from './1765000000000-held-partitions.ts';

/** The kernel's own migrations; put them before the service's: `migrations: [...kernelMigrations, ...ours]`. */
export const kernelMigrations = [
  KernelTables1700000000000,
  RowsInDoubt1763800000000,
  SentRecords1763900000000,
  RekeyedTopics1764460000000,
  OutboxLanes1764550000000,
  PropagationFields1764560000000,
  Markers1764570000000,
  Erasures1764580000000,
  HeldPartitions1765000000000,
];
