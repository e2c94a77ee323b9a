import { Injectable } from '@nestjs/common';
import type { OnApplicationBootstrap, OnModuleDestroy } from '@nestjs/common';
import { transaction } from '@throughline/persistence';
import { attributes, metrics, observe } from '@throughline/telemetry';
import { DataSource } from 'typeorm';
import { expectedSince } from './findings.ts';
import { type FlowRow, flowRows } from './publishing/flows.tables.ts';
import { SourceRegistry } from './sources/registry.ts';

/** What is measured when somebody asks: how old flows are, what is held back, and what is not handed over. */
@Injectable()
export class Gauges implements OnApplicationBootstrap, OnModuleDestroy {
  private ends: (() => void)[] = [];

  constructor(
    private readonly dataSource: DataSource,
    private readonly sources: SourceRegistry,
  ) {}

  onApplicationBootstrap(): void {
    this.ends = [
      observe(metrics.flowAge, async () =>
        (await this.flows()).flatMap((row) => {
          const since = this.sources.heardAlways.includes(row.source) ? expectedSince(row) : null;
          if (since === null) return [];
          return [{ value: Math.max(0, Date.now() - since.getTime()) / 1000, attributes: named(row) }];
        }),
      ),
      observe(metrics.quarantined, async () =>
        (await this.flows()).map((row) => ({ value: row.quarantined, attributes: named(row) })),
      ),
      observe(metrics.withdrawalsGuarded, async () =>
        (await this.flows()).map((row) => ({ value: row.guarded, attributes: named(row) })),
      ),
      observe(metrics.ordersUnexported, () => this.unexported()),
      observe(metrics.ordersForClerk, () => this.forClerk()),
    ];
  }

  onModuleDestroy(): void {
    for (const end of this.ends) end();
  }

  private flows(): Promise<FlowRow[]> {
    return transaction(this.dataSource, async (tx) => {
      const bySource: FlowRow[][] = [];
      for (const name of this.sources.names) bySource.push(await flowRows(tx, name));
      return bySource.flat();
    });
  }

  /** Those that wait to be printed, and those that are on paper and have no number yet. */
  private async forClerk() {
    const rows = await transaction(this.dataSource, (tx) =>
      tx.query<{ source: string; batch: number; clerk: number }>(
        `select source, count(*) filter (where waits_for = 'batch') as batch,
                count(*) filter (where state = 'sent' and batch is not null) as clerk
         from exports where state in ('received', 'parked', 'sent') group by source`,
      ),
    );
    const counts = new Map(rows.map((row) => [row.source, row]));
    return this.sources.names.flatMap((source) =>
      (['batch', 'clerk'] as const).map((stage) => ({
        value: counts.get(source)?.[stage] ?? 0,
        attributes: { [attributes.source]: source, [attributes.stage]: stage },
      })),
    );
  }

  private async unexported() {
    const rows = await transaction(this.dataSource, (tx) =>
      tx.query<{ source: string; orders: number }>(
        `select source, count(*) as orders from exports where state in ('received', 'parked', 'sent') group by source`,
      ),
    );
    const counts = new Map(rows.map(({ source, orders }) => [source, orders]));
    // Where none waits there are none, and not no answer.
    return [...new Set([...this.sources.names, ...counts.keys()])].map((source) => ({
      value: counts.get(source) ?? 0,
      attributes: { [attributes.source]: source },
    }));
  }
}

function named({ source, flow }: FlowRow) {
  return { [attributes.source]: source, [attributes.flow]: `erp.${flow}` };
}
