import type { Change } from './plant.ts';

/** A fault planted in a copy of a service, and the invariant by which the harness must notice it. */
export interface ServiceFault {
  id: string;
  /** What is wrong with it. */
  fault: string;
  /** Exact replacements by file; each text must occur once. */
  changes: Change[];
  /** What is inflicted on it, by name. */
  faults: string;
  /** How many back offices there are; one without it. */
  sources?: number;
  /** The invariant that it must be seen to break. */
  breaks: RegExp;
}

export const serviceFaults: ServiceFault[] = [
  {
    id: 'counted-twice',
    fault: 'a reservation counts twice against what can be sold',
    changes: [
      {
        file: 'apps/inventory/src/ledger.ts',
        from: 'claimed: level.claimed + signed,',
        to: `claimed: level.claimed + (kind === 'reserve' ? 2 * signed : signed),`,
      },
    ],
    faults: 'erp-thrice',
    breaks: /a unit is counted once/,
  },
  {
    id: 'no-look-up',
    fault: 'an order is handed over again without looking whether it is there',
    changes: [
      {
        file: 'apps/erp-adapter/src/connectors/systems/demo-erp/export.ts',
        from: 'const existing = await findLocked(client, numbers);',
        to: 'const existing = await findLocked(client, []);',
      },
    ],
    faults: 'erp-answer-lost',
    breaks: /in the back office once/,
  },
  {
    id: 'watermark-ignored',
    fault: 'a stock statement does not settle the shipments that it contains',
    changes: [
      {
        file: 'apps/inventory/src/inventory.service.ts',
        from: 'if (lines && lines.length > 0)',
        to: 'if (lines && lines.length < 0)',
      },
    ],
    faults: 'erp-thrice',
    breaks: /a unit is counted once|the ledger adds up/,
  },
  {
    id: 'key-not-kept',
    fault: 'the idempotency key of an order is not kept',
    changes: [
      {
        file: 'apps/storefront/src/orders/order.tables.ts',
        from: `select "orderNumber", "keyHash", "bodyHash", token,`,
        to: `select "orderNumber", "keyHash" || "orderNumber", "bodyHash", token,`,
      },
    ],
    faults: 'kill',
    breaks: /one key has one answer/,
  },
  {
    id: 'settled-early',
    fault: 'goods that have left are taken to be gone from a figure that was stated before',
    changes: [
      {
        file: 'apps/inventory/src/order-facts.tables.ts',
        from: 'and u.shipped_at <= $1 and s.as_of >= u.shipped_at',
        to: 'and u.shipped_at <= $1',
      },
    ],
    faults: 'warehouse-away',
    sources: 2,
    breaks: /no more was ever promised than had been there/,
  },
  {
    id: 'says-everything',
    fault: 'a source says all that it has, whatever it is to say',
    changes: [
      {
        file: 'apps/erp-adapter/src/sources/registry.ts',
        from: 'return { name, ...opened, flows, takesOrders: isTarget,',
        to: 'return { name, ...opened, flows: name === orders ? flows : [...flows, "taxes"], takesOrders: isTarget,',
      },
    ],
    faults: 'sources-compared',
    sources: 2,
    breaks: /under the name of the other/,
  },
];
