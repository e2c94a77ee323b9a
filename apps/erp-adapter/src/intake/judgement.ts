import type { Verdict } from '../landing/landed-documents.tables.ts';
import { type Drift, driftText } from './drift.ts';

/** What is expected of the documents of a reader; what is out of bounds waits for a person. */
export interface Expectations {
  /** Share of the known keys that may go within a day, added up over its documents. */
  readonly goneShare: number;
  /** Keys that may go in any case are fewer than these. */
  readonly goneLeast: number;
  /** Share of the records that rules may hold back, or that cannot be read. */
  readonly heldShare: number;
  /** Whether records are taken from a document that is not whole, or of which some cannot be read. */
  readonly rowByRow: boolean;
}

export const defaultExpectations: Expectations = {
  goneShare: 0.05,
  goneLeast: 20,
  heldShare: 0.02,
  rowByRow: false,
};

/** What a document is judged by, beside itself. */
export interface Circumstances {
  /** Whether a younger document has said everything. */
  readonly isSuperseded: boolean;
  /** Name of an applied document of the reader with the same content. */
  readonly repeats: string | null;
  /** Keys that went within a day before it, by nobody's word. */
  readonly goneBefore: number;
  /** Columns that are not as in the document before, as far as that stops it. */
  readonly drift: readonly Drift[];
  /** Whether a person has to accept each document. */
  readonly byHand: boolean;
}

/** Why a document waits, as a word that programs know. */
export type GuardKind = 'faults' | 'gone' | 'held' | 'columns' | 'drift' | 'by-hand';

export type Judgement =
  | { readonly state: 'accepted' }
  | { readonly state: 'refused'; readonly because: string }
  | { readonly state: 'waiting'; readonly guards: readonly { kind: GuardKind; because: string }[] };

/** Judges a document as a whole, before any of it counts. */
export function judge(
  verdict: Verdict,
  says: 'everything' | 'changes',
  records: number,
  expected: Expectations,
  { isSuperseded, repeats, goneBefore, drift, byHand }: Circumstances,
): Judgement {
  if (isSuperseded) return refused('A younger document has said everything');
  if (!verdict.whole && !expected.rowByRow) return refused('It is not whole');
  if (records === 0 && says === 'everything') return refused('It is empty, which proves nothing');
  // Old news that comes again under its own or another name says nothing new, and may undo what was said since.
  if (repeats !== null && says === 'changes') return refused(`It repeats ${repeats}`);

  const guards: { kind: GuardKind; because: string }[] = [];
  const guard = (kind: GuardKind, because: string) => guards.push({ kind, because });
  const missing = drift.filter(({ kind }) => kind === 'gone').map(({ column }) => column);
  if (missing.length > 0) guard('columns', `Columns are missing: ${missing.join(', ')}`);
  const others = drift.filter(({ kind }) => kind !== 'gone').map(driftText);
  if (others.length > 0) guard('drift', `Columns are not as before: ${others.join(', ')}`);
  if (verdict.faultCount > 0 && !expected.rowByRow)
    guard('faults', `${verdict.faultCount} records cannot be read`);
  const gone = goneBefore + verdict.gone;
  if (
    verdict.gone > 0 &&
    gone >= expected.goneLeast &&
    gone > expected.goneShare * (verdict.known + goneBefore)
  )
    guard(
      'gone',
      `${verdict.gone} of ${verdict.known} keys would go${goneBefore > 0 ? `, after ${goneBefore} within a day` : ''}`,
    );
  for (const [flow, held] of Object.entries(verdict.held))
    if (held > expected.heldShare * records)
      guard('held', `${held} of ${records} records of ${flow} would be held back`);
  if (byHand) guard('by-hand', 'Each document of it is accepted by a person');
  return guards.length === 0 ? { state: 'accepted' } : { state: 'waiting', guards };
}

function refused(because: string): Judgement {
  return { state: 'refused', because };
}
