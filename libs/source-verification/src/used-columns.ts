import type { Feeding, ReaderPlan } from '@throughline/source-documents';

/** Columns of a reader that its key, joins and mappings read. */
export function usedColumns(
  { key, joinedBy, refers }: ReaderPlan,
  feedings: readonly Feeding[],
): ReadonlySet<string> {
  const named = [...key, ...(joinedBy ?? []), ...refers.flatMap(({ columns }) => columns)];
  return new Set([
    ...named.flatMap((column) => [column].flat()[0] ?? []),
    ...feedings.flatMap(({ compiled }) => compiled.usedColumns),
  ]);
}
