import { Injectable } from '@nestjs/common';
import { type Flow, capturesChanges } from '@throughline/connector';
import { Outbox } from '@throughline/messaging';
import { type Tx, transaction } from '@throughline/persistence';
import { AuditLog, Clock, InvalidRequest, Problem, type User } from '@throughline/service';
import { DataSource } from 'typeorm';
import { ordersOutFlow } from '../exports/hand-over-pace.ts';
import { releaseOrders } from '../exports/planned-orders.tables.ts';
import {
  type PlanEntry,
  type PlannableFlow,
  type Scope,
  codeOf,
  isInward,
  isSameScope,
  runsByHand,
} from '../plan/plan.ts';
import {
  type PlanSettings,
  type PlannedEntry,
  changePlan,
  findEntry,
  lockPlan,
  noteRun,
  planOf,
} from '../plan/plan.tables.ts';
import { nextRun } from '../plan/schedule.ts';
import {
  type Reconciliation,
  isRunOpen,
  isWaiting,
  requestReconciliation,
} from '../reconciliation/reconciliations.tables.ts';
import { workChannel } from '../sources/leadership.ts';
import { SourceRegistry } from '../sources/registry.ts';
import { zoneOf } from '../sources/source.ts';
import { type PlannableSource, type WantedEntry, refusalsOf } from './refusals.ts';

/** A part of a flow that a person means. */
export interface Part {
  flow: PlannableFlow;
  scope: Scope;
}

/** What a person says of a part of a flow. */
export interface WantedSettings extends WantedEntry {
  owner: string | null;
  note: string | null;
}

/** What was asked for: runs, or of orders out, how many were let go. */
export interface Requested {
  runs: RequestedRun[];
  orders: number;
}

/** A run that was asked for. */
export interface RequestedRun {
  scope: Scope;
  reconciliation: Reconciliation;
}

