import { codeFault } from '@throughline/events';

/** A code that a person gives a row. */
export interface WantedBinding {
  source: string;
  kind: string;
  sourceKey: string;
  /** Null: the one that its own key comes to. */
  code: string | null;
  reason: string;
  /** Row of the file, or place in the list, from 1. */
  row: number;
}

/** What is known of a row and of the code that it is to have. */
export interface BindingFacts {
  /** Whether the source has ever said anything of it. */
  isKnown: boolean;
  /** Code under which it is published. */
  published: string | null;
  /** Code that a person has given it. */
  bound: string | null;
  /** Source key of the row that is published under the code it is to have, or that a person has given it to. */
  holder: string | null;
}

export interface BindingFault {
  row: number;
  field: 'source' | 'kind' | 'sourceKey' | 'code';
  message: string;
}

/** What changes of a row. */
export interface BindingChange {
  source: string;
  kind: 'items';
  sourceKey: string;
  row: number;
  before: string | null;
  after: string | null;
  reason: string;
}

export interface JudgedBindings {
  changes: BindingChange[];
  /** Rows that have the code already. */
  unchanged: number;
  faults: BindingFault[];
}

/** Judges bindings as a whole: what one row leaves, another may have. */
export function judgeBindings(
  wanted: readonly WantedBinding[],
  sources: readonly string[],
  factsOf: (binding: WantedBinding) => BindingFacts,
): JudgedBindings {
  const judged: JudgedBindings = { changes: [], unchanged: 0, faults: [] };
  const rows = new Map<string, number>();
  const codes = new Map<string, number>();
  const leaving = new Set(wanted.map(({ source, sourceKey }) => pair(source, sourceKey)));
  for (const binding of wanted) {
    const { source, kind, sourceKey, code, reason, row } = binding;
    const fault = (field: BindingFault['field'], message: string) =>
      void judged.faults.push({ row, field, message });
    if (!sources.includes(source)) {
      fault('source', `is none of ${sources.join(', ')}`);
      continue;
    }
    if (kind !== 'items') {
      fault('kind', 'is not items: everything else goes by its own key');
      continue;
    }
    const facts = factsOf(binding);
    const twice = rows.get(pair(source, sourceKey));
    rows.set(pair(source, sourceKey), row);
    const wrong = code === null ? null : codeFault(code);
    const sameCode = code === null ? undefined : codes.get(pair(source, code));
    if (code !== null) codes.set(pair(source, code), row);
    if (twice !== undefined) fault('sourceKey', `is in row ${twice} already`);
    else if (!facts.isKnown) fault('sourceKey', `is no item that ${source} has said`);
    else if (wrong !== null) fault('code', wrong);
    else if (sameCode !== undefined) fault('code', `is given in row ${sameCode} already`);
    else if (isTaken(facts, sourceKey) && !leaving.has(pair(source, facts.holder ?? '')))
      fault('code', `is the code of ${JSON.stringify(facts.holder)}: give that another first`);
    else if (facts.bound === code) judged.unchanged++;
    else
      judged.changes.push({ ...{ source, kind, sourceKey, row, reason }, before: facts.bound, after: code });
  }
  return judged;
}

function isTaken({ holder }: BindingFacts, sourceKey: string): boolean {
  return holder !== null && holder !== sourceKey;
}

function pair(source: string, text: string): string {
  return `${source}\n${text}`;
}
