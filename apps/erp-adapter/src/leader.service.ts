import { Injectable } from '@nestjs/common';
import type { OnApplicationBootstrap, OnModuleDestroy } from '@nestjs/common';
import { capturesChanges, readsSnapshots } from '@throughline/connector';
import { Outbox } from '@throughline/messaging';
import { transaction } from '@throughline/persistence';
import { ServiceConfig } from '@throughline/service';
import { DataSource } from 'typeorm';
import { Capturer } from './capture/capturer.ts';
import { FlowMonitor } from './capture/flow-monitor.ts';
import type { environment } from './environment.ts';
import { takesOrders } from './connectors/order-target.ts';
import { Exporter } from './exports/exporter.ts';
import { ManualHandOver } from './manual/manual-hand-over.ts';
import { Reconciler } from './reconciliation/reconciler.ts';
import { publishDeclaration } from './sources/declarations.tables.ts';
import { type Duty, type Leadership, leadInTurn } from './sources/leadership.ts';
import { SourceRegistry } from './sources/registry.ts';
import type { Source } from './sources/source.ts';

/**
 * Follows every source and hands orders over, whenever no other replica does. Each duty of each source is led by itself:
 * one that waits, hangs or fails holds up no other.
 */
@Injectable()
export class Leader implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly ending = new AbortController();
  private running: Promise<void>[] = [];

  constructor(
    private readonly dataSource: DataSource,
    private readonly outbox: Outbox,
    private readonly sources: SourceRegistry,
    private readonly config: ServiceConfig<typeof environment>,
  ) {}

  onApplicationBootstrap(): void {
    this.running = this.sources.all.flatMap((source) => {
      const capture = this.captureOf(source);
      const exports = this.exportsOf(source);
      return [
        ...(capture ? [this.lead(source, 'capture', capture)] : []),
        ...(exports ? [this.lead(source, 'exports', exports)] : []),
      ];
    });
  }

  async onModuleDestroy(): Promise<void> {
    this.ending.abort();
    await Promise.all(this.running);
    await this.sources.close();
  }

  /** Whoever begins to lead tells what the source is now: its configuration may be another than the last leader's. */
  private lead(source: Source, duty: Duty, work: (leadership: Leadership) => Promise<void>): Promise<void> {
    const settings = {
      databaseUrl: this.config.database.DATABASE_URL,
      source: source.name,
      duty,
      holder: this.config.http.INSTANCE_ID ?? String(process.pid),
      ending: this.ending.signal,
    };
    return leadInTurn(settings, async (leadership) => {
      await transaction(this.dataSource, async (tx) => {
        await leadership.hold(tx);
        await publishDeclaration(tx, this.outbox, source, new Date());
      });
      await work(leadership);
    });
  }

  private captureOf({ connector, flows, mappingVersion, takesOrders: takes, guard }: Source) {
    if (!readsSnapshots(connector) || !capturesChanges(connector)) return undefined;
    const { dataSource, outbox } = this;
    return (leadership: Leadership) => {
      const monitor = new FlowMonitor(dataSource, outbox, takes ? [...flows, 'exports'] : flows);
      const parts = { dataSource, outbox, connector, flows, mappingVersion, guard };
      const reconciler = new Reconciler({ ...parts, everyHours: this.config.own.RECONCILE_HOURS });
      return new Capturer({ ...parts, reconciler, monitor }).run(leadership);
    };
  }

  private exportsOf({ connector, takesOrders: takes }: Source) {
    if (takes && this.sources.ordersGoByHand)
      return (leadership: Leadership) => new ManualHandOver(this.dataSource, this.outbox).run(leadership);
    if (!takes || !takesOrders(connector)) return undefined;
    return (leadership: Leadership) => new Exporter(this.dataSource, this.outbox, connector).run(leadership);
  }
}
