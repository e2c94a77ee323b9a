import { Body, Controller, Get, HttpCode, Param, Post, Query, StreamableFile } from '@nestjs/common';
import { transaction } from '@throughline/persistence';
import {
  Allow,
  AuditLog,
  CurrentUser,
  InvalidRequest,
  Problem,
  Responds,
  RespondsPdf,
  type User,
} from '@throughline/service';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import { oneOrderBatch, orderAnswers, orderBatchList, orderBatchPdf } from '../response.schemas.ts';
import { previewedAnswers, saidAnswers } from './answer.schemas.ts';
import {
  AnswersChanged,
  type AnswersPreview,
  NoSuchBatch,
  OrderAnswers,
  UnfitAnswers,
} from './order-answers.service.ts';
import { type BatchChange, batchLanguages } from './order-batch.ts';
import { NotByHand, NothingWaits, OrderBatches, PlacesUnknown } from './order-batches.service.ts';
import {
  type BatchedOrder,
  type ListedBatch,
  batchChanges,
  batchedOrders,
  findBatch,
  listBatches,
  printedOrders,
} from './order-batches.tables.ts';
import { paperOf } from './paper/paper.ts';
import { renderPaper } from './paper/render.ts';

const id = z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER);

const page = z.object({
  /** Number of the batch before which the page begins. */
  after: id.optional(),
  limit: z.coerce.number().int().min(1).max(500).default(100),
});

const printing = z.object({ language: z.enum(batchLanguages).optional() });

const wanted = z
  .strictObject({
    location: z.string().trim().min(1).max(64).optional().describe('Orders of this location only.'),
    family: z.string().trim().min(1).max(64).optional().describe('Orders of this family only.'),
    language: z
      .enum(batchLanguages)
      .default('en')
      .describe('What it is printed in when nothing else is asked for.'),
  })
  .meta({ id: 'OrderBatchRequest' });

type Report = ListedBatch & { ordersOfIt: BatchedOrder[]; changesOfEarlier: BatchChange[] };

/** Orders on paper for a clerk, and what the clerk says of them. */
@Controller('order-batches')
export class OrderBatchesController {
  constructor(
    private readonly dataSource: DataSource,
    private readonly batches: OrderBatches,
    private readonly answers: OrderAnswers,
    private readonly audit: AuditLog,
  ) {}

  @Get()
  @Allow('integrator', 'admin', 'order-desk', 'warehouse', 'auditor')
  @Responds(200, orderBatchList)
  async list(
    @Query({ schema: page }) { after, limit }: z.infer<typeof page>,
  ): Promise<{ batches: ListedBatch[]; next: number | null }> {
    const batches = await transaction(this.dataSource, (tx) => listBatches(tx, after ?? null, limit));
    return { batches, next: batches.length < limit ? null : (batches.at(-1)?.id ?? null) };
  }

  /** Puts the orders that wait on paper. */
  @Post()
  @Allow('integrator', 'admin', 'order-desk', 'warehouse')
  @Responds(201, oneOrderBatch)
  async make(
    @Body({ schema: wanted }) { location, family, language }: z.infer<typeof wanted>,
    @CurrentUser() user: User,
  ): Promise<Report> {
    const filter = { location: location ?? null, family: family ?? null };
    const made = await this.batches.make(filter, language, user).catch((error: unknown) => {
      throw problemOf(error);
    });
    return this.reportOf(made.id);
  }

  @Get(':id')
  @Allow('integrator', 'admin', 'order-desk', 'warehouse', 'auditor')
  @Responds(200, oneOrderBatch)
  async find(@Param('id', { schema: id }) batch: number): Promise<Report> {
    return this.reportOf(batch);
  }

  /** The batch to be printed; whoever has seen names and addresses is in the audit log. */
  @Get(':id.pdf')
  @Allow('integrator', 'admin', 'order-desk', 'warehouse')
  @RespondsPdf(orderBatchPdf)
  async print(
    @Param('id', { schema: id }) number: number,
    @Query({ schema: printing }) { language }: z.infer<typeof printing>,
    @CurrentUser() user: User,
  ): Promise<StreamableFile> {
    const { batch, orders, changes } = await transaction(this.dataSource, async (tx) => {
      const found = await findBatch(tx, number);
      if (found === undefined) throw noSuchBatch();
      await this.audit.record(tx, {
        ...{ actor: user, action: 'print-order-batch', target: `order-batch ${number}` },
      });
      return {
        batch: found,
        orders: await printedOrders(tx, number),
        changes: await batchChanges(tx, number),
      };
    });
    const chosen = language ?? batch.language;
    const pdf = await renderPaper(paperOf(batch, orders, changes, chosen));
    return new StreamableFile(pdf, {
      type: 'application/pdf',
      disposition: `inline; filename="batch-${number}-${chosen}.pdf"`,
    });
  }

  /** What answers would change, and which of them do not fit; nothing is written. */
  @Post(':id/answers/preview')
  @HttpCode(200)
  @Allow('integrator', 'admin', 'order-desk', 'warehouse')
  @Responds(200, orderAnswers)
  async preview(
    @Param('id', { schema: id }) batch: number,
    @Body({ schema: previewedAnswers }) said: z.infer<typeof previewedAnswers>,
  ): Promise<AnswersPreview> {
    return this.answers.preview(batch, said).catch((error: unknown) => {
      throw problemOf(error);
    });
  }

  /** Takes answers in: all of them, or none. */
  @Post(':id/answers')
  @HttpCode(200)
  @Allow('integrator', 'admin', 'order-desk', 'warehouse')
  @Responds(200, orderAnswers)
  async answer(
    @Param('id', { schema: id }) batch: number,
    @Body({ schema: saidAnswers }) { seen, ...said }: z.infer<typeof saidAnswers>,
    @CurrentUser() user: User,
  ): Promise<AnswersPreview> {
    return this.answers.take(batch, said, seen, user).catch((error: unknown) => {
      throw problemOf(error, said.csv === undefined ? 'answers' : 'csv');
    });
  }

  private async reportOf(number: number): Promise<Report> {
    return transaction(this.dataSource, async (tx) => {
      const found = await findBatch(tx, number);
      if (found === undefined) throw noSuchBatch();
      return {
        ...found,
        ordersOfIt: await batchedOrders(tx, number),
        changesOfEarlier: await batchChanges(tx, number),
      };
    });
  }
}

function noSuchBatch(): Problem {
  return new Problem(404, 'There is no such batch');
}

function problemOf(error: unknown, list: 'answers' | 'csv' = 'answers'): unknown {
  if (error instanceof NoSuchBatch) return noSuchBatch();
  if (error instanceof NotByHand) return new Problem(409, error.message, { name: 'orders-not-by-hand' });
  if (error instanceof NothingWaits) return new Problem(409, error.message, { name: 'no-order-waits' });
  if (error instanceof PlacesUnknown)
    return new Problem(503, `${error.message}: without location and family a batch can be made`, {
      name: 'places-unknown',
    });
  if (error instanceof AnswersChanged)
    return new Problem(409, error.message, {
      name: 'answers-changed',
      extensions: { preview: error.preview },
    });
  if (error instanceof UnfitAnswers)
    return new InvalidRequest(
      error.faults.map(({ order, row, field, message }) => ({
        field: list === 'csv' ? `csv[${row}].${field}` : `answers[${row - 1}].${field}`,
        message: order === '' ? message : `${order}: ${message}`,
        in: 'body',
      })),
    );
  return error;
}
