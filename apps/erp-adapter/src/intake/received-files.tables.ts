import type { DocumentRecord } from '@throughline/file-stores';
import type { DataSource, Tx } from '@throughline/persistence';

/** What was decided of a file, and which document it became. */
export interface ReceivedFile {
  id: number;
  document: number | null;
  record: DocumentRecord;
}

/** What is kept of the files of a reader, in the order in which it was decided. */
export async function receivedFiles(
  dataSource: DataSource,
  source: string,
  reader: string,
): Promise<ReceivedFile[]> {
  return dataSource.query<ReceivedFile[]>(
    'select id, document, record from received_files where source = $1 and reader = $2 order by id',
    [source, reader],
  );
}

export async function addReceivedFile(
  tx: Tx,
  { source, reader, document, record }: { source: string; reader: string } & Omit<ReceivedFile, 'id'>,
): Promise<number> {
  const [row] = await tx.query<{ id: number }>(
    'insert into received_files (source, reader, document, record) values ($1, $2, $3, $4) returning id',
    [source, reader, document, JSON.stringify(record)],
  );
  return row?.id ?? 0;
}

export async function saveReceivedFile(
  dataSource: DataSource,
  id: number,
  record: DocumentRecord,
): Promise<void> {
  await dataSource.query('update received_files set record = $2 where id = $1', [id, JSON.stringify(record)]);
}

/** Removes what was decided before an instant and is put away; of each reader the newest that was used stays. */
export async function removeReceivedFiles(tx: Tx, before: Date): Promise<void> {
  await tx.query(
    `delete from received_files f where decided_at < $1 and record ->> 'place' <> 'arrived'
       and exists (select from received_files n where n.source = f.source and n.reader = f.reader and n.id > f.id
         and n.record ->> 'decision' = 'handled')`,
    [before],
  );
}