/** Changes the plan, and asks for what follows from it. */
@Injectable()
export class PlanService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly sources: SourceRegistry,
    private readonly audit: AuditLog,
    private readonly clock: Clock,
    private readonly outbox: Outbox,
  ) {}

  /** @throws InvalidRequest with every reason why it cannot work */
  async set(user: User, { owner, note, ...wanted }: WantedSettings): Promise<PlannedEntry> {
    const refusals = refusalsOf(wanted, this.plannable());
    if (refusals.length > 0)
      throw new InvalidRequest(refusals.map((refusal) => ({ ...refusal, in: 'body' as const })));
    const { flow, scope, source, mode, schedule } = wanted;
    const settings = { source, mode, schedule, owner, note, resumes: null };
    return this.changing((tx) => this.settle(tx, user, { flow, scope }, settings));
  }

  /** Takes an entry out: what it was about goes by what else the plan says. @throws Problem when there is none */
  async remove(user: User, part: Part, note: string | null): Promise<void> {
    await this.changing(async (tx) => {
      await entryOrProblem(tx, part);
      await this.change(tx, user, part, null, note);
    });
  }

  /** Has nothing more be published of a part until it is resumed; what was published stays. */
  pause(user: User, part: Part, note: string | null): Promise<PlannedEntry> {
    return this.changing(async (tx) => {
      const entry = await entryOrProblem(tx, part);
      if (entry.mode === 'off') {
        const how = entry.resumes === null ? 'is off' : 'pauses already';
        throw new Problem(409, `${nameOf(part)} ${how}`, { name: 'plan-off' });
      }
      const settings = settingsOf(entry);
      return this.settle(tx, user, part, { ...settings, mode: 'off', resumes: entry.mode, note });
    });
  }

  /** Has a part that pauses go on as it did before. */
  resume(user: User, part: Part, note: string | null): Promise<PlannedEntry> {
    return this.changing(async (tx) => {
      const entry = await entryOrProblem(tx, part);
      if (entry.resumes === null)
        throw new Problem(409, `${nameOf(part)} does not pause`, { name: 'plan-not-paused' });
      const settings = settingsOf(entry);
      return this.settle(tx, user, part, { ...settings, mode: entry.resumes, resumes: null, note });
    });
  }

  /**
   * Asks for a run of each part of a flow that goes in batches or by hand; of one that has a run already, that is it.
   * @param scope of one part; undefined: of all
   */
  run(user: User, flow: PlannableFlow, scope: Scope | undefined): Promise<Requested> {
    return this.changing(async (tx) => {
      const entries = await this.runnable(tx, flow, scope);
      if (!isInward(flow)) return { runs: [], orders: await this.letGo(tx, user, entries) };
      const runs: RequestedRun[] = [];
      for (const entry of entries) {
        if (await isRunOpen(tx, entry.source, flow, entry.scope)) continue;
        const made = await requestReconciliation(tx, entry.source, [flow], user.subject, entry);
        runs.push({ scope: entry.scope, reconciliation: made });
        await this.audit.record(tx, {
          ...{ actor: user, action: 'run-plan', target: `plan ${nameOf(entry)}` },
          details: { source: entry.source, reconciliation: made.id },
        });
      }
      if (runs.length === 0)
        throw new Problem(409, `A run of ${flow} is waiting or under way`, { name: 'plan-run-open' });
      return { runs, orders: 0 };
    });
  }

  private async letGo(tx: Tx, user: User, entries: readonly PlannedEntry[]): Promise<number> {
    let orders = 0;
    for (const entry of entries) {
      const released = await releaseOrders(tx, this.outbox, entry.source);
      await noteRun(tx, ordersOutFlow, entry, this.clock.now());
      await this.audit.record(tx, {
        ...{ actor: user, action: 'run-plan', target: `plan ${nameOf(entry)}` },
        details: { source: entry.source, orders: released },
      });
      orders += released;
    }
    return orders;
  }

  /** The entries of which a person may ask for a run. @throws Problem when there is none */
  async runnable(tx: Tx, flow: PlannableFlow, scope: Scope | undefined): Promise<PlannedEntry[]> {
    const entries = (await planOf(tx, flow)).filter(
      (entry) => runsByHand(entry) && (scope === undefined || isSameScope(entry.scope, scope)),
    );
    if (entries.length === 0)
      throw new Problem(409, `No such part of ${flow} goes in batches or by hand`, { name: 'plan-no-run' });
    return entries;
  }

  private changing<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    return transaction(this.dataSource, async (tx) => {
      await lockPlan(tx);
      return work(tx);
    });
  }

  private async settle(tx: Tx, user: User, part: Part, settings: PlanSettings): Promise<PlannedEntry> {
    await this.change(tx, user, part, settings, settings.note);
    return entryOrProblem(tx, part);
  }

  private async change(
    tx: Tx,
    user: User,
    part: Part,
    after: PlanSettings | null,
    note: string | null,
  ): Promise<void> {
    const { flow, scope } = part;
    const at = this.clock.now();
    const nextRunAt = after === null ? null : this.dueAfter(after, at);
    const before = await changePlan(tx, { flow, scope, after, nextRunAt, author: user.subject, at, note });
    const details = { before, after, ...(note !== null && { note }) };
    await this.audit.record(tx, {
      ...{ actor: user, action: 'change-plan', target: `plan ${nameOf(part)}`, details },
    });
    if (!isInward(flow)) {
      tx.notify(workChannel, '');
      return;
    }
    // Families of items come from items: they are compared before what is planned by them.
    const compared: Flow[] = scope.kind === 'family' && flow !== 'items' ? ['items', flow] : [flow];
    for (const { name, flows } of this.sources.all) {
      const own = compared.filter((each) => flows.includes(each));
      // One that has not begun goes by the plan as it is by then.
      if (own.length > 0 && !(await isWaiting(tx, name, own, 'plan')))
        await requestReconciliation(tx, name, own, 'plan');
    }
  }

  private dueAfter({ mode, schedule, source }: PlanSettings, at: Date): Date | null {
    if (mode !== 'batch' || schedule === null) return null;
    return nextRun(schedule, this.plannable().get(source)?.zone ?? 'UTC', at);
  }

  private plannable(): Map<string, PlannableSource> {
    return new Map(
      this.sources.all.map((source) => [
        source.name,
        {
          flows: source.flows,
          zone: zoneOf(source),
          tellsChanges: capturesChanges(source.connector),
          takesOrders: source.takesOrders,
          goesByHand: this.sources.goesByHand(source.name),
        },
      ]),
    );
  }
}

function settingsOf({ source, mode, schedule, owner, note, resumes }: PlanEntry): PlanSettings {
  return { source, mode, schedule, owner, note, resumes };
}

async function entryOrProblem(tx: Tx, part: Part): Promise<PlannedEntry> {
  const entry = await findEntry(tx, part.flow, part.scope);
  if (entry === null) throw new Problem(404, `The plan has no entry ${nameOf(part)}`);
  return entry;
}

/** `stock`, `stock family TUBES` */
function nameOf({ flow, scope }: Pick<PlanEntry, 'flow' | 'scope'>): string {
  return scope.kind === 'everything' ? flow : `${flow} ${scope.kind} ${codeOf(scope)}`;
}
