import type { RawRecord, RawTree, RawValue } from '@throughline/connector';
import type { ReaderPlan } from '@throughline/source-documents';
import { keyOf } from './columns.ts';

/** Records that are referred to alike, in the order of their source keys. */
interface Joined {
  readonly records: readonly RawTree[];
  isLaidIn: boolean;
}

/** Records of one reader by what others refer to them with. */
export type JoinedRecords = ReadonlyMap<string, Joined>;

/** How many records were laid into others. */
export function laidInCount(joined: JoinedRecords): number {
  return [...joined.values()].reduce(
    (sum, { records, isLaidIn }) => (isLaidIn ? sum + records.length : sum),
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
        isLaidIn: false,
      },
    ]),
  );
}

/**
 * Lays the records of other readers into one of this.
 * @returns it, and what is wrong with what was laid in
 */
export function layIn(
  { joins, refers }: ReaderPlan,
  record: RawRecord,
  joined: ReadonlyMap<string, JoinedRecords>,
): { record: RawRecord; fault: string | null } {
  if (joins.length === 0) return { record, fault: null };
  let fault: string | null = null;
  const values: Record<string, RawValue> = { ...record.values };
  for (const [index, { as, reader, many }] of joins.entries()) {
    const ref = keyOf(record.values, refers[index]?.columns ?? []);
    const entry = ref === null ? undefined : joined.get(reader)?.get(ref);
    if (entry !== undefined) entry.isLaidIn = true;
    const found = entry?.records ?? [];
    if (!many && found.length > 1) fault ??= `${as}: several records of ${reader}`;
    values[as] = many ? found : (found[0] ?? null);
  }
  return { record: { ...record, values }, fault };
}
