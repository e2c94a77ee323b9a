import { databaseSource, keySum } from '@throughline/database-sources';
import { readSecret } from '@throughline/file-stores';
import { Signal, pause } from '@throughline/messaging';
import { type DataSource, transaction } from '@throughline/persistence';
import { type DatabaseDocument, driftRules } from '@throughline/source-documents';
import type { LandedReader } from '../landing/landed-record.ts';
import type { Leadership } from '../sources/leadership.ts';
import { readerState, saveTrouble } from '../landing/reader-states.tables.ts';
import { TableIntake } from './table-intake.ts';

/** Runs until it is over; what goes wrong is noted under a reader, and it is begun again after a while. */
export type RunsAgain = (reader: string, work: () => Promise<void>) => Promise<void>;

/** Brings what changes in the database of a source into landing. */
export class DatabaseIntake {
  constructor(
    private readonly dataSource: DataSource,
    private readonly document: DatabaseDocument,
    private readonly readers: ReadonlyMap<string, LandedReader>,
  ) {}

  async run(leadership: Leadership, ending: AbortSignal, again: RunsAgain): Promise<void> {
    const { source, zone, at, readers } = this.document;
    const url = await readSecret(at.url, process.env);
    // Its own schema or tables there carry the name.
    const database = databaseSource(source.replaceAll('-', '_'), { ...at, url, zone, readers });
    try {
      await database.install();
      await transaction(this.dataSource, (tx) => saveTrouble(tx, source, '*', null));
      await Promise.all(
        [...this.readers.values()].map((landed) =>
          again(landed.reader, async () => {
            const settings = readers[landed.reader];
            if (settings === undefined) return;
            const table = new TableIntake(
              { dataSource: this.dataSource, connector: database, leadership },
              { landed, sum: keySum(settings), drift: driftRules(settings.expect) },
            );
            await this.follow(table, landed.reader, settings, ending);
          }),
        ),
      );
    } finally {
      await database.close();
    }
  }

  /** Lands changes as they come, and compares everything when that is due. @throws when either cannot be done */
  private async follow(
    table: TableIntake,
    reader: string,
    { every, sweep }: { every: number; sweep: number },
    ending: AbortSignal,
  ): Promise<void> {
    const { source } = this.document;
    const swept = new Signal();
    let sweeping: Promise<void> | null = null;
    let failure: unknown = null;
    let isSound = false;
    try {
      while (!ending.aborted) {
        const more = await table.round();
        if (table.waits && sweeping === null) {
          await pause(every, ending);
          if (more === null) await table.sweep();
          continue;
        }
        const state = await readerState(this.dataSource, source, reader);
        const isDue =
          state.sweptAt === null ||
          state.sweepWanted !== null ||
          Date.now() - state.sweptAt.getTime() > sweep;
        if (isDue && sweeping === null)
          sweeping = table
            .sweep()
            .then(
              () => undefined,
              (error: unknown) => (failure = error),
            )
            .then(() => {
              sweeping = null;
              swept.set();
            });
        if (!isSound) await transaction(this.dataSource, (tx) => saveTrouble(tx, source, reader, null));
        isSound = true;
        if (!more) await pauseUntil(more === null && sweeping !== null ? swept : null, every, ending);
        if (failure !== null) throw failure;
      }
    } finally {
      await sweeping;
    }
  }
}

async function pauseUntil(signal: Signal | null, milliseconds: number, ending: AbortSignal): Promise<void> {
  if (signal === null) await pause(milliseconds, ending);
  else await signal.wait(milliseconds, ending);
}
