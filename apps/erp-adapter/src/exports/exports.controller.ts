import { Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import type { ExportDifference } from '@throughline/events';
import { Outbox } from '@throughline/messaging';
import { transaction } from '@throughline/persistence';
import { Allow, AuditLog, CurrentUser, Problem, Responds, type User } from '@throughline/service';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import { exportList, retriedExport } from '../response.schemas.ts';
import { workChannel } from '../sources/leadership.ts';
import { type StoredDifference, restoredDifference } from './comparison/difference.ts';
import { moveExports } from './exports.tables.ts';

const states = ['received', 'parked', 'sent', 'acknowledged', 'verified', 'refused', 'cancelled'] as const;

const filter = z.object({
  state: z.enum(states).optional(),
  /** Only those whose documents part from what was ordered, or only the others. */
  differing: z.enum(['true', 'false']).optional(),
  /** Place after which the page begins. */
  after: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).max(500).default(100),
});

/** By the answer whether the document differs; written so that the index of those that do is used. */
const parting = {
  true: `differences <> '[]'`,
  false: `differences = '[]'`,
} as const;

/** The hand-over of an order, for people. */
interface ExportView {
  source: string;
  order: string;
  state: (typeof states)[number];
  reason: string | null;
  erpNumber: string | null;
  differences: ExportDifference[];
  currency: string;
  gross: string;
  placedAt: Date;
  stateAt: Date;
  attempts: number;
}

const columns = `source, order_number as "order", state, reason, erp_number as "erpNumber", differences,
  document ->> 'currency' as currency, document ->> 'gross' as gross, placed_at as "placedAt",
  state_at as "stateAt", attempts`;

@Controller('exports')
export class ExportsController {
  constructor(
    private readonly dataSource: DataSource,
    private readonly outbox: Outbox,
    private readonly audit: AuditLog,
  ) {}

  @Get()
  @Allow('integrator', 'admin', 'order-desk', 'auditor')
  @Responds(200, exportList)
  async list(
    @Query({ schema: filter }) { state, differing, after, limit }: z.infer<typeof filter>,
  ): Promise<{ exports: ExportView[]; next: number | null }> {
    const rows = await transaction(this.dataSource, (tx) =>
      tx.query<Omit<ExportView, 'differences'> & { differences: StoredDifference[]; place: number }>(
        `select ${columns}, place from exports
         where state = any($1) and place > $2 ${differing === undefined ? '' : `and ${parting[differing]}`}
         order by place limit $3`,
        [state === undefined ? states : [state], after, limit],
      ),
    );
    const next = rows.length < limit ? null : (rows.at(-1)?.place ?? null);
    const exports = rows.map(({ place: _, differences, ...row }) => ({
      ...row,
      differences: differences.map(restoredDifference),
    }));
    return { exports, next };
  }

  /** Tries a parked or refused order again, after what kept it was mended. */
  @Post(':order/retry')
  @HttpCode(202)
  @Allow('integrator', 'admin', 'order-desk')
  @Responds(202, retriedExport)
  async retry(
    @Param('order', { schema: z.string().min(1).max(64) }) order: string,
    @CurrentUser() user: User,
  ): Promise<{ order: string; state: 'received' }> {
    await transaction(this.dataSource, async (tx) => {
      const [row] = await tx.query<{ source: string; state: string }>(
        `select source, state from exports where order_number = $1 and state <> 'placed' for update`,
        [order],
      );
      if (row === undefined) throw new Problem(404, 'There is no such order on its way to the back office');
      if (row.state !== 'parked' && row.state !== 'refused')
        throw new Problem(409, `It is ${row.state}; only parked and refused orders are tried again`);
      await this.audit.record(tx, { actor: user, action: 'retry-export', target: `order ${order}` });
      await moveExports(tx, this.outbox, row.source, [{ order, state: 'received' }]);
      tx.notify(workChannel, '');
    });
    return { order, state: 'received' };
  }
}
