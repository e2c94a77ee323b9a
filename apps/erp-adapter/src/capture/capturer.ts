import { Signal, pause } from '@throughline/messaging';
import { type DataSource, transaction } from '@throughline/persistence';
import { attributes, histogram, logger, metrics } from '@throughline/telemetry';
import type { CapturesChanges, Change, Connector, Flow, ReadsSnapshots } from '@throughline/connector';
import { type Cause, type RecordSet, applyRecords } from '../publishing/apply.ts';
import { flowsToLoad, noteChanges, noteLog } from '../publishing/flows.tables.ts';
import type { FlowMonitor } from './flow-monitor.ts';
import type { GuardRule } from '../sources/guard.ts';
import type { Publisher } from '../sources/publisher.ts';
import type { Portions } from '../publishing/portions.tables.ts';
import { publications } from '../publishing/publications.ts';
import { PollingPolicy, sweepMilliseconds } from './polling-policy.ts';
import { readerOf } from '../publishing/readers.ts';
import type { Reconciler } from '../reconciliation/reconciler.ts';
import { openReconciliation, requestReconciliation } from '../reconciliation/reconciliations.tables.ts';
import { type Leadership, LeadershipEnded } from '../sources/leadership.ts';
import { type Reread, dueRereads, removeRereads } from '../sources/rereads.tables.ts';

const longestBackOff = 5_000;

interface Round {
  changes: Change[];
  rereads: Reread[];
  sets: RecordSet[];
  takenAt: Date;
}

export interface CapturerParts {
  dataSource: DataSource;
  outbox: Publisher;
  connector: Connector & ReadsSnapshots & CapturesChanges;
  /** What of it is published; changes of other flows are acknowledged and left. */
  flows: readonly Flow[];
  reconciler: Reconciler;
  monitor: FlowMonitor;
  mappingVersion: string;
  guard: GuardRule;
  portions: Portions;
}

/**
 * Follows the changes of the back office: takes the oldest that are there, reads the records concerned in one snapshot,
 * publishes what changed, and only then removes the changes. Whatever breaks in between is simply done again.
 */
export class Capturer {
  private readonly freshness = histogram(metrics.freshness);
  private polling = new PollingPolicy(performance.now());
  /** Whether something may be to be read again; what was not announced is made up for after the time of a sweep. */
  private mayReread = true;
  private rereadsSeenAt = 0;

  constructor(private readonly parts: CapturerParts) {}

  /** Runs until the leadership ends. The back office may be away as often and as long as it likes. */
  async run(leadership: Leadership): Promise<void> {
    let backOff = 100;
    while (!leadership.ending.aborted) {
      try {
        await this.follow(leadership, () => (backOff = 100));
      } catch (error) {
        if (error instanceof LeadershipEnded) throw error;
        logger.warn({ err: error, source: leadership.source }, 'The back office cannot be followed');
        await this.parts.monitor.silent(leadership).catch((failure: unknown) => {
          if (failure instanceof LeadershipEnded) throw failure;
          logger.warn({ err: failure }, 'The state of the flows cannot be published');
        });
        await pause(backOff, leadership.ending);
        backOff = Math.min(backOff * 2, longestBackOff);
      }
    }
  }

  private async follow(leadership: Leadership, reached: () => void): Promise<void> {
    const log = await this.parts.connector.prepare();
    this.polling = new PollingPolicy(performance.now());
    const news = new Signal();
    const watch = await this.parts.connector.watch(() => news.set());
    let watching = true;
    void watch.lost.then(() => {
      watching = false;
      news.set();
    });
    leadership.onWork(() => {
      this.parts.reconciler.look();
      this.mayReread = true;
      news.set();
    });
    this.parts.reconciler.look();
    try {
      await this.plan(leadership, log);
      reached();
      while (watching && !leadership.ending.aborted) {
        const more = await this.round(leadership);
        const comparing = await this.parts.reconciler.page(leadership);
        if (!more && !comparing) await this.rest(news, leadership.ending);
      }
    } finally {
      await watch.close();
    }
  }

  /** Until there may be something to do, or the time has come to look in any case. */
  private async rest(news: Signal, ending: AbortSignal): Promise<void> {
    const end = performance.now() + sweepMilliseconds;
    for (let now = performance.now(); now < end; now = performance.now()) {
      if (await news.wait(this.polling.wait(now), ending)) return;
      if (!this.polling.mayGoUnannounced(now) || (await this.parts.connector.hasChanges())) return;
    }
  }

