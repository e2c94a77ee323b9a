import type { Publisher } from '../sources/publisher.ts';
import { Signal, isTransient, pause } from '@throughline/messaging';
import { type DataSource, type Tx, transaction } from '@throughline/persistence';
import { attributes, histogram, logger, metrics } from '@throughline/telemetry';
import { type Leadership, LeadershipEnded } from '../sources/leadership.ts';
import { rereadOrders } from '../sources/rereads.tables.ts';
import { type Creation, DocumentLocked, severalDocuments, tellsWhenHeard } from '@throughline/connector';
import type { OrderTarget } from '../connectors/order-target.ts';
import { holdPlan, planOf } from '../plan/plan.tables.ts';
import { amend } from './amendment.ts';
import { type CancelledUnits, documentFor, isWhollyCancelled, skusOf } from './export.ts';
import { traceMoves } from './export-spans.ts';
import { type HandOverPace, handOverPace, ordersOutFlow } from './hand-over-pace.ts';
import { itemKeysOf } from './item-keys.queries.ts';
import {
  type ExportRow,
  type Move,
  type ToldCancellations,
  awaitDocuments,
  dueExports,
  lookAgain,
  moveExports,
  noteSettled,
  putOff,
  tellLasting,
  tryAgain,
  unansweredExports,
} from './exports.tables.ts';
import { type ReadDocument, follow, nothingUnpublished } from './comparison/following.ts';

/** Orders handed over at once. */
const batchSize = 200;
/** A lost notification is made up for after this time. */
const sweepMilliseconds = 1_000;
/** A lone order is handed over at once; those confirmed in the time after it go together. */
const lingerMilliseconds = 200;
const longestBackOff = 10_000;
/** Longest time between two attempts at an order that fails alone. */
const longestWait = 300_000;
const settledMilliseconds = 5_000;
/** Time after which an order is asked for again that must not be made any more and has no number. */
const lastingWait = 10_000;
/** A state that an order stays in for longer is told of. */
const lastingMilliseconds = 1_000;

/** Documents as they were read back, by their numbers, and the instant of the snapshot. */
interface ReadBack {
  documents: ReadonlyMap<string, ReadDocument>;
  at: Date;
}

/**
 * Hands orders over exactly once: the intent is committed before the back office is called, the back office is asked
 * for our number before it is given anything, and what it made is read back and compared.
 */
export class Exporter {
  private settledAt = 0;
  private toldAt = 0;
  private readonly stages = histogram(metrics.orderStageDuration);

  constructor(
    private readonly dataSource: DataSource,
    private readonly outbox: Publisher,
    private readonly target: OrderTarget,
  ) {}

  /** Runs until the leadership ends. While the back office is away, all orders wait in their order. */
  async run(leadership: Leadership): Promise<void> {
    const { ending } = leadership;
    const work = new Signal();
    leadership.onWork(() => work.set());
    let backOff = 100;
    while (!ending.aborted) {
      try {
        await this.tellLasting(leadership);
        const handled = await this.handOver(leadership);
        backOff = 100;
        await this.noteSettled(leadership);
        if (handled === 0) await work.wait(sweepMilliseconds, ending);
        else if (handled < batchSize) await pause(lingerMilliseconds, ending);
      } catch (error) {
        if (error instanceof LeadershipEnded) throw error;
        logger.warn({ err: error, source: leadership.source }, 'Orders cannot be handed over');
        await pause(backOff, ending);
        backOff = Math.min(backOff * 2, longestBackOff);
      }
    }
  }

  /** Takes the next orders as far as they go. @returns how many there were */
  async handOver(leadership: Leadership): Promise<number> {
    const { due, going, pace } = await this.write(leadership, (tx) => this.takeDue(tx, leadership.source));
    if (due.length === 0) return 0;
    await this.create(leadership, going);
    const known = due.filter((row) => row.state === 'acknowledged' && row.erpNumber !== null);
    await this.verify(leadership, known);
    if (pace === 'off') return due.length;
    const told = due.filter((row) => row.cancellations !== row.cancellationsTold && row.erpNumber !== null);
    await this.amend(leadership, told);
    return due.length;
  }

