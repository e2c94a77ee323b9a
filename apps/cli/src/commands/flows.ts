import type { Installation } from '../installation.ts';
import { table } from '../output.ts';
import type { Output } from '../output.ts';
import { type Instant, ageOf, timeOf } from '../words.ts';

/** How a flow stands, as `GET /flows` has it. */
export interface Flow {
  source: string;
  flow: string;
  mode: string;
  state: string;
  heardAt: Instant;
  lastChangeAt: Instant;
  quarantined: number;
  /** When its next batch is due. */
  nextRun: Instant;
  /** Why it stands still. */
  reason?: string | null;
}

/** Whether each flow is live, and since when nothing was heard of it. */
export async function flows(installation: Installation, now: Date): Promise<Output> {
  return flowsOutput(await installation.read('erp-adapter', '/flows'), now);
}

export function flowsOutput(answer: { flows: readonly Flow[] }, now: Date): Output {
  const rows = answer.flows.map(
    ({ source, flow, mode, state, heardAt, lastChangeAt, nextRun, quarantined, reason }) => [
      ...[source, flow, mode, state, ageOf(heardAt, now), ageOf(lastChangeAt, now), timeOf(nextRun)],
      ...[quarantined, reason],
    ],
  );
  const head = ['source', 'flow', 'mode', 'state', 'heard', 'last change', 'next run', 'held', ''];
  return {
    json: answer,
    lines: rows.length === 0 ? ['There is no flow yet.'] : table(head, rows),
    status: answer.flows.some((flow) => standsStill(flow, now)) ? 1 : 0,
  };
}

/** As the adapter counts it by default: nothing was heard for a minute after it was to be. */
const silenceMs = 60_000;

function standsStill({ mode, state, heardAt, nextRun }: Flow, now: Date): boolean {
  if (state !== 'live') return true;
  // What a person runs, or nobody, is not waited for.
  const expected = mode === 'real-time' ? heardAt : mode === 'batch' ? nextRun : null;
  return expected !== null && now.getTime() - new Date(expected).getTime() > silenceMs;
}
