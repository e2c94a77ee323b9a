import { counter, histogram, logger, metrics, attributes } from '@throughline/telemetry';
import { connect } from '@throughline/persistence';
import type { Connection } from '@throughline/persistence';
import { topics } from '@throughline/events';
import type { RecordName, TopicName } from '@throughline/events';
import type { ClusterGuard } from './cluster-guard.ts';
import { LogMismatchError } from './errors.ts';
import { eventHeaders } from './headers.ts';
import { requestTimeoutMs } from './kafka.ts';
import type { Kafka } from './kafka.ts';
import type { Sender } from './sender.ts';
import type { Acknowledged } from './log.ts';
import { takeRelayLock } from './relay-lock.ts';
import type { RelayLock } from './relay-lock.ts';
import { Signal } from './signal.ts';
import { backOff } from './back-off.ts';

export interface RelaySettings {
  readonly service: string;
  readonly instance: string;
  readonly databaseUrl: string;
  readonly kafka: Kafka;
  readonly cluster: ClusterGuard;
  /** Throws while the log has records of ours of which the database knows nothing; asked before the first send. */
  requireKnown(): Promise<void>;
}

interface OutboxRow {
  id: number;
  topic: TopicName;
  key: string;
  partition_key: string;
  type: RecordName;
  sequence: number;
  /** RFC 3339, formatted by the database, which is cheaper than parsing and formatting it here. */
  time: string;
  payload: Buffer | null;
  event_id: string;
  traceparent: string | null;
  created: number;
  /** How many rows were looked at, those included that were too much for one round. */
  found: number;
}

/** Channel on which other replicas tell the holder of the lock that there are rows. */
export const outboxChannel = 'kernel_outbox';
const rowsPerRound = 2_000;
const bytesPerRound = 900_000;
const sweepMs = 1_000;
/** A process that hangs keeps its connection; the database ends it, so that another can take the lock. */
const longestSilenceMs = 20_000;
/** A check of the lock older than this is no check: the process may have been stopped in between. */
const checkIsFreshMs = 250;

// The oldest rows that are there, never "id above a cursor": ids are taken before the commit.
const oldestRows = `
  SELECT id, topic, key, partition_key, type, sequence, payload, event_id, traceparent,
    to_char(time AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS time,
    floor(extract(epoch FROM created_at) * 1000)::double precision AS created, found
  FROM (
    SELECT o.*, count(*) OVER () AS found, sum(coalesce(octet_length(payload), 0) + 300) OVER (ORDER BY id) AS bytes, min(id) OVER () AS oldest
    FROM (SELECT * FROM kernel.outbox ORDER BY id LIMIT ${rowsPerRound}) o
  ) AS o
  WHERE bytes <= ${bytesPerRound} OR id = oldest
  ORDER BY id`;

// Does not wait for the disk: a deletion that a crash undoes only has its rows sent again.
const deleteSent = `
  WITH deleted AS (DELETE FROM kernel.outbox WHERE id = ANY($1::bigint[]))
  INSERT INTO kernel.published (topic, partition, next_offset)
  SELECT ends.* FROM unnest($2::text[], $3::integer[], $4::bigint[]) AS ends,
    (SELECT set_config('synchronous_commit', 'off', true)) AS for_this_statement
  ON CONFLICT (topic, partition) DO UPDATE SET next_offset = greatest(kernel.published.next_offset, excluded.next_offset)`;

/**
 * Moves the rows of the outbox to the broker, oldest first, one request in flight, and deletes what was
 * acknowledged. One relay per service works at a time; the others stand by.
 */
export class Relay {
  readonly #settings: RelaySettings;
  readonly #wake = new Signal();
  readonly #stop = new AbortController();
  #running: Promise<void> | undefined;
  #holds = false;
  readonly #sent = counter(metrics.outboxSent);
  readonly #duration = histogram(metrics.relayBatchDuration);

  constructor(settings: RelaySettings) {
    this.#settings = settings;
  }

  /** Whether this process holds the lock; if not, another must be told of new rows. */
  get holdsLock(): boolean {
    return this.#holds;
  }

  start(): void {
    this.#running ??= this.#run();
  }

  /** There are new rows. */
  wake(): void {
    this.#wake.set();
  }

  /** Finishes the round under way and gives the lock back. */
  async stop(): Promise<void> {
    this.#stop.abort();
    this.#wake.set();
    await this.#running;
  }

  async #run(): Promise<void> {
    let failures = 0;
    while (!this.#stop.signal.aborted) {
      try {
        await this.#standBy();
        failures = 0;
      } catch (error) {
        this.#report(error, failures);
        await backOff(failures++, this.#stop.signal);
      }
    }
  }

