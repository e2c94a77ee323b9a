import { attributes, counter, logger, metrics } from '@throughline/telemetry';
import { backOff } from './back-off.ts';
import { isTransient } from './errors.ts';

/**
 * Tries again after transient failures, with growing pauses, until it works, fails for another reason, or is
 * aborted.
 * @throws the last failure when aborted meanwhile.
 */
export async function retrying<T>(
  group: string,
  topic: string,
  attempt: () => Promise<T>,
  signal: AbortSignal,
): Promise<T> {
  for (let failures = 0; ; failures++) {
    try {
      return await attempt();
    } catch (error) {
      if (!isTransient(error) || signal.aborted) throw error;
      counter(metrics.batchRetries).add(1, { [attributes.group]: group, [attributes.topic]: topic });
      if (failures === 0 || failures % 20 === 0)
        logger.warn(
          { err: error, [attributes.group]: group, [attributes.topic]: topic },
          'Trying a batch again',
        );
      await backOff(failures, signal);
      if (signal.aborted) throw error;
    }
  }
}