  /**
   * What is due by the plan, and what of it goes now. The intent is committed first: whatever happens from there on, these
   * are asked for before they are made. What waits for a run of the plan is marked, and a change of the plan waits for
   * this.
   */
  private async takeDue(
    tx: Tx,
    source: string,
  ): Promise<{ due: ExportRow[]; going: ExportRow[]; pace: HandOverPace }> {
    await holdPlan(tx);
    const pace = handOverPace(await planOf(tx, ordersOutFlow), source);
    const due = await dueExports(tx, source, batchSize, pace);
    // Whoever has not answered yet holds up nobody who has not been asked.
    if (due.length < batchSize && pace !== 'off')
      due.push(...(await unansweredExports(tx, source, batchSize - due.length)));
    const waiting = due.filter(({ state }) => state === 'received' || state === 'parked');
    const ready = waiting.filter((row) => obstacleOf(row) === null);
    const moves = waiting.map((row): Move => {
      const next: Move =
        pace === 'at once'
          ? { order: row.order, state: 'sent' }
          : { order: row.order, state: 'received', waitsFor: 'plan' };
      return obstacleOf(row) ?? next;
    });
    await moveExports(tx, this.outbox, source, moves);
    const intended = pace === 'at once' ? ready : [];
    return { due, going: due.filter((row) => row.state === 'sent' || intended.includes(row)), pace };
  }

  /** A document that somebody holds in the back office keeps only its own order waiting. */
  private async amend(leadership: Leadership, rows: readonly ExportRow[]): Promise<void> {
    try {
      await amend(rows, this.target, (work) => this.write(leadership, work));
    } catch (error) {
      if (!(error instanceof DocumentLocked)) throw error;
      await this.narrowDown(leadership, rows, error, (row) => this.amend(leadership, [row]));
    }
  }

  private async create(leadership: Leadership, rows: readonly ExportRow[]): Promise<void> {
    if (rows.length === 0) return;
    const begun = new Date();
    const answers = await this.createOrFind(rows).catch(async (error: unknown) => {
      // While the back office is away nothing is skipped: all wait.
      if (isTransient(error) && !(error instanceof DocumentLocked)) throw error;
      await this.narrowDown(leadership, rows, error, (row) => this.create(leadership, [row]));
      return null;
    });
    if (answers === null) return;
    const byOrder = new Map(answers.map((answer) => [answer.order, answer]));
    const acknowledged = rows.map((row) => moveBy(row, byOrder.get(row.order)));
    const numbers = acknowledged.flatMap(({ erpNumber }) => erpNumber ?? []);
    // What was acknowledged is kept also when it cannot be read back yet.
    const [readBack] = await Promise.allSettled([this.readBack(numbers)]);
    const read = readBack.status === 'fulfilled' ? readBack.value : null;
    const moves = acknowledged.map((move, index) => this.verified(move, rows[index] as ExportRow, read));
    const traced = traceMoves(rows, moves, begun);
    // Capture may have taken what was there already for somebody else's.
    const existing = answers.flatMap((each) => ('existed' in each && each.existed ? each.erpNumber : []));
    await this.write(leadership, async (tx) => {
      await moveExports(tx, this.outbox, leadership.source, traced);
      await rereadOrders(tx, leadership.source, existing);
      await lookAgain(tx, leadership.source, answers.flatMap(askedAgain));
      if (read !== null) await awaitDocuments(tx, leadership.source, unread(moves));
    });
    this.measure(rows, moves);
    // What held up one may have held up others. One that is itself the cause never gets here.
    if (rows.some(({ order, attempts }) => attempts > 0 && byOrder.has(order)))
      await this.write(leadership, (tx) => tryAgain(tx, leadership.source));
    if (readBack.status === 'rejected') throw readBack.reason;
  }

