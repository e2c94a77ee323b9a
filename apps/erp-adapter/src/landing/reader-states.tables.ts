import type { DataSource, Tx } from '@throughline/persistence';
import type { ReaderProfile } from './column-profile.ts';

/** How far a reader of a configured source has come. */
export interface ReaderState {
  source: string;
  reader: string;
  /** Where the next look for changes begins, opaque. */
  cursor: string | null;
  /** Which capture that was. */
  identity: string | null;
  /** Why changes may be missed; null while they are not. */
  distrusted: string | null;
  /** Keys of which there is more than one row, at most a hundred. */
  ambiguous: string[];
  /** Up to when all is known, by the source. */
  heardAt: Date | null;
  sweptAt: Date | null;
  /** Why all of it is to be compared. */
  sweepWanted: string | null;
  /** Columns of its last document that counts; null before the first. */
  columns: string[] | null;
  /** Why it cannot be read at present. */
  trouble: string | null;
  /** What lies there and cannot be used. */
  findings: { cause: string; name: string; detail: string }[];
  /** How its columns have changed last; null where they have not. */
  drift: ReaderDrift | null;
  driftedAt: Date | null;
}

/** How the columns of a reader have changed. */
export interface ReaderDrift {
  /** In words, those first that stop it. */
  readonly changes: readonly string[];
  /** Whether the reader stops until a person has looked; documents that wait are listed as such. */
  readonly waits: boolean;
  /** Tells what was seen: an acceptance names it. */
  readonly seen: string;
  readonly isAccepted: boolean;
}

const columns = `source, reader, cursor, identity, distrusted, ambiguous, heard_at as "heardAt", swept_at as "sweptAt",
  sweep_wanted as "sweepWanted", columns, trouble, findings, drift, drifted_at as "driftedAt"`;

export async function readerState(
  tx: Pick<Tx, 'query'>,
  source: string,
  reader: string,
): Promise<ReaderState> {
  const [found] = await tx.query<ReaderState>(
    `select ${columns} from reader_states where source = $1 and reader = $2`,
    [source, reader],
  );
  return (
    found ?? {
      ...{ source, reader, cursor: null, identity: null, distrusted: null, ambiguous: [] },
      ...{ heardAt: null, sweptAt: null, sweepWanted: null, columns: null, trouble: null, findings: [] },
      ...{ drift: null, driftedAt: null },
    }
  );
}

export async function readerStates(tx: Tx, source: string): Promise<ReaderState[]> {
  return tx.query<ReaderState>(`select ${columns} from reader_states where source = $1 order by reader`, [
    source,
  ]);
}

/** Keeps where a round has come to. */
export async function saveRound(
  tx: Tx,
  state: Pick<ReaderState, 'source' | 'reader' | 'cursor' | 'identity' | 'distrusted' | 'heardAt'>,
): Promise<void> {
  await tx.query(
    `insert into reader_states (source, reader, cursor, identity, distrusted, heard_at) values ($1, $2, $3, $4, $5, $6)
     on conflict (source, reader) do update set cursor = excluded.cursor, identity = excluded.identity,
       distrusted = excluded.distrusted, heard_at = coalesce(excluded.heard_at, reader_states.heard_at)`,
    [state.source, state.reader, state.cursor, state.identity, state.distrusted, state.heardAt],
  );
}

/** Keeps up to when all is known of a reader; never less than before. */
export async function saveHeard(tx: Tx, source: string, reader: string, heardAt: Date): Promise<void> {
  await tx.query(
    `insert into reader_states (source, reader, heard_at) values ($1, $2, $3)
     on conflict (source, reader) do update set heard_at = greatest(reader_states.heard_at, excluded.heard_at)`,
    [source, reader, heardAt],
  );
}

/** Has everything of a reader compared, because of something. */
export async function wantSweep(tx: Tx, source: string, reader: string, why: string): Promise<void> {
  await tx.query(
    `insert into reader_states (source, reader, sweep_wanted) values ($1, $2, $3)
     on conflict (source, reader) do update set sweep_wanted = excluded.sweep_wanted`,
    [source, reader, why],
  );
}

/** Notes that everything was compared, of a snapshot of an instant. What was asked for since stays asked for. */
export async function saveSweep(
  tx: Tx,
  state: Pick<ReaderState, 'source' | 'reader' | 'sweepWanted' | 'ambiguous'>,
  sweptAt: Date,
): Promise<void> {
  await tx.query(
    `insert into reader_states (source, reader, swept_at, heard_at, ambiguous) values ($1, $2, $3, $3, $5)
     on conflict (source, reader) do update set swept_at = excluded.swept_at, ambiguous = excluded.ambiguous,
       heard_at = greatest(reader_states.heard_at, excluded.heard_at),
       sweep_wanted = case when reader_states.sweep_wanted is distinct from $4 then reader_states.sweep_wanted end`,
    [state.source, state.reader, sweptAt, state.sweepWanted, state.ambiguous],
  );
}

