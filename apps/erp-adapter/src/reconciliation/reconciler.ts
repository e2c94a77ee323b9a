import type { Publisher } from '../sources/publisher.ts';
import { type DataSource, transaction } from '@throughline/persistence';
import { logger } from '@throughline/telemetry';
import {
  type CapturesChanges,
  type Connector,
  type Flow,
  type ReadsSnapshots,
  flows as allFlows,
} from '@throughline/connector';
import { applyRecords } from '../publishing/apply.ts';
import type { GuardRule } from '../sources/guard.ts';
import type { Portions } from '../publishing/portions.tables.ts';
import { noteLoaded } from '../publishing/flows.tables.ts';
import { noteRun } from '../plan/plan.tables.ts';
import { type Page, readPage } from './page.ts';
import {
  type Progress,
  isAnyOpen,
  isDue,
  openReconciliation,
  requestReconciliation,
  runOf,
  saveDifferences,
  saveProgress,
} from './reconciliations.tables.ts';
import type { Leadership } from '../sources/leadership.ts';

/** A request that was not announced is made up for after this time. */
const sweepMilliseconds = 1_000;
/** How often it is looked whether a reconciliation is due. */
const scheduleMilliseconds = 60_000;
/** Source keys of a page. */
const mostAtOnce = 2_000;

export interface ReconcilerParts {
  dataSource: DataSource;
  outbox: Publisher;
  connector: Connector & ReadsSnapshots & CapturesChanges;
  /** What of it is published. */
  flows: readonly Flow[];
  mappingVersion: string;
  guard: GuardRule;
  portions: Portions;
  /** Hours between two of everything; 0: only when asked for. */
  everyHours: number;
}

/**
 * Compares everything the back office has with everything that was published, page by page between the rounds of
 * capture, and publishes what differs. Parents whose changes wait in the log are left to capture.
 */
export class Reconciler {
  private scheduleSeenAt = 0;
  private mayBeOpen = true;
  private lookedAt = 0;

  constructor(private readonly parts: ReconcilerParts) {}

  /** Somebody may have asked for one. */
  look(): void {
    this.mayBeOpen = true;
  }

  /** Compares one page. @returns whether there is more to do */
  async page(leadership: Leadership): Promise<boolean> {
    // Called after each round of capture, and nearly always there is none.
    if (!this.mayBeOpen && performance.now() - this.lookedAt < sweepMilliseconds) return false;
    this.mayBeOpen = false;
    this.lookedAt = performance.now();
    if (!(await isAnyOpen(this.parts.dataSource, leadership.source))) return this.schedule(leadership);
    this.mayBeOpen = true;
    const progress = await transaction(this.parts.dataSource, (tx) =>
      openReconciliation(tx, leadership.source),
    );
    if (progress === null) return true;
    const flow = progress.flow ?? nextFlow(progress, null, this.parts.flows);
    if (flow === null) {
      await transaction(this.parts.dataSource, async (tx) => {
        await leadership.hold(tx);
        await saveProgress(tx, { ...progress, state: 'done' });
      });
      return true;
    }
    const run = runOf(progress);
    const { source } = leadership;
    const page = await readPage(this.parts, {
      ...{ source, flow, after: progress.after },
      // Capture publishes no batches: a run takes what waits in the log along.
      leavesChanging: run === null,
      pageSize: Math.min(mostAtOnce, this.parts.portions.size),
    });
    await transaction(this.parts.dataSource, async (tx) => {
      await leadership.hold(tx);
      const cause = { at: page.takenAt, traceparent: null };
      const steps = await applyRecords(tx, this.parts, { source, flow, ...page }, () => cause, run);
      if (progress.cause !== 'load') await saveDifferences(tx, progress, flow, steps);
      if (page.last === null && run === null) await noteLoaded(tx, source, flow, this.parts.mappingVersion);
      const next = advance(progress, flow, page, steps.length, this.parts.flows);
      if (run !== null && next.state === 'done') await noteRun(tx, flow, run, next.asOf ?? page.takenAt);
      await saveProgress(tx, next);
      if (next.state === 'done') tx.afterCommit(() => report(next));
    });
    await this.parts.portions.between(leadership.ending);
    return true;
  }

  private async schedule(leadership: Leadership): Promise<boolean> {
    const { dataSource, everyHours } = this.parts;
    if (everyHours === 0 || performance.now() - this.scheduleSeenAt < scheduleMilliseconds) return false;
    this.scheduleSeenAt = performance.now();
    return transaction(dataSource, async (tx) => {
      await leadership.hold(tx);
      if (!(await isDue(tx, leadership.source, everyHours))) return false;
      await requestReconciliation(tx, leadership.source, this.parts.flows, 'schedule');
      return true;
    });
  }
}

function advance(
  progress: Progress,
  flow: Flow,
  { sourceKeys, last, takenAt }: Page,
  differing: number,
  own: readonly Flow[],
): Progress {
  const next = last === null ? nextFlow(progress, flow, own) : flow;
  return {
    ...progress,
    state: next === null ? 'done' : 'running',
    flow: next,
    after: last ?? '',
    compared: progress.compared + sourceKeys.length,
    differing: progress.differing + differing,
    asOf: progress.asOf ?? takenAt,
  };
}

function report({ id, source, cause, compared, differing }: Progress): void {
  logger.info({ id, source, cause, compared, differing }, 'Reconciled');
}

/** The next of the flows that were asked for; what the source does not say any more is passed over. */
function nextFlow(progress: Progress, after: Flow | null, own: readonly Flow[]): Flow | null {
  const chosen = allFlows.filter((flow) => progress.flows.includes(flow) && own.includes(flow));
  return chosen[after === null ? 0 : chosen.indexOf(after) + 1] ?? null;
}
