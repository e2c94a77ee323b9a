/** What an order may wait for. Filters of the list and answers have these words. */
export const waits = [
  'reference',
  'approval',
  'stock',
  'hand-over',
  'person',
  'shipment',
  'invoice',
] as const;

export type WaitsFor = (typeof waits)[number];

/** Who has to do something, so that the order goes on. */
const responsible: Record<WaitsFor, string> = {
  reference: 'a price, product or account that it names and that has not been heard of',
  approval: 'order desk',
  stock: 'inventory',
  'hand-over': 'erp-adapter',
  person: 'order desk',
  shipment: 'back office',
  invoice: 'back office',
};

/** What an order waits for next. */
export interface Waiting {
  for: WaitsFor;
  whom: string;
  since: Date;
}

/** How an order stands, as far as it decides what it waits for. */
export interface Standing {
  state: string;
  integration: string;
  /** While what it names is looked for. */
  checking: boolean;
  /** While a person has to take it. */
  reviewed: boolean;
  /** It began in the back office, and is never handed over. */
  erpBorn: boolean;
  /** When it last went on. */
  steppedAt: Date;
}

/** What the order waits for, and of whom; null when it has ended. */
export function waitingOf(standing: Standing): Waiting | null {
  const next = nextOf(standing);
  return next && { for: next, whom: responsible[next], since: standing.steppedAt };
}

function nextOf({ state, integration, checking, reviewed, erpBorn }: Standing): WaitsFor | null {
  switch (state) {
    case 'placed':
      if (reviewed) return 'approval';
      return checking ? 'reference' : 'stock';
    case 'confirmed':
    case 'back-ordered':
      if (erpBorn) return 'shipment';
      return integration === 'refused' ? 'person' : 'hand-over';
    case 'in-fulfilment':
    case 'partly-shipped':
      return 'shipment';
    case 'shipped':
      return 'invoice';
    default:
      return null;
  }
}
