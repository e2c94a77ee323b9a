import type { DataSource, Tx } from '@throughline/persistence';
import type { ReaderProfile } from './column-profile.ts';

/**
 * `landing`: its records are being received; `landed`: all are there, and it was not judged; `waiting`: for a person or
 * its hour; `accepted`: to be applied; `applied`: it counts; `refused`: it never will.
 */
export const documentStates = ['landing', 'landed', 'waiting', 'accepted', 'applied', 'refused'] as const;
export type DocumentState = (typeof documentStates)[number];

/** What a document as a whole came to, before any of it counts. */
export interface Verdict {
  /** Whether nothing shows that a part of it is missing. */
  whole: boolean;
  /** Columns that its records have. */
  columns: readonly string[];
  /** Records that cannot be read, with their places; at most a hundred of them. */
  faults: { position: number; field: string | null; reason: string }[];
  faultCount: number;
  /** Of its keys: those that are new, differ from what is known, and are known and not mentioned. */
  added: number;
  changed: number;
  gone: number;
  known: number;
  /** Records that rules would hold back, by flow. */
  held: Record<string, number>;
  /** How its columns differ from those of the document before. */
  drift: { kind: string; column: string; before: string | null; after: string | null; stops: boolean }[];
}

/** A document of a reader. */
export interface LandedDocument {
  id: number;
  source: string;
  reader: string;
  name: string;
  contentHash: string;
  bytes: number;
  says: 'everything' | 'changes';
  /** When it was so, by the source. */
  asOf: Date;
  sequence: number | null;
  receivedAt: Date;
  /** Day of its partition. */
  landedOn: string;
  receivedBy: string | null;
  state: DocumentState;
  because: string | null;
  /** Who had it accepted or refused; null when nobody had to. */
  answeredBy: string | null;
  records: number;
  /** Ordinal up to which its records count. */
  appliedTo: number;
  verdict: Verdict | null;
}

const columns = `id, source, reader, name, content_hash as "contentHash", bytes, says, as_of as "asOf", sequence,
  received_at as "receivedAt", to_char(received_at at time zone 'UTC', 'YYYY-MM-DD') as "landedOn",
  received_by as "receivedBy", state, because, answered_by as "answeredBy",
  records, applied_to as "appliedTo", '{"drift": []}'::jsonb || verdict as verdict`;

export type NewDocument = Pick<
  LandedDocument,
  'source' | 'reader' | 'name' | 'contentHash' | 'bytes' | 'says' | 'asOf' | 'sequence' | 'receivedBy'
>;

export async function addDocument(tx: Tx, document: NewDocument): Promise<LandedDocument> {
  const [made] = await tx.query<LandedDocument>(
    `insert into landed_documents (source, reader, name, content_hash, bytes, says, as_of, sequence, received_by)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9) returning ${columns}`,
    [
      document.source,
      document.reader,
      document.name,
      document.contentHash,
      document.bytes,
      document.says,
      document.asOf,
      document.sequence,
      document.receivedBy,
    ],
  );
  if (made === undefined) throw new Error('No document was added');
  return made;
}

export async function findDocument(tx: Tx, id: number): Promise<LandedDocument | null> {
  const [found] = await tx.query<LandedDocument>(`select ${columns} from landed_documents where id = $1`, [
    id,
  ]);
  return found ?? null;
}

/** Documents of a source that are to be judged, answered or applied, the oldest first by the instants of the source. */
export async function openDocuments(
  tx: Tx,
  source: string,
  states: readonly DocumentState[],
): Promise<LandedDocument[]> {
  return tx.query<LandedDocument>(
    `select ${columns} from landed_documents where source = $1 and state = any($2)
     order by as_of, sequence nulls first, id limit 1000`,
    [source, states],
  );
}

/**
 * Fetched documents of readers that were refused by nobody's word, and that nothing which counts has followed since, the
 * oldest first.
 */
export async function lastRefused(
  tx: Tx,
  source: string,
  readers: readonly string[],
): Promise<LandedDocument[]> {
  // From the newest on, because there may be as many documents as a source sends within months.
  return tx.query<LandedDocument>(
    `select ${columns}
     from unnest($2::text[]) as wanted (reader_name)
     cross join lateral (
       select * from landed_documents d
       where d.source = $1 and d.reader = reader_name and d.state = 'refused' and d.received_by is null
         and d.answered_by is null
         and d.received_at > coalesce((
           select n.received_at from landed_documents n
           where n.source = $1 and n.reader = reader_name and n.state in ('accepted', 'applied')
           order by n.received_at desc limit 1), '-infinity')
     ) refused
     order by received_at, id limit 1000`,
    [source, readers],
  );
}

