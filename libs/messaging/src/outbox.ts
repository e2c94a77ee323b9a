import { encode, partitionKey, subject, topics } from '@throughline/events';
import type { RecordName, TopicName } from '@throughline/events';
import type { Tx } from '@throughline/persistence';
import { currentTraceparent } from '@throughline/telemetry';
import { PermanentError } from './errors.ts';
import type { Outgoing } from './records.ts';
import type { SchemaStore } from './schema-store.ts';

/** What fits into one request to the broker with room for the headers; topics allow 1 MiB. */
const maxPayloadBytes = 900_000;

// The payloads travel as one binary parameter: an array of bytea would go as text, twice the size.
const insert = `
  INSERT INTO kernel.outbox (topic, key, partition_key, type, sequence, time, payload, traceparent)
  SELECT $1, key, coalesce(partition_key, key), type, sequence + coalesce((SELECT shift FROM kernel.sequence_shifts WHERE topic = $1), 0),
         time, CASE WHEN length >= 0 THEN substring($9::bytea FROM start FOR length) END, traceparent
  FROM unnest($2::text[], $3::text[], $4::text[], $5::bigint[], $6::timestamptz[], $7::integer[], $8::integer[], $10::text[])
       WITH ORDINALITY AS u (key, partition_key, type, sequence, time, start, length, traceparent, n)
  ORDER BY n`;

/** The only way to publish: rows that commit with the change they tell of, and leave for the broker afterwards. */
export class Outbox {
  readonly #schemas: SchemaStore;
  readonly #wake: () => void;

  /** @param wake called after each commit that added rows. */
  constructor(schemas: SchemaStore, wake: () => void) {
    this.#schemas = schemas;
    this.#wake = wake;
  }

  /**
   * Adds records to be published when the transaction commits; those of one key leave in commit order, so hold the
   * aggregate's row lock. Does nothing in a muted transaction.
   * @throws InvalidValueError when a value does not fit its schema; PermanentError when it is larger than 900 kB;
   * TransientError when the schema's id is not known yet and the registry cannot be reached.
   */
  async add<T extends TopicName>(tx: Tx, topic: T, records: readonly Outgoing<T>[]): Promise<void> {
    if (tx.muted || records.length === 0) return;
    // What the broker is told must not be undone: done again, it could come out differently.
    tx.mustLast();
    const active = currentTraceparent() ?? null;
    const ids = new Map<RecordName, number>();
    for (const { type } of records)
      if (!ids.has(type)) ids.set(type, await this.#schemas.idOf(subject(topic, type), type));
    const payloads: Buffer[] = [];
    const starts: number[] = [];
    const lengths: number[] = [];
    let start = 1;
    for (const { type, key, value } of records) {
      const payload = value === null ? undefined : encode(type, value as never, ids.get(type) as number);
      const length = payload?.length ?? -1;
      if (length > maxPayloadBytes)
        throw new PermanentError(`${topic} ${key}: ${length} bytes, at most ${maxPayloadBytes} can be sent`);
      starts.push(start);
      lengths.push(length);
      if (payload !== undefined) {
        payloads.push(payload);
        start += length;
      }
    }
    await tx.query(insert, [
      topic,
      records.map(({ key }) => key),
      topics[topic].partitionSegments === 0
        ? records.map(() => null)
        : records.map(({ key }) => partitionKey(topic, key)),
      records.map(({ type }) => type),
      records.map(({ sequence }) => sequence),
      records.map(({ time }) => time.toISOString()),
      starts,
      lengths,
      Buffer.concat(payloads),
      records.map(({ traceparent }) => traceparent ?? active),
    ]);
    tx.afterCommit(this.#wake);
  }
}
