import type { Connection } from '@throughline/persistence';
import { logger } from '@throughline/telemetry';
import { errorText } from '../records/error-text.ts';
import { type Isolated, keyOf, partitionKeyOf } from './isolate.ts';
import type { OutboxRow } from './outbox-rows.ts';

/** How long rows that cannot be sent are left out, before they are tried again. */
const heldForMs = 30_000;

/**
 * Rows of the outbox that cannot be sent, and those behind them: of the same key, or of a partition that takes nothing.
 * They stay in the outbox, marked, and are left out until they are tried again.
 */
export class HeldRows {
  readonly #session: Connection;
  readonly #keys = new Map<string, string>();
  readonly #partitions = new Map<string, string>();
  #since: number | undefined;

  constructor(session: Connection) {
    this.#session = session;
  }

  /** Whether some have been left out for long enough. */
  get areDue(): boolean {
    return this.#since !== undefined && performance.now() - this.#since > heldForMs;
  }

  /** Has all of them tried again; since when and why each is held stays with it. */
  async release(): Promise<void> {
    this.#keys.clear();
    this.#partitions.clear();
    this.#since = undefined;
    await this.#session.query('UPDATE kernel.outbox SET held = false WHERE held_since IS NOT NULL AND held');
  }

  async hold(failed: Isolated['failed']): Promise<void> {
    if (failed.length === 0) return;
    this.#since ??= performance.now();
    for (const { row, error, whole } of failed) {
      const reason = errorText(error);
      if (whole) this.#partitions.set(partitionKeyOf(row), reason);
      else if (!this.#keys.has(keyOf(row))) {
        this.#keys.set(keyOf(row), reason);
        const { topic, id } = row;
        logger.error({ err: error, topic, id }, 'A row of the outbox cannot be sent; its key waits');
      }
    }
    await this.#mark(failed.map(({ row }) => row));
  }

  /** The rows that may be sent; holds the others. */
  async free(rows: readonly OutboxRow[]): Promise<readonly OutboxRow[]> {
    if (this.#since === undefined) return rows;
    const held = rows.filter((row) => this.#reasonFor(row) !== undefined);
    if (held.length === 0) return rows;
    await this.#mark(held);
    return rows.filter((row) => this.#reasonFor(row) === undefined);
  }

  #reasonFor(row: OutboxRow): string | undefined {
    return this.#keys.get(keyOf(row)) ?? this.#partitions.get(partitionKeyOf(row));
  }

  async #mark(rows: readonly OutboxRow[]): Promise<void> {
    await this.#session.query(
      `UPDATE kernel.outbox o
       SET held = true, held_since = coalesce(held_since, now()), held_because = u.because
       FROM unnest($1::bigint[], $2::text[]) AS u (id, because) WHERE o.id = u.id`,
      [rows.map(({ id }) => id), rows.map((row) => this.#reasonFor(row) ?? null)],
    );
  }
}
