import { topics } from '@throughline/events';
import type { TopicName } from '@throughline/events';
import { partitionOf } from '../kafka/partitioner.ts';
import { topicPartitionKey } from '../kafka/types.ts';
import type { RecordPosition } from '../kafka/types.ts';
import type { OutboxRow } from './outbox-rows.ts';

/** Sends rows; their positions, in the same order. */
export type SendRows = (rows: readonly OutboxRow[]) => Promise<RecordPosition[]>;

/** What could be sent of rows, and what could not, with the reason. */
export interface Isolated {
  readonly sent: { row: OutboxRow; position: RecordPosition }[];
  /** `whole`: nothing of the partition can be sent. */
  readonly failed: { row: OutboxRow; error: Error; whole: boolean }[];
}

/** Answers of the broker about the records of a request; all others are about the partition, or the broker. */
const aboutRecords = new Set([
  'MESSAGE_TOO_LARGE',
  'RECORD_LIST_TOO_LARGE',
  'INVALID_RECORD',
  'INVALID_TIMESTAMP',
  'CORRUPT_MESSAGE',
]);

/**
 * Sends rows partition by partition, and by halves where the broker, or the client, will not have one of them, so that all
 * others go their way. Of a key nothing is sent that is behind what could not be.
 * @throws the failure when no partition takes anything, or the broker is away: then nobody is to blame.
 */
export async function sendApart(rows: readonly OutboxRow[], send: SendRows): Promise<Isolated> {
  const found: Isolated = { sent: [], failed: [] };
  let failure: unknown;
  for (const group of Map.groupBy(rows, partitionKeyOf).values()) {
    try {
      await sendHalves(group, send, found);
    } catch (error) {
      if (isAway(error)) throw error;
      failure = error;
      const done = new Set([...found.sent, ...found.failed].map(({ row }) => row));
      for (const row of group)
        if (!done.has(row)) found.failed.push({ row, error: asError(error), whole: true });
    }
  }
  if (found.sent.length === 0 && failure !== undefined) throw failure;
  return found;
}

/** @throws what is about the partition as a whole. */
async function sendHalves(rows: readonly OutboxRow[], send: SendRows, found: Isolated): Promise<void> {
  const behind = new Map(found.failed.map(({ row, error }) => [keyOf(row), error]));
  const free = rows.filter((row) => !behind.has(keyOf(row)));
  for (const row of rows) {
    const error = behind.get(keyOf(row));
    if (error) found.failed.push({ row, error, whole: false });
  }
  if (free.length === 0) return;
  try {
    const positions = await send(free);
    for (const [index, row] of free.entries()) {
      const position = positions[index];
      if (position) found.sent.push({ row, position });
    }
  } catch (error) {
    if (!isAboutRecords(error)) throw error;
    if (free.length === 1) {
      found.failed.push(...free.map((row) => ({ row, error: asError(error), whole: false })));
      return;
    }
    const middle = free.length >> 1;
    await sendHalves(free.slice(0, middle), send, found);
    await sendHalves(free.slice(middle), send, found);
  }
}

/** Whether the failure is one of these records, and not of their partition or of the broker. */
function isAboutRecords(error: unknown): boolean {
  const [kafka] = causesOf(error).filter(({ name }) => name.startsWith('KafkaJS'));
  if (kafka === undefined) return true;
  return causesOf(error).some((cause) => 'type' in cause && aboutRecords.has(String(cause.type)));
}

/** Whether the broker could not be asked at all. */
export function isAway(error: unknown): boolean {
  return causesOf(error).some(({ name }) => /^KafkaJS(Connection|RequestTimeout)/.test(name));
}

function causesOf(error: unknown): Error[] {
  return error instanceof Error ? [error, ...causesOf(error.cause)] : [];
}

/** What was thrown, as an error. */
export function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}

/** Topic and partition of a row. */
export function partitionKeyOf({ topic, partition_key: key }: OutboxRow): string {
  return topicPartitionKey(topic, partitionOfRow(topic, key));
}

/** Partition that the catalogue has for what a row is routed by. */
export function partitionOfRow(topic: TopicName, key: string): number {
  return partitionOf(key, topics[topic].partitions);
}

/** Topic and key of a row. */
export function keyOf({ topic, key }: OutboxRow): string {
  return `${topic} ${key}`;
}
