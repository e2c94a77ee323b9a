import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { type Connection, connect, transaction } from '@throughline/persistence';
import { AuditLog, Clock, PeriodicJobs, ServiceConfig, type User } from '@throughline/service';
import { checkSource } from '@throughline/source-documents';
import { logger } from '@throughline/telemetry';
import { DataSource } from 'typeorm';
import type { environment } from '../environment.ts';
import { changedLines } from './changed-lines.ts';
import { openDocument } from './open-document.ts';
import { plannedOrdersOut } from './planned-orders-out.ts';
import { SourceRegistry } from './registry.ts';
import {
  addSourceVersion,
  newestSourceVersion,
  newestSourceVersions,
  sourcesChannel,
} from './source-versions.tables.ts';

/** Keeps the sources of this replica what their newest documents say. */
@Injectable()
export class SourcesService implements OnApplicationBootstrap, OnModuleDestroy {
  private session: Connection | undefined;
  private refreshing = Promise.resolve();

  constructor(
    private readonly dataSource: DataSource,
    private readonly sources: SourceRegistry,
    private readonly config: ServiceConfig<typeof environment>,
    private readonly audit: AuditLog,
    private readonly clock: Clock,
    jobs: PeriodicJobs,
  ) {
    // An announcement that was lost is made up for.
    jobs.add({
      ...{ name: 'erp-adapter.sources', everyMs: 10_000, runBy: 'every-replica', decides: false },
      run: () => this.refresh(),
    });
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.refresh();
    this.session = await connect({ url: this.config.database.DATABASE_URL, name: 'erp-adapter.sources' });
    await this.session.listen(sourcesChannel, () => void this.refresh());
  }

  async onModuleDestroy(): Promise<void> {
    await this.session?.close();
    await this.refreshing;
  }

  /** What a document comes to; opens nothing. @throws DocumentError when it is not right */
  async check(document: string) {
    const checked = checkSource(document);
    const { document: found, feedings } = checked;
    const newest = await transaction(this.dataSource, (tx) => newestSourceVersion(tx, found.source));
    return {
      source: found.source,
      version: newest?.version ?? 0,
      flows: feedings.map(({ flow, mapping, reader, compiled }) => {
        const { usedColumns, unfilledFields } = compiled;
        return { flow, mapping, reader, usedColumns: [...usedColumns], unfilledFields: [...unfilledFields] };
      }),
      ordersOut: await plannedOrdersOut(checked, this.clock.now()),
      changed: changedLines(newest?.document ?? '', document),
    };
  }

  /**
   * Makes a document the newest version of its source, and works by it.
   * @throws DocumentError when it is not right; SourceChanged when somebody else was quicker
   */
  async apply(
    user: User,
    { document, note, expected }: { document: string; note: string | null; expected: number },
  ): Promise<{ source: string; version: number }> {
    const { name, checked } = openDocument(
      { version: 0, document },
      this.dataSource,
      '',
      this.sources.ordersOf,
    );
    if (checked !== null) await plannedOrdersOut(checked, this.clock.now());
    const version = await transaction(this.dataSource, async (tx) => {
      const made = await addSourceVersion(
        tx,
        { source: name, document, author: user.subject, note, appliedAt: this.clock.now() },
        expected,
      );
      const details = { version: made, ...(note !== null && { note }) };
      await this.audit.record(tx, { actor: user, action: 'apply-source', target: `source ${name}`, details });
      return made;
    });
    await this.refresh();
    return { source: name, version };
  }

  /** Takes over what was applied since. A document that cannot be understood leaves its source as it is. */
  private refresh(): Promise<void> {
    this.refreshing = this.refreshing
      .then(async () => {
        const newest = await newestSourceVersions(this.dataSource);
        for (const one of newest) {
          if (this.sources.find(one.source)?.version === one.version) continue;
          try {
            const url = this.config.database.DATABASE_URL;
            this.sources.put(openDocument(one, this.dataSource, url, this.sources.ordersOf));
            logger.info({ source: one.source, version: one.version }, 'A source is configured');
          } catch (error) {
            logger.error(
              { err: error, source: one.source, version: one.version },
              'A source cannot be configured',
            );
          }
        }
      })
      .catch((error: unknown) => logger.warn({ err: error }, 'The sources cannot be looked up'));
    return this.refreshing;
  }
}
