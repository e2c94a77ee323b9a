import type { Difference, HashSum, KnownHashes, RawSweep } from '@throughline/connector';
import { type Database, type DatabaseSnapshot, type Row, ownSnapshot } from './dialect.ts';
import { type Relation, relationIn } from './relation.ts';
import { add, equal, hashedParts, nothing, numbersOf, rangeExpression, rowHash } from './row-hash.ts';
import type { ReaderSettings } from './settings.ts';
import { type Sql, raw, sql } from './sql.ts';

/** Keys in a range, as far as it can be chosen: with fewer there are too many ranges, with more too much to compare. */
const keysInRange = 256;
/** Keys that are compared one by one at a time. */
const keysAtOnce = 250_000;
const mostBits = 16;

/**
 * Compares by hashes that the database computes. First those of ranges of the hashes of keys, in one pass over the
 * table; then, in another one, those of the keys in ranges that differ. As ranges are made of hashes and not of keys,
 * no collation has a say in them.
 */
export function hashSweep(database: Database, name: string, settings: ReaderSettings): RawSweep {
  return {
    differences: (snapshot, known) => differences(database, name, settings, ownSnapshot(snapshot), known),
  };
}

async function* differences(
  database: Database,
  name: string,
  settings: ReaderSettings,
  snapshot: DatabaseSnapshot,
  known: KnownHashes,
): AsyncIterable<readonly Difference[]> {
  const relation = await relationIn(snapshot, database, name, settings);
  const bits = Math.min(
    mostBits,
    Math.max(0, Math.ceil(Math.log2(((await known.size()) + 1) / keysInRange))),
  );
  const [theirs, ours] = [await rangesOf(snapshot, database, relation, bits), await known.ranges(bits)];
  const differing = [...new Set([...theirs.keys(), ...ours.keys()])].filter(
    (range) => !equal(theirs.get(range) ?? nothing, ours.get(range) ?? nothing),
  );
  for (const some of bounded(differing, (range) =>
    Math.max(theirs.get(range)?.keys ?? 0, ours.get(range)?.keys ?? 0),
  )) {
    const ranges = new Set(some);
    yield compare(await keysOf(snapshot, database, relation, bits, ranges), await known.keys(bits, ranges));
  }
}

/** Ranges in groups of a bounded number of keys. */
function bounded(ranges: readonly number[], keys: (range: number) => number): number[][] {
  const groups: number[][] = [];
  let left = 0;
  for (const range of ranges) {
    if (keys(range) > left || groups.length === 0) {
      groups.push([]);
      left = keysAtOnce;
    }
    groups.at(-1)?.push(range);
    left -= keys(range);
  }
  return groups;
}

function compare(theirs: ReadonlyMap<string, HashSum>, ours: ReadonlyMap<string, HashSum>): Difference[] {
  const found: Difference[] = [];
  for (const [sourceKey, of] of theirs) {
    const known = ours.get(sourceKey);
    if (known === undefined) found.push({ sourceKey, kind: 'created' });
    else if (!equal(known, of)) found.push({ sourceKey, kind: 'changed' });
  }
  for (const sourceKey of ours.keys()) if (!theirs.has(sourceKey)) found.push({ sourceKey, kind: 'gone' });
  return found;
}

const sumIn = (
  keys: string | null | undefined,
  high: string | null | undefined,
  low: string | null | undefined,
): HashSum => ({
  keys: Number(keys ?? 0),
  high: BigInt(high ?? 0),
  low: BigInt(low ?? 0),
});

/** Adds up what the parts of a relation say, by the first column. */
async function summed(snapshot: DatabaseSnapshot, statements: readonly Sql[]): Promise<Map<string, HashSum>> {
  const sums = new Map<string, HashSum>();
  for (const statement of statements) {
    const rows: Row[] = await snapshot.unhurried(() => snapshot.query(statement));
    for (const [of, keys, high, low] of rows)
      sums.set(of ?? '', add(sums.get(of ?? '') ?? nothing, sumIn(keys, high, low)));
  }
  return sums;
}

/** The rows of each part with `what` as `x`, and their hash as `h`. */
function hashedRows(
  relation: Relation,
  { dialect }: Database,
  what: string,
  where: Sql,
): { rows: Sql; own: boolean }[] {
  return hashedParts(relation).map((part) => {
    const { joined } = part;
    const from =
      joined === undefined ? relation.from : sql`${relation.from} join ${joined.from} on ${joined.on}`;
    return {
      own: joined === undefined,
      rows: sql`select ${raw(what)} as x, ${raw(rowHash(relation, part, dialect))} as h from ${from} where ${where}`,
    };
  });
}

async function rangesOf(
  snapshot: DatabaseSnapshot,
  database: Database,
  relation: Relation,
  bits: number,
): Promise<Map<number, HashSum>> {
  const { dialect } = database;
  const [high, low] = numbersOf('h', dialect);
  const range = rangeExpression(relation.sourceKey, bits, dialect);
  const statements = hashedRows(relation, database, range, raw('true')).map(
    ({ rows, own }) =>
      sql`select x, ${raw(own ? 'count(*)' : '0')}, sum(${raw(high)}), sum(${raw(low)}) from (${rows}) p group by x`,
  );
  const sums = await summed(snapshot, statements);
  return new Map([...sums].map(([of, sum]) => [Number(of), sum]));
}

function keysOf(
  snapshot: DatabaseSnapshot,
  database: Database,
  relation: Relation,
  bits: number,
  ranges: ReadonlySet<number>,
): Promise<Map<string, HashSum>> {
  const { dialect } = database;
  const [high, low] = numbersOf('h', dialect);
  const list = [...ranges].join(', ');
  const within =
    ranges.size === 2 ** bits
      ? raw('true')
      : raw(`${rangeExpression(relation.sourceKey, bits, dialect)} in (${list})`);
  const statements = hashedRows(relation, database, relation.sourceKey, within).map(
    ({ rows, own }) => sql`select x, ${raw(own ? '1' : '0')}, ${raw(high)}, ${raw(low)} from (${rows}) p`,
  );
  return summed(snapshot, statements);
}
