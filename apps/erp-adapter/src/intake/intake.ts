import type { Flow } from '@throughline/connector';
import { pause } from '@throughline/messaging';
import { type DataSource, transaction } from '@throughline/persistence';
import type { CheckedSource } from '@throughline/source-documents';
import { logger } from '@throughline/telemetry';
import type { LandedReader } from '../landing/landed-record.ts';
import type { Feeding } from '../landing/landed-readers.tables.ts';
import { type Leadership, LeadershipEnded } from '../sources/leadership.ts';
import { DatabaseIntake, type RunsAgain } from './database-intake.ts';
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
    const readers = this.readers();
    const intake =
      document.transport === 'files'
        ? new FilesIntake(this.dataSource, document, readers, this.feedings)
        : new DatabaseIntake(this.dataSource, document, readers);
    await again('*', () => intake.run(leadership, ending, again));
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

  private readers(): ReadonlyMap<string, LandedReader> {
    const { source } = this.checked.document;
    return new Map([...this.checked.readers].map(([name, plan]) => [name, { ...plan, source }]));
  }
}
