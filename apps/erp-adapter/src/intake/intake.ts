import type { Flow } from '@throughline/connector';
import { pause } from '@throughline/messaging';
import { type DataSource, transaction } from '@throughline/persistence';
import type { CheckedSource } from '@throughline/source-documents';
import { logger } from '@throughline/telemetry';
import type { LandedReader } from '../landing/landed-record.ts';
import type { Feeding } from '../landing/landed-readers.tables.ts';
import { type Leadership, LeadershipEnded } from '../sources/leadership.ts';
import { DatabaseIntake, type RunsAgain } from './database-intake.ts';
import { DocumentQueue } from './document-queue.ts';
import { FilesIntake } from './files-intake.ts';
import { saveTrouble } from '../landing/reader-states.tables.ts';

const shortestBackOff = 500;
const longestBackOff = 30_000;

/** Brings what a configured source says into landing, for as long as this replica leads. */
export class Intake {
  constructor(
    private readonly dataSource: DataSource,
    private readonly checked: CheckedSource,
    private readonly feedings: ReadonlyMap<Flow, readonly Feeding<unknown>[]>,
  ) {}

  async run(leadership: Leadership): Promise<void> {
    // When one part of it ends because the leadership has, so do the others.
    const over = new AbortController();
    const ending = AbortSignal.any([leadership.ending, over.signal]);
    const again: RunsAgain = async (reader, work) => {
      try {
        await this.again(reader, ending, work);
      } catch (error) {
        over.abort();
        throw error;
      }
    };
    const { document } = this.checked;
    if (document.transport === 'sql') {
      const database = new DatabaseIntake(this.dataSource, document, landedReaders(this.checked));
      return again('*', () => database.run(leadership, ending, again));
    }
    const queue = new DocumentQueue(this.dataSource, document, landedReaders(this.checked), this.feedings);
    // Once, and not whenever the queue is begun again: listeners stay until the leadership ends.
    leadership.onWork(() => queue.look());
    const counting = again('*', () => queue.run(leadership, ending));
    if (document.transport === 'manual') return counting;
    const files = new FilesIntake(this.dataSource, document, queue);
    await Promise.all([counting, again('*', () => files.run(leadership, ending, again))]);
  }

  private async again(reader: string, ending: AbortSignal, work: () => Promise<void>): Promise<void> {
    const { source } = this.checked.document;
    let backOff = shortestBackOff;
    while (!ending.aborted) {
      const began = performance.now();
      try {
        await work();
      } catch (error) {
        if (error instanceof LeadershipEnded) throw error;
        if (ending.aborted) return;
        if (performance.now() - began > longestBackOff) backOff = shortestBackOff;
        logger.warn({ err: error, source, reader }, 'A source cannot be read');
        const trouble = error instanceof Error ? error.message : String(error);
        await transaction(this.dataSource, (tx) => saveTrouble(tx, source, reader, trouble));
        await pause(backOff, ending);
        backOff = Math.min(backOff * 2, longestBackOff);
      }
    }
  }
}

/** The readers of a source, as landing knows them. */
export function landedReaders({ document, readers }: CheckedSource): ReadonlyMap<string, LandedReader> {
  return new Map([...readers].map(([name, plan]) => [name, { ...plan, source: document.source }]));
}
