import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { transaction } from '@throughline/persistence';
import { Allow, AuditLog, CurrentUser, Problem, Responds, type User } from '@throughline/service';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import { takeWaiting } from '../orders.tables.ts';
import { OrdersQueries, type WaitingForOrder } from './orders.queries.ts';
import { dismissal, waitingFactList } from './response.schemas.ts';

const number = z.string().min(1).max(64);

const page = z.object({
  /** `next` of the page before. */
  after: number.optional(),
  limit: z.coerce.number().int().min(1).max(500).default(100),
});

const dismissalRequest = z
  .strictObject({
    reason: z
      .string()
      .trim()
      .min(1, 'is missing')
      .max(200)
      .describe('Why nothing will come of it, for those who ask later.'),
  })
  .meta({ id: 'DismissalRequest' });

/** What was said of orders that are not known here. */
@Controller('waiting-facts')
export class WaitingFactsController {
  constructor(
    private readonly queries: OrdersQueries,
    private readonly audit: AuditLog,
    private readonly dataSource: DataSource,
  ) {}

  /** By the orders that they name, in the order of their numbers. */
  @Get()
  @Allow('integrator', 'auditor')
  @Responds(200, waitingFactList)
  async list(
    @Query({ schema: page }) { after = '', limit }: z.infer<typeof page>,
  ): Promise<{ waiting: WaitingForOrder[]; next: string | null }> {
    const waiting = await this.queries.waitingByOrder(after, limit);
    return { waiting, next: waiting.length < limit ? null : (waiting.at(-1)?.order ?? null) };
  }

  /** Takes out what waits for an order that will never come. What is said of it from now on waits anew. */
  @Post(':order/dismissal')
  @HttpCode(200)
  @Allow('integrator', 'admin')
  @Responds(200, dismissal)
  async dismiss(
    @Param('order', { schema: number }) order: string,
    @Body({ schema: dismissalRequest }) { reason }: z.infer<typeof dismissalRequest>,
    @CurrentUser() actor: User,
  ): Promise<{ order: string; dismissed: number }> {
    return transaction(this.dataSource, async (tx) => {
      const facts = await takeWaiting(tx, [order]);
      if (facts.length === 0) throw new Problem(404, 'Nothing waits for this order');
      const topics = [...new Set(facts.map(({ topic }) => topic))];
      const details = { reason, facts: facts.length, topics };
      await this.audit.record(tx, {
        actor,
        action: 'dismiss-waiting-facts',
        target: `order ${order}`,
        details,
      });
      return { order, dismissed: facts.length };
    });
  }
}
