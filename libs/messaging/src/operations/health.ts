import type { DataSource } from '@throughline/persistence';
import type { BatchConsumer } from '../consumer/batch-consumer.ts';
import type { Kafka } from '../kafka/kafka.ts';
import type { Relay } from '../outbox/relay.ts';

const timeoutMs = 2_000;
/** A batch takes a second or two; one that takes longer than this keeps failing, or waits for a lock. */
const maxBatchSeconds = 15;

/** What the service's readiness depends on. */
export interface HealthParts {
  readonly dataSource: DataSource;
  readonly kafka: Kafka;
  readonly consumer: BatchConsumer;
  readonly relay: Relay;
  /** Lag in seconds beyond which a group counts as behind. */
  readonly maxLagSeconds?: number | undefined;
}

/** Says why the service is not ready. */
export class MessagingHealth {
  readonly #dataSource: DataSource;
  readonly #kafka: Kafka;
  readonly #consumer: BatchConsumer;
  readonly #relay: Relay;
  readonly #maxLagSeconds: number;

  constructor({ dataSource, kafka, consumer, relay, maxLagSeconds = 60 }: HealthParts) {
    this.#dataSource = dataSource;
    this.#kafka = kafka;
    this.#consumer = consumer;
    this.#relay = relay;
    this.#maxLagSeconds = maxLagSeconds;
  }

  /** Sentences for operators, without personal data; empty when the service is ready. */
  async problems(): Promise<string[]> {
    const found = await Promise.all([
      within(this.#dataSource.query('SELECT 1'), 'The database does not answer'),
      within(this.#kafka.clusterId(), 'The broker does not answer'),
    ]);
    if (this.#relay.refuses)
      found.push('Nothing is sent, because database and log disagree: `throughline doctor`');
    for (const [group, consumer] of this.#consumer.consumers) {
      if (consumer.problem) found.push(`${group}: ${consumer.problem.message}`);
      if (consumer.busySeconds > maxBatchSeconds)
        found.push(`${group} has been trying to write a batch for ${Math.round(consumer.busySeconds)} s`);
      const seconds = consumer.progress.seconds();
      if (seconds > this.#maxLagSeconds) found.push(`${group} is ${Math.round(seconds)} s behind`);
    }
    return found.filter((problem) => problem !== undefined);
  }
}

async function within(asked: Promise<unknown>, problem: string): Promise<string | undefined> {
  const late = Promise.withResolvers<string>();
  const timer = setTimeout(() => late.resolve(problem), timeoutMs);
  const answer = asked.then(
    () => undefined,
    () => problem,
  );
  return Promise.race([answer, late.promise]).finally(() => clearTimeout(timer));
}
