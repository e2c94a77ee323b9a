import type { readRecords } from '@throughline/file-formats';
import type { RecordStream } from './received-document.ts';

/**
 * The records of a file, and what it came to.
 * @param listed how many records it has to hold by its list; null when no list says so
 * @param tellsItsEnd whether its writer says when it is done, so that what is whole is all there is
 */
export async function* recordsOf(
  stream: ReturnType<typeof readRecords>,
  listed: number | null,
  tellsItsEnd: boolean,
): RecordStream {
  const columns = new Set<string>();
  let first = true;
  for await (const batch of stream) {
    if (first) for (const { values } of batch) for (const name in values) columns.add(name);
    first = false;
    yield batch;
  }
  const verdict = stream.verdict();
  const miscounted = listed !== null && listed !== verdict.records;
  const whole = verdict.whole && !miscounted;
  const faults = verdict.faults.map(({ position, field, reason }) => ({
    position,
    field: field ?? null,
    reason,
  }));
  const miscount = { position: 0, field: null, reason: `has not the ${listed} records that its list says` };
  return {
    ...{ whole, endProven: whole && (verdict.endProven || tellsItsEnd), columns: [...columns] },
    faults: miscounted ? [miscount, ...faults] : faults,
    faultCount: verdict.faultCount + (miscounted ? 1 : 0),
  };
}
