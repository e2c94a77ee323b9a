import type { CaptureRound, RawCapture, RawChange } from '@throughline/connector';
import { type ChangeLog, reasonOf } from './change-log.ts';
import { type Database, type DatabaseSnapshot, type Row, ownSnapshot, qualified } from './dialect.ts';
import { type Relation, relationIn } from './relation.ts';
import type { ReaderSettings } from './settings.ts';
import { splitKey } from './source-key.ts';
import { raw, sql, value } from './sql.ts';

/** Records of one change of a joined row that are named; of more, every record is said to have changed. */
const mostRecords = 100_000;

/** Reads changes from the log of a source, and removes them once they are dealt with: so late commits are not lost. */
export function logCapture(
  database: Database,
  log: ChangeLog,
  name: string,
  settings: ReaderSettings,
  heartbeat: number,
): RawCapture {
  const rowsOf = new WeakMap<CaptureRound, { captured: string[]; lost: string[] }>();
  const captured = raw(qualified(database.dialect, log.tables.captured));
  const lost = raw(qualified(database.dialect, log.tables.lost));
  const reader = value(name, 'text');
  return {
    changes: async (given, _cursor, limit) => {
      const snapshot = ownSnapshot(given);
      const round = await snapshot
        .attempt(async () => {
          const { identity, fault } = await log.examine(snapshot);
          if (identity === '') return nothingOf(identity, fault);
          const rows = await snapshot.query(
            sql`select id, via, value, captured_at from ${captured} where reader = ${reader}
                order by id limit ${value(limit, 'bigint')}`,
          );
          const failed = await snapshot.query(
            sql`select id, reason from ${lost} where reader = ${reader} order by id limit ${value(limit, 'bigint')}`,
          );
          const changes = await named(snapshot, database, name, settings, rows);
          const of: CaptureRound = {
            changes: failed.length > 0 ? [{ sourceKey: null, at: null }, ...changes] : changes,
            cursor: null,
            more: rows.length === limit,
            distrusted: fault ?? lostOf(failed),
            identity,
            lateMs: 0,
          };
          rowsOf.set(of, { captured: rows.map(([id]) => id ?? ''), lost: failed.map(([id]) => id ?? '') });
          return of;
        })
        .catch((error: unknown) => {
          // A log that cannot be read is said to be so; what else is wrong with the source shows when records are read.
          return nothingOf('', `the log cannot be read: ${reasonOf(error)}`);
        });
      if (round.identity !== '') await log.beat(heartbeat);
      return round;
    },

    acknowledge: async (round) => {
      const rows = rowsOf.get(round);
      if (rows === undefined) return;
      await log.delete('captured', rows.captured);
      await log.delete('lost', rows.lost);
    },
  };
}

const nothingOf = (identity: string, distrusted: string | null): CaptureRound => ({
  changes: [],
  cursor: null,
  more: false,
  distrusted,
  identity,
  lateMs: 0,
});

function lostOf(failed: readonly Row[]): string | null {
  const [first] = failed;
  return first === undefined ? null : `${failed.length} writes could not be logged (${first[1] ?? ''})`;
}

/** The records that rows of the log name, each once with its oldest change. */
async function named(
  snapshot: DatabaseSnapshot,
  database: Database,
  name: string,
  settings: ReaderSettings,
  rows: readonly Row[],
): Promise<RawChange[]> {
  const at = new Map<string | null, Date>();
  const change = (sourceKey: string | null, capturedAt: Date) => {
    if (!at.has(sourceKey)) at.set(sourceKey, capturedAt);
  };
  const joined = new Map<string, Map<string, Date>>();
  for (const [, via, of, capturedAt] of rows) {
    const when = new Date(`${(capturedAt ?? '').replace(' ', 'T')}Z`);
    if (via === '' || of === null) change(of ?? null, when);
    else joined.set(via ?? '', (joined.get(via ?? '') ?? new Map<string, Date>()).set(of ?? '', when));
  }
  if (joined.size > 0) {
    const relation = await relationIn(snapshot, database, name, settings);
    for (const [via, values] of joined) await refreshed(snapshot, database, relation, via, values, change);
  }
  return [...at].map(([sourceKey, of]) => ({ sourceKey, at: of }));
}

/** The records to which joined rows belong, by the columns that join them. */
async function refreshed(
  snapshot: DatabaseSnapshot,
  { dialect }: Database,
  relation: Relation,
  via: string,
  values: ReadonlyMap<string, Date>,
  change: (sourceKey: string | null, at: Date) => void,
): Promise<void> {
  const joined = relation.joined.find((of) => of.name === via);
  if (joined === undefined) return;
  const [first = new Date(0)] = values.values();
  const parts = [...values.keys()].flatMap((of) => {
    const split = splitKey(of, joined.equals.length);
    return split === undefined ? [] : [split];
  });
  for (let from = 0; from < parts.length; from += dialect.keysAtOnce) {
    const rows = await snapshot.query(
      sql`select ${raw(relation.sourceKey)} from ${relation.from}
          where ${dialect.among(joined.equals, parts.slice(from, from + dialect.keysAtOnce))}
          limit ${value(mostRecords + 1, 'bigint')}`,
    );
    if (rows.length > mostRecords) change(null, first);
    else for (const [sourceKey] of rows) change(sourceKey ?? '', first);
  }
}
