import type { DataSource } from '@throughline/persistence';
import type { BatchConsumer } from '../consumer/batch-consumer.ts';
import { RefusedError } from '../errors.ts';
import { storedOffset } from '../processing/stored-offsets.ts';
import { shadowOf } from './rebuild-state.ts';
import { rebuildSchema } from './rebuild-tables.ts';

/** What reads for a rebuild: a consumer of this process, or another process. */
export interface RebuildReader {
  /** Why it reads no more, if it does not. */
  readonly problem: Error | undefined;
  /** Resolves when it has ended. */
  stop(): Promise<void>;
}

/**
 * Begins to read for a rebuild of a group, from the rebuild's stored offsets, into the rebuild's tables, and not beyond
 * the live group.
 * @throws RefusedError when the group is unknown here.
 */
export async function startReader(
  batchConsumer: BatchConsumer,
  dataSource: DataSource,
  groupId: string,
): Promise<RebuildReader> {
  const declared = batchConsumer.groups.get(groupId);
  if (declared === undefined) throw new RefusedError(`There is no group ${groupId} here`);
  const skipped = await skippedRecords(dataSource, groupId);
  const consumer = batchConsumer.consumer(
    {
      dataSource,
      group: shadowOf(groupId),
      handlers: declared.handlers,
      types: declared.types,
      transaction: { searchPath: [rebuildSchema, 'public'], muted: true, repeatable: true },
      mixed: true,
    },
    { rebuild: { skipped, limit: (...at) => storedOffset(dataSource, groupId, ...at) } },
  );
  consumer.start();
  return consumer;
}

/** Records that operators have skipped, as `topic partition offset`. */
async function skippedRecords(dataSource: DataSource, groupId: string): Promise<Set<string>> {
  const rows = await dataSource.query<{ at: string }[]>(
    `SELECT topic || ' ' || partition || ' ' || "offset" AS at FROM kernel.parked_records
     WHERE group_id = $1 AND status = 'skipped'`,
    [groupId],
  );
  return new Set(rows.map(({ at }) => at));
}
