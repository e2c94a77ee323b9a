import type { Installation } from '../installation.ts';
import { table } from '../output.ts';
import type { Output } from '../output.ts';
import { ageOf } from '../words.ts';

/** What is held until a person has answered, as `GET /guards` has it. */
export interface Guard {
  guard: string;
  kind: string;
  source: string;
  flow: string | null;
  reader: string | null;
  document: number | null;
  state: string;
  because: string;
  records: number;
  since: string;
  examples: readonly string[];
  seen: string;
}

export async function listGuards(
  installation: Installation,
  query: { source?: string | undefined },
  now: Date,
): Promise<Output> {
  return guardsOutput(await installation.read('erp-adapter', '/guards', { ...query }), now);
}

export function guardsOutput(answer: { guards: readonly Guard[] }, now: Date): Output {
  const rows = answer.guards.map((guard) => [
    ...[guard.guard, guard.state, guard.records, ageOf(guard.since, now), guard.because],
    ...[guard.examples.slice(0, 3).join(' '), guard.seen],
  ]);
  const waiting = answer.guards.filter(({ state }) => state === 'waiting');
  return {
    json: answer,
    lines: [
      ...(rows.length === 0
        ? ['Nothing waits for anybody.']
        : table(['guard', 'state', 'records', 'for', 'because', 'such as', 'seen'], rows)),
      ...waiting.flatMap(({ guard, kind, seen, document }) => [
        '',
        ...(document === null ? [] : [`throughline documents show ${document}`]),
        `throughline guard accept ${guard} --seen ${seen}`,
        // Columns are as they are.
        ...(kind === 'columns' ? [] : [`throughline guard refuse ${guard} --reason WHY`]),
      ]),
    ],
    status: waiting.length > 0 ? 1 : 0,
  };
}

/** Lets go, or lets count, what was seen. */
export async function acceptGuard(installation: Installation, guard: string, seen: string): Promise<Output> {
  return answeredOutput(await installation.command('erp-adapter', `${pathOf(guard)}/acceptance`, { seen }));
}

/** Keeps what would go; a document never counts. */
export async function refuseGuard(
  installation: Installation,
  guard: string,
  reason: string,
): Promise<Output> {
  return answeredOutput(await installation.command('erp-adapter', `${pathOf(guard)}/refusal`, { reason }));
}

function pathOf(guard: string): string {
  return `/guards/${encodeURIComponent(guard)}`;
}

function answeredOutput(answer: { guard: string; answer: string; records: number }): Output {
  return { json: answer, lines: [`${answer.guard}: ${answer.answer}, ${answer.records} records`], status: 0 };
}
