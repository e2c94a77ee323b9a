import { add, parseDecimal } from '@throughline/money';
import type { Expected } from './expected-schema.ts';
import type { Verification, VerifiedMapping, VerifiedReader } from './verification.ts';

/** Holds what was found against what is expected. */
export function differencesOf(
  expected: Expected & { readonly differences: readonly string[] },
  readers: readonly VerifiedReader[],
  mappings: readonly Omit<VerifiedMapping, 'differences'>[],
): Verification {
  const differences = [
    ...expected.differences,
    ...readers.flatMap((reader) =>
      readerDifferences(reader, expected.readers[reader.reader]).map(
        (text) => `reader ${reader.reader}: ${text}`,
      ),
    ),
  ];
  const compared = mappings.map((mapping) => ({
    ...mapping,
    differences: mappingDifferences(
      mapping,
      expected.mappings[mapping.mapping],
      expected.readers[mapping.reader],
    ),
  }));
  const { set, system, notRead } = expected;
  return {
    ...{ set, system, readers, mappings: compared, notRead, differences },
    agrees: differences.length === 0 && compared.every((mapping) => mapping.differences.length === 0),
  };
}

const unlike = (what: string, found: number | string | null, wanted: number | string): string[] =>
  found === wanted ? [] : [`${what} ${found ?? 'too many to count'} and not ${wanted}`];

type Counts = Readonly<Record<string, number>>;

function countsUnlike(what: string, found: Counts, wanted: Counts): string[] {
  return [...new Set([...Object.keys(wanted), ...Object.keys(found)])].flatMap((name) =>
    unlike(`${what} (${name})`, found[name] ?? 0, wanted[name] ?? 0),
  );
}

function readerDifferences(found: VerifiedReader, wanted: Expected['readers'][string] | undefined): string[] {
  if (wanted === undefined) return [];
  const passedOver = Object.values(found.passedOver).reduce((sum, each) => sum + each, 0);
  return [
    ...unlike('rows', found.rows, wanted.rows),
    ...unlike('unreadable', found.unreadable, wanted.unreadable),
    ...unlike('passed over', passedOver, wanted.passedOver),
    ...unlike('left over', found.leftOver ?? 0, wanted.leftOver),
    ...(wanted.keys === undefined ? [] : unlike('keys', found.keys, wanted.keys)),
  ];
}

function mappingDifferences(
  found: Omit<VerifiedMapping, 'differences'>,
  wanted: Expected['mappings'][string] | undefined,
  reader: Expected['readers'][string] | undefined,
): string[] {
  if (wanted === undefined) return ['is not expected'];
  const held = {
    ...wanted.held,
    ...(reader && reader.unreadable > 0 && { 'row: cannot be read': reader.unreadable }),
  };
  return [
    ...unlike('rows', found.accepted + found.held + found.skipped, found.rows),
    ...unlike('accepted', found.accepted, wanted.accepted),
    ...countsUnlike('held', found.heldBy, held),
    ...countsUnlike('skipped', found.skippedBy, wanted.skipped),
    ...unlike('records', found.records, wanted.records),
    ...unlike('warned', found.warned, wanted.warned),
    ...unlike('repeated', found.repeated, wanted.repeated),
    ...Object.entries(wanted.sums).flatMap(([field, sum]) => sumUnlike(field, found.sums[field] ?? {}, sum)),
    ...Object.entries(wanted.counts).flatMap(([field, counts]) =>
      countsUnlike(field, found.counts[field] ?? {}, counts),
    ),
  ];
}

function sumUnlike(
  field: string,
  found: Readonly<Record<string, string>>,
  wanted: string | Readonly<Record<string, string>>,
): string[] {
  if (typeof wanted === 'string')
    return unlike(`sum of ${field}`, Object.values(found).reduce(add, '0'), parseDecimal(wanted));
  return [...new Set([...Object.keys(wanted), ...Object.keys(found)])].flatMap((currency) =>
    unlike(`sum of ${field} in ${currency}`, found[currency] ?? '0', parseDecimal(wanted[currency] ?? '0')),
  );
}
