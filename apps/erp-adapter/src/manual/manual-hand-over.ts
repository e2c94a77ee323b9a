import { Signal, pause } from '@throughline/messaging';
import { type DataSource, type Tx, transaction } from '@throughline/persistence';
import { logger } from '@throughline/telemetry';
import { obstacleOf } from '../exports/exporter.ts';
import {
  type Move,
  moveExports,
  noteSettled,
  tellLasting,
  unsortedExports,
} from '../exports/exports.tables.ts';
import { type Leadership, LeadershipEnded } from '../sources/leadership.ts';
import type { Publisher } from '../sources/publisher.ts';
import { publishKeptBack } from './keyed-documents.tables.ts';
import { lockBatches } from './order-batches.tables.ts';

/** Orders looked at together. */
const roundSize = 200;
/** A lost notification is made up for after this time. */
const sweepMilliseconds = 1_000;
const longestBackOff = 10_000;
/** A state that an order stays in for longer is told of. */
const lastingMilliseconds = 1_000;
const settledMilliseconds = 5_000;

/** Has orders wait for the next batch that a clerk prints, once they have everything that is typed in. */
export class ManualHandOver {
  private settledAt = 0;

  constructor(
    private readonly dataSource: DataSource,
    private readonly outbox: Publisher,
  ) {}

  /** Runs until the leadership ends. */
  async run(leadership: Leadership): Promise<void> {
    const { ending } = leadership;
    const work = new Signal();
    leadership.onWork(() => work.set());
    let backOff = 100;
    while (!ending.aborted) {
      try {
        const handled = await this.round(leadership);
        backOff = 100;
        if (handled < roundSize) await work.wait(sweepMilliseconds, ending);
      } catch (error) {
        if (error instanceof LeadershipEnded) throw error;
        logger.warn({ err: error, source: leadership.source }, 'Orders cannot be put up for a clerk');
        await pause(backOff, ending);
        backOff = Math.min(backOff * 2, longestBackOff);
      }
    }
  }

  /** @returns how many orders were looked at */
  async round(leadership: Leadership): Promise<number> {
    const { source } = leadership;
    await this.write(leadership, (tx) => tellLasting(tx, this.outbox, source, lastingMilliseconds));
    const handled = await this.write(leadership, async (tx) => {
      const rows = await unsortedExports(tx, source, roundSize);
      // What may be in the back office already is for a clerk to find, whatever was cancelled since.
      const moves = rows.map((row): Move => {
        const obstacle = row.state === 'sent' ? null : obstacleOf(row);
        return (
          obstacle ?? {
            order: row.order,
            state: row.state === 'sent' ? 'sent' : 'received',
            waitsFor: 'batch',
          }
        );
      });
      await moveExports(tx, this.outbox, source, moves);
      return rows.length;
    });
    await this.write(leadership, async (tx) => {
      await lockBatches(tx, source);
      await publishKeptBack(tx, this.outbox, source);
    });
    if (performance.now() - this.settledAt >= settledMilliseconds) {
      await this.write(leadership, (tx) => noteSettled(tx, source));
      this.settledAt = performance.now();
    }
    return handled;
  }

  private write<T>(leadership: Leadership, work: (tx: Tx) => Promise<T>): Promise<T> {
    return transaction(this.dataSource, async (tx) => {
      await leadership.hold(tx);
      return work(tx);
    });
  }
}
