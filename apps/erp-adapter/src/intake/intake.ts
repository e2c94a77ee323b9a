import type { Flow } from '@throughline/connector';
import { type FileStore, documentReader, openStore } from '@throughline/file-stores';
import { Signal, pause } from '@throughline/messaging';
import { type DataSource, transaction } from '@throughline/persistence';
import type { CheckedSource } from '@throughline/source-documents';
import { logger } from '@throughline/telemetry';
import { isSuperseded, openDocuments, saveDocument } from '../landing/landed-documents.tables.ts';
import type { LandedReader } from '../landing/landed-record.ts';
import type { Feeding } from '../landing/landed-readers.tables.ts';
import { type Leadership, LeadershipEnded } from '../sources/leadership.ts';
import { applyChunk } from './document-intake.tables.ts';
import { FileIntake } from './file-intake.ts';
import { type Judging, judgeDocument } from './judging.tables.ts';
import { saveHeard, saveTrouble } from './reader-states.tables.ts';
import { countHeld } from './trial.tables.ts';

const sweepMilliseconds = 1_000;
const longestBackOff = 30_000;

/** Brings what a configured source says into landing, for as long as this replica leads. */
export class Intake {
  private readonly work = new Signal();

  constructor(
    private readonly dataSource: DataSource,
    private readonly checked: CheckedSource,
    private readonly feedings: ReadonlyMap<Flow, readonly Feeding<unknown>[]>,
  ) {}

  async run(leadership: Leadership): Promise<void> {
    leadership.onWork(() => this.work.set());
    const ended = new AbortController();
    const its = AbortSignal.any([leadership.ending, ended.signal]);
    const each = [this.applying(leadership, its), this.files(leadership, its)];
    try {
      await Promise.all(each);
    } finally {
      ended.abort();
      this.work.set();
      await Promise.allSettled(each);
    }
  }

  /** Has accepted documents count, the oldest first. */
  private async applying(leadership: Leadership, ending: AbortSignal): Promise<void> {
    const { source } = this.checked.document;
    while (!ending.aborted) {
      const document = await transaction(this.dataSource, async (tx) => {
        await leadership.hold(tx);
        const [next] = await openDocuments(tx, source, ['accepted']);
        if (next === undefined || next.appliedTo > 0 || !(await isSuperseded(tx, next))) return next;
        const refused = {
          ...next,
          state: 'refused' as const,
          because: 'A younger document has said everything',
        };
        await saveDocument(tx, refused);
        return refused;
      });
      if (document === undefined) {
        await this.work.wait(sweepMilliseconds, ending);
        continue;
      }
      let current = document;
      const reader = this.readers().get(document.reader);
      while (reader !== undefined && current.state === 'accepted' && !ending.aborted)
        current = await applyChunk(this.dataSource, reader, current, leadership);
      if (current.state !== 'applied') continue;
      await transaction(this.dataSource, (tx) => saveHeard(tx, source, current.reader, current.asOf));
      await this.judgeAgain(leadership);
    }
  }

  /** What a waiting document hangs on may have changed. */
  private async judgeAgain(leadership: Leadership): Promise<void> {
    const waiting = await transaction(this.dataSource, (tx) =>
      openDocuments(tx, this.checked.document.source, ['waiting']),
    );
    for (const document of waiting)
      await judgeDocument(this.dataSource, leadership, this.judging(document.reader), document);
  }

  private async files(leadership: Leadership, ending: AbortSignal): Promise<void> {
    const { readers, at } = this.checked.document;
    await this.again('*', ending, async () => {
      const store = await openStore(at);
      try {
        await Promise.all(
          Object.keys(readers).map((reader) =>
            this.again(reader, ending, () =>
              this.fileIntake(store, reader, leadership).run(() => this.work.set(), ending),
            ),
          ),
        );
      } finally {
        await store.close();
      }
    });
  }

  /** Runs until it is over; what goes wrong is noted, and it is begun again after a while. */
  private async again(reader: string, ending: AbortSignal, work: () => Promise<void>): Promise<void> {
    const { source } = this.checked.document;
    let backOff = 500;
    while (!ending.aborted) {
      try {
        const began = performance.now();
        await work();
        if (performance.now() - began > longestBackOff) backOff = 500;
      } catch (error) {
        if (error instanceof LeadershipEnded) throw error;
        logger.warn({ err: error, source, reader }, 'A source cannot be read');
        const trouble = error instanceof Error ? error.message : String(error);
        await transaction(this.dataSource, (tx) => saveTrouble(tx, source, reader, trouble));
        await pause(backOff, ending);
        backOff = Math.min(backOff * 2, longestBackOff);
      }
    }
  }

  private fileIntake(store: FileStore, name: string, leadership: Leadership): FileIntake {
    const settings = this.checked.document.readers[name];
    if (settings === undefined) throw new Error(`There is no reader ${name}`);
    const { format, says } = settings;
    const documents = documentReader(settings, this.checked.document.zone);
    return new FileIntake(this.dataSource, store, leadership, {
      ...this.judging(name),
      ...{ format, says, documents },
    });
  }

  private judging(name: string): Judging {
    const settings = this.checked.document.readers[name];
    const landed = this.readers().get(name);
    if (settings === undefined || landed === undefined) throw new Error(`There is no reader ${name}`);
    const { expect, rowByRow } = settings;
    return {
      landed,
      expected: { goneShare: expect.gone, goneLeast: expect.least, heldShare: expect.held, rowByRow },
      columnsStop: expect.columns === 'stop',
      byHand: async () => false,
      trial: (document) => countHeld(this.dataSource, landed, this.feedings, document),
    };
  }

  private readers(): ReadonlyMap<string, LandedReader> {
    const { source } = this.checked.document;
    return new Map([...this.checked.readers].map(([name, plan]) => [name, { ...plan, source }]));
  }
}
