import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { Allow, CurrentUser, Problem, Responds, type User } from '@throughline/service';
import { z } from 'zod';
import { order, orderList } from './response.schemas.ts';
import { OrdersQueries } from './orders.queries.ts';
import type { OrderSummary, OrderView, Cursor, Undecided } from './orders.queries.ts';
import { OrdersService, StaffActionRefused } from '../orders.service.ts';
import { waits } from './waiting.ts';

const number = z.string().min(1).max(64);
const instant = z.iso.datetime({ offset: true }).transform((text) => new Date(text));
const word = z.string().min(1).max(64);

/** One of the words that exist; the refusal names them. */
const oneOf = (words: readonly string[]) => z.enum(words, { error: `is not one of ${words.join(', ')}` });

const states = [
  'placed',
  'confirmed',
  'back-ordered',
  'rejected',
  'in-fulfilment',
  'partly-shipped',
  'shipped',
  'invoiced',
  'completed',
  'cancelled',
  'returned',
];
const integrations = [
  'none',
  'received',
  'parked',
  'sent',
  'acknowledged',
  'verified',
  'refused',
  'cancelled',
];

const filter = z.object({
  /** A state of an order, or `undecided`. */
  state: oneOf([...states, 'undecided']).optional(),
  /** What they wait for. */
  waiting: z.enum(waits).optional(),
  integration: oneOf(integrations).optional(),
  account: word.optional(),
  origin: word.optional(),
  /** Placed at or after. */
  from: instant.optional(),
  /** Placed before. */
  to: instant.optional(),
  /** Held until then at the latest. */
  heldUntil: instant.optional(),
  /** `next` of the page before. */
  after: z
    .string()
    .transform((text, context): Cursor => {
      const [placedAt = '', order = ''] = text.split('|');
      const at = instant.safeParse(placedAt);
      if (at.success && order !== '') return { placedAt: at.data, order };
      context.addIssue({ code: 'custom', message: 'is not the end of a page' });
      return z.NEVER;
    })
    .optional(),
  limit: z.coerce.number().int().min(1).max(500).default(50),
});

const cancellation = z
  .strictObject({ reason: z.string().max(200).default('') })
  .meta({ id: 'CancellationRequest' });

const reason = z.string().trim().min(1, 'is missing').max(200);
const review = z.strictObject({ reason }).meta({ id: 'OrderReviewRequest' });
const hold = z
  .strictObject({
    until: instant.nullable().describe('In the future; null for a hold without an end.'),
    reason,
  })
  .meta({ id: 'OrderHoldRequest' });

/** A page of orders, newest first; with what waits in all when undecided orders were asked for. */
interface OrderPage {
  orders: OrderSummary[];
  next: string | null;
  undecided?: Undecided;
}

@Controller('orders')
export class OrdersController {
  constructor(
    private readonly queries: OrdersQueries,
    private readonly orders: OrdersService,
  ) {}

  @Get()
  @Allow('order-desk', 'customer-care', 'finance', 'admin', 'auditor')
  @Responds(200, orderList)
  async list(@Query({ schema: filter }) query: z.infer<typeof filter>): Promise<OrderPage> {
    const orders = await this.queries.list(query);
    const last = orders.length < query.limit ? undefined : orders.at(-1);
    return {
      orders,
      next: last ? `${last.placedAt.toISOString()}|${last.order}` : null,
      ...(query.state === 'undecided' && { undecided: await this.queries.undecided() }),
    };
  }

  @Get(':order')
  @Allow('order-desk', 'customer-care', 'finance', 'admin', 'auditor')
  @Responds(200, order)
  async find(@Param('order', { schema: number }) id: string): Promise<OrderView> {
    const order = await this.queries.find(id);
    if (!order) throw new Problem(404, 'There is no such order');
    return order;
  }

  @Post(':order/cancellation')
  @HttpCode(200)
  @Allow('order-desk')
  @Responds(200, order)
  async cancel(
    @Param('order', { schema: number }) id: string,
    @Body({ schema: cancellation }) { reason }: z.infer<typeof cancellation>,
    @CurrentUser() user: User,
  ): Promise<OrderView> {
    await this.orders.cancel(user, id, reason).catch(rethrow);
    return this.find(id);
  }

  /** Takes an order that waits for a person, at the prices that its shopper was shown. */
  @Post(':order/approval')
  @HttpCode(200)
  @Allow('order-desk', 'admin')
  @Responds(200, order)
  async approve(
    @Param('order', { schema: number }) id: string,
    @Body({ schema: review }) { reason }: z.infer<typeof review>,
    @CurrentUser() user: User,
  ): Promise<OrderView> {
    await this.orders.approve(user, id, reason).catch(rethrow);
    return this.find(id);
  }

  @Post(':order/refusal')
  @HttpCode(200)
  @Allow('order-desk', 'admin')
  @Responds(200, order)
  async refuse(
    @Param('order', { schema: number }) id: string,
    @Body({ schema: review }) { reason }: z.infer<typeof review>,
    @CurrentUser() user: User,
  ): Promise<OrderView> {
    await this.orders.refuse(user, id, reason).catch(rethrow);
    return this.find(id);
  }

  /** Extends the time for which what is promised is held, or lifts its end. */
  @Post(':order/hold')
  @HttpCode(200)
  @Allow('order-desk', 'admin')
  @Responds(200, order)
  async hold(
    @Param('order', { schema: number }) id: string,
    @Body({ schema: hold }) { until, reason }: z.infer<typeof hold>,
    @CurrentUser() user: User,
  ): Promise<OrderView> {
    await this.orders.hold(user, id, until, reason).catch(rethrow);
    return this.find(id);
  }
}

function rethrow(error: unknown): never {
  throw error instanceof StaffActionRefused ? problemOf(error) : error;
}

function problemOf({ reason: name }: StaffActionRefused): Problem {
  switch (name) {
    case 'unknown-order':
      return new Problem(404, 'There is no such order');
    case 'order-not-ours':
      return new Problem(422, 'It originated in the back office and is changed there', { name });
    case 'nothing-to-cancel':
      return new Problem(422, 'Nothing of it is left to cancel', { name });
    case 'not-in-review':
      return new Problem(422, 'It does not wait for a person', { name });
    case 'not-held':
      return new Problem(422, 'What is promised is held without an end, or no more', { name });
    case 'hold-in-the-past': {
      const errors = [{ field: 'until', message: 'is not in the future', in: 'body' as const }];
      return new Problem(422, 'A hold ends in the future', { name, errors });
    }
  }
}