  /** A failure is narrowed down to the order that causes it, which is put off. */
  private async narrowDown(
    leadership: Leadership,
    rows: readonly ExportRow[],
    error: unknown,
    alone: (row: ExportRow) => Promise<void>,
  ): Promise<void> {
    const [first, ...others] = rows;
    if (others.length > 0) {
      for (const row of rows) await alone(row);
    } else if (first !== undefined) {
      if (error instanceof DocumentLocked)
        logger.warn({ order: first.order }, 'The document of an order is held in the back office');
      else logger.error({ err: error, order: first.order }, 'An order cannot be handed over');
      await this.write(leadership, (tx) =>
        putOff(tx, leadership.source, [first.order], waitAfter(first.attempts)),
      );
    }
  }

  /** Orders that must not be made any more are only looked for: after a doubt they may be there. */
  private async createOrFind(rows: readonly ExportRow[]): Promise<Creation[]> {
    const items = await transaction(this.dataSource, (tx) =>
      itemKeysOf(
        tx,
        this.target.source,
        rows.flatMap(({ document }) => skusOf(document)),
      ),
    );
    const documents = rows.flatMap((row) => {
      if (obstacleOf(row) !== null || row.recipient === null || row.customer === null) return [];
      return [documentFor(row.document, cancelledUnits(row), row.customer, row.recipient, items)];
    });
    const wanted = new Set(documents.map(({ order }) => order));
    const unwanted = rows.map(({ order }) => order).filter((order) => !wanted.has(order));
    const found = unwanted.length > 0 ? await this.target.findOrders(unwanted) : new Map<string, string[]>();
    const single = rows.length === 1 ? (rows[0]?.traceparent ?? null) : null;
    const created = await this.target.createOrders(documents, single);
    return [...created, ...[...found].map(([order, numbers]) => foundAs(order, numbers))];
  }

  private async verify(leadership: Leadership, rows: readonly ExportRow[]): Promise<void> {
    const read = await this.readBack(rows.flatMap(({ erpNumber }) => erpNumber ?? []));
    const moves = rows.map((row): Move => {
      const erpNumber = row.erpNumber ?? '';
      return this.verified({ order: row.order, state: 'acknowledged', erpNumber }, row, read);
    });
    if (moves.length === 0) return;
    await this.write(leadership, async (tx) => {
      await moveExports(tx, this.outbox, leadership.source, moves);
      await awaitDocuments(tx, leadership.source, unread(moves));
    });
  }

  /** An acknowledged order goes on to be verified by what was read back; null when nothing could be read. */
  private verified(move: Move, row: ExportRow, read: ReadBack | null): Move {
    if (move.state !== 'acknowledged' || read === null) return move;
    const number = move.erpNumber ?? '';
    // A source that speaks when it likes may not have spoken of it yet.
    if (!read.documents.has(number) && tellsWhenHeard(this.target)) return move;
    return verified(move, row, read);
  }

  /** The documents as they are in the back office; null when none is asked for. */
  private async readBack(numbers: readonly string[]): Promise<ReadBack | null> {
    const { orders } = this.target.readers;
    if (numbers.length === 0 || orders === undefined) return null;
    return this.target.snapshot(async (snapshot) => {
      const records = await orders.read(snapshot, numbers);
      const documents = new Map(
        records.map(({ sourceKey, value, unpublished = nothingUnpublished }): [string, ReadDocument] => [
          sourceKey,
          { number: sourceKey, theirs: value, isHeld: value === null, unpublished },
        ]),
      );
      return { documents, at: snapshot.takenAt };
    });
  }

  private async tellLasting(leadership: Leadership): Promise<void> {
    if (performance.now() - this.toldAt < lastingMilliseconds) return;
    await this.write(leadership, (tx) =>
      tellLasting(tx, this.outbox, leadership.source, lastingMilliseconds),
    );
    this.toldAt = performance.now();
  }

  private async noteSettled(leadership: Leadership): Promise<void> {
    if (performance.now() - this.settledAt < settledMilliseconds) return;
    await this.write(leadership, (tx) => noteSettled(tx, leadership.source));
    this.settledAt = performance.now();
  }

