import type { CaptureRound, RawCapture, RawChange, Snapshot } from '@throughline/connector';
import { type Database, type DatabaseSnapshot, ownSnapshot } from './dialect.ts';
import { type Expression, type Joined, type Relation, relationIn } from './relation.ts';
import { rowHash } from './row-hash.ts';
import type { ReaderSettings } from './settings.ts';
import { type Sql, raw, sql, value } from './sql.ts';
import { readingsBetween, timeOf, timeText } from './wall-time.ts';

/** Rows that one look reads at most; of more, every record is said to have changed, and a sweep is quicker. */
const mostRows = 1_000_000;

/** A column that keeps whole seconds may round up to one that has not come yet. */
const roundingMs = 1_000;

interface Stamped {
  column: Expression;
  joined: Joined | undefined;
}

/** How far everything was looked at: an instant of the source's clock, or the version of each table. */
interface Bound {
  at: number;
  versions: string[];
}

interface Found extends RawChange {
  row: string;
}

/** One look at everything between two bounds, handed out piece by piece. */
interface Look {
  changes: Found[];
  to: Bound;
  /** What was there, so that the next look tells what is new. */
  rows: Set<string>;
  lateMs: number;
  tooMany: boolean;
}

/** What the next look depends on. */
interface State {
  cursor: string | null;
  /** What the last look saw; undefined for the first one. */
  rows: Set<string> | undefined;
  /** What is left to be handed out of a look. */
  left: Look | undefined;
  handedOut: number;
}

const fresh = (cursor: string | null): State => ({ cursor, rows: undefined, left: undefined, handedOut: 0 });

/**
 * Finds changed rows by a column that says when, or in which version, they changed: all from the last bound less an
 * overlap, up to a bound that was taken with the snapshot. What the last look saw already is left out, by a hash of the
 * row, since a stamp may be coarse.
 */
export function columnCapture(
  database: Database,
  name: string,
  settings: ReaderSettings,
  { column, overlap, zone }: { column: string; overlap: number; zone: string },
): RawCapture {
  let state = fresh(null);
  const after = new WeakMap<CaptureRound, State>();
  const look = async (snapshot: DatabaseSnapshot, from: State): Promise<Look> => {
    const relation = await relationIn(snapshot, database, name, settings);
    return lookAt({ snapshot, database, relation, overlap, zone, column }, from);
  };
  return {
    changes: async (given: Snapshot, cursor, limit) => {
      const snapshot = ownSnapshot(given);
      const from = cursor === state.cursor ? state : fresh(cursor);
      const { changes, to, rows, lateMs, tooMany } = from.left ?? (await look(snapshot, from));
      const end = from.handedOut + limit;
      const more = end < changes.length;
      const next = JSON.stringify(to);
      const round: CaptureRound = {
        changes: changes.slice(from.handedOut, end),
        cursor: more ? cursor : next,
        more,
        distrusted: distrustOf(lateMs, overlap, tooMany),
        identity: `column ${column}`,
        lateMs,
      };
      after.set(
        round,
        more
          ? { ...from, left: { changes, to, rows, lateMs, tooMany }, handedOut: end }
          : { cursor: next, rows, left: undefined, handedOut: 0 },
      );
      return round;
    },
    acknowledge: async (round) => {
      state = after.get(round) ?? state;
    },
  };
}

function distrustOf(lateMs: number, overlap: number, tooMany: boolean): string | null {
  if (tooMany) return `more than ${mostRows} rows changed within the overlap`;
  if (lateMs <= overlap / 2) return null;
  return `a change became visible ${Math.round(lateMs / 1_000)} s after its stamp, which is more than half of the overlap`;
}

interface Looking {
  snapshot: DatabaseSnapshot;
  database: Database;
  relation: Relation;
  overlap: number;
  zone: string;
  column: string;
}

