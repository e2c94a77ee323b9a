import type { Publisher } from '../sources/publisher.ts';
import { type DataSource, transaction } from '@throughline/persistence';
import { logger } from '@throughline/telemetry';
import {
  type CapturesChanges,
  type Connector,
  type Flow,
  type MappedRecord,
  type ReadsSnapshots,
  flows as allFlows,
} from '@throughline/connector';
import { applyRecords } from '../publishing/apply.ts';
import type { GuardRule } from '../sources/guard.ts';
import { noteLoaded } from '../publishing/flows.tables.ts';
import { readerOf } from '../publishing/readers.ts';
import {
  type Progress,
  isAnyOpen,
  isDue,
  openReconciliation,
  publishedSourceKeys,
  requestReconciliation,
  saveDifferences,
  saveProgress,
} from './reconciliations.tables.ts';
import type { Leadership } from '../sources/leadership.ts';

const pageSize = 2_000;

interface Page {
  sourceKeys: string[];
  records: MappedRecord<unknown>[];
  takenAt: Date;
  /** Last sourceKey of the page; null when it was the last page. */
  last: string | null;
}

/** A request that was not announced is made up for after this time. */
const sweepMilliseconds = 1_000;
/** How often it is looked whether a reconciliation is due. */
const scheduleMilliseconds = 60_000;

export interface ReconcilerParts {
  dataSource: DataSource;
  outbox: Publisher;
  connector: Connector & ReadsSnapshots & CapturesChanges;
  /** What of it is published. */
  flows: readonly Flow[];
  mappingVersion: string;
  guard: GuardRule;
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
    const flow = progress.flow ?? nextFlow(progress, null);
    if (flow === null) {
      await transaction(this.parts.dataSource, async (tx) => {
        await leadership.hold(tx);
        await saveProgress(tx, { ...progress, state: 'done' });
      });
      return true;
    }
    const page = await this.read(leadership.source, flow, progress.after);
    await transaction(this.parts.dataSource, async (tx) => {
      await leadership.hold(tx);
      const steps = await applyRecords(tx, this.parts, { source: leadership.source, flow, ...page }, () => {
        return { at: page.takenAt, traceparent: null };
      });
      if (progress.cause !== 'load') await saveDifferences(tx, progress, flow, steps);
      if (page.last === null) await noteLoaded(tx, leadership.source, flow, this.parts.mappingVersion);
      const next = advance(progress, flow, page, steps.length);
      await saveProgress(tx, next);
      if (next.state === 'done') tx.afterCommit(() => report(next));
    });
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

  private async read(source: string, flow: Flow, after: string): Promise<Page> {
    const reader = readerOf(this.parts.connector, flow);
    return this.parts.connector.snapshot(async (snapshot) => {
      const theirs = reader === null ? [] : await reader.sourceKeys(snapshot, after, pageSize);
      const upTo = theirs.length < pageSize ? null : (theirs.at(-1) ?? null);
      const ours = await transaction(this.parts.dataSource, (tx) =>
        publishedSourceKeys(tx, source, flow, { after, upTo, limit: pageSize }),
      );
      // When there are more of ours than fit, the page ends where ours do.
      const last = ours.length === pageSize ? smaller(ours.at(-1) ?? null, upTo) : upTo;
      const all = [...new Set([...theirs, ...ours])].filter(
        (sourceKey) => last === null || !isAfter(sourceKey, last),
      );
      const changing = await this.parts.connector.changing(snapshot, flow, all);
      const sourceKeys = all.filter((sourceKey) => !changing.has(sourceKey));
      const records = reader === null ? [] : await reader.read(snapshot, sourceKeys);
      return { sourceKeys, records, takenAt: snapshot.takenAt, last };
    });
  }
}

function advance(progress: Progress, flow: Flow, { sourceKeys, last }: Page, differing: number): Progress {
  const next = last === null ? nextFlow(progress, flow) : flow;
  return {
    ...progress,
    state: next === null ? 'done' : 'running',
    flow: next,
    after: last ?? '',
    compared: progress.compared + sourceKeys.length,
    differing: progress.differing + differing,
  };
}

function report({ id, source, cause, compared, differing }: Progress): void {
  logger.info({ id, source, cause, compared, differing }, 'Reconciled');
}

function nextFlow(progress: Progress, after: Flow | null): Flow | null {
  const chosen = allFlows.filter((flow) => progress.flows.includes(flow));
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
