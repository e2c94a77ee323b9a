import { readFileSync, writeFileSync } from 'node:fs';
import { Failure } from '../failure.ts';
import type { Installation } from '../installation.ts';
import { table } from '../output.ts';
import type { Output } from '../output.ts';
import { ageOf, money } from '../words.ts';

/** A batch of orders on paper, as `GET /order-batches` has it. */
export interface Batch {
  id: number;
  source: string;
  language: string;
  location: string | null;
  family: string | null;
  madeAt: string;
  madeBy: string;
  orders: number;
  unanswered: number;
  changes: number;
}

export interface BatchList {
  batches: readonly Batch[];
  next: number | null;
}

/** A batch with its orders, as `GET /order-batches/:id` has it. */
export interface BatchReport extends Batch {
  ordersOfIt: readonly {
    order: string;
    location: string | null;
    family: string | null;
    state: string;
    erpNumber: string | null;
    reason: string | null;
    status: string | null;
    currency: string;
    gross: string;
  }[];
  changesOfEarlier: readonly { order: string; earlier: number; erpNumber: string | null; whole: boolean }[];
}

/** What answers change, or would. */
export interface AnswersOutcome {
  hash: string;
  orders: readonly {
    order: string;
    row: number;
    changes: readonly { field: string; before: string | null; after: string | null }[];
  }[];
  unchanged: number;
  faults: readonly { order: string; row: number; field: string; message: string }[];
}

const pathOf = (id: string) => `/order-batches/${encodeURIComponent(id)}`;

/** Batches, the newest first. */
export async function listBatches(
  installation: Installation,
  query: { after?: string | undefined; limit?: string | undefined },
  now: Date,
): Promise<Output> {
  return batchesOutput(await installation.read<BatchList>('erp-adapter', '/order-batches', query), now);
}

/** One batch, and how its orders stand. */
export async function showBatch(installation: Installation, id: string): Promise<Output> {
  return batchOutput(await installation.read<BatchReport>('erp-adapter', pathOf(id)));
}

/** Puts the orders that wait on paper. */
export async function makeBatch(
  installation: Installation,
  wanted: { location?: string | undefined; family?: string | undefined; language?: string | undefined },
): Promise<Output> {
  return batchOutput(await installation.command<BatchReport>('erp-adapter', '/order-batches', wanted));
}

/** Writes a batch as PDF. */
export async function printBatch(
  installation: Installation,
  id: string,
  { language, out }: { language?: string | undefined; out: string },
): Promise<Output> {
  const query = language === undefined ? '' : `?language=${encodeURIComponent(language)}`;
  const pdf = await installation.download('erp-adapter', `${pathOf(id)}.pdf${query}`);
  try {
    // It has names and addresses.
    writeFileSync(out, pdf, { mode: 0o600 });
  } catch (cause) {
    throw new Failure(`${out} cannot be written`, { cause });
  }
  return { json: { file: out, bytes: pdf.length }, lines: [`${out} (${Math.ceil(pdf.length / 1_024)} kB)`] };
}

/** Says what a file of answers would change; takes it in when that is what was seen. */
export async function answerBatch(
  installation: Installation,
  id: string,
  { file, seen }: { file: string; seen?: string | undefined },
): Promise<Output> {
  let csv: string;
  try {
    csv = readFileSync(file, 'utf8');
  } catch (cause) {
    throw new Failure(`${file} cannot be read`, { cause });
  }
  const path = `${pathOf(id)}/answers`;
  if (seen !== undefined)
    return answersOutput(
      await installation.command<AnswersOutcome>('erp-adapter', path, { csv, seen }),
      'Taken in.',
    );
  const preview = await installation.command<AnswersOutcome>('erp-adapter', `${path}/preview`, { csv });
  const again =
    preview.faults.length > 0
      ? 'Nothing of it is taken in before these are mended.'
      : preview.orders.length === 0
        ? 'It changes nothing.'
        : `To take it in: throughline batches answer ${id} ${file} --seen ${preview.hash}`;
  return answersOutput(preview, again);
}

export function batchesOutput(answer: BatchList, now: Date): Output {
  const rows = answer.batches.map((batch) => [
    ...[batch.id, batch.source, ageOf(batch.madeAt, now), batch.madeBy, onlyOf(batch)],
    ...[batch.orders, batch.unanswered, batch.changes],
  ]);
  const head = ['batch', 'source', 'made', 'by', 'only', 'orders', 'unanswered', 'changes'];
  return {
    json: answer,
    lines: [
      ...(rows.length === 0 ? ['There is none.'] : table(head, rows)),
      ...(answer.next === null ? [] : ['', `More: --after ${answer.next}`]),
    ],
  };
}

function onlyOf({ location, family }: Batch): string {
  return [location === null ? [] : `location ${location}`, family === null ? [] : `family ${family}`]
    .flat()
    .join(', ');
}

export function batchOutput(batch: BatchReport): Output {
  const rows = batch.ordersOfIt.map((one) => [
    ...[one.order, one.location ?? '-', one.family ?? '-', one.state, one.erpNumber, one.status],
    ...[money(one.gross, one.currency), one.reason],
  ]);
  const head = ['order', 'location', 'family', 'state', 'number', 'status', 'worth', 'why'];
  return {
    json: batch,
    lines: [
      `Batch ${batch.id} of ${batch.source}: ${batch.orders} orders, ${batch.unanswered} of them unanswered`,
      ...(rows.length === 0 ? [] : table(head, rows)),
      ...batch.changesOfEarlier.map(
        ({ order, earlier, erpNumber, whole }) =>
          `${order} of batch ${earlier}: ${whole && erpNumber === null ? 'do not enter' : `cancel ${whole ? 'it' : 'units'}${erpNumber === null ? '' : ` in ${erpNumber}`}`}`,
      ),
      `To print it: throughline batches print ${batch.id} --language ${batch.language} --out batch-${batch.id}.pdf`,
    ],
  };
}

export function answersOutput(answer: AnswersOutcome, last: string): Output {
  const changes = answer.orders.flatMap(({ order, changes: list }) =>
    list.map(({ field, before, after }) => [order, field, before ?? '-', after ?? '-']),
  );
  const faults = answer.faults.map(({ order, row, field, message }) => [row, order, field, message]);
  return {
    json: answer,
    lines: [
      ...(changes.length === 0 ? [] : [...table(['order', 'field', 'before', 'after'], changes), '']),
      ...(faults.length === 0 ? [] : [...table(['row', 'order', 'field', 'fault'], faults), '']),
      `Orders that change: ${answer.orders.length}, that do not: ${answer.unchanged}, with faults: ${new Set(answer.faults.map(({ order }) => order)).size}`,
      last,
    ],
    status: answer.faults.length > 0 ? 1 : 0,
  };
}
