import { attributes, counter, logger, metrics } from '@throughline/telemetry';
import { backOff } from '../back-off.ts';
import { isTransient } from '../errors.ts';

/**
 * Retries after transient failures, with exponential back-off, until the attempt succeeds, fails permanently, or is
 * aborted.
 * @throws the last failure when aborted.
 * @param topics whose records are being applied
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
      if (failures % 20 === 0)
        logger.warn(
          { err: error, [attributes.group]: group, [attributes.topic]: topics },
          'Retrying a batch',
        );
      await backOff(failures, signal);
      if (signal.aborted) throw error;
    }
  }
}
