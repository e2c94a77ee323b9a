import type { ServiceFinding } from '@throughline/service';
import type { UndeliveredFiles } from './connectors/transports/files/order-files.tables.ts';
import type { OpenDifferences, StuckExports } from './exports/exports.queries.ts';
import type { WaitingWithdrawals } from './publishing/guard.tables.ts';
import type { EndedRepairs } from './landing/repairs.tables.ts';
import type { HeldRecords } from './quarantine/quarantine.tables.ts';

/** How a flow of a source stands. */
export interface FlowStanding {
  source: string;
  flow: string;
  mode: string;
  state: string;
  heardAt: Date | null;
  nextRun: Date | null;
}

const stuckRemedies: Record<StuckExports['kind'], string> = {
  refused:
    '`throughline exports --state refused` says why. Mend it in the back office or here, then `throughline exports retry ORDER`; cancel the order when it cannot be mended, because its shopper was told that it is confirmed',
  parked:
    '`throughline exports --state parked` says what they wait for: an address, the number of an account in the back office, or a source that takes orders. They go on by themselves when it is there',
  unprinted: '`throughline batches make` puts them on paper for a clerk, who types them in',
  unanswered:
    'They are on paper: `throughline batches` says in which batch. `throughline batches answer BATCH FILE.csv` takes in what numbers the back office gave them',
  planned:
    'The plan has orders switched off: `throughline plan show`. `throughline plan resume orders-out`, or `throughline plan set orders-out --source SOURCE --mode real-time`, lets them go',
  pending:
    'The back office has them and says neither a number nor a refusal: does the program run that takes them in there? `throughline exports` lists them; they go on by themselves',
  late: 'Is the back office heard (`throughline flows`), and is the adapter behind (`throughline lag erp-adapter`)? `throughline exports` lists them; they go on by themselves',
};

/**
 * Those hand-overs of which somebody has to hear: not what waits for a run that the plan will make, nor what the back
 * office may still take its time with.
 * @param patience milliseconds by source, within which it answers
 */
export function withoutPatience(
  rows: readonly StuckExports[],
  {
    isOff,
    patience,
    now,
  }: { isOff: (source: string) => boolean; patience: (source: string) => number; now: Date },
): StuckExports[] {
  return rows.filter(({ kind, source, since }) => {
    if (kind === 'planned') return isOff(source);
    return kind !== 'pending' || now.getTime() - since.getTime() > patience(source);
  });
}

/** Hand-overs that were refused, are parked, wait for somebody or are late, by source. */
export function stuckHandOvers(rows: readonly StuckExports[]): ServiceFinding[] {
  return bySubject(rows, ({ source, kind }) => `${source}|${kind}`).map(([first, all]) => ({
    kind: `hand-over-${first.kind}`,
    subject: first.source || 'no source',
    ...summed(all),
    worth: all.map(({ currency, gross }) => ({ currency, amount: gross })),
    remedy: stuckRemedies[first.kind],
  }));
}

/** Files of orders that cannot be put where they are to go, by source. */
export function undeliveredOrders(rows: readonly UndeliveredFiles[]): ServiceFinding[] {
  return rows.map(({ source, count, since, path, trouble }) => ({
    ...{ kind: 'order-file-undelivered', subject: source, count, since },
    remedy: `${path}: ${trouble}. It is tried again by itself, and put once. Is the folder there, with room, and may it be written to? What has its name and is not ours has to go`,
  }));
}

/** Documents of orders under way that are not what was ordered, by source and kind of difference. */
export function differingDocuments(rows: readonly OpenDifferences[]): ServiceFinding[] {
  return bySubject(rows, ({ source, kind }) => `${source}|${kind || 'other'}`).map(([, all, subject]) => {
    const worth = all.flatMap(({ currency, worth: amount }) =>
      amount === null ? [] : [{ currency, amount }],
    );
    return {
      ...{ kind: 'document-differs', subject },
      ...summed(all),
      ...(worth.length > 0 && { worth }),
      remedy:
        '`throughline exports --differing` shows both sides. Mend the document in the back office, or agree with the buyer: `throughline orders NUMBER` has the whole story',
    };
  });
}

/** Values laid over what a source says that have ended, because it says something else by now. */
export function repairsOver(rows: readonly EndedRepairs[]): ServiceFinding[] {
  return rows.map(({ source, reader, repairs, since }) => ({
    ...{ kind: 'repair-ended', subject: `${source}|${reader}`, count: repairs, since },
    remedy:
      'What was replaced has changed in the back office, so that it counts again as it is. `throughline quarantine repairs --state ended` lists them: is it right now, take note with `throughline quarantine unrepair ID --reason WHY`; else repair it anew',
  }));
}

/** Records that break a rule and are not published, by source and flow. */
export function heldRecords(rows: readonly HeldRecords[]): ServiceFinding[] {
  return rows.map(({ source, flow, records, since }) => ({
    ...{ kind: 'record-held', subject: `${source}|${flow}`, count: records, since },
    remedy: `\`throughline quarantine groups --flow ${flow}\` shows them by cause. Mend the cause in the back office or in the mapping; they are published once they are in order`,
  }));
}

/**
 * The instant since which something was to be heard of a flow: what is published at once is heard of all the time, a
 * batch when it is due, and what a person runs when that person likes. Null while a flow is read for the first time.
 */
export function expectedSince({ mode, heardAt, nextRun }: FlowStanding): Date | null {
  if (mode === 'real-time') return heardAt;
  return mode === 'batch' ? nextRun : null;
}

/** Flows whose source does not answer, or of which something was to be heard since an instant. */
export function silentFlows(flows: readonly FlowStanding[], before: Date): ServiceFinding[] {
  return flows
    .filter((flow) => flow.state === 'silent' || (expectedSince(flow) ?? before) < before)
    .map(({ source, flow, heardAt }) => ({
      ...{ kind: 'flow-silent', subject: `${source}|${flow}`, count: 1, since: heardAt },
      remedy:
        'Can the back office be reached, and does the connector’s role still exist there? The shop goes on with the last figures and shows their age',
    }));
}

/** Flows of which a guard holds withdrawals until a person has accepted them. */
export function guardedFlows(rows: readonly WaitingWithdrawals[]): ServiceFinding[] {
  return rows.map(({ source, flow, records, since }) => ({
    ...{ kind: 'flow-guarded', subject: `${source}|${flow}`, count: records, since },
    remedy:
      'More is gone in the back office than may go within a day, and stays published. `throughline guard list` says what: was it meant, `throughline guard accept` lets it go, `throughline guard refuse` keeps it; put back in the back office, it ends by itself',
  }));
}

function bySubject<Row>(
  rows: readonly Row[],
  subjectOf: (row: Row) => string,
): (readonly [Row, readonly Row[], string])[] {
  return [...Map.groupBy(rows, subjectOf)].flatMap(([subject, all]) =>
    all[0] === undefined ? [] : [[all[0], all, subject] as const],
  );
}

function summed(rows: readonly { count: number; since: Date }[]): { count: number; since: Date } {
  return {
    count: rows.reduce((total, { count }) => total + count, 0),
    since: new Date(Math.min(...rows.map(({ since }) => since.getTime()))),
  };
}
