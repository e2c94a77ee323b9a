import { type DataSource, type Tx, transaction } from '@throughline/persistence';
import {
  type LandedDocument,
  goneWithinADay,
  isSuperseded,
  repeatedDocument,
  saveDocument,
} from '../landing/landed-documents.tables.ts';
import type { LandedReader } from '../landing/landed-record.ts';
import type { Leadership } from '../sources/leadership.ts';
import { type Expectations, type Judgement, judge } from './judgement.ts';
import { readerState, saveColumns } from '../landing/reader-states.tables.ts';

/** What the documents of a reader are judged by. */
export interface Judging {
  readonly landed: LandedReader;
  readonly expected: Expectations;
  /** Whether a column that vanished stops it. */
  readonly columnsStop: boolean;
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
  { landed, expected, columnsStop, ...parts }: Judging,
  document: LandedDocument,
  also: (tx: Tx, judgement: Judgement) => Promise<void> = async () => undefined,
): Promise<Judgement> {
  if (document.verdict === null) throw new Error(`Document ${document.id} has not landed`);
  const verdict = { ...document.verdict, held: await parts.trial(document) };
  const byHand = await parts.byHand();
  const { columns: known } = await readerState(dataSource, landed.source, landed.reader);
  const missing = (known ?? []).filter((name) => !verdict.columns.includes(name));
  return transaction(dataSource, async (tx) => {
    await leadership.hold(tx);
    const judgement = judge(verdict, document.says, document.records, expected, {
      isSuperseded: await isSuperseded(tx, document),
      repeats: await repeatedDocument(tx, document),
      goneBefore: await goneWithinADay(tx, document),
      missingColumns: columnsStop ? missing : [],
      byHand,
    });
    await saveDocument(tx, { ...document, verdict, state: judgement.state, because: because(judgement) });
    if (judgement.state === 'accepted') await saveColumns(tx, landed.source, landed.reader, verdict.columns);
    await also(tx, judgement);
    return judgement;
  });
}

function because(judgement: Judgement): string | null {
  if (judgement.state === 'accepted') return null;
  if (judgement.state === 'refused') return judgement.because;
  return judgement.guards.map((guard) => guard.because).join('; ');
}
