import { encode, partitionKey, subject, topics } from '@throughline/events';
import type { RecordName, TopicName } from '@throughline/events';
import type { Tx } from '@throughline/persistence';
import { currentTraceparent, propagationFields } from '@throughline/telemetry';
import type { PropagationFields } from '@throughline/telemetry';
import { PermanentError } from '../errors.ts';
import { carriedFields } from '../records/carried-fields.ts';
import type { Outgoing } from '../records/record.ts';
import type { SchemaStore } from '../records/schema-store.ts';
import { type Erasable, noteErasures, sayErasuresAgain } from './erasures.ts';

/** Most records of one call that continue the active trace; of a bulk the first ones are enough. */
const maxTraced = 100;
/** Leaves room for the headers in a request to the broker; topics allow 1 MiB. */
const maxPayloadBytes = 900_000;
/** Most rows of one statement; a transaction that adds more writes them before its end. */
const maxRows = 5_000;

// The payloads are sent as one binary parameter: an array of bytea would be sent as text, twice the size.
const insert = `
  INSERT INTO kernel.outbox (topic, key, partition_key, type, sequence, time, payload, traceparent, propagation_fields)
  SELECT u.topic, key, coalesce(partition_key, key), type, sequence + coalesce(s.shift, 0),
         time, CASE WHEN length >= 0 THEN substring($9::bytea FROM start FOR length) END, traceparent, fields
  FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::bigint[], $6::timestamptz[], $7::integer[], $8::integer[],
              $10::text[], $11::jsonb[])
       WITH ORDINALITY AS u (topic, key, partition_key, type, sequence, time, start, length, traceparent, fields, n)
       LEFT JOIN kernel.sequence_shifts s ON s.topic = u.topic
  ORDER BY n`;

/** What a record is part of. */
interface Trace {
  readonly traceparent: string | null;
  readonly fields: PropagationFields | undefined;
}

const untraced: Trace = { traceparent: null, fields: undefined };

/** A row of the outbox, before it is inserted. */
interface Row extends Trace, Erasable {}

/** The only way to publish: rows commit with the change they announce, and are sent to the broker afterwards. */
export class Outbox {
  readonly #schemas: SchemaStore;
  readonly #notify: () => void;
  readonly #rows = new WeakMap<Tx, Row[]>();

  /** @param notify called after each commit that added rows. */
  constructor(schemas: SchemaStore, notify: () => void) {
    this.#schemas = schemas;
    this.#notify = notify;
  }

  /**
   * Adds records to be published when the transaction commits; those of one key are sent in commit order, so hold the
   * aggregate's row lock. Does nothing in a muted transaction.
   * @throws InvalidValueError when a value does not fit its schema; PermanentError when it is larger than 900 kB;
   * TransientError when the schema's id is not known yet and the registry cannot be reached.
   */
  async add<T extends TopicName>(tx: Tx, topic: T, records: readonly Outgoing<T>[]): Promise<void> {
    if (tx.muted || records.length === 0) return;
    // A commit whose records were sent must survive a crash: redone, the change could come out differently.
    tx.mustLast();
    const active: Trace = { traceparent: currentTraceparent() ?? null, fields: propagationFields() };
    const traceOf = (given: string | undefined, index: number): Trace => {
      if (given !== undefined) return { traceparent: given, fields: carriedFields(tx, given) };
      return index < maxTraced ? active : untraced;
    };
    const routed = topics[topic].partitionSegments > 0;
    const ids = new Map<RecordName, number>();
    for (const { type } of records)
      if (!ids.has(type)) ids.set(type, await this.#schemas.idOf(subject(topic, type), type));
    const rows = records.map(({ type, key, sequence, time, value, traceparent }, index): Row => {
      const payload = value === null ? null : encode(type, value as never, ids.get(type) as number);
      if (payload !== null && payload.length > maxPayloadBytes)
        throw new PermanentError(
          `${topic} ${key}: ${payload.length} bytes, at most ${maxPayloadBytes} can be sent`,
        );
      return {
        topic,
        key,
        partitionKey: routed ? partitionKey(topic, key) : null,
        type,
        sequence,
        time: time.toISOString(),
        payload,
        ...traceOf(traceparent, index),
      };
    });
    const all = this.#rowsOf(tx);
    for (const row of rows) all.push(row);
    while (all.length >= maxRows) await write(tx, all.splice(0, maxRows));
  }

  /**
   * Says tombstones of personal data once more that were said before an instant: only what is written to a partition
   * makes its broker compact what was written last. Call it until there are no more.
   * @returns whether there are more
   */
  async sayErasuresAgain(tx: Tx, before: Date): Promise<boolean> {
    tx.mustLast();
    tx.afterCommit(this.#notify);
    return sayErasuresAgain(tx, before);
  }

  /** Rows that the transaction adds and that are not written yet; the last are right before the commit. */
  #rowsOf(tx: Tx): Row[] {
    const known = this.#rows.get(tx);
    if (known) return known;
    const rows: Row[] = [];
    this.#rows.set(tx, rows);
    tx.beforeCommit(async () => {
      if (rows.length > 0) await write(tx, rows);
    });
    tx.afterCommit(this.#notify);
    return rows;
  }
}

async function write(tx: Tx, rows: readonly Row[]): Promise<void> {
  await noteErasures(tx, rows);
  await tx.query(insert, columnsOf(rows));
}

function columnsOf(rows: readonly Row[]): unknown[] {
  const starts: number[] = [];
  const payloads: Buffer[] = [];
  let start = 1;
  for (const { payload } of rows) {
    starts.push(start);
    if (payload === null) continue;
    payloads.push(payload);
    start += payload.length;
  }
  return [
    rows.map(({ topic }) => topic),
    rows.map(({ key }) => key),
    rows.map(({ partitionKey: route }) => route),
    rows.map(({ type }) => type),
    rows.map(({ sequence }) => sequence),
    rows.map(({ time }) => time),
    starts,
    rows.map(({ payload }) => payload?.length ?? -1),
    Buffer.concat(payloads),
    rows.map(({ traceparent }) => traceparent),
    // Hardly any row has them.
    rows.some(({ fields }) => fields)
      ? rows.map(({ fields }) => (fields === undefined ? null : JSON.stringify(fields)))
      : null,
  ];
}
