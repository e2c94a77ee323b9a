import type { Flow } from '@throughline/connector';
import { type FileStore, documentReader, openStore } from '@throughline/file-stores';
import { Signal } from '@throughline/messaging';
import { type DataSource, transaction } from '@throughline/persistence';
import type { FilesDocument } from '@throughline/source-documents';
import { isSuperseded, openDocuments, saveDocument } from '../landing/landed-documents.tables.ts';
import type { LandedReader } from '../landing/landed-record.ts';
import type { Feeding } from '../landing/landed-readers.tables.ts';
import type { Leadership } from '../sources/leadership.ts';
import type { RunsAgain } from './database-intake.ts';
import { applyChunk } from './document-intake.tables.ts';
import { FileIntake } from './file-intake.ts';
import { type Judging, judgeDocument } from './judging.tables.ts';
import { saveHeard, saveTrouble } from '../landing/reader-states.tables.ts';
import { countHeld } from './trial.tables.ts';

const sweepMilliseconds = 1_000;

/** Brings the files of a source into landing, and has those count that were accepted. */
export class FilesIntake {
  private readonly work = new Signal();

  constructor(
    private readonly dataSource: DataSource,
    private readonly document: FilesDocument,
    private readonly readers: ReadonlyMap<string, LandedReader>,
    private readonly feedings: ReadonlyMap<Flow, readonly Feeding<unknown>[]>,
  ) {}

  async run(leadership: Leadership, ending: AbortSignal, again: RunsAgain): Promise<void> {
    leadership.onWork(() => this.work.set());
    await Promise.all([
      again('*', () => this.applying(leadership, ending)),
      again('*', async () => {
        const store = await openStore(this.document.at);
        try {
          await transaction(this.dataSource, (tx) => saveTrouble(tx, this.document.source, '*', null));
          await Promise.all(
            [...this.readers.keys()].map((reader) =>
              again(reader, () =>
                this.fileIntake(store, reader, leadership).run(() => this.work.set(), ending),
              ),
            ),
          );
        } finally {
          await store.close();
        }
      }),
    ]);
  }

  /** Has accepted documents count, the oldest first. */
  private async applying(leadership: Leadership, ending: AbortSignal): Promise<void> {
    const { source } = this.document;
    while (!ending.aborted) {
      const document = await transaction(this.dataSource, async (tx) => {
        await leadership.hold(tx);
        const [next] = await openDocuments(tx, source, ['accepted']);
        if (next === undefined || next.appliedTo > 0 || !(await isSuperseded(tx, next))) return next;
        const because = 'A younger document has said everything';
        const refused = { ...next, state: 'refused' as const, because };
        await saveDocument(tx, refused);
        return refused;
      });
      if (document === undefined) {
        await this.work.wait(sweepMilliseconds, ending);
        continue;
      }
      let current = document;
      const reader = this.readers.get(document.reader);
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
      openDocuments(tx, this.document.source, ['waiting']),
    );
    for (const document of waiting)
      await judgeDocument(this.dataSource, leadership, this.judging(document.reader), document);
  }

  private fileIntake(store: FileStore, name: string, leadership: Leadership): FileIntake {
    const settings = this.document.readers[name];
    if (settings === undefined) throw new Error(`There is no reader ${name}`);
    const { format, says } = settings;
    const documents = documentReader(settings, this.document.zone);
    return new FileIntake(this.dataSource, store, leadership, {
      ...this.judging(name),
      ...{ format, says, documents },
    });
  }

  private judging(name: string): Judging {
    const settings = this.document.readers[name];
    const landed = this.readers.get(name);
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
}
