import type { Installation } from '../installation.ts';
import { table } from '../output.ts';
import type { Output } from '../output.ts';
import { type Instant, ageOf } from '../words.ts';

/** How a flow stands, as `GET /flows` has it. */
export interface Flow {
  source: string;
  flow: string;
  mode: string;
  state: string;
  heardAt: Instant;
  lastChangeAt: Instant;
  quarantined: number;
  /** Why it stands still. */
  reason?: string | null;
}

/** Whether each flow is live, and since when nothing was heard of it. */
export async function flows(installation: Installation, now: Date): Promise<Output> {
  return flowsOutput(await installation.read('erp-adapter', '/flows'), now);
}

export function flowsOutput(answer: { flows: readonly Flow[] }, now: Date): Output {
  const rows = answer.flows.map(
    ({ source, flow, mode, state, heardAt, lastChangeAt, quarantined, reason }) => [
      ...[source, flow, mode, state, ageOf(heardAt, now), ageOf(lastChangeAt, now), quarantined, reason],
    ],
  );
  const head = ['source', 'flow', 'mode', 'state', 'heard', 'last change', 'held', ''];
  return {
    json: answer,
    lines: rows.length === 0 ? ['There is no flow yet.'] : table(head, rows),
    status: answer.flows.some((flow) => standsStill(flow, now)) ? 1 : 0,
  };
}

/** As the adapter counts it by default: nothing was heard for a minute. */
const silenceMs = 60_000;

function standsStill({ state, heardAt }: Flow, now: Date): boolean {
  if (state !== 'live') return true;
  return heardAt !== null && now.getTime() - new Date(heardAt).getTime() > silenceMs;
}
