import { attributes, counter, logger, metrics } from '@throughline/telemetry';
import { backOff } from '../back-off.ts';
import { actionOn, isTransient } from '../failure-policy.ts';

/** Attempts at a batch that takes too much at once, before its halves are tried. */
const attemptsBeforeHalves = 3;

/**
 * Retries after transient failures, with exponential back-off, until the attempt succeeds, fails permanently, is too much
 * at once and can be divided, or is aborted.
 * @throws the last failure when aborted, and that for which the batch is to be divided.
 * @param topics whose records are being applied
 */
export async function retrying<T>(
  group: string,
  topics: readonly string[],
  attempt: () => Promise<T>,
  signal: AbortSignal,
  { divisible = false } = {},
): Promise<T> {
  for (let failures = 0; ; failures++) {
    try {
      return await attempt();
    } catch (error) {
      if (!isTransient(error) || signal.aborted) throw error;
      if (divisible && failures + 1 >= attemptsBeforeHalves && actionOn(error) === 'halve') throw error;
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
