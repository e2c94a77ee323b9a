import { topics } from '@throughline/events';
import type { TopicName } from '@throughline/events';
import { z } from 'zod';
import { instant, named } from '../schemas/schema.ts';

const group = z.string().min(1);
const topic = z.enum(Object.keys(topics) as [TopicName, ...TopicName[]]);
const count = () => z.int();
const parkedStates = ['parked', 'applied', 'skipped', 'superseded'] as const;

export const groupParam = group;

export const parkedQuery = z.object({
  group: group.optional(),
  topic: topic.optional(),
  key: z.string().optional(),
  status: z.enum(parkedStates).default('parked'),
  limit: z.coerce.number().int().min(1).max(1000).default(100),
});

/** Commands that need nothing said: whoever says something means another one. */
export const nothing = z.strictObject({}).optional().meta({ id: 'NoDetails' });

export const retryRequest = z
  .strictObject({ group, topic: topic.optional(), key: z.string().optional() })
  .meta({ id: 'RetryRequest' });

export const skipRequest = z
  .strictObject({
    group,
    topic,
    partition: z.int32().min(0),
    offset: z.int().min(0),
    reason: z.string().trim().min(3).max(500),
  })
  .meta({ id: 'SkipRequest' });

export const rebuildRequest = z
  .strictObject({ group, mode: z.enum(['swap', 'verify']).default('swap') })
  .meta({ id: 'RebuildRequest' });

const topicStatus = named('TopicStatus', () =>
  z.object({
    topic: z.string(),
    owner: z.string(),
    kind: z.enum(['state', 'log']),
    partitions: z.array(z.object({ partition: count(), first: count(), end: count() })),
  }),
);

/** Topics with their partitions. */
export const topicList = () => z.array(topicStatus());

const groupStatus = named('GroupStatus', () =>
  z.object({
    group: z.string(),
    kind: z.enum(['projection', 'decision']),
    problem: z.string().nullable().describe('Why it stands still.'),
    positions: z.array(
      z.object({ topic: z.string(), partition: count(), next: count(), end: count(), lag: count() }),
    ),
  }),
);

/** Where the groups of the service stand. */
export const groupList = () => z.array(groupStatus());

/** What waits for the broker. */
export const outboxStatus = named('OutboxStatus', () =>
  z.object({ rows: count(), oldestSeconds: z.number(), relay: z.string().nullable() }),
);

const parkedRecord = named('ParkedRecord', () =>
  z.object({
    group: z.string(),
    topic: z.string(),
    partition: count(),
    offset: count(),
    key: z.string(),
    type: z.string(),
    sequence: count().nullable(),
    error: z.string(),
    behind: z.boolean().describe('Parked only because an earlier record of its key is.'),
    attempts: count(),
    status: z.enum(parkedStates),
    reason: z.string().nullable(),
    parkedAt: instant(),
    value: z.unknown().optional().describe('Decoded; null for a deletion.'),
  }),
);

/** Records that could not be applied. */
export const parkedRecordList = () => z.array(parkedRecord());

/** What came of applying parked records again. */
export const retryOutcome = named('RetryOutcome', () => z.object({ applied: count(), failed: count() }));

/** A rebuild that runs, or has ended. */
export const rebuild = named('Rebuild', () =>
  z.object({
    group: z.string(),
    mode: z.enum(['swap', 'verify']),
    status: z.enum(['running', 'done', 'failed']),
    startedAt: instant(),
    endedAt: instant().nullable(),
    behind: count().describe('Records still to be read.'),
    outcome: z
      .object({
        tables: z
          .array(
            z.object({
              table: z.string(),
              equal: z.boolean(),
              rows: count(),
              rebuiltRows: count(),
              onlyLive: count().describe('Rows that only the live table has.'),
              onlyRebuilt: count().describe('Rows that only the rebuilt table has.'),
            }),
          )
          .optional(),
        equal: z.boolean().optional(),
        error: z.string().optional(),
      })
      .nullable(),
  }),
);

const finding = named('Finding', () =>
  z.object({ problem: z.string(), text: z.string(), remedy: z.string() }),
);

/** What is wrong between the database and the log. */
export const findingList = () => z.array(finding());

const serviceFinding = named('ServiceFinding', () =>
  z.object({
    kind: z.string().describe('A word for scripts and alert rules. Growing vocabulary.'),
    subject: z.string().describe('A source, a flow or a topic; with a bar between when it is two of them.'),
    count: count(),
    since: instant().nullable().describe('Since when the oldest of them has been so.'),
    worth: z
      .array(z.object({ currency: z.string(), amount: z.string() }).readonly())
      .readonly()
      .optional()
      .describe('By currency; absent where it means nothing.'),
    remedy: z.string().describe('What to do about it.'),
  }),
);

/** What waits for a person or has gone wrong in the service. */
export const serviceFindingList = () => z.array(serviceFinding());

/** What the log had lost. */
export const resendOutcome = named('ResendOutcome', () =>
  z.object({
    again: count().describe('Records that are sent again.'),
    missing: count().describe('Records that are not kept any more.'),
  }),
);
