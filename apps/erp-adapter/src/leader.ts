import { Injectable } from '@nestjs/common';
import type { OnApplicationBootstrap, OnModuleDestroy } from '@nestjs/common';
import { Outbox } from '@throughline/messaging';
import { ServiceConfig } from '@throughline/service';
import { DataSource } from 'typeorm';
import { Capturer } from './capture/capturer.ts';
import { FlowMonitor } from './capture/flow-monitor.ts';
import { Reconciler } from './capture/reconciler.ts';
import { type Term, leadInTurn } from './capture/term.ts';
import type { environment } from './environment.ts';
import { Exporter } from './exports/exporter.ts';
import { Source } from './source.ts';

/** Follows the back office and hands orders over, whenever no other replica does. */
@Injectable()
export class Leader implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly ending = new AbortController();
  private running: Promise<void> | undefined;

  constructor(
    private readonly dataSource: DataSource,
    private readonly outbox: Outbox,
    private readonly source: Source,
    private readonly config: ServiceConfig<typeof environment>,
  ) {}

  onApplicationBootstrap(): void {
    const settings = {
      dataSource: this.dataSource,
      databaseUrl: this.config.database.DATABASE_URL,
      source: this.source.name,
      holder: this.config.http.INSTANCE_ID ?? String(process.pid),
      ending: this.ending.signal,
    };
    this.running = leadInTurn(settings, (term) => this.lead(term));
  }

  async onModuleDestroy(): Promise<void> {
    this.ending.abort();
    await this.running;
    await this.source.connector.close();
  }

  private async lead(term: Term): Promise<void> {
    const { dataSource, outbox, source } = this;
    const { connector, mappingVersion } = source;
    const monitor = new FlowMonitor(dataSource, outbox);
    const everyHours = this.config.own.RECONCILE_HOURS;
    const reconciler = new Reconciler({ dataSource, outbox, connector, mappingVersion, everyHours });
    const capturer = new Capturer({ dataSource, outbox, connector, reconciler, monitor, mappingVersion });
    const exporter = new Exporter(dataSource, outbox, connector);
    await term.endTogether([capturer.run(term), exporter.run(term)]);
  }
}
