import type { MappedRecord } from '@throughline/connector';
import type { Outcome } from '@throughline/mapping';
import type { LaidRecord } from '../../landing/landed-readers.tables.ts';
import { fingerprintOf } from '../../mapping/check.ts';

/** What a mapping made of a record, as capture takes it. */
export function mappedRecords(
  source: string,
  { sourceKey, values, faults }: LaidRecord,
  outcome: Outcome,
): MappedRecord<unknown>[] {
  if ('skipped' in outcome) return [];
  const laid = faults.map(({ field, reason }) => ({ field, reason, severity: 'held' as const }));
  return outcome.records.map(({ key, value, issues, names }): MappedRecord<unknown> => {
    const made = laid.length > 0 ? null : value;
    return {
      ...{ sourceKey, key: key ?? `${source}|${sourceKey}`, value: made, fingerprint: fingerprintOf(made) },
      issues: [...laid, ...issues],
      raw: values,
      ...(names.length > 0 && { names }),
      ...(key === null && { keyUnknown: true as const }),
    };
  });
}
