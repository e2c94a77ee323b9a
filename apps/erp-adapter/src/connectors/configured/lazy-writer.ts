import { type DocumentWriter, openDocumentWriter } from '@throughline/database-sources';
import { readSecret } from '@throughline/file-stores';
import type { DatabaseDocument, DatabaseOrdersOut } from '@throughline/source-documents';

/** Writes into the database of a source, whose address is looked up when it is first needed. */
export function lazyWriter(
  { at, zone }: Pick<DatabaseDocument, 'at' | 'zone'>,
  tables: DatabaseOrdersOut,
): DocumentWriter {
  let opened: Promise<DocumentWriter> | null = null;
  const open = (): Promise<DocumentWriter> => {
    opened ??= readSecret(at.url, process.env).then((url) =>
      openDocumentWriter({ ...at, url, zone }, tables),
    );
    // A secret that is not there yet may come.
    opened.catch(() => (opened = null));
    return opened;
  };
  return {
    write: async (documents) => (documents.length === 0 ? [] : (await open()).write(documents)),
    find: async (references) => (references.length === 0 ? new Map() : (await open()).find(references)),
    close: async () => (await opened?.catch(() => null))?.close(),
  };
}
