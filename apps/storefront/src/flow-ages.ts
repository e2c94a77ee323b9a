export interface FlowRow {
  flow: string;
  mode: string;
  state: string;
  heardAt: Date;
}

/** Whether the figures of a flow are older than they should be, and of when they are. */
export interface FlowAge {
  /** The last instant whose changes are all in. */
  asOf: Date;
  late: boolean;
}

/** By kind of figure; null while nothing is known of its flow. */
export interface FlowAges {
  stock: FlowAge | null;
  prices: FlowAge | null;
}

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
