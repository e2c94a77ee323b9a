import { instant, named, recordSchema } from '@throughline/service';
import { z } from 'zod';
import { waits } from './waiting.ts';

const waiting = named('Waiting', () =>
  z.object({
    for: z.enum(waits).describe('Growing vocabulary.'),
    whom: z.string().describe('Who has to do something.'),
    since: instant().describe('When the order last went on.'),
  }),
);

/** An order as it is published, and what it waits for. */
export const order = named('Order', () =>
  recordSchema('Order').extend({ waiting: waiting().nullable().describe('Null when it has ended.') }),
);

const orderSummary = named('OrderSummary', () =>
  z.object({
    order: z.string(),
    origin: z.string(),
    state: z.string(),
    integration: z.string(),
    account: z.string(),
    currency: z.string(),
    gross: z.string(),
    placedAt: instant(),
    ageSeconds: z.number(),
    review: z.string().nullable().describe('Limit that it exceeds, while it waits for a person.'),
    heldUntil: instant().nullable().describe('When what is promised is given back; null for never.'),
    waiting: waiting().nullable().describe('Null when it has ended.'),
  }),
);

const undecidedOrders = named('UndecidedOrders', () =>
  z.object({
    count: z.int(),
    oldestSeconds: z.number(),
    value: z.array(z.object({ currency: z.string(), gross: z.string() })),
  }),
);

/** A page of orders, newest first. */
export const orderList = named('OrderList', () =>
  z.object({
    orders: z.array(orderSummary()),
    next: z.string().nullable().describe('`after` of the next page.'),
    undecided: undecidedOrders()
      .optional()
      .describe('What waits in all, when undecided orders were asked for.'),
  }),
);

const waitingFacts = named('WaitingFacts', () =>
  z.object({
    order: z.string().describe('Number that they name, which is not known here.'),
    topics: z.array(z.string()),
    facts: z.int(),
    oldest: instant().describe('When the first of them was said.'),
  }),
);

/** A page of what waits for orders that are not known here. */
export const waitingFactList = named('WaitingFactList', () =>
  z.object({
    waiting: z.array(waitingFacts()),
    next: z.string().nullable().describe('`after` of the next page.'),
  }),
);

/** How much of what waited for an order was taken out. */
export const dismissal = named('Dismissal', () => z.object({ order: z.string(), dismissed: z.int() }));