  /** Reads everything where changes may have been missed, and what was never read with this mapping. */
  private async plan(leadership: Leadership, log: string): Promise<void> {
    const { flows } = this.parts;
    await transaction(this.parts.dataSource, async (tx) => {
      await leadership.hold(tx);
      const unread = await flowsToLoad(tx, leadership.source, flows, this.parts.mappingVersion);
      const replaced = await noteLog(tx, leadership.source, log);
      const open = await openReconciliation(tx, leadership.source);
      if (open?.cause === 'load' && !replaced) return;
      if (unread.length === flows.length) await requestReconciliation(tx, leadership.source, flows, 'load');
      else if (replaced) await requestReconciliation(tx, leadership.source, flows, 'missed-changes');
      else if (unread.length > 0) await requestReconciliation(tx, leadership.source, unread, 'load');
    });
  }

  /** @returns whether more changes may be waiting */
  async round(leadership: Leadership): Promise<boolean> {
    const { portions } = this.parts;
    const { size } = portions;
    const { changes, rereads, sets, takenAt } = await this.read(leadership.source, size);
    const { flows } = this.parts;
    if (changes.length > 0 || rereads.length > 0) {
      const causes = causesOf(changes);
      await transaction(this.parts.dataSource, async (tx) => {
        await leadership.hold(tx);
        for (const set of sets) {
          const sourceKeys = causes.get(set.flow);
          const causeOf = (sourceKey: string) =>
            sourceKeys?.get(sourceKey) ?? { at: takenAt, traceparent: null };
          const steps = await applyRecords(tx, this.parts, set, causeOf);
          tx.afterCommit(() =>
            this.measure(
              set,
              steps.map(({ sourceKey }) => causeOf(sourceKey).at),
            ),
          );
        }
        await noteChanges(
          tx,
          leadership.source,
          newestOf(changes.filter(({ flow }) => flows.includes(flow))),
        );
        const whole = flows.filter((flow) =>
          changes.some((change) => change.flow === flow && change.sourceKey === null),
        );
        if (whole.length > 0) await requestReconciliation(tx, leadership.source, whole, 'missed-changes');
        await removeRereads(
          tx,
          rereads.map(({ id }) => id),
        );
      });
      if (changes.length > 0) await this.parts.connector.acknowledge(changes.map(({ id }) => id));
    }
    const hush = this.polling.took(changes.length, performance.now());
    if (hush !== null) await this.parts.connector.suppressNotifications(hush);
    const more = changes.length === size || rereads.length === size;
    this.mayReread ||= rereads.length === size;
    await this.parts.monitor.heard(leadership, more ? null : takenAt);
    if (more) await portions.between(leadership.ending);
    return more;
  }

  private async read(source: string, size: number): Promise<Round> {
    const rereads = await this.rereads(source, size);
    return this.parts.connector.snapshot(async (snapshot) => {
      const changes = await this.parts.connector.changes(snapshot, size);
      const sets: RecordSet[] = [];
      for (const flow of this.parts.flows) {
        const concerned = [...changes, ...rereads].flatMap((each) =>
          each.flow === flow ? (each.sourceKey ?? []) : [],
        );
        const sourceKeys = [...new Set(concerned)];
        const reader = readerOf(this.parts.connector, flow);
        if (sourceKeys.length === 0 || reader === null) continue;
        const records = await reader.read(snapshot, sourceKeys);
        sets.push({ source, flow, sourceKeys, records, takenAt: snapshot.takenAt });
      }
      return { changes, rereads, sets, takenAt: snapshot.takenAt };
    });
  }

  private async rereads(source: string, size: number): Promise<Reread[]> {
    const now = performance.now();
    if (!this.mayReread && now - this.rereadsSeenAt < sweepMilliseconds) return [];
    this.mayReread = false;
    this.rereadsSeenAt = now;
    return dueRereads(this.parts.dataSource, source, size);
  }

  private measure({ source, flow }: RecordSet, times: readonly Date[]): void {
    const now = Date.now();
    const { topic } = publications[flow];
    for (const at of times)
      this.freshness.record((now - at.getTime()) / 1000, {
        [attributes.flow]: topic,
        [attributes.source]: source,
      });
  }
}

/** The oldest change of each sourceKey: from then on what we said was out of date. */
function causesOf(changes: readonly Change[]): Map<Flow, Map<string, Cause>> {
  const causes = new Map<Flow, Map<string, Cause>>();
  for (const { flow, sourceKey, at, traceparent } of changes) {
    if (sourceKey === null) continue;
    const sourceKeys = causes.get(flow) ?? new Map<string, Cause>();
    causes.set(flow, sourceKeys);
    const known = sourceKeys.get(sourceKey);
    const oldest = known !== undefined && known.at <= at ? known.at : at;
    sourceKeys.set(sourceKey, { at: oldest, traceparent: known?.traceparent ?? traceparent });
  }
  return causes;
}

function newestOf(changes: readonly Change[]): Map<string, Date> {
  const newest = new Map<string, Date>();
  for (const { flow, at } of changes) {
    const known = newest.get(flow);
    if (known === undefined || known < at) newest.set(flow, at);
  }
  return newest;
}