export async function saveDocument(tx: Tx, document: LandedDocument): Promise<void> {
  const { id, says, state, because, answeredBy, records, appliedTo, verdict, contentHash, bytes } = document;
  await tx.query(
    `update landed_documents set says = $2, state = $3, because = $4, answered_by = $5, records = $6, applied_to = $7,
       verdict = $8, content_hash = $9, bytes = $10
     where id = $1`,
    [
      id,
      says,
      state,
      because,
      answeredBy,
      records,
      appliedTo,
      verdict === null ? null : JSON.stringify(verdict),
      contentHash,
      bytes,
    ],
  );
}

/** Whether a younger document has said everything of the reader, and counts: what is older says nothing any more. */
export async function isSuperseded(tx: Tx, { source, reader, asOf, id }: LandedDocument): Promise<boolean> {
  const younger = await tx.query(
    `select from landed_documents where source = $1 and reader = $2 and says = 'everything'
       and state in ('accepted', 'applied') and as_of >= $3 and id <> $4 limit 1`,
    [source, reader, asOf, id],
  );
  return younger.length > 0;
}

/** The youngest document of a reader that was not refused, by the source's own instants. */
export async function lastDocument(
  dataSource: DataSource,
  source: string,
  reader: string,
): Promise<LandedDocument | null> {
  const [last] = await dataSource.query<LandedDocument[]>(
    `select ${columns} from landed_documents
     where source = $1 and reader = $2 and state in ('landed', 'waiting', 'accepted', 'applied')
     order by as_of desc limit 1`,
    [source, reader],
  );
  return last ?? null;
}

/** Name of a document that counts and had the same content. */
export async function repeatedDocument(
  tx: Tx,
  { source, reader, contentHash, id }: LandedDocument,
): Promise<string | null> {
  const [row] = await tx.query<{ name: string }>(
    `select name from landed_documents
     where source = $1 and reader = $2 and content_hash = $3 and id <> $4 and state in ('accepted', 'applied')
     order by id desc limit 1`,
    [source, reader, contentHash, id],
  );
  return row?.name ?? null;
}

/** Keys that documents of a reader have taken away within a day, by nobody's word. */
export async function goneWithinADay(tx: Tx, { source, reader, id }: LandedDocument): Promise<number> {
  const [row] = await tx.query<{ gone: number }>(
    `select coalesce(sum((verdict ->> 'gone')::integer), 0)::integer as gone from landed_documents
     where source = $1 and reader = $2 and id <> $3 and state in ('accepted', 'applied') and answered_by is null
       and received_at > now() - interval '1 day'`,
    [source, reader, id],
  );
  return row?.gone ?? 0;
}

/** Documents of sources, the newest first. */
export async function listDocuments(
  dataSource: DataSource,
  {
    sources,
    reader,
    state,
    limit,
  }: { sources: readonly string[]; reader: string | null; state: DocumentState | null; limit: number },
): Promise<LandedDocument[]> {
  return dataSource.query<LandedDocument[]>(
    `select ${columns} from landed_documents
     where source = any($1) and ($2::text is null or reader = $2) and ($3::text is null or state = $3)
     order by received_at desc, id desc limit $4`,
    [sources, reader, state, limit],
  );
}

/** Whether a document that was received on a day has still to be judged, answered or applied. */
export async function hasOpenDocuments(tx: Tx, day: string): Promise<boolean> {
  const open = await tx.query(
    `select from landed_documents where (received_at at time zone 'UTC')::date = $1
       and state in ('landed', 'waiting', 'accepted') limit 1`,
    [day],
  );
  return open.length > 0;
}

/** Removes what was received before an instant and is over; of each reader the newest that counts stays, to be judged by. */
export async function removeDocuments(tx: Tx, before: Date): Promise<void> {
  await tx.query(
    `delete from landed_documents d where received_at < $1 and state in ('landing', 'applied', 'refused')
       and exists (select from landed_documents n where n.source = d.source and n.reader = d.reader
         and n.says = d.says and n.state = 'applied' and n.as_of > d.as_of)`,
    [before],
  );
}

/** Keeps what the columns of a document hold. */
export async function saveDocumentProfile(tx: Tx, id: number, profile: ReaderProfile): Promise<void> {
  await tx.query('update landed_documents set profile = $2 where id = $1', [id, JSON.stringify(profile)]);
}

/** What the columns of a document hold; null of one that was received by a release that did not look. */
export async function documentProfile(tx: Pick<Tx, 'query'>, id: number): Promise<ReaderProfile | null> {
  const [row] = await tx.query<{ profile: ReaderProfile | null }>(
    'select profile from landed_documents where id = $1',
    [id],
  );
  return row?.profile ?? null;
}
