import type { DocumentFacts, MappedRow } from '@throughline/mapping';
import type { Feeding } from '@throughline/source-documents';
import { type ChangeKind, type ComparedFlow, type ComparedRecord, mostExamples } from './comparison.ts';
import { cutValue } from './cut-value.ts';
import type { TrialRow } from './trial-tally.ts';
import { type ShownRecord, shown } from './trial.ts';

/** A record that one version makes of a row. */
interface Made {
  /** Null where a part of it could not be made. */
  readonly key: string | null;
  readonly value: ShownRecord | null;
  readonly reasons: readonly string[];
}

/** The same row as each version reads it; null where a version maps none of its reader. */
export interface TwoRows {
  readonly before: TrialRow | null;
  readonly after: TrialRow | null;
}

/** Maps rows by two versions of a flow, and remembers a bounded part of what differs. */
export class ComparisonTally {
  #counts = { rows: 0, same: 0, changed: 0, added: 0, gone: 0, held: 0, released: 0, heldByBoth: 0 };
  readonly #fields = new Map<string, number>();
  readonly #examples = new Map<ChangeKind, ComparedRecord[]>();
  readonly #flow: string;

  constructor(flow: string) {
    this.#flow = flow;
  }

  /** @param feedings those of the row's reader, by either version */
  row(
    { before, after }: TwoRows,
    feedings: { readonly before: readonly Feeding[]; readonly after: readonly Feeding[] },
    facts: DocumentFacts,
  ): void {
    this.#counts.rows += 1;
    const sourceKey = (after ?? before)?.sourceKey ?? '';
    const pairs = pairsOf(madeOf(before, feedings.before, facts), madeOf(after, feedings.after, facts));
    for (const [one, other] of pairs) this.#compare(sourceKey, one, other);
  }

  #compare(sourceKey: string, before: Made | undefined, after: Made | undefined): void {
    const kind = kindOf(before, after);
    this.#counts[kind] += 1;
    if (kind === 'same' || kind === 'heldByBoth') return;
    const [one, other] = [before?.value ?? null, after?.value ?? null];
    const fields = kind === 'changed' ? differingFields(one, other) : [];
    for (const field of fields) this.#fields.set(field, (this.#fields.get(field) ?? 0) + 1);
    const list = this.#examples.get(kind) ?? [];
    this.#examples.set(kind, list);
    if (list.length >= mostExamples) return;
    const reasons = [...(before?.reasons ?? []), ...(after?.reasons ?? [])];
    list.push({
      ...{ kind, sourceKey, key: after?.key ?? before?.key ?? null, fields, reasons },
      ...{ before: cutValue(one), after: cutValue(other) },
    });
  }

  get result(): ComparedFlow {
    return {
      ...{ flow: this.#flow, ...this.#counts, fields: Object.fromEntries(this.#fields) },
      examples: [...this.#examples.values()].flat(),
    };
  }
}

function madeOf(row: TrialRow | null, feedings: readonly Feeding[], facts: DocumentFacts): Made[] {
  if (row === null) return [];
  const laid = row.faults.map(({ field, reason }) => `${field}: ${reason}`);
  return feedings.flatMap(({ compiled }) => {
    const outcome = compiled.map(row, facts);
    if ('skipped' in outcome) return [];
    return outcome.records.map(({ key, value, issues }) => ({
      ...{ key, value: laid.length > 0 ? null : shown(value), reasons: [...laid, ...heldBecause(issues)] },
    }));
  });
}

function heldBecause(issues: MappedRow['issues']): string[] {
  return issues.flatMap(({ field, reason, severity }) => (severity === 'held' ? `${field}: ${reason}` : []));
}

/** Records with one key; those whose key one version could not make, by which of their row they are. */
function pairsOf(before: readonly Made[], after: readonly Made[]): [Made | undefined, Made | undefined][] {
  const left = new Set(before);
  const pairs: [Made | undefined, Made | undefined][] = [];
  const unmatched: [number, Made][] = [];
  for (const [index, made] of after.entries()) {
    const same = [...left].find(({ key }) => key !== null && key === made.key);
    if (same === undefined) unmatched.push([index, made]);
    else pairs.push([same, made]);
    if (same !== undefined) left.delete(same);
  }
  for (const [index, made] of unmatched) {
    const former = before[index];
    const isIt = former !== undefined && left.has(former) && (former.key === null || made.key === null);
    pairs.push([isIt ? former : undefined, made]);
    if (isIt) left.delete(former);
  }
  return [...pairs, ...[...left].map((made): [Made, undefined] => [made, undefined])];
}

function kindOf(before: Made | undefined, after: Made | undefined): ChangeKind | 'same' | 'heldByBoth' {
  const wasHeld = before !== undefined && before.value === null;
  const isHeld = after !== undefined && after.value === null;
  if (wasHeld && isHeld) return 'heldByBoth';
  if (isHeld) return 'held';
  if (wasHeld) return 'released';
  if (before === undefined) return 'added';
  if (after === undefined) return 'gone';
  return JSON.stringify(before.value) === JSON.stringify(after.value) ? 'same' : 'changed';
}

function differingFields(before: ShownRecord | null, after: ShownRecord | null): string[] {
  const names = new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})]);
  return [...names].filter((name) => JSON.stringify(before?.[name]) !== JSON.stringify(after?.[name]));
}
