import type { Installation } from '../installation.ts';
import { table } from '../output.ts';
import type { Output } from '../output.ts';
import { ageOf } from '../words.ts';

/** What is held or warned of for one reason, as `GET /quarantine/causes` has it. */
export interface HeldCause {
  source: string;
  flow: string;
  field: string;
  reason: string;
  severity: string;
  records: number;
  since: string;
  example: string;
}

/** A record that breaks a rule, as `GET /quarantine` has it. */
export interface QuarantineEntry {
  source: string;
  flow: string;
  key: string;
  field: string;
  reason: string;
  severity: string;
  firstSeen: string;
}

export interface QuarantineQuery {
  source?: string | undefined;
  flow?: string | undefined;
  /** A part of the reason; with it, records are listed instead of reasons. */
  cause?: string | undefined;
  after?: string | undefined;
  limit?: string | undefined;
}

/** Why records are held back; or the records that are held for one reason. */
export async function quarantine(
  installation: Installation,
  { cause, after, ...query }: QuarantineQuery,
  now: Date,
): Promise<Output> {
  if (cause === undefined)
    return causesOutput(await installation.read('erp-adapter', '/quarantine/causes', query), now);
  const path = '/quarantine';
  return entriesOutput(await installation.read('erp-adapter', path, { ...query, cause, after }), now);
}

export function causesOutput(answer: { causes: readonly HeldCause[] }, now: Date): Output {
  const rows = answer.causes.map(({ source, flow, field, reason, severity, records, since, example }) => [
    ...[`${source} ${flow}`, severity, records, ageOf(since, now), field, reason, example],
  ]);
  const head = ['flow', 'severity', 'records', 'for', 'field', 'reason', 'example'];
  return {
    json: answer,
    lines: rows.length === 0 ? ['Nothing is held back.'] : table(head, rows),
    status: isHeld(answer.causes) ? 1 : 0,
  };
}

export function entriesOutput(
  answer: { entries: readonly QuarantineEntry[]; next: string | null },
  now: Date,
): Output {
  const rows = answer.entries.map(({ source, flow, key, field, severity, firstSeen, reason }) => [
    ...[`${source} ${flow}`, severity, key, ageOf(firstSeen, now), field, reason],
  ]);
  return {
    json: answer,
    lines: [
      ...(rows.length === 0
        ? ['Nothing is held back for that.']
        : table(['flow', 'severity', 'key', 'for', 'field', 'reason'], rows)),
      ...(answer.next === null ? [] : ['', `More: --after ${answer.next}`]),
    ],
    status: isHeld(answer.entries) ? 1 : 0,
  };
}

/** A warning holds nothing back. */
function isHeld(found: readonly { severity: string }[]): boolean {
  return found.some(({ severity }) => severity === 'held');
}