  private write<T>(leadership: Leadership, work: (tx: Tx) => Promise<T>): Promise<T> {
    return transaction(this.dataSource, async (tx) => {
      await leadership.hold(tx);
      return work(tx);
    });
  }

  private measure(rows: readonly ExportRow[], moves: readonly Move[]): void {
    const placedAt = new Map(rows.map(({ order, document }) => [order, new Date(document.at).getTime()]));
    for (const { order, state } of moves) {
      const seconds = (Date.now() - (placedAt.get(order) ?? Date.now())) / 1000;
      this.stages.record(seconds, { [attributes.stage]: state, [attributes.source]: this.target.source });
    }
  }
}

export function cancelledUnits({ cancelled }: ExportRow): CancelledUnits {
  return new Map(cancelled.map(({ line, quantity }) => [line, quantity]));
}

/** What keeps an order from being made; null when nothing does. */
export function obstacleOf(row: ExportRow): Move | null {
  const { order } = row;
  if (isWhollyCancelled(row.document, cancelledUnits(row))) {
    const reason = 'It was cancelled before it was handed over';
    return { order, state: 'cancelled', reason, told: toldOf(row) };
  }
  if (row.recipient === null)
    return { order, state: 'parked', reason: 'The name and address have not arrived', waitsFor: 'recipient' };
  if (row.customer === null)
    return {
      order,
      state: 'parked',
      reason: 'The account has no number in the back office',
      waitsFor: 'account',
    };
  return null;
}

/** What an order comes to by the answer of the back office; without one it was not there and must not be made. */
function moveBy(row: ExportRow, answer: Creation | undefined): Move {
  const { order } = row;
  if (answer === undefined)
    return obstacleOf(row) ?? { order, state: 'parked', reason: 'It was not answered' };
  if ('refusal' in answer) return { order, state: 'refused', reason: answer.refusal };
  if ('pending' in answer) return { order, state: 'sent', waitsFor: 'answer' };
  // A document that was there already may not know of the cancellations since.
  const told = answer.existed ? {} : { told: toldOf(row) };
  return { order, state: 'acknowledged', erpNumber: answer.erpNumber, ...told };
}

/** What the back office hears of cancellations when it hears of the order. */
export function toldOf({ cancellations, cancelled }: ExportRow): ToldCancellations {
  return { cancellations, lines: cancelled };
}

/** What was found of an order that must not be made: it may have no number yet. */
function foundAs(order: string, [erpNumber, ...others]: readonly string[]): Creation {
  if (erpNumber === undefined) return { order, pending: { askAgainMs: lastingWait } };
  if (others.length > 0) return { order, refusal: severalDocuments([erpNumber, ...others]) };
  return { order, erpNumber, existed: true };
}

/** Orders that the back office is to be asked about again. */
function askedAgain(answer: Creation): { order: string; afterMs: number }[] {
  return 'pending' in answer ? [{ order: answer.order, afterMs: answer.pending.askAgainMs }] : [];
}

/** Orders of which the back office has said a number, and whose documents could not be read back yet. */
function unread(moves: readonly Move[]): string[] {
  return moves.filter(({ state }) => state === 'acknowledged').map(({ order }) => order);
}

function verified(move: Move, row: ExportRow, { documents, at }: ReadBack): Move {
  const number = move.erpNumber ?? '';
  const gone = { number, theirs: null, isHeld: false, unpublished: nothingUnpublished };
  // What was made just now says all that is cancelled.
  const told = row.cancelled.map(
    ({ line, quantity, told: units }) => [line, move.told ? quantity : units] as const,
  );
  const known = { ...row, erpNumber: number, told: new Map(told) };
  const followed = follow(known, documents.get(number) ?? gone, [], at);
  return { ...move, state: 'verified', compared: { differences: followed.differences, at } };
}

function waitAfter(attempts: number): number {
  return Math.min(1_000 * 2 ** attempts, longestWait);
}
