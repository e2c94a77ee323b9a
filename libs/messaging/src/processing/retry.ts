import { attributes, counter, logger, metrics } from '@throughline/telemetry';
import { backOff } from '../back-off.ts';
import { isTransient } from '../errors.ts';

/**
 * Tries again after transient failures, with growing pauses, until it works, fails for another reason, or is
 * aborted.
 * @throws the last failure when aborted meanwhile.
 * @param topics what is tried is about
 */
export async function retrying<T>(
  group: string,
  topics: readonly string[],
  attempt: () => Promise<T>,
  signal: AbortSignal,
): Promise<T> {
  for (let failures = 0; ; failures++) {
    try {
      return await attempt();
    } catch (error) {
      if (!isTransient(error) || signal.aborted) throw error;
      for (const topic of topics)
        counter(metrics.batchRetries).add(1, { [attributes.group]: group, [attributes.topic]: topic });
      if (failures === 0 || failures % 20 === 0)
        logger.warn(
          { err: error, [attributes.group]: group, [attributes.topic]: topics },
          'Trying a batch again',
        );
      await backOff(failures, signal);
      if (signal.aborted) throw error;
    }
  }
}
