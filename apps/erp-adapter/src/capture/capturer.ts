import { type DataSource, transaction } from '@throughline/persistence';
import { attributes, histogram, logger, metrics } from '@throughline/telemetry';
import {
  type CapturesChanges,
  type Change,
  type Connector,
  type Flow,
  flows,
} from '../connectors/connector.ts';
import { type Cause, type Readings, applyReadings } from './apply.ts';
import { Bell } from './bell.ts';
import { flowsToLoad, noteChanges, noteLog } from './flows.tables.ts';
import type { FlowMonitor } from './flow-monitor.ts';
import { type Publisher, publications } from './publications.ts';
import { Pace, sweepMilliseconds } from './pace.ts';
import { readerOf } from './readers.ts';
import type { Reconciler } from './reconciler.ts';
import { openReconciliation, requestReconciliation } from './reconciliations.tables.ts';
import { type Term, TermEnded } from './term.ts';

/** Changes dealt with at once. */
const roundSize = 3_000;
const longestBackOff = 5_000;

interface Round {
  changes: Change[];
  sets: Readings[];
  takenAt: Date;
}

export interface CapturerParts {
  dataSource: DataSource;
  outbox: Publisher;
  connector: Connector & CapturesChanges;
  reconciler: Reconciler;
  monitor: FlowMonitor;
  mappingVersion: string;
}

/**
 * Follows the changes of the back office: takes the oldest that are there, reads the records concerned in one view,
 * publishes what changed, and only then removes the changes. Whatever breaks in between is simply done again.
 */
export class Capturer {
  private readonly freshness = histogram(metrics.freshness);
  private pace = new Pace(performance.now());

  constructor(private readonly parts: CapturerParts) {}

  /** Runs until the term ends. The back office may be away as often and as long as it likes. */
  async run(term: Term): Promise<void> {
    const pause = new Bell(term.ending);
    let backOff = 100;
    while (!term.ending.aborted) {
      try {
        await this.follow(term, () => (backOff = 100));
      } catch (error) {
        if (error instanceof TermEnded) throw error;
        logger.warn({ err: error, source: term.source }, 'The back office cannot be followed');
        await this.parts.monitor.silent(term).catch((failure: unknown) => {
          if (failure instanceof TermEnded) throw failure;
          logger.warn({ err: failure }, 'The state of the flows cannot be published');
        });
        await pause.wait(backOff);
        backOff = Math.min(backOff * 2, longestBackOff);
      }
    }
  }

  private async follow(term: Term, reached: () => void): Promise<void> {
    const log = await this.parts.connector.prepare();
    this.pace = new Pace(performance.now());
    const bell = new Bell(term.ending);
    const watch = await this.parts.connector.watch(() => bell.ring());
    let watching = true;
    void watch.lost.then(() => {
      watching = false;
      bell.ring();
    });
    term.onWork(() => {
      this.parts.reconciler.look();
      bell.ring();
    });
    this.parts.reconciler.look();
    try {
      await this.plan(term, log);
      reached();
      while (watching && !term.ending.aborted) {
        const more = await this.round(term);
        const comparing = await this.parts.reconciler.page(term);
        if (!more && !comparing) await this.rest(bell);
      }
    } finally {
      await watch.close();
    }
  }

  /** Until there may be something to do, or the time has come to look in any case. */
  private async rest(bell: Bell): Promise<void> {
    const end = performance.now() + sweepMilliseconds;
    for (let now = performance.now(); now < end; now = performance.now()) {
      if (await bell.wait(this.pace.wait(now))) return;
      if (!this.pace.mayGoUnannounced(now) || (await this.parts.connector.hasChanges())) return;
    }
  }

  /** Reads everything where changes may have been missed, and what was never read with this mapping. */
  private async plan(term: Term, log: string): Promise<void> {
    await transaction(this.parts.dataSource, async (tx) => {
      await term.hold(tx);
      const unread = await flowsToLoad(tx, term.source, this.parts.mappingVersion);
      const replaced = await noteLog(tx, term.source, log);
      const open = await openReconciliation(tx, term.source);
      if (open?.cause === 'load' && !replaced) return;
      if (unread.length === flows.length) await requestReconciliation(tx, term.source, flows, 'load');
      else if (replaced) await requestReconciliation(tx, term.source, flows, 'missed-changes');
      else if (unread.length > 0) await requestReconciliation(tx, term.source, unread, 'load');
    });
  }

  /** @returns whether more changes may be waiting */
  async round(term: Term): Promise<boolean> {
    const { changes, sets, takenAt } = await this.read();
    if (changes.length > 0) {
      const causes = causesOf(changes);
      await transaction(this.parts.dataSource, async (tx) => {
        await term.hold(tx);
        for (const set of sets) {
          const parents = causes.get(set.flow);
          const causeOf = (parent: string) => parents?.get(parent) ?? { at: takenAt, traceparent: null };
          const steps = await applyReadings(tx, this.parts.outbox, set, causeOf);
          tx.afterCommit(() =>
            this.measure(
              set.flow,
              steps.map(({ parent }) => causeOf(parent).at),
            ),
          );
        }
        await noteChanges(tx, term.source, newestOf(changes));
        const whole = flows.filter((flow) =>
          changes.some((change) => change.flow === flow && change.parent === null),
        );
        if (whole.length > 0) await requestReconciliation(tx, term.source, whole, 'missed-changes');
      });
      await this.parts.connector.forget(changes.map(({ id }) => id));
    }
    const hush = this.pace.took(changes.length, performance.now());
    if (hush !== null) await this.parts.connector.hush(hush);
    const more = changes.length === roundSize;
    await this.parts.monitor.heard(term, more ? null : takenAt);
    return more;
  }

  private async read(): Promise<Round> {
    return this.parts.connector.view(async (view) => {
      const changes = await this.parts.connector.changes(view, roundSize);
      const sets: Readings[] = [];
      for (const flow of flows) {
        const concerned = changes.flatMap((change) => (change.flow === flow ? (change.parent ?? []) : []));
        const parents = [...new Set(concerned)];
        const reader = readerOf(this.parts.connector, flow);
        if (parents.length === 0 || reader === null) continue;
        sets.push({ flow, parents, readings: await reader.read(view, parents) });
      }
      return { changes, sets, takenAt: view.takenAt };
    });
  }

  private measure(flow: Flow, times: readonly Date[]): void {
    const now = Date.now();
    const { topic } = publications[flow];
    for (const at of times) this.freshness.record((now - at.getTime()) / 1000, { [attributes.flow]: topic });
  }
}

/** The oldest change of each parent: from then on what we said was out of date. */
function causesOf(changes: readonly Change[]): Map<Flow, Map<string, Cause>> {
  const causes = new Map<Flow, Map<string, Cause>>();
  for (const { flow, parent, at, traceparent } of changes) {
    if (parent === null) continue;
    const parents = causes.get(flow) ?? new Map<string, Cause>();
    causes.set(flow, parents);
    const known = parents.get(parent);
    const oldest = known !== undefined && known.at <= at ? known.at : at;
    parents.set(parent, { at: oldest, traceparent: known?.traceparent ?? traceparent });
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
