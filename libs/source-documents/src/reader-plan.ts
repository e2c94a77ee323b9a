import type { Flow } from '@throughline/connector';
import type { DocumentPath } from '@throughline/mapping';
import type { ColumnSpec } from './reader-schema.ts';

/** A flow that a reader's records feed, and what their source keys begin with there. */
export interface Feed {
  readonly flow: Flow;
  readonly prefix: string;
}

/** A reader whose records refer to those of another, what it feeds, and who refers to it in turn. */
export interface Referring {
  readonly reader: string;
  readonly feeds: readonly Feed[];
  readonly referredBy: readonly Referring[];
}

/** Records of another reader that are laid into those of this one, and what is laid into them before. */
export interface ReaderJoin {
  /** Name under which they are laid in. */
  readonly as: string;
  readonly reader: string;
  /** A list of all of them, or the one there is. */
  readonly many: boolean;
  readonly joins: readonly ReaderJoin[];
}

/** What a reader's records feed, and how they hang together with those of others. */
export interface ReaderPlan {
  readonly reader: string;
  /** Columns that are its key. */
  readonly key: readonly ColumnSpec[];
  readonly feeds: readonly Feed[];
  /** Columns by which other readers refer to its records; null when none does. */
  readonly joinedBy: readonly ColumnSpec[] | null;
  /** The readers that do, what those feed, and so on. */
  readonly referredBy: readonly Referring[];
  /** Readers that its records refer to, and the columns that say to which record. */
  readonly refers: readonly { readonly reader: string; readonly columns: readonly ColumnSpec[] }[];
  /** The records that are laid in, by the name that they get. */
  readonly joins: readonly ReaderJoin[];
}

/** A reader, as far as others hang together with it. */
export interface LinkedReader {
  readonly key: readonly ColumnSpec[];
  readonly with: Readonly<
    Record<string, { reader: string; on: readonly { this: ColumnSpec; is: ColumnSpec }[]; many: boolean }>
  >;
}

/** How many records may stand one inside the other by joins: each level is a look-up for every page that is read. */
const mostLevels = 4;

/**
 * How the readers of a source hang together.
 * @param mapped readers that a mapping is of, be it right or wrong
 * @param answering the reader that answers orders, and its column with our number
 */
export function planReaders(
  readers: Readonly<Record<string, LinkedReader>>,
  feedings: readonly { reader: string; flow: Flow; prefix: string }[],
  mapped: ReadonlySet<string>,
  answering: { readonly by: string; readonly order: ColumnSpec } | null,
  complain: (path: DocumentPath, reason: string) => void,
): Map<string, ReaderPlan> {
  const feedsOf = (reader: string): Feed[] =>
    feedings.filter((each) => each.reader === reader).map(({ flow, prefix }) => ({ flow, prefix }));
  const joinedBy = new Map<string, readonly ColumnSpec[]>();
  const referredBy = new Map<string, Set<string>>();
  if (answering !== null) {
    const path = ['out', 'orders', 'acknowledged', 'by'];
    if (Object.hasOwn(readers, answering.by)) joinedBy.set(answering.by, [answering.order]);
    else complain(path, `there is no reader ${answering.by}`);
  }
  for (const [name, { with: joined }] of Object.entries(readers))
    for (const [as, { reader, on }] of Object.entries(joined)) {
      const path = ['readers', name, 'with', as];
      if (Object.values(joined).filter((other) => other.reader === reader).length > 1)
        complain([...path, 'reader'], `${reader} is laid in twice`);
      if (!Object.hasOwn(readers, reader)) {
        complain([...path, 'reader'], `there is no reader ${reader}`);
        continue;
      }
      const columns = on.map(({ is }) => is);
      const known = joinedBy.get(reader);
      if (known !== undefined && JSON.stringify(known) !== JSON.stringify(columns))
        complain(
          [...path, 'on'],
          `${reader} is referred to by other columns elsewhere: ${JSON.stringify(known)}`,
        );
      joinedBy.set(reader, columns);
      referredBy.set(reader, (referredBy.get(reader) ?? new Set()).add(name));
    }
  for (const name of Object.keys(readers)) {
    if (!mapped.has(name) && !joinedBy.has(name))
      complain(['readers', name], 'is mapped by nothing and laid into nothing');
    const fault = levelsFault(readers, name, [name]);
    if (fault !== null) complain(['readers', name, 'with'], fault);
  }
  const joinsOf = (reader: string, levels: number): ReaderJoin[] =>
    levels === 0
      ? []
      : Object.entries(readers[reader]?.with ?? {}).map(([as, { reader: other, many }]) => {
          return { as, reader: other, many, joins: joinsOf(other, levels - 1) };
        });
  const referringTo = (reader: string, levels: number): Referring[] =>
    levels === 0
      ? []
      : [...(referredBy.get(reader) ?? [])].map((other) => {
          return { reader: other, feeds: feedsOf(other), referredBy: referringTo(other, levels - 1) };
        });
  return new Map(
    Object.entries(readers).map(([reader, { key, with: joined }]) => [
      reader,
      {
        reader,
        key,
        feeds: feedsOf(reader),
        joinedBy: joinedBy.get(reader) ?? null,
        referredBy: referringTo(reader, mostLevels),
        refers: Object.values(joined).map(({ reader: other, on }) => {
          return { reader: other, columns: on.map((pair) => pair.this) };
        }),
        joins: joinsOf(reader, mostLevels),
      },
    ]),
  );
}

/** What is wrong with what is laid into a reader, and into that; null when nothing is. */
function levelsFault(
  readers: Readonly<Record<string, LinkedReader>>,
  name: string,
  way: readonly string[],
): string | null {
  for (const { reader } of Object.values(readers[name]?.with ?? {})) {
    // Of a ring each of its readers would say the same; one of them does.
    if (reader === way[0] && way.every((each) => reader <= each))
      return `is laid into itself: ${[...way, reader].join(', ')}`;
    if (way.includes(reader)) continue;
    if (way.length > mostLevels)
      return `has more than ${mostLevels} records one inside the other: ${[...way, reader].join(', ')}`;
    const fault = levelsFault(readers, reader, [...way, reader]);
    if (fault !== null) return fault;
  }
  return null;
}
