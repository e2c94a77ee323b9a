import { Injectable } from '@nestjs/common';
import { Outbox } from '@throughline/messaging';
import { type Tx, transaction } from '@throughline/persistence';
import { AuditLog, Clock, type User } from '@throughline/service';
import { DataSource } from 'typeorm';
import { type ExportRow, type Move, exportsOnPaper, moveExports } from '../exports/exports.tables.ts';
import { skusOf } from '../exports/export.ts';
import { toldOf } from '../exports/exporter.ts';
import { keepBack } from '../exports/unpublished-numbers.tables.ts';
import { SourceRegistry } from '../sources/registry.ts';
import { rereadOrders, rereadStock } from '../sources/rereads.tables.ts';
import { type AnswerChange, type AnsweredOrder, type AnsweredState, decideAnswer, hashOf } from './answer.ts';
import type { SaidAnswers } from './answer.schemas.ts';
import { type PlacedAnswer, type RowFault, answersIn } from './answers-csv.ts';
import { keyedStates, publishKeyed, saveKeyedStates } from './keyed-documents.tables.ts';
import type { OrderBatch } from './order-batch.ts';
import { findBatch, locationsOf, lockBatches } from './order-batches.tables.ts';

/** There is no such batch. */
export class NoSuchBatch extends Error {
  override readonly name = 'NoSuchBatch';
}

/** Answers that cannot be taken; none of those that came with them is. */
export class UnfitAnswers extends Error {
  override readonly name = 'UnfitAnswers';

  constructor(readonly faults: readonly RowFault[]) {
    super('Answers do not fit');
  }
}

/** What would change is not what was seen. */
export class AnswersChanged extends Error {
  override readonly name = 'AnswersChanged';

  constructor(readonly preview: AnswersPreview) {
    super('What would change is not what was seen');
  }
}

/** What an answer changes of an order. */
export interface AnswerOutcome {
  order: string;
  row: number;
  changes: AnswerChange[];
}

/** What answers come to. */
export interface AnswersPreview {
  /** Of what changes. */
  hash: string;
  /** Orders of which something changes. */
  orders: AnswerOutcome[];
  /** Orders of which all that is said is known. */
  unchanged: number;
  faults: RowFault[];
}

interface Judged {
  preview: AnswersPreview;
  decided: { row: Answered; next: AnsweredState; changes: AnswerChange[] }[];
}
type Answered = ExportRow & { batch: number | null; reason: string | null };

/** Takes in what clerks say of the orders that they have typed in. */
@Injectable()
export class OrderAnswers {
  constructor(
    private readonly dataSource: DataSource,
    private readonly outbox: Outbox,
    private readonly sources: SourceRegistry,
    private readonly audit: AuditLog,
    private readonly clock: Clock,
  ) {}

  /** What would change, and what does not fit; nothing is written. @throws NoSuchBatch */
  async preview(id: number, said: SaidAnswers): Promise<AnswersPreview> {
    return transaction(this.dataSource, async (tx) => {
      const batch = await batchOf(tx, id);
      return (await this.judge(tx, batch, said)).preview;
    });
  }

  /**
   * All of it or nothing. Saying the same again changes nothing.
   * @param seen hash of the preview that somebody has looked at; undefined for no preview
   * @throws NoSuchBatch, UnfitAnswers, AnswersChanged
   */
  async take(id: number, said: SaidAnswers, seen: string | undefined, user: User): Promise<AnswersPreview> {
    return transaction(this.dataSource, async (tx) => {
      const batch = await batchOf(tx, id);
      const { preview, decided } = await this.judge(tx, batch, said);
      if (preview.faults.length > 0) throw new UnfitAnswers(preview.faults);
      if (seen !== undefined && seen !== preview.hash) throw new AnswersChanged(preview);
      await this.write(tx, batch, decided);
      for (const { row, changes } of decided) {
        const details = { batch: id, changes };
        await this.audit.record(tx, {
          ...{ actor: user, action: 'answer-order', target: `order ${row.order}`, details },
        });
      }
      return preview;
    });
  }

