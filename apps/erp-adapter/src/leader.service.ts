import { Injectable } from '@nestjs/common';
import type { OnApplicationBootstrap, OnModuleDestroy } from '@nestjs/common';
import { type TellsWhenHeard, capturesChanges, readsSnapshots, tellsWhenHeard } from '@throughline/connector';
import { Outbox } from '@throughline/messaging';
import { transaction } from '@throughline/persistence';
import { ServiceConfig } from '@throughline/service';
import { DataSource } from 'typeorm';
import { Capturer } from './capture/capturer.ts';
import { FlowMonitor } from './capture/flow-monitor.ts';
import { feedingsOf } from './connectors/configured/configured-connector.ts';
import type { environment } from './environment.ts';
import { takesOrders } from './connectors/order-target.ts';
import { Exporter } from './exports/exporter.ts';
import { Intake } from './intake/intake.ts';
import { ManualHandOver } from './manual/manual-hand-over.ts';
import { Portions } from './publishing/portions.tables.ts';
import { Reconciler } from './reconciliation/reconciler.ts';
import { publishDeclaration } from './sources/declarations.tables.ts';
import { type Duty, type Leadership, leadInTurn } from './sources/leadership.ts';
import { SourceRegistry } from './sources/registry.ts';
import type { Source } from './sources/source.ts';
import { requireNewestVersion } from './sources/source-versions.tables.ts';

interface Work {
  source: Source;
  ending: AbortController;
  done: Promise<unknown>;
}

/**
 * Follows every source and hands orders over, whenever no other replica does. Each duty of each source is led by itself:
 * one that waits, hangs or fails holds up no other.
 */
@Injectable()
export class Leader implements OnApplicationBootstrap, OnModuleDestroy {
  /** By source, what this replica does with it, or stands by to do. */
  private readonly working = new Map<string, Work>();
  /** By source, its beginnings and ends one after the other; none waits for another source that hangs. */
  private readonly changing = new Map<string, Promise<void>>();
  private isEnding = false;

  constructor(
    private readonly dataSource: DataSource,
    private readonly outbox: Outbox,
    private readonly sources: SourceRegistry,
    private readonly config: ServiceConfig<typeof environment>,
  ) {}

  onApplicationBootstrap(): void {
    for (const source of this.sources.all) this.begin(source);
    this.sources.onChange((name) => this.change(name));
  }

  async onModuleDestroy(): Promise<void> {
    this.isEnding = true;
    await Promise.all(this.changing.values());
    await Promise.all([...this.working.keys()].map((name) => this.end(name)));
  }

  private change(name: string): void {
    const changed = (this.changing.get(name) ?? Promise.resolve()).then(async () => {
      await this.end(name);
      const source = this.sources.find(name);
      if (source !== undefined && !this.isEnding) this.begin(source);
    });
    this.changing.set(name, changed);
  }

  private begin(source: Source): void {
    const ending = new AbortController();
    const intake = this.intakeOf(source);
    const capture = this.captureOf(source);
    const exports = this.exportsOf(source);
    const duties = [
      ...(intake ? [this.lead(source, 'intake', ending.signal, intake)] : []),
      ...(capture ? [this.lead(source, 'capture', ending.signal, capture)] : []),
      ...(exports ? [this.lead(source, 'exports', ending.signal, exports)] : []),
    ];
    this.working.set(source.name, { source, ending, done: Promise.all(duties) });
  }

  private async end(name: string): Promise<void> {
    const work = this.working.get(name);
    if (work === undefined) return;
    work.ending.abort();
    await work.done;
    await work.source.connector.close();
    this.working.delete(name);
  }

  /** Whoever begins to lead tells what the source is now: its configuration may be another than the last leader's. */
  private lead(
    source: Source,
    duty: Duty,
    ending: AbortSignal,
    work: (leadership: Leadership) => Promise<void>,
  ): Promise<void> {
    const settings = {
      databaseUrl: this.config.database.DATABASE_URL,
      source: source.name,
      duty,
      holder: this.config.http.INSTANCE_ID ?? String(process.pid),
      ending,
    };
    return leadInTurn(settings, async (leadership) => {
      await transaction(this.dataSource, async (tx) => {
        await leadership.hold(tx);
        // Another replica may have begun with a version that this one has not heard of yet.
        await requireNewestVersion(tx, source);
        await publishDeclaration(tx, this.outbox, source, new Date());
      });
      await work(leadership);
    });
  }

  private intakeOf({ checked }: Source) {
    if (checked === null) return undefined;
    const intake = new Intake(this.dataSource, checked, feedingsOf(checked));
    return (leadership: Leadership) => intake.run(leadership);
  }

  private captureOf({ connector, flows, mappingVersion, takesOrders: takes, guard }: Source) {
    if (!readsSnapshots(connector) || !capturesChanges(connector)) return undefined;
    const { dataSource, outbox } = this;
    return (leadership: Leadership) => {
      const all = takes ? [...flows, 'exports'] : flows;
      const monitor = tellsWhenHeard(connector)
        ? new FlowMonitor(dataSource, outbox, all, () => heardUntil(connector))
        : new FlowMonitor(dataSource, outbox, all);
      const portions = new Portions(dataSource, () => this.sources.all.length > 1);
      const parts = { dataSource, outbox, connector, flows, mappingVersion, guard, portions };
      const reconciler = new Reconciler({ ...parts, everyHours: this.config.own.RECONCILE_HOURS });
      return new Capturer({ ...parts, reconciler, monitor }).run(leadership);
    };
  }

  private exportsOf({ name, connector, takesOrders: takes }: Source) {
    if (takes && this.sources.goesByHand(name))
      return (leadership: Leadership) => new ManualHandOver(this.dataSource, this.outbox).run(leadership);
    if (!takes || !takesOrders(connector)) return undefined;
    return (leadership: Leadership) => new Exporter(this.dataSource, this.outbox, connector).run(leadership);
  }
}

/** How far orders have been handed over is known up to when documents of orders are. */
async function heardUntil(connector: TellsWhenHeard): Promise<ReadonlyMap<string, Date>> {
  const heard: ReadonlyMap<string, Date> = await connector.heardUntil();
  const orders = heard.get('orders');
  return orders === undefined ? heard : new Map([...heard, ['exports', orders]]);
}
