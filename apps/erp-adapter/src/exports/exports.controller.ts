import { Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import type { ExportDifference } from '@throughline/events';
import { Outbox } from '@throughline/messaging';
import { transaction } from '@throughline/persistence';
import { Allow, AuditLog, CurrentUser, Problem, Responds, type User } from '@throughline/service';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import { exportList, oneExport, retriedExport } from '../response.schemas.ts';
import { workChannel } from '../sources/leadership.ts';
import { type StoredDifference, restoredDifference } from './comparison/difference.ts';
import { type ExportView, findExport, listExports, stateFilters } from './exports.queries.ts';
import { moveExports } from './exports.tables.ts';
import { noTarget, waitsForTarget } from './waiting-orders.tables.ts';

const number = z.string().min(1).max(64);

const filter = z.object({
  /** A state, or `open` for all in which something has still to be done. */
  state: z.enum(stateFilters).optional(),
  /** Only those whose documents part from what was ordered, or only the others. */
  differing: z
    .enum(['true', 'false'])
    .transform((word) => word === 'true')
    .optional(),
  /** Place after which the page begins. */
  after: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).max(500).default(100),
});

/** The hand-over of an order, for people. */
type View = ExportView<ExportDifference>;

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
    @Query({ schema: filter }) query: z.infer<typeof filter>,
  ): Promise<{ exports: View[]; next: number | null }> {
    const rows = await transaction(this.dataSource, (tx) => listExports<StoredDifference>(tx, query));
    const next = rows.length < query.limit ? null : (rows.at(-1)?.place ?? null);
    return { exports: rows.map(({ place: _, ...row }) => viewOf(row)), next };
  }

  @Get(':order')
  @Allow('integrator', 'admin', 'order-desk', 'auditor')
  @Responds(200, oneExport)
  async find(@Param('order', { schema: number }) order: string): Promise<View> {
    const found = await transaction(this.dataSource, (tx) => findExport<StoredDifference>(tx, order));
    if (!found) throw new Problem(404, 'There is no such order on its way to the back office');
    return viewOf(found);
  }

  /** Tries a parked or refused order again, after what kept it was mended. */
  @Post(':order/retry')
  @HttpCode(202)
  @Allow('integrator', 'admin', 'order-desk')
  @Responds(202, retriedExport)
  async retry(
    @Param('order', { schema: number }) order: string,
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
      if (row.source === noTarget)
        throw new Problem(409, `${waitsForTarget.reason}; it goes on by itself once one does`);
      await this.audit.record(tx, { actor: user, action: 'retry-export', target: `order ${order}` });
      await moveExports(tx, this.outbox, row.source, [{ order, state: 'received' }]);
      tx.notify(workChannel, '');
    });
    return { order, state: 'received' };
  }
}

function viewOf(row: ExportView<StoredDifference>): View {
  return { ...row, differences: row.differences.map(restoredDifference) };
}
