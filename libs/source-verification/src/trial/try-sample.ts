import { type Format, readRecords } from '@throughline/file-formats';
import type { CheckedSource } from '@throughline/source-documents';
import { keyOf } from '../columns.ts';
import { type JoinedRecords, gatherJoined, layIn } from '../joined-records.ts';
import type { Trial, TriedReader } from './trial.ts';
import { TrialTally } from './trial-tally.ts';

/** The bytes of a sample; may be read more than once. */
export type OpensSample = () => AsyncIterable<Uint8Array>;

/**
 * What a document makes of sample files, one for each reader. Memory is bounded but for readers that are laid into others.
 * @param samples by reader; what they throw is thrown
 * @param asOf the instant of which the samples are
 * @throws RangeError for a reader that there is not, or that reads no files
 */
export async function trySamples(
  source: CheckedSource,
  samples: ReadonlyMap<string, OpensSample>,
  asOf: Date,
): Promise<Trial> {
  const formats = new Map([...samples.keys()].map((reader) => [reader, formatOf(source, reader)] as const));
  const recordsOf = (reader: string) => {
    const [open, format] = [samples.get(reader), formats.get(reader)];
    return open === undefined || format === undefined ? null : readRecords(open(), format);
  };
  const joined = new Map<string, JoinedRecords>();
  for (const [name, plan] of source.readers) {
    const records = plan.joinedBy === null ? null : recordsOf(name);
    if (records !== null) joined.set(name, await gatherJoined(plan, records));
  }
  const readers: TriedReader[] = [];
  const mappings: Trial['mappings'][number][] = [];
  for (const [name, plan] of source.readers) {
    const records = source.feedings.some(({ reader }) => reader === name) ? recordsOf(name) : null;
    if (records === null) continue;
    const tally = new TrialTally(source, name);
    for await (const batch of records)
      for (const raw of batch) {
        const sourceKey = keyOf(raw.values, plan.key);
        if (sourceKey === null) {
          tally.rowWithoutKey(raw.values);
          continue;
        }
        const { record, fault } = layIn(plan, raw, { plans: source.readers, records: joined });
        tally.row({ ...record, sourceKey, faults: fault === null ? [] : [asFault(fault)] }, { asOf });
      }
    const { whole, faults, faultCount } = records.verdict();
    readers.push(
      tally.reader({
        ...{ whole, unreadable: faultCount },
        faults: faults.slice(0, 20).map(({ position, field, reason }) => ({
          ...{ position, field: field ?? null, reason },
        })),
      }),
    );
    mappings.push(...tally.mappings);
  }
  return { source: source.document.source, readers, mappings };
}

function formatOf({ document }: CheckedSource, reader: string): Format {
  const settings = Object.hasOwn(document.readers, reader) ? document.readers[reader] : undefined;
  if (settings === undefined) throw new RangeError(`There is no reader ${reader}`);
  if (!('format' in settings)) throw new RangeError(`Reader ${reader} is of no files`);
  return settings.format;
}

/** `texts: several records of txt`, as the field and the reason that it is made of. */
function asFault(fault: string): { field: string; reason: string } {
  const at = fault.indexOf(': ');
  return { field: fault.slice(0, at), reason: fault.slice(at + 2) };
}
