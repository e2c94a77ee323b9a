import type { ResponseOf } from '@throughline/service';
import type { dataAge, dataAges } from './offer.response.schemas.ts';

export interface FlowRow {
  flow: string;
  mode: string;
  state: string;
  heardAt: Date;
}

/** As of when the data of a flow are, and whether that is longer ago than it should be. */
export type FlowAge = ResponseOf<typeof dataAge>;
/** The age of stock and of prices; null while nothing is known of the flow. */
export type FlowAges = ResponseOf<typeof dataAges>;

/** When a flow was silent for longer than this, pages show the age of its data. */
export const lateAfterMs = 60_000;

/** The age of what the shop shows; of several sources, the one that was silent longest counts. */
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
