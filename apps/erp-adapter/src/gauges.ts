import { Injectable } from '@nestjs/common';
import type { OnApplicationBootstrap, OnModuleDestroy } from '@nestjs/common';
import { transaction } from '@throughline/persistence';
import { attributes, metrics, observe } from '@throughline/telemetry';
import { DataSource } from 'typeorm';
import { type FlowRow, flowRows } from './capture/flows.tables.ts';
import { Source } from './source.ts';

/** What is measured when somebody asks: how old flows are, what is held back, what is not handed over. */
@Injectable()
export class Gauges implements OnApplicationBootstrap, OnModuleDestroy {
  private ends: (() => void)[] = [];

  constructor(
    private readonly dataSource: DataSource,
    private readonly source: Source,
  ) {}

  onApplicationBootstrap(): void {
    this.ends = [
      observe(metrics.flowAge, async () =>
        (await this.flows()).flatMap(({ flow, heardAt }) =>
          heardAt === null
            ? []
            : [{ value: (Date.now() - heardAt.getTime()) / 1000, attributes: named(flow) }],
        ),
      ),
      observe(metrics.quarantined, async () =>
        (await this.flows()).map(({ flow, quarantined }) => ({
          value: quarantined,
          attributes: named(flow),
        })),
      ),
      observe(metrics.ordersUnexported, async () => [{ value: await this.unexported() }]),
    ];
  }

  onModuleDestroy(): void {
    for (const end of this.ends) end();
  }

  private flows(): Promise<FlowRow[]> {
    return transaction(this.dataSource, (tx) => flowRows(tx, this.source.name));
  }

  private async unexported(): Promise<number> {
    const rows = await transaction(this.dataSource, (tx) =>
      tx.query<{ orders: number }>(
        `select count(*) as orders from exports where state in ('received', 'parked', 'sent')`,
      ),
    );
    return rows[0]?.orders ?? 0;
  }
}

function named(flow: string) {
  return { [attributes.flow]: `erp.${flow}` };
}
