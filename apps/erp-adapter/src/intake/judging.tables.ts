import { type DataSource, type Tx, transaction } from '@throughline/persistence';
import type { DriftRules } from '@throughline/source-documents';
import {
  type LandedDocument,
  documentProfile,
  goneWithinADay,
  isSuperseded,
  repeatedDocument,
  saveDocument,
} from '../landing/landed-documents.tables.ts';
import type { LandedReader } from '../landing/landed-record.ts';
import type { Leadership } from '../sources/leadership.ts';
import { type Expectations, type Judgement, judge } from './judgement.ts';
import {
  readerProfile,
  readerState,
  saveColumns,
  saveDrift,
  saveProfile,
} from '../landing/reader-states.tables.ts';
import { type Drift, driftText, driftsOf, settledProfile } from './drift.ts';

/** What the documents of a reader are judged by. */
export interface Judging {
  readonly landed: LandedReader;
  readonly expected: Expectations;
  /** What becomes of columns that are not as before. */
  readonly drift: DriftRules;
  /** Whether a person has to accept each document. */
  byHand(): Promise<boolean>;
  /** How many records of a document rules would hold back, by flow. */
  trial(document: LandedDocument): Promise<Record<string, number>>;
}

/**
 * Judges a document that has landed, for the first time or because what it hangs on has changed.
 * @param also done in the same transaction, which the leadership fences
 */
export async function judgeDocument(
  dataSource: DataSource,
  leadership: Pick<Leadership, 'hold'>,
  { expected, drift: rules, ...parts }: Judging,
  document: LandedDocument,
  also: (tx: Tx, judgement: Judgement) => Promise<void> = async () => undefined,
): Promise<Judgement> {
  const { verdict: known } = document;
  if (known === null) throw new Error(`Document ${document.id} has not landed`);
  const held = await parts.trial(document);
  const byHand = await parts.byHand();
  return transaction(dataSource, async (tx) => {
    await leadership.hold(tx);
    const drift = await driftOf(tx, document, rules);
    const verdict = { ...known, held, drift };
    const judgement = judge(verdict, document.says, document.records, expected, {
      isSuperseded: await isSuperseded(tx, document),
      repeats: await repeatedDocument(tx, document),
      goneBefore: await goneWithinADay(tx, document),
      drift: drift.filter(({ stops }) => stops),
      byHand,
    });
    await saveDocument(tx, { ...document, verdict, state: judgement.state, because: because(judgement) });
    if (judgement.state === 'accepted') await settleColumns(tx, { ...document, verdict });
    await also(tx, judgement);
    return judgement;
  });
}

/** How the columns of a document differ from those of the one before. */
async function driftOf(
  tx: Tx,
  { id, source, reader, verdict }: LandedDocument,
  rules: DriftRules,
): Promise<Drift[]> {
  const [before, now] = [await readerProfile(tx, source, reader), await documentProfile(tx, id)];
  if (before !== null && now !== null) return driftsOf(before, now, rules);
  // Of documents from before columns were looked at, only their names are known.
  const { columns } = await readerState(tx, source, reader);
  const missing = (columns ?? []).filter((name) => !verdict?.columns.includes(name));
  return missing.map((column) => {
    return { kind: 'gone', column, before: null, after: null, stops: rules.gone === 'stop' };
  });
}

/** Has the columns of a document that counts be those by which the next one is judged, and tells how they differ. */
export async function settleColumns(
  tx: Tx,
  { id, source, reader, says, verdict }: LandedDocument,
): Promise<void> {
  await saveColumns(tx, source, reader, verdict?.columns ?? []);
  const now = await documentProfile(tx, id);
  if (now !== null)
    await saveProfile(tx, source, reader, settledProfile(await readerProfile(tx, source, reader), now, says));
  const changes = ((verdict?.drift ?? []) as Drift[]).map(driftText);
  if (changes.length > 0)
    await saveDrift(tx, source, reader, { changes, waits: false, seen: `document ${id}`, isAccepted: true });
}

function because(judgement: Judgement): string | null {
  if (judgement.state === 'accepted') return null;
  if (judgement.state === 'refused') return judgement.because;
  return judgement.guards.map((guard) => guard.because).join('; ');
}
