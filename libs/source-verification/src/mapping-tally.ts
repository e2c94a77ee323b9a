import type { MappedRow, Outcome } from '@throughline/mapping';
import { type Decimal, add } from '@throughline/money';
import type { Distinct } from './distinct.ts';

/** Reasons that are told apart; all others are one. */
const mostReasons = 200;

/** Counts what comes of the rows of a reader by one mapping. */
export class MappingTally {
  accepted = 0;
  records = 0;
  warned = 0;
  repeated = 0;
  readonly held = new Map<string, number>();
  readonly skipped = new Map<string, number>();
  /** By field, by currency; what has no currency under the empty one. */
  readonly sums = new Map<string, Map<string, Decimal>>();
  readonly counts = new Map<string, Map<string, number>>();
  readonly #keys: Distinct;

  /** @param keys those of the flow, which the tallies of all its mappings share */
  constructor(sumOf: readonly string[], countsOf: readonly string[], keys: Distinct) {
    for (const field of sumOf) this.sums.set(field, new Map());
    for (const field of countsOf) this.counts.set(field, new Map());
    this.#keys = keys;
  }

  /** @param fault why the row is held whatever the mapping says */
  row(outcome: Outcome, fault: string | null): void {
    if (fault === null && 'skipped' in outcome) return count(this.skipped, outcome.skipped);
    const rows = 'skipped' in outcome ? [] : outcome.records;
    const reason = fault ?? rows.map(heldReason).find((each) => each !== null) ?? null;
    if (reason === null) this.accepted += 1;
    else count(this.held, reason);
    if (fault === null) for (const row of rows) this.#record(row);
  }

  /** A row that no mapping has seen. */
  hold(reason: string, rows = 1): void {
    if (rows > 0) count(this.held, reason, rows);
  }

  #record({ key, value, issues }: MappedRow): void {
    if (value === null) return;
    this.records += 1;
    if (issues.length > 0) this.warned += 1;
    if (key !== null && !this.#keys.add(key)) this.repeated += 1;
    const currency = 'currency' in value && typeof value.currency === 'string' ? value.currency : '';
    for (const [field, sums] of this.sums)
      for (const number of valuesAt(value, field.split('.')))
        sums.set(currency, add(sums.get(currency) ?? '0', String(number)));
    for (const [field, counts] of this.counts)
      for (const code of valuesAt(value, field.split('.'))) count(counts, String(code));
  }
}

/** The first issue that holds it back; without what stands in quotes, which is the source's. */
function heldReason({ value, issues }: MappedRow): string | null {
  if (value !== null) return null;
  const issue = issues.find(({ severity }) => severity === 'held');
  return issue === undefined
    ? 'record: is held'
    : `${issue.field}: ${issue.reason.replace(/"(?:[^"\\]|\\.)*"/g, '"…"')}`;
}

function valuesAt(value: unknown, [name, ...rest]: readonly string[]): unknown[] {
  if (value === null || value === undefined) return [];
  if (Array.isArray(value))
    return value.flatMap((each) => valuesAt(each, name === undefined ? [] : [name, ...rest]));
  return name === undefined ? [value] : valuesAt((value as Record<string, unknown>)[name], rest);
}

function count(counts: Map<string, number>, name: string, by = 1): void {
  const known = counts.has(name) || counts.size < mostReasons;
  const key = known ? name : 'others';
  counts.set(key, (counts.get(key) ?? 0) + by);
}
