import type { Verification, VerifiedMapping, VerifiedReader } from './verification.ts';

/** Reasons that a cell names. */
const mostReasons = 4;

/** A Markdown table of what verifying came to: counts and reasons, nothing that stands in the files. */
export function verificationTable(verifications: readonly Verification[]): string[] {
  return [
    '| set | system | flow | format | rows | accepted | held | skipped | why | agrees |',
    '| --- | --- | --- | --- | ---: | ---: | ---: | ---: | --- | --- |',
    ...verifications.flatMap(({ set, system, readers, mappings, differences }) =>
      [
        ...mappings.map((mapping) => [
          ...[mapping.flow, mapping.format],
          ...[mapping.rows, mapping.accepted, mapping.held, mapping.skipped].map(String),
          ...[why(mapping), agrees(mapping, differences)],
        ]),
        ...readers.flatMap((reader) => laidIn(reader, differences)),
      ].map((cells, index) => row([...(index === 0 ? [set, system] : ['', '']), ...cells])),
    ),
  ];
}

/** A Markdown table of what is in the files and configuration does not bring in; nothing where there is no such thing. */
export function notReadTable(verifications: readonly Verification[]): string[] {
  const rows = verifications.flatMap(({ set, notRead }) =>
    notRead.map(({ what, why: reason }) => row([set, what, reason])),
  );
  return rows.length === 0 ? [] : ['| set | not brought in | why |', '| --- | --- | --- |', ...rows];
}

const row = (cells: readonly string[]): string =>
  `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;

/** A reader that is laid into others: its records are there, or nowhere. */
function laidIn(
  { reader, format, rows, records, unreadable, leftOver, passedOver }: VerifiedReader,
  differences: readonly string[],
): string[][] {
  if (leftOver === null) return [];
  const passed = Object.values(passedOver).reduce((sum, each) => sum + each, 0);
  const reasons = [
    ...(leftOver > 0 ? [`${leftOver} × belongs to no record`] : []),
    ...(passed > 0 ? [`${passed} × passed over by the format`] : []),
  ];
  return [
    [
      ...[`laid in: ${reader}`, format],
      ...[rows, records - leftOver, unreadable, leftOver + passed].map(String),
      ...[reasons.join('; '), differences.length > 0 ? `**${differences.length} differences**` : 'rows'],
    ],
  ];
}

function why({ heldBy, skippedBy, passedOver, sameKey, repeated, warned }: VerifiedMapping): string {
  const reasons = [
    ...Object.entries(heldBy).map(([reason, rows]) => `${rows} × ${reason}`),
    ...Object.entries(skippedBy).map(([reason, rows]) => `${rows} × ${reason}`),
    ...(passedOver > 0 ? [`${passedOver} × passed over by the format`] : []),
  ];
  const notes = [
    ...(warned > 0 ? [`records with a warning: ${warned}`] : []),
    ...((sameKey ?? 0) > 0 ? [`rows with the source key of another: ${sameKey}`] : []),
    ...(repeated > 0 ? [`records with the key of another: ${repeated}`] : []),
  ];
  const others = reasons.length - mostReasons;
  return [
    ...reasons.slice(0, mostReasons),
    ...(others > 0 ? [`and ${others} other reasons`] : []),
    ...notes,
  ].join('; ');
}

/** Which sums agree, so that a row that has none does not look proven. */
function agrees({ sums, differences }: VerifiedMapping, ofSource: readonly string[]): string {
  const differing = differences.length + ofSource.length;
  if (differing > 0) return `**${differing} differences**`;
  const fields = Object.keys(sums);
  return fields.length === 0 ? 'rows' : `rows, sums of ${fields.join(', ')}`;
}