  async #standBy(): Promise<void> {
    const { databaseUrl: url, instance } = this.#settings;
    const session = await connect({ url, name: `${instance} relay`, statementTimeoutMs: 10_000 });
    try {
      await session.query(`SET idle_session_timeout = ${longestSilenceMs}`);
      while (!this.#stop.signal.aborted) {
        const lock = await takeRelayLock(session, instance, 2 * rowsPerRound);
        if (lock !== undefined) return await this.#hold(session, lock);
        await this.#wake.wait(sweepMs, this.#stop.signal);
      }
    } finally {
      await session.close();
    }
  }

  async #hold(session: Connection, lock: RelayLock): Promise<void> {
    this.#holds = true;
    let sender: Sender | undefined;
    try {
      await session.listen(outboxChannel, () => this.#wake.set());
      if (lock.unclean) await this.#pause(requestTimeoutMs);
      let failures = 0;
      let known = false;
      while (!this.#stop.signal.aborted) {
        try {
          await this.#settings.cluster.check();
          // Sent by a database that was restored, versions would be older than those in the log, and nobody would heed them.
          if (!known) await this.#settings.requireKnown();
          known = true;
          sender ??= await this.#settings.kafka.producer();
          const more = await this.#round(session, sender);
          failures = 0;
          if (!more) await this.#wake.wait(sweepMs, this.#stop.signal);
        } catch (error) {
          // A session that still answers still holds the lock: only the broker failed.
          await session.query('SELECT 1');
          this.#report(error, failures);
          await sender?.close().catch(() => undefined);
          sender = undefined;
          await backOff(failures++, this.#stop.signal);
        }
      }
      await sender?.close();
      sender = undefined;
      await lock.release();
    } finally {
      this.#holds = false;
      await sender?.close().catch(() => undefined);
    }
  }

  /** Sends the oldest rows and deletes them. @returns whether there may be more than fitted. */
  async #round(session: Connection, sender: Sender): Promise<boolean> {
    // Asked on the session that holds the lock, so an answer proves that it is still held.
    let checked = performance.now();
    const rows = await session.query<OutboxRow>(oldestRows);
    if (rows.length === 0) return false;
    const current = withoutSuperseded(rows);
    const records = current.map((row) => ({
      topic: row.topic,
      key: row.key,
      partitionKey: row.partition_key,
      value: row.payload,
      headers: eventHeaders(this.#settings.service, { ...row, id: row.event_id }),
      timestamp: row.created,
    }));
    while (performance.now() - checked > checkIsFreshMs) {
      checked = performance.now();
      await session.query('SELECT 1');
    }
    const ends = await sender.send(records);
    await this.#forget(session, rows, ends);
    this.#duration.record((performance.now() - checked) / 1000);
    for (const [topic, group] of Map.groupBy(current, (row) => row.topic))
      this.#sent.add(group.length, { [attributes.topic]: topic });
    const found = rows[0]?.found ?? 0;
    return found > rows.length || found === rowsPerRound;
  }

  async #forget(
    session: Connection,
    rows: readonly OutboxRow[],
    ends: readonly Acknowledged[],
  ): Promise<void> {
    await session.query(deleteSent, [
      rows.map(({ id }) => id),
      ends.map(({ topic }) => topic),
      ends.map(({ partition }) => partition),
      ends.map(({ nextOffset }) => nextOffset),
    ]);
  }

  async #pause(ms: number): Promise<void> {
    const end = performance.now() + ms;
    while (!this.#stop.signal.aborted && performance.now() < end)
      await this.#wake.wait(end - performance.now(), this.#stop.signal);
  }

  #report(error: unknown, failures: number): void {
    const level = error instanceof LogMismatchError ? 'error' : 'warn';
    if (failures === 0 || failures % 20 === 0)
      logger[level]({ err: error, failures }, 'The relay cannot send; the outbox keeps the records');
  }
}

/** On a state topic only the newest version of a key counts: what is out of date before it has left stays behind. */
function withoutSuperseded(rows: readonly OutboxRow[]): OutboxRow[] {
  const newest = new Map<string, OutboxRow>();
  for (const row of rows) {
    const key = `${row.topic} ${row.key}`;
    if (row.sequence >= (newest.get(key)?.sequence ?? Number.NEGATIVE_INFINITY)) newest.set(key, row);
  }
  return rows.filter(
    (row) => topics[row.topic].kind === 'log' || newest.get(`${row.topic} ${row.key}`) === row,
  );
}