async function lookAt(looking: Looking, { cursor, rows: known }: State): Promise<Look> {
  const { snapshot, relation, database } = looking;
  const parts: Stamped[] = [];
  if (relation.changed !== undefined) parts.push({ column: relation.changed, joined: undefined });
  for (const joined of relation.joined) {
    if (joined.settings.refresh && joined.changed !== undefined)
      parts.push({ column: joined.changed, joined });
  }
  const last = cursor === null ? undefined : (JSON.parse(cursor) as Bound);
  const to: Bound = { at: snapshot.takenAt.getTime(), versions: [] };
  const found = new Map<string, Found>();
  const rows = new Set<string>();
  let lateMs = 0;
  let tooMany = false;
  for (const [index, part] of parts.entries()) {
    const window = await windowOf(looking, part, last?.at, last?.versions[index]);
    to.versions.push(window.version);
    // The first look only begins.
    if (last === undefined) continue;
    const { column, joined } = part;
    const from =
      joined === undefined ? relation.from : sql`${relation.from} join ${joined.from} on ${joined.on}`;
    const columns = joined?.columns ?? relation.columns;
    const { text } = database.dialect;
    const stamp = text(column.expression, column.column);
    const seen = await snapshot.unhurried(() =>
      snapshot.query(
        sql`select ${raw(relation.sourceKey)}, ${raw(stamp)}, ${raw(rowHash(relation, { columns, joined }, database.dialect))}
            from ${from} where ${raw(column.expression)} >= ${window.from} and ${raw(column.expression)} <= ${window.to}
            order by ${raw(column.expression)} limit ${value(mostRows + 1, 'bigint')}`,
      ),
    );
    if (seen.length > mostRows) {
      tooMany = true;
      continue;
    }
    for (const [sourceKey, of, hash] of seen) {
      const row = `${index} ${of} ${hash}`;
      rows.add(row);
      if (known?.has(row)) continue;
      const stampedAt = window.instantOf(of ?? '');
      if (known !== undefined && stampedAt !== null) lateMs = Math.max(lateMs, last.at - stampedAt.getTime());
      if (!found.has(sourceKey ?? ''))
        found.set(sourceKey ?? '', { sourceKey: sourceKey ?? '', at: stampedAt, row });
    }
  }
  const everything: Found = { sourceKey: null, at: null, row: '' };
  return { changes: tooMany ? [everything] : [...found.values()], to, rows, lateMs, tooMany };
}

interface Window {
  from: Sql;
  to: Sql;
  version: string;
  instantOf: (stamp: string) => Date | null;
}

/** Between which values of its column a table is looked at. @throws TypeError for a column that says neither */
async function windowOf(
  { snapshot, relation, database, overlap, zone, column: named }: Looking,
  { column: { expression, column }, joined }: Stamped,
  last: number | undefined,
  lastVersion: string | undefined,
): Promise<Window> {
  const { comparable, text } = database.dialect;
  if (column.kind === 'integer') {
    const from = joined === undefined ? relation.from : joined.from;
    const [row] = await snapshot.query(sql`select ${raw(text(`max(${expression})`, column))} from ${from}`);
    const newest = BigInt(row?.[0] ?? '0');
    const before = lastVersion === undefined ? newest : BigInt(lastVersion);
    // A database that was put back counts on from where it was.
    const begin = (before < newest ? before : newest) - BigInt(overlap);
    return {
      from: sql`${value(String(begin), 'numeric')}`,
      to: sql`${value(String(newest), 'numeric')}`,
      version: String(newest),
      instantOf: () => null,
    };
  }
  if (column.kind !== 'zoned-time' && column.kind !== 'local-time')
    throw new TypeError(
      `readers.${relation.name}: ${joined?.settings.changed ?? named} is neither a time nor a version`,
    );
  const now = snapshot.takenAt.getTime();
  // A clock that was put back has everything since then looked at.
  const begin = Math.min(last ?? now, now) - overlap;
  const window =
    column.kind === 'zoned-time'
      ? { from: begin, to: now + roundingMs }
      : readingsBetween(zone, begin, now + roundingMs);
  return {
    from: comparable(timeText(window.from), column),
    to: comparable(timeText(window.to), column),
    version: '',
    instantOf: (stamp) => {
      const at = timeOf(stamp) - (column.kind === 'zoned-time' ? 0 : window.to - now - roundingMs);
      return Number.isNaN(at) ? null : new Date(at);
    },
  };
}
