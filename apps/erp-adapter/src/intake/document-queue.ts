import type { Flow } from '@throughline/connector';
import { Signal } from '@throughline/messaging';
import { type DataSource, transaction } from '@throughline/persistence';
import { type FilesDocument, type ManualDocument, driftRules } from '@throughline/source-documents';
import { isSuperseded, openDocuments, saveDocument } from '../landing/landed-documents.tables.ts';
import type { LandedReader } from '../landing/landed-record.ts';
import type { Feeding } from '../landing/landed-readers.tables.ts';
import { relink } from '../landing/landed-links.tables.ts';
import { saveHeard } from '../landing/reader-states.tables.ts';
import type { Leadership } from '../sources/leadership.ts';
import { applyChunk } from './document-intake.tables.ts';
import { type Judging, judgeDocument } from './judging.tables.ts';
import { countHeld } from './trial.tables.ts';

const sweepMilliseconds = 1_000;

/** The documents of a source that have landed: judges them, and has those count that were accepted. */
export class DocumentQueue {
  private readonly work = new Signal();

  constructor(
    private readonly dataSource: DataSource,
    private readonly document: FilesDocument | ManualDocument,
    readonly readers: ReadonlyMap<string, LandedReader>,
    private readonly feedings: ReadonlyMap<Flow, readonly Feeding<unknown>[]>,
  ) {}

  /** A document may have been accepted. */
  look(): void {
    this.work.set();
  }

  /** Has accepted documents count, the oldest first, until the leadership ends. */
  async run(leadership: Leadership, ending: AbortSignal): Promise<void> {
    const { source } = this.document;
    for (const reader of this.readers.values()) await relink(this.dataSource, reader, leadership, ending);
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

  /** What the documents of a reader are judged by. @throws RangeError when there is no such reader */
  judging(name: string): Judging {
    const settings = this.document.readers[name];
    const landed = this.readers.get(name);
    if (settings === undefined || landed === undefined) throw new RangeError(`There is no reader ${name}`);
    const { expect, rowByRow } = settings;
    return {
      landed,
      expected: { goneShare: expect.gone, goneLeast: expect.least, heldShare: expect.held, rowByRow },
      drift: driftRules(expect),
      byHand: async () => this.document.transport === 'manual',
      trial: (document) => countHeld(this.dataSource, landed, this.feedings, document),
    };
  }
}
