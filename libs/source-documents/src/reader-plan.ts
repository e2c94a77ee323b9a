import type { Flow } from '@throughline/connector';
import type { DocumentPath } from '@throughline/mapping';
import type { ColumnSpec } from './reader-schema.ts';

/** A flow that a reader's records feed, and what their source keys begin with there. */
export interface Feed {
  readonly flow: Flow;
  readonly prefix: string;
}

/** What a reader's records feed, and how they hang together with those of others. */
export interface ReaderPlan {
  readonly reader: string;
  /** Columns that are its key. */
  readonly key: readonly ColumnSpec[];
  readonly feeds: readonly Feed[];
  /** Columns by which other readers refer to its records; null when none does. */
  readonly joinedBy: readonly ColumnSpec[] | null;
  /** The readers that do, and what those feed. */
  readonly referredBy: readonly { readonly reader: string; readonly feeds: readonly Feed[] }[];
  /** Readers that its records refer to, and the columns that say to which record. */
  readonly refers: readonly { readonly reader: string; readonly columns: readonly ColumnSpec[] }[];
  /** The records that are laid in, by the name that they get. */
  readonly joins: readonly { readonly as: string; readonly reader: string; readonly many: boolean }[];
}

/** A reader, as far as others hang together with it. */
export interface LinkedReader {
  readonly key: readonly ColumnSpec[];
  readonly with: Readonly<
    Record<string, { reader: string; on: readonly { this: ColumnSpec; is: ColumnSpec }[]; many: boolean }>
  >;
}

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
  for (const [name, { with: joined }] of Object.entries(readers))
    if (!mapped.has(name) && !joinedBy.has(name)) {
      complain(['readers', name], 'is mapped by nothing and laid into nothing');
    } else if (referredBy.has(name) && Object.keys(joined).length > 0)
      complain(
        ['readers', name, 'with'],
        'is laid into others: what is laid into it would not be seen there',
      );
  return new Map(
    Object.entries(readers).map(([reader, { key, with: joined }]) => [
      reader,
      {
        reader,
        key,
        feeds: feedsOf(reader),
        joinedBy: joinedBy.get(reader) ?? null,
        referredBy: [...(referredBy.get(reader) ?? [])].map((other) => ({
          reader: other,
          feeds: feedsOf(other),
        })),
        refers: Object.values(joined).map(({ reader: other, on }) => {
          return { reader: other, columns: on.map((pair) => pair.this) };
        }),
        joins: Object.entries(joined).map(([as, { reader: other, many }]) => ({ as, reader: other, many })),
      },
    ]),
  );
}
