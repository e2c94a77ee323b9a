import type { RawTree, RawValue } from '@throughline/connector';
import { divide, isDecimal, multiply } from '@throughline/money';
import type { DocumentFault } from '../documents/document-error.ts';
import type { OutgoingDocument, OutgoingExample } from '../documents/outgoing-schema.ts';
import type { LocatedDocument } from '../documents/read-yaml.ts';
import type { CompiledOutgoing, OutgoingOutcome, OutgoingRecord } from './compile-outgoing.ts';

/** What the examples of an outgoing mapping come to, those that are refused among them. */
export function outgoingExamples(
  { value }: LocatedDocument<OutgoingDocument>,
  { makeOf }: CompiledOutgoing,
): OutgoingOutcome[] {
  return (value.tests ?? []).map((example) => makeOf(completed(example.in as RawTree)));
}

interface Difference {
  readonly at: readonly (string | number)[];
  readonly reason: string;
}

/**
 * Runs the examples that stand in an outgoing mapping. What follows from other fields of a line (`left`, `baseNet`) need
 * not be given in them.
 * @returns a fault for each that did not come out as it says; none when all did
 */
export function runOutgoingExamples(
  document: LocatedDocument<OutgoingDocument>,
  { makeOf }: CompiledOutgoing,
): DocumentFault[] {
  return (document.value.tests ?? []).flatMap((example, index) =>
    differences(example, makeOf(completed(example.in as RawTree))).map(({ at, reason }) =>
      document.faultAt(['tests', index, ...at], reason),
    ),
  );
}

function differences({ out, lines, held }: OutgoingExample, outcome: OutgoingOutcome): Difference[] {
  if ('misfits' in outcome) {
    const told = outcome.misfits.map(({ column, reason }) => `${column} ${reason}`).join('; ');
    if (held === undefined) return [{ at: [], reason: `is refused: ${told}` }];
    return held.flatMap((column, index) =>
      outcome.misfits.some((misfit) => misfit.column === column)
        ? []
        : [{ at: ['held', index], reason: `${column} is not held, but ${told}` }],
    );
  }
  if (held !== undefined) return [{ at: ['held'], reason: 'is not refused' }];
  const counted =
    lines !== undefined && lines.length !== outcome.lines.length
      ? [{ at: ['lines'], reason: `names ${lines.length} records, and ${outcome.lines.length} came of it` }]
      : [];
  return [
    ...compare(out ?? {}, outcome.head, ['out']),
    ...counted,
    ...(counted.length > 0 ? [] : (lines ?? [])).flatMap((wanted, index) =>
      compare(wanted, outcome.lines[index] ?? {}, ['lines', index]),
    ),
  ];
}

function compare(
  wanted: Readonly<Record<string, RawValue>>,
  record: OutgoingRecord,
  at: readonly (string | number)[],
): Difference[] {
  return Object.entries(wanted).flatMap(([column, text]) =>
    record[column] === text
      ? []
      : [
          {
            at: [...at, column],
            reason: `is ${JSON.stringify(record[column]) ?? 'no column'} and not ${JSON.stringify(text)}`,
          },
        ],
  );
}

/** The order with what follows from what is given. */
function completed(order: RawTree): RawTree {
  const lines = order.lines;
  if (!Array.isArray(lines)) return order;
  return { ...order, lines: (lines as readonly RawTree[]).map(completedLine) };
}

function completedLine(given: RawTree): RawTree {
  const ordered = textOf(given.ordered);
  const line = { cancelled: '0', perQuantity: '1', unitQuantity: ordered, components: [], ...given };
  const left = leftOf(ordered, textOf(line.cancelled));
  const derived = { ...(left !== null && { left }), ...baseNetOf(line, ordered) };
  const components = (Array.isArray(line.components) ? (line.components as readonly RawTree[]) : []).map(
    (part) => {
      const quantity = textOf(part.quantity);
      const times = (units: string | null) =>
        units === null || quantity === null ? null : String(Number(units) * Number(quantity));
      return { line: given.line ?? null, ordered: times(ordered), left: times(left), ...part };
    },
  );
  return { ...derived, ...line, components };
}

const textOf = (value: RawValue | undefined): string | null =>
  typeof value === 'string' && isDecimal(value) ? value : null;

const leftOf = (ordered: string | null, cancelled: string | null): string | null =>
  ordered === null || cancelled === null ? null : String(Number(ordered) - Number(cancelled));

function baseNetOf(line: RawTree, ordered: string | null): { baseNet?: string } {
  const [net, units, per] = [textOf(line.unitNet), textOf(line.unitQuantity), textOf(line.perQuantity)];
  if (net === null || units === null || per === null || ordered === null || Number(ordered) === 0) return {};
  return { baseNet: divide(multiply(net, units), multiply(ordered, per), 7) };
}
