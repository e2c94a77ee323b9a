import type { Publisher } from './publications.ts';
import { type DataSource, transaction } from '@throughline/persistence';
import { logger } from '@throughline/telemetry';
import {
  type CapturesChanges,
  type Connector,
  type Flow,
  type Reading,
  flows,
} from '../connectors/connector.ts';
import { applyReadings } from './apply.ts';
import { noteLoaded } from './flows.tables.ts';
import { sweepMilliseconds } from './pace.ts';
import { readerOf } from './readers.ts';
import {
  type Progress,
  isAnyOpen,
  isDue,
  openReconciliation,
  ownParents,
  requestReconciliation,
  saveDifferences,
  saveProgress,
} from './reconciliations.tables.ts';
import type { Term } from './term.ts';

const pageSize = 2_000;

interface Page {
  parents: string[];
  readings: Reading<unknown>[];
  takenAt: Date;
  /** Last parent of the page; null when it was the last page. */
  last: string | null;
}

/** How often it is looked whether a reconciliation is due. */
const scheduleMilliseconds = 60_000;

export interface ReconcilerParts {
  dataSource: DataSource;
  outbox: Publisher;
  connector: Connector & CapturesChanges;
  mappingVersion: string;
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
  async page(term: Term): Promise<boolean> {
    // Called after each round of capture, and nearly always there is none.
    if (!this.mayBeOpen && performance.now() - this.lookedAt < sweepMilliseconds) return false;
    this.mayBeOpen = false;
    this.lookedAt = performance.now();
    if (!(await isAnyOpen(this.parts.dataSource, term.source))) return this.schedule(term);
    this.mayBeOpen = true;
    const progress = await transaction(this.parts.dataSource, (tx) => openReconciliation(tx, term.source));
    if (progress === null) return true;
    const flow = progress.flow ?? nextFlow(progress, null);
    if (flow === null) {
      await transaction(this.parts.dataSource, async (tx) => {
        await term.hold(tx);
        await saveProgress(tx, { ...progress, state: 'done' });
      });
      return true;
    }
    const page = await this.read(flow, progress.after);
    await transaction(this.parts.dataSource, async (tx) => {
      await term.hold(tx);
      const steps = await applyReadings(tx, this.parts.outbox, { flow, ...page }, () => {
        return { at: page.takenAt, traceparent: null };
      });
      if (progress.cause !== 'load') await saveDifferences(tx, progress, flow, steps);
      if (page.last === null) await noteLoaded(tx, term.source, flow, this.parts.mappingVersion);
      const next = advance(progress, flow, page, steps.length);
      await saveProgress(tx, next);
      if (next.state === 'done') tx.afterCommit(() => report(next));
    });
    return true;
  }

  private async schedule(term: Term): Promise<boolean> {
    const { dataSource, everyHours } = this.parts;
    if (everyHours === 0 || performance.now() - this.scheduleSeenAt < scheduleMilliseconds) return false;
    this.scheduleSeenAt = performance.now();
    return transaction(dataSource, async (tx) => {
      await term.hold(tx);
      if (!(await isDue(tx, term.source, everyHours))) return false;
      await requestReconciliation(tx, term.source, flows, 'schedule');
      return true;
    });
  }

  private async read(flow: Flow, after: string): Promise<Page> {
    const reader = readerOf(this.parts.connector, flow);
    return this.parts.connector.view(async (view) => {
      const theirs = reader === null ? [] : await reader.parents(view, after, pageSize);
      const upTo = theirs.length < pageSize ? null : (theirs.at(-1) ?? null);
      const ours = await transaction(this.parts.dataSource, (tx) =>
        ownParents(tx, flow, { after, upTo, limit: pageSize }),
      );
      // When there are more of ours than fit, the page ends where ours do.
      const last = ours.length === pageSize ? smaller(ours.at(-1) ?? null, upTo) : upTo;
      const all = [...new Set([...theirs, ...ours])].filter(
        (parent) => last === null || !isAfter(parent, last),
      );
      const changing = await this.parts.connector.changing(view, flow, all);
      const parents = all.filter((parent) => !changing.has(parent));
      const readings = reader === null ? [] : await reader.read(view, parents);
      return { parents, readings, takenAt: view.takenAt, last };
    });
  }
}

function advance(progress: Progress, flow: Flow, { parents, last }: Page, differing: number): Progress {
  const next = last === null ? nextFlow(progress, flow) : flow;
  return {
    ...progress,
    state: next === null ? 'done' : 'running',
    flow: next,
    after: last ?? '',
    compared: progress.compared + parents.length,
    differing: progress.differing + differing,
  };
}

function report({ id, cause, compared, differing }: Progress): void {
  logger.info({ id, cause, compared, differing }, 'Reconciled');
}

function nextFlow(progress: Progress, after: Flow | null): Flow | null {
  const chosen = flows.filter((flow) => progress.flows.includes(flow));
  return chosen[after === null ? 0 : chosen.indexOf(after) + 1] ?? null;
}

/** Order by code point, as in the databases: UTF-16 order differs beyond the basic plane. */
function isAfter(a: string, b: string): boolean {
  return Buffer.compare(Buffer.from(a), Buffer.from(b)) > 0;
}

function smaller(a: string | null, b: string | null): string | null {
  if (a === null || b === null) return a ?? b;
  return isAfter(a, b) ? b : a;
}