  private async judge(tx: Tx, batch: OrderBatch, said: SaidAnswers): Promise<Judged> {
    const { answers, faults: unread } =
      said.csv === undefined
        ? {
            answers: (said.answers ?? []).map((answer, index): PlacedAnswer => ({ answer, row: index + 1 })),
            faults: [],
          }
        : answersIn(said.csv);
    const faults: RowFault[] = [...unread];
    await lockBatches(tx, batch.source);
    const numbers = answers.map(({ answer }) => answer.order);
    const rows = new Map(
      ((await exportsOnPaper(tx, batch.source, numbers)) as Answered[]).map((row) => [row.order, row]),
    );
    const ownerOf = await this.owners(tx, batch.source, answers, rows);
    const keyed = await keyedStates(tx, batch.source, numbers);
    const locations = await locationsOf(tx, batch.id);
    const readsDocuments = this.sources.find(batch.source)?.flows.includes('orders') ?? false;
    const context = { batch: batch.id, readsDocuments, ownerOf, now: this.clock.now() };
    const decided: (Judged['decided'][number] & { place: number })[] = [];
    const seen = new Set<string>();
    let unchanged = 0;
    for (const { answer, row: place } of answers) {
      const { order } = answer;
      const row = rows.get(order);
      if (row === undefined || !locations.has(order) || seen.has(order)) {
        const message = seen.has(order) ? 'is said twice' : `is not in batch ${batch.id}`;
        faults.push({ order, row: place, field: 'order', message });
        continue;
      }
      seen.add(order);
      const known = answeredOrder(row, keyed.get(order) ?? null, locations.get(order) ?? null);
      const decision = decideAnswer(known, answer, context);
      if ('faults' in decision)
        faults.push(...decision.faults.map((fault) => ({ order, row: place, ...fault })));
      else if (decision.changes.length === 0) unchanged += 1;
      else decided.push({ row, place, ...decision });
    }
    const orders = decided.map(({ row, place, changes }) => ({ order: row.order, row: place, changes }));
    return { preview: { hash: hashOf(orders), orders, unchanged, faults }, decided };
  }

  /** Which other order has a number, once what is said of orders here holds: two may exchange theirs. */
  private async owners(
    tx: Tx,
    source: string,
    answers: readonly PlacedAnswer[],
    rows: ReadonlyMap<string, ExportRow>,
  ): Promise<(number: string, other: string) => string | undefined> {
    const said = answers.flatMap(({ answer }) => answer.number ?? []);
    const having = await tx.query<{ order: string; number: string }>(
      `select order_number as "order", erp_number as number from exports where source = $1 and erp_number = any($2)`,
      [source, said],
    );
    const final = new Map(having.map(({ order, number }) => [order, number]));
    for (const { answer } of answers) {
      const number = answer.number ?? rows.get(answer.order)?.erpNumber;
      if (number !== undefined && number !== null) final.set(answer.order, number);
    }
    const byNumber = Map.groupBy(final, ([, number]) => number);
    return (number, other) => byNumber.get(number)?.find(([order]) => order !== other)?.[0];
  }

  private async write(tx: Tx, { source }: OrderBatch, decided: Judged['decided']): Promise<void> {
    await moveExports(
      tx,
      this.outbox,
      source,
      decided.map(({ row, next }): Move => {
        const { number, reason } = next;
        const state = next.state as Move['state'];
        return {
          ...{ order: row.order, state },
          ...(reason !== null && { reason }),
          ...(number !== null && { erpNumber: number }),
          ...(state === 'cancelled' && { told: toldOf(row) }),
        };
      }),
    );
    const keyed = decided.flatMap(({ row, next }) =>
      next.keyed === null ? [] : [[row.order, next.keyed] as const],
    );
    await saveKeyedStates(tx, source, new Map(keyed));
    const renumbered = decided.filter(
      ({ row, next }) => next.keyed !== null && row.erpNumber !== null && next.number !== row.erpNumber,
    );
    await keepBack(
      tx,
      source,
      renumbered.map(({ row, next }) => ({
        ...{ order: row.order, was: row.erpNumber, number: next.number ?? '', heard: false },
      })),
    );
    await publishKeyed(
      tx,
      this.outbox,
      source,
      keyed.map(([order]) => order),
    );
    await this.readAgain(tx, source, decided);
  }

  /** Whose documents are, and what of stock they hold, a source that can be read says anew. */
  private async readAgain(tx: Tx, source: string, decided: Judged['decided']): Promise<void> {
    const flows = this.sources.find(source)?.flows ?? [];
    const numbered = decided.filter(({ row, next }) => next.number !== row.erpNumber);
    if (flows.includes('orders'))
      await rereadOrders(
        tx,
        source,
        numbered.flatMap(({ row, next }) => [row.erpNumber, next.number].filter((each) => each !== null)),
      );
    if (flows.includes('stock'))
      await rereadStock(tx, source, [...new Set(numbered.flatMap(({ row }) => skusOf(row.document)))]);
  }
}

function answeredOrder(row: Answered, keyed: AnsweredOrder['keyed'], location: string | null): AnsweredOrder {
  const { order, batch, state, reason, erpNumber: number, document: placed, cancelled } = row;
  return {
    ...{ order, batch, state, reason, number, placed, keyed, location },
    cancelled: new Map(cancelled.map(({ line, quantity }) => [line, quantity])),
    told: new Map(cancelled.map(({ line, told }) => [line, told])),
  };
}

async function batchOf(tx: Tx, id: number): Promise<OrderBatch> {
  const batch = await findBatch(tx, id);
  if (batch === undefined) throw new NoSuchBatch(`There is no batch ${id}`);
  return batch;
}
