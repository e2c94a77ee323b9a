import type { RawRecord, RawTree, RawValue } from '@throughline/connector';
import type { ReaderPlan } from '@throughline/source-documents';
import { keyOf } from './columns.ts';

/** Records that are referred to alike, in the order of their source keys. */
interface Joined {
  readonly records: readonly RawTree[];
  /** With what is laid into them; null while they are laid into nothing. */
  laid: { readonly trees: readonly RawTree[]; readonly fault: string | null } | null;
}

/** Records of one reader by what others refer to them with. */
export type JoinedRecords = ReadonlyMap<string, Joined>;

/** How many records were laid into others. */
export function laidInCount(joined: JoinedRecords): number {
  return [...joined.values()].reduce(
    (sum, { records, laid }) => (laid === null ? sum : sum + records.length),
    0,
  );
}

/** Holds the records of a reader that is laid into others. */
export async function gatherJoined(
  { key, joinedBy }: ReaderPlan,
  records: AsyncIterable<readonly RawRecord[]>,
): Promise<JoinedRecords> {
  const by = new Map<string, { key: string; values: RawTree }[]>();
  for await (const batch of records)
    for (const { values } of batch) {
      const its = keyOf(values, key);
      const join = keyOf(values, joinedBy ?? []);
      if (its === null || join === null) continue;
      const found = by.get(join);
      if (found === undefined) by.set(join, [{ key: its, values }]);
      else found.push({ key: its, values });
    }
  return new Map(
    [...by].map(([join, found]) => [
      join,
      {
        records: found
          .toSorted((a, b) => Buffer.compare(Buffer.from(a.key), Buffer.from(b.key)))
          .map(({ values }) => values),
        laid: null,
      },
    ]),
  );
}

/** All records that are laid into others, by reader. */
export interface JoinedReaders {
  readonly plans: ReadonlyMap<string, ReaderPlan>;
  readonly records: ReadonlyMap<string, JoinedRecords>;
}

/**
 * Lays the records of other readers into one of this, after those that are laid into them.
 * @returns it, and what is wrong with what was laid in
 */
export function layIn<Row extends Pick<RawRecord, 'values'>>(
  { joins, refers }: Pick<ReaderPlan, 'joins' | 'refers'>,
  record: Row,
  joined: JoinedReaders,
): { record: Row; fault: string | null } {
  if (joins.length === 0) return { record, fault: null };
  let fault: string | null = null;
  const values: Record<string, RawValue> = { ...record.values };
  for (const [index, { as, reader, many }] of joins.entries()) {
    const ref = keyOf(record.values, refers[index]?.columns ?? []);
    const entry = ref === null ? undefined : joined.records.get(reader)?.get(ref);
    const found = entry === undefined ? { trees: [], fault: null } : laidOf(entry, reader, joined);
    if (!many && found.trees.length > 1) fault ??= `${as}: several records of ${reader}`;
    if (found.fault !== null) fault ??= `${as}.${found.fault}`;
    values[as] = many ? found.trees : (found.trees[0] ?? null);
  }
  return { record: { ...record, values }, fault };
}

function laidOf(entry: Joined, reader: string, joined: JoinedReaders): NonNullable<Joined['laid']> {
  const plan = joined.plans.get(reader);
  if (plan === undefined) return { trees: entry.records, fault: null };
  const made = () => {
    const laid = entry.records.map((values) => layIn(plan, { values }, joined));
    return {
      trees: laid.map(({ record }) => record.values),
      fault: laid.find((each) => each.fault !== null)?.fault ?? null,
    };
  };
  return (entry.laid ??= made());
}
