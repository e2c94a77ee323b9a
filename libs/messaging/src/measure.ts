import { attributes, counter, histogram, metrics } from '@throughline/telemetry';
import type { Apply } from './apply.ts';

/** Measures batches: size, time, types not known here, and the freshness of each record at its commit. */
export function measuring(group: string, apply: Apply): Apply {
  const size = histogram(metrics.batchSize);
  const duration = histogram(metrics.batchDuration);
  const freshness = histogram(metrics.freshness);
  const unknown = counter(metrics.unknownTypes);
  return async (slice) => {
    const of = { [attributes.group]: group, [attributes.topic]: slice.topic };
    const started = performance.now();
    await apply(slice);
    const now = Date.now();
    size.record(slice.entries.length, of);
    duration.record((performance.now() - started) / 1000, of);
    let skipped = 0;
    for (const { record, error } of slice.entries) {
      if (record !== undefined) freshness.record(Math.max(0, now - record.time.getTime()) / 1000, of);
      else if (error === undefined) skipped++;
    }
    if (skipped > 0) unknown.add(skipped, of);
  };
}