/** Keeps which columns a document that counts had. */
export async function saveColumns(
  tx: Tx,
  source: string,
  reader: string,
  names: readonly string[],
): Promise<void> {
  await tx.query(
    `insert into reader_states (source, reader, columns) values ($1, $2, $3)
     on conflict (source, reader) do update set columns = excluded.columns`,
    [source, reader, names],
  );
}

/** Keeps what lies there and cannot be used. */
export async function saveFindings(
  tx: Tx,
  source: string,
  reader: string,
  findings: ReaderState['findings'],
): Promise<void> {
  await tx.query(
    `insert into reader_states as s (source, reader, findings) values ($1, $2, $3)
     on conflict (source, reader) do update set findings = excluded.findings
       where s.findings is distinct from excluded.findings`,
    [source, reader, JSON.stringify(findings)],
  );
}

/** Keeps why a reader cannot be read at present; null when it can. */
export async function saveTrouble(
  tx: Tx,
  source: string,
  reader: string,
  trouble: string | null,
): Promise<void> {
  await tx.query(
    `insert into reader_states as s (source, reader, trouble) values ($1, $2, $3)
     on conflict (source, reader) do update set trouble = excluded.trouble
       where s.trouble is distinct from excluded.trouble`,
    [source, reader, trouble],
  );
}

/** Up to when all is known of each reader that was ever heard. */
export async function heardReaders(dataSource: DataSource, source: string): Promise<Map<string, Date>> {
  const rows = await dataSource.query<{ reader: string; heardAt: Date }[]>(
    'select reader, heard_at as "heardAt" from reader_states where source = $1 and heard_at is not null',
    [source],
  );
  return new Map(rows.map(({ reader, heardAt }) => [reader, heardAt]));
}

/** By what the records of a reader were joined to those of others; null where that is not known. */
export async function linkedBy(tx: Tx, source: string, reader: string): Promise<string | null> {
  const [row] = await tx.query<{ linkedBy: string | null }>(
    'select linked_by as "linkedBy" from reader_states where source = $1 and reader = $2',
    [source, reader],
  );
  return row?.linkedBy ?? null;
}

export async function saveLinkedBy(tx: Tx, source: string, reader: string, by: string): Promise<void> {
  await tx.query(
    `insert into reader_states (source, reader, linked_by) values ($1, $2, $3)
     on conflict (source, reader) do update set linked_by = excluded.linked_by`,
    [source, reader, by],
  );
}

/** What the columns of a reader were when they were accepted last; null while nothing is known of them. */
export async function readerProfile(
  tx: Pick<Tx, 'query'>,
  source: string,
  reader: string,
): Promise<ReaderProfile | null> {
  const [row] = await tx.query<{ profile: ReaderProfile | null }>(
    'select profile from reader_states where source = $1 and reader = $2',
    [source, reader],
  );
  return row?.profile ?? null;
}

/** Keeps what the columns of a reader are from now on. */
export async function saveProfile(
  tx: Tx,
  source: string,
  reader: string,
  profile: ReaderProfile,
): Promise<void> {
  await tx.query(
    `insert into reader_states (source, reader, profile) values ($1, $2, $3)
     on conflict (source, reader) do update set profile = excluded.profile`,
    [source, reader, JSON.stringify(profile)],
  );
}

/** Keeps how the columns of a reader have changed; what is the same as before keeps its instant. */
export async function saveDrift(tx: Tx, source: string, reader: string, drift: ReaderDrift): Promise<void> {
  await tx.query(
    `insert into reader_states as s (source, reader, drift, drifted_at) values ($1, $2, $3, now())
     on conflict (source, reader) do update set drift = excluded.drift, drifted_at = now()
       where s.drift ->> 'seen' is distinct from excluded.drift ->> 'seen'
         or s.drift ->> 'waits' is distinct from excluded.drift ->> 'waits'`,
    [source, reader, JSON.stringify(drift)],
  );
}

/** Has a reader go on with its columns as they were seen. @returns whether it waits with these */
export async function acceptDrift(tx: Tx, source: string, reader: string, seen: string): Promise<boolean> {
  const rows = await tx.query(
    `update reader_states set drift = drift || '{"isAccepted": true}'
     where source = $1 and reader = $2 and drift ->> 'seen' = $3 and (drift ->> 'waits')::boolean returning 1`,
    [source, reader, seen],
  );
  return rows.length > 0;
}
