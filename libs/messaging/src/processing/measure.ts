import { attributes, counter, histogram, metrics } from '@throughline/telemetry';
import type { Apply } from './apply.ts';

/** Measures batches: size, duration, records of unknown types, and the freshness of each record at its commit. */
export function measuring(group: string, apply: Apply): Apply {
  const size = histogram(metrics.batchSize);
  const duration = histogram(metrics.batchDuration);
  const freshness = histogram(metrics.freshness);
  const unknown = counter(metrics.unknownTypes);
  return async (batches) => {
    const started = performance.now();
    await apply(batches);
    const seconds = (performance.now() - started) / 1000;
    const now = Date.now();
    for (const [topic, its] of Map.groupBy(batches, (batch) => batch.topic)) {
      const of = { [attributes.group]: group, [attributes.topic]: topic };
      size.record(
        its.reduce((total, { entries }) => total + entries.length, 0),
        of,
      );
      duration.record(seconds, of);
      let skipped = 0;
      for (const { entries } of its)
        for (const { record, error } of entries) {
          if (record !== undefined) freshness.record(Math.max(0, now - record.time.getTime()) / 1000, of);
          else if (error === undefined) skipped++;
        }
      if (skipped > 0) unknown.add(skipped, of);
    }
  };
}
