import type { ShownRecord } from './trial.ts';

/** How a record differs between two versions of a document. */
export const changeKinds = ['changed', 'added', 'gone', 'held', 'released'] as const;
export type ChangeKind = (typeof changeKinds)[number];

/** A record that differs. Long texts and lists are cut. */
export interface ComparedRecord {
  readonly kind: ChangeKind;
  readonly sourceKey: string;
  readonly key: string | null;
  /** Of a changed one, the fields that differ. */
  readonly fields: readonly string[];
  /** What it is by the version that holds; null where that gives none. */
  readonly before: ShownRecord | null;
  readonly after: ShownRecord | null;
  /** Why one of the versions holds it back. */
  readonly reasons: readonly string[];
}

/** The records of a flow by two versions. */
export interface ComparedFlow {
  readonly flow: string;
  /** Rows that one of the versions maps. */
  readonly rows: number;
  readonly same: number;
  readonly changed: number;
  readonly added: number;
  readonly gone: number;
  /** Held back by the document, and not by the version that holds. */
  readonly held: number;
  /** Held back by the version that holds, and not by the document. */
  readonly released: number;
  /** Held back by both. */
  readonly heldByBoth: number;
  /** Records of which a field differs, by field. */
  readonly fields: Readonly<Record<string, number>>;
  readonly examples: readonly ComparedRecord[];
}

/** Two versions of a document over the same rows. */
export interface Comparison {
  readonly source: string;
  /** The version that holds. */
  readonly version: number;
  readonly rows: number;
  /** Readers whose rows were read by other settings than the document has. */
  readonly readOtherwise: readonly string[];
  readonly flows: readonly ComparedFlow[];
}

/** Examples of each kind. */
export const mostExamples = 20;

/** Two parts of one comparison as one. */
export function mergeComparisons(one: Comparison, other: Comparison): Comparison {
  const names = [...new Set([...one.flows, ...other.flows].map(({ flow }) => flow))];
  return {
    ...{ source: one.source, version: one.version, rows: one.rows + other.rows },
    readOtherwise: [...new Set([...one.readOtherwise, ...other.readOtherwise])],
    flows: names.map((name) => {
      const [first = emptyFlow(name), second] = [one, other].flatMap(({ flows }) =>
        flows.filter(({ flow }) => flow === name),
      );
      return second === undefined ? first : mergeFlows(first, second);
    }),
  };
}

export function emptyFlow(flow: string): ComparedFlow {
  const none = { rows: 0, same: 0, changed: 0, added: 0, gone: 0, held: 0, released: 0, heldByBoth: 0 };
  return { flow, ...none, fields: {}, examples: [] };
}

function mergeFlows(one: ComparedFlow, other: ComparedFlow): ComparedFlow {
  const fields: Record<string, number> = { ...one.fields };
  for (const [field, count] of Object.entries(other.fields)) fields[field] = (fields[field] ?? 0) + count;
  const examples = [...one.examples, ...other.examples];
  return {
    flow: one.flow,
    rows: one.rows + other.rows,
    same: one.same + other.same,
    changed: one.changed + other.changed,
    added: one.added + other.added,
    gone: one.gone + other.gone,
    held: one.held + other.held,
    released: one.released + other.released,
    heldByBoth: one.heldByBoth + other.heldByBoth,
    fields,
    examples: changeKinds.flatMap((kind) =>
      examples.filter((example) => example.kind === kind).slice(0, mostExamples),
    ),
  };
}
