import type { DataSource } from '@throughline/persistence';
import { type Observation, attributes, metrics, observe } from '@throughline/telemetry';
import type { BatchConsumer } from '../consumer/batch-consumer.ts';

/** Observes the queues as metrics: outbox, lag and parked records. @returns a function that stops it. */
export function observeQueues(dataSource: DataSource, consumer: BatchConsumer): () => void {
  const lags = () =>
    [...consumer.consumers].flatMap(([group, { progress }]) =>
      [...Map.groupBy(progress.lags(), ({ topic }) => topic)].map(([topic, lags]) => ({
        lags,
        attributes: { [attributes.group]: group, [attributes.topic]: topic },
      })),
    );
  // What is not said any more is exported as it was said last: of what is held no more, 0 is said.
  let onceHeld: ReadonlyMap<string, Observation> = new Map();
  const ends = [
    observe(metrics.outboxDepth, async () =>
      dataSource.query<{ value: number }[]>('SELECT count(*) AS value FROM kernel.outbox'),
    ),
    observe(metrics.outboxAge, async () =>
      dataSource.query<{ value: number }[]>(
        `SELECT coalesce((SELECT extract(epoch FROM clock_timestamp() - created_at)
           FROM kernel.outbox ORDER BY id LIMIT 1), 0)::double precision AS value`,
      ),
    ),
    observe(metrics.outboxHeld, async () => {
      const rows = await dataSource.query<{ topic: string; partition: number | null; value: number }[]>(
        `SELECT topic, held_partition AS partition, count(*) AS value
         FROM kernel.outbox WHERE held_since IS NOT NULL GROUP BY topic, held_partition`,
      );
      const held = new Map<string, Observation>(
        rows.map(({ topic, partition, value }) => [
          `${topic} ${partition}`,
          {
            value,
            attributes: {
              [attributes.topic]: topic,
              ...(partition !== null && { [attributes.partition]: partition }),
            },
          },
        ]),
      );
      for (const [key, one] of onceHeld) if (!held.has(key)) held.set(key, { ...one, value: 0 });
      onceHeld = held;
      return [...held.values()];
    }),
    observe(metrics.parked, async () => {
      const rows = await dataSource.query<{ group_id: string; topic: string; value: number }[]>(
        `SELECT group_id, topic, count(*) FILTER (WHERE status = 'parked') AS value
         FROM kernel.parked_records GROUP BY group_id, topic`,
      );
      return rows.map(({ group_id, topic, value }) => ({
        value,
        attributes: { [attributes.group]: group_id, [attributes.topic]: topic },
      }));
    }),
    observe(metrics.lagRecords, () =>
      lags().map(({ lags, attributes }) => ({
        value: lags.reduce((sum, { records }) => sum + records, 0),
        attributes,
      })),
    ),
    observe(metrics.lagTime, () =>
      lags().map(({ lags, attributes }) => ({
        value: Math.max(
          0,
          ...lags.map(({ since }) => (since === undefined ? 0 : (Date.now() - since) / 1000)),
        ),
        attributes,
      })),
    ),
  ];
  return () => {
    for (const end of ends) end();
  };
}
