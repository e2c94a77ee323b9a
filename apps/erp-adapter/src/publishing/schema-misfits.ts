import { InvalidValueError, encode } from '@throughline/events';
import type { RecordName } from '@throughline/events';
import type { MappedRecord } from '@throughline/connector';

/**
 * Holds back what cannot be written as a record: a date of the year 9999, a figure of too many digits. Found only when
 * it is sent, it would keep everything else of its flow from being sent.
 * @param known fingerprints of what was published before, by key; what is the same as then is not looked at again
 */
export function holdMisfits(
  type: RecordName,
  records: readonly MappedRecord<unknown>[],
  known: ReadonlyMap<string, string> = new Map(),
): MappedRecord<unknown>[] {
  return records.map((reading) => {
    if (reading.value === null || known.get(reading.key) === reading.fingerprint) return reading;
    const reason = misfitOf(type, reading.value);
    if (reason === null) return reading;
    return {
      ...reading,
      value: null,
      issues: [...reading.issues, { field: 'record', reason, severity: 'held' }],
    };
  });
}

function misfitOf(type: RecordName, value: unknown): string | null {
  try {
    encode(type, value as never, 0);
    return null;
  } catch (error) {
    if (error instanceof InvalidValueError) return error.message;
    throw error;
  }
}
