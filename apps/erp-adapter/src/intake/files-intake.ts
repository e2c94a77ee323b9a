import { type FileStore, documentReader, openStore } from '@throughline/file-stores';
import { type DataSource, transaction } from '@throughline/persistence';
import type { FilesDocument } from '@throughline/source-documents';
import { saveTrouble } from '../landing/reader-states.tables.ts';
import type { Leadership } from '../sources/leadership.ts';
import type { RunsAgain } from './database-intake.ts';
import type { DocumentQueue } from './document-queue.ts';
import { FileIntake } from './file-intake.ts';

/** Brings the files of a source into landing. */
export class FilesIntake {
  constructor(
    private readonly dataSource: DataSource,
    private readonly document: FilesDocument,
    private readonly queue: DocumentQueue,
  ) {}

  async run(leadership: Leadership, ending: AbortSignal, again: RunsAgain): Promise<void> {
    const store = await openStore(this.document.at);
    try {
      await transaction(this.dataSource, (tx) => saveTrouble(tx, this.document.source, '*', null));
      await Promise.all(
        [...this.queue.readers.keys()].map((reader) =>
          again(reader, () =>
            this.fileIntake(store, reader, leadership).run(() => this.queue.look(), ending),
          ),
        ),
      );
    } finally {
      await store.close();
    }
  }

  private fileIntake(store: FileStore, name: string, leadership: Leadership): FileIntake {
    const settings = this.document.readers[name];
    if (settings === undefined) throw new RangeError(`There is no reader ${name}`);
    const { format, says, nothing } = settings;
    const documents = documentReader(settings, this.document.zone);
    const parts = { ...this.queue.judging(name), format, says, nothing, documents };
    return new FileIntake(this.dataSource, store, leadership, parts);
  }
}
