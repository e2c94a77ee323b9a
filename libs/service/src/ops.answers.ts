import { z } from 'zod';

const count = () => z.int();

/** Topics with their partitions. */
export const topicsAnswer = () =>
  z.array(
    z.object({
      topic: z.string(),
      owner: z.string(),
      kind: z.string().describe('`state` or `log`.'),
      partitions: z.array(z.object({ partition: count(), first: count(), end: count() })),
    }),
  );

/** Where the groups of the service stand. */
export const groupsAnswer = () =>
  z.array(
    z.object({
      group: z.string(),
      kind: z.string().describe('`projection` or `decision`.'),
      problem: z.string().nullable().describe('Why it stands still.'),
      positions: z.array(
        z.object({ topic: z.string(), partition: count(), next: count(), end: count(), lag: count() }),
      ),
    }),
  );

/** What waits for the broker. */
export const outboxAnswer = () =>
  z.object({ rows: count(), oldestSeconds: z.number(), relay: z.string().nullable() });

/** Records that could not be applied. */
export const parkedAnswer = () =>
  z.array(
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
      status: z.string(),
      reason: z.string().nullable(),
      parkedAt: z.iso.datetime(),
      value: z.unknown().optional().describe('Decoded; null for a deletion.'),
    }),
  );

/** What does not fit between the database and the log. */
export const doctorAnswer = () =>
  z.array(z.object({ problem: z.string(), text: z.string(), remedy: z.string() }));

/** What the log had lost. */
export const sentAgainAnswer = () =>
  z.object({
    again: count().describe('Records that are sent again.'),
    missing: count().describe('Records that are not kept any more.'),
  });
