import type { DataSource } from '@throughline/persistence';
import { LogMismatchError } from '../errors.ts';
import type { Kafka } from './kafka.ts';

const freshMs = 10_000;

/**
 * Stored offsets and published records belong to one Kafka cluster. Stores its id and refuses any other, as after a
 * restore or with a wrong address.
 */
export class ClusterGuard {
  readonly #dataSource: DataSource;
  readonly #kafka: Kafka;
  readonly #namespace: string;
  #checkedAt = Number.NEGATIVE_INFINITY;

  constructor(dataSource: DataSource, kafka: Kafka, namespace: string | undefined) {
    this.#dataSource = dataSource;
    this.#kafka = kafka;
    this.#namespace = namespace ?? '';
  }

  /**
   * @param fresh false to accept a result of the last seconds.
   * @throws LogMismatchError when the broker belongs to another cluster than the stored one.
   */
  async check({ fresh = false } = {}): Promise<void> {
    if (!fresh && performance.now() - this.#checkedAt < freshMs) return;
    const { stored, actual } = await this.compare();
    if (stored !== actual)
      throw new LogMismatchError(
        `The broker belongs to cluster ${actual}, the stored offsets to ${stored}`,
        'Run `throughline doctor` to see what differs, and `throughline doctor --adopt` to go on with this cluster',
      );
    this.#checkedAt = performance.now();
  }

  /** The stored cluster (the actual one when none was stored) and the one that answers. */
  async compare(): Promise<{ stored: string; actual: string }> {
    const actual = this.#name(await this.#kafka.clusterId());
    await this.#dataSource.query(
      'INSERT INTO kernel.kafka_cluster (cluster_id, namespace) VALUES ($1, $2) ON CONFLICT DO NOTHING',
      actual.split('/'),
    );
    const [row] = await this.#dataSource.query<{ cluster_id: string; namespace: string }[]>(
      'SELECT cluster_id, namespace FROM kernel.kafka_cluster',
    );
    return { stored: row ? `${row.cluster_id}/${row.namespace}` : actual, actual };
  }

  /** Stores the cluster that answers. */
  async adopt(): Promise<void> {
    const [clusterId, namespace] = this.#name(await this.#kafka.clusterId()).split('/');
    await this.#dataSource.query('UPDATE kernel.kafka_cluster SET cluster_id = $1, namespace = $2', [
      clusterId,
      namespace,
    ]);
    this.#checkedAt = Number.NEGATIVE_INFINITY;
  }

  #name(clusterId: string): string {
    return `${clusterId}/${this.#namespace}`;
  }
}
