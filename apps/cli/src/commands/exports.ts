import type { Installation } from '../installation.ts';
import { table } from '../output.ts';
import type { Output } from '../output.ts';
import { ageOf, money } from '../words.ts';

/** Where the document in the back office parts from the order. */
export interface Difference {
  field: string;
  ours: string;
  theirs: string;
  kind?: string;
  since?: string | null;
  worth?: string | null;
}

/** The hand-over of an order, as `GET /exports` has it. */
export interface ExportStatus {
  source: string;
  order: string;
  state: string;
  reason: string | null;
  erpNumber: string | null;
  differences: readonly Difference[];
  currency: string;
  gross: string;
  stateAt: string;
  attempts: number;
  waitsFor?: string | null;
  batch?: number | null;
}

export interface ExportsQuery {
  state?: string | undefined;
  differing: boolean;
  after?: string | undefined;
  limit?: string | undefined;
}

/** Hand-overs that are under way or stand still, or those asked for. */
export async function listExports(
  installation: Installation,
  query: ExportsQuery,
  now: Date,
): Promise<Output> {
  const { state, differing, after, limit } = query;
  const answer = await installation.read<ExportList>('erp-adapter', '/exports', {
    state: state ?? (differing ? undefined : 'open'),
    differing: differing ? 'true' : undefined,
    ...{ after, limit },
  });
  return exportsOutput(answer, now);
}

/** Has a refused or parked order handed over once more. */
export async function retryExport(installation: Installation, order: string): Promise<Output> {
  const answer = await installation.command<object>(
    'erp-adapter',
    `/exports/${encodeURIComponent(order)}/retry`,
    {},
  );
  return {
    json: answer,
    lines: [`${order} is handed over again; \`throughline orders ${order}\` follows it`],
  };
}

export interface ExportList {
  exports: readonly ExportStatus[];
  next: number | null;
}

export function exportsOutput(answer: ExportList, now: Date): Output {
  const rows = answer.exports.map((one) => [
    one.order,
    one.source,
    one.state,
    ageOf(one.stateAt, now),
    one.erpNumber,
    one.attempts,
    money(one.gross, one.currency),
    one.reason ?? waitOf(one) ?? summary(one.differences),
  ]);
  const differing = answer.exports.filter(({ differences }) => differences.length > 0);
  const head = ['order', 'source', 'state', 'for', 'number', 'attempts', 'worth', 'why'];
  return {
    json: answer,
    lines: [
      ...(rows.length === 0 ? ['There is none.'] : table(head, rows)),
      ...differing.flatMap((one) => ['', `${one.order}:`, ...differenceLines(one, now)]),
      ...(answer.next === null ? [] : ['', `More: --after ${answer.next}`]),
    ],
    status: answer.exports.some(needsSomebody) ? 1 : 0,
  };
}

/** Whether somebody has to do something about it. */
export function needsSomebody({ state, differences }: Pick<ExportStatus, 'state' | 'differences'>): boolean {
  return state === 'refused' || state === 'parked' || differences.length > 0;
}

/** What a clerk has to do about it. */
function waitOf({ waitsFor, state, batch = null }: ExportStatus): string | null {
  if (waitsFor === 'batch') return 'waits to be printed';
  if (waitsFor === 'plan') return 'waits for the plan';
  if (waitsFor === 'answer') return 'waits for an answer';
  return state === 'sent' && batch !== null ? `is on paper, in batch ${batch}` : null;
}

function summary(differences: readonly Difference[]): string {
  return differences.length === 0 ? '' : `differs in ${differences.length}`;
}

/** Both sides of each difference, with its kind, its age and what it is worth where that is known. */
export function differenceLines(
  { differences, currency }: Pick<ExportStatus, 'differences' | 'currency'>,
  now: Date,
): string[] {
  const rows = differences.map(({ kind = '', field, ours, theirs, since = null, worth = null }) => [
    kind,
    field,
    ours,
    theirs,
    ageOf(since, now),
    worth === null ? '' : money(worth, currency),
  ]);
  return table(['  kind', 'field', 'ordered', 'document', 'for', 'worth'], rows.map(indented));
}

function indented([first = '', ...others]: readonly string[]): string[] {
  return [`  ${first}`, ...others];
}
