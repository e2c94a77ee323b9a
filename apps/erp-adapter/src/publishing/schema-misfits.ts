import { InvalidValueError, encode } from '@throughline/events';
import type { RecordName } from '@throughline/events';
import type { JudgedRecord } from '../mapping/judged-record.ts';
import { unkeepableIn } from '../mapping/keepable.ts';

/**
 * Holds back what cannot be written as a record: a date of the year 9999, a figure of too many digits. Found only when
 * it is sent, it would keep everything else of its flow from being sent.
 * @param known fingerprints of what was published before, by key; what is the same as then is not looked at again
 */
export function holdMisfits(
  type: RecordName,
  records: readonly JudgedRecord<unknown>[],
  known: ReadonlyMap<string, string> = new Map(),
): JudgedRecord<unknown>[] {
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

/** Bytes of a record, with room for what services make of it: the broker takes no more than 900 kB. */
const longestRecord = 400_000;

function misfitOf(type: RecordName, value: unknown): string | null {
  try {
    const { length } = encode(type, value as never, 0);
    if (length > longestRecord) return `is too long: ${length} bytes, and at most ${longestRecord} are sent`;
  } catch (error) {
    if (error instanceof InvalidValueError) return error.message;
    throw error;
  }
  const field = unkeepableIn(value);
  return field === null ? null : `${field} holds a character that cannot be kept`;
}
