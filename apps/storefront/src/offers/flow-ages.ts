import type { ResponseOf } from '@throughline/service';
import type { dataAge, dataAges } from './offer.response.schemas.ts';

export interface FlowRow {
  flow: string;
  mode: string;
  state: string;
  heardAt: Date;
}

/** Whether the figures of a flow are older than they should be, and of when they are. */
export type FlowAge = ResponseOf<typeof dataAge>;
/** By kind of figure; null while nothing is known of its flow. */
export type FlowAges = ResponseOf<typeof dataAges>;

/** A flow that was silent longer than this makes its figures carry their age. */
export const lateAfterMs = 60_000;

/** The age of what the shop shows; of several sources the one heard of least recently counts. */
export function agesOf(flows: readonly FlowRow[], now: Date): FlowAges {
  return { stock: ageOf(flows, 'stock', now), prices: ageOf(flows, 'prices', now) };
}

function ageOf(flows: readonly FlowRow[], name: string, now: Date): FlowAge | null {
  const heard = flows
    .filter(({ flow, mode }) => flow === name && mode !== 'off')
    .map(({ heardAt }) => heardAt.getTime());
  if (heard.length === 0) return null;
  const oldest = Math.min(...heard);
  return { asOf: new Date(oldest), late: now.getTime() - oldest > lateAfterMs };
}
