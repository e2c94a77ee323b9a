import { transaction } from '@throughline/persistence';
import { LogMismatchError, RefusedError } from '../errors.ts';
import type { ClusterGuard } from '../kafka/cluster-guard.ts';
import { type Leaderless, noLeader, topicPartitionKey } from '../kafka/types.ts';
import { setPublishedOffsets } from '../outbox/published-offsets.ts';
import { lostRanges, requeue } from '../outbox/sent-archive.ts';
import type { Publishing } from './records-ahead.ts';
import type { RestoredDatabase } from './restored-database.ts';

/** A disagreement of database and log, or what stands still, and what to do about it. */
export interface Finding {
  readonly problem:
    | 'other-cluster'
    | 'outside-log'
    | 'log-behind'
    | 'database-behind'
    | 'missing-topic'
    | 'parked'
    | 'held'
    | 'leaderless'
    | 'stopped';
  readonly text: string;
  readonly remedy: string;
}

/** Where database and log differ, and the partitions of which it cannot be said. */
interface Differing {
  readonly findings: Finding[];
  readonly leaderless: Leaderless[];
}

const restoredLog =
  'The log was restored from an older state: `throughline doctor --adopt` has it read anew, and what it has lost sent again';

/** Finds where database and log disagree, as after a restore of one of them, and repairs it on command. */
export class Doctor {
  readonly #publishing: Publishing;
  readonly #cluster: ClusterGuard;
  readonly #restored: RestoredDatabase;

  constructor(publishing: Publishing, cluster: ClusterGuard, restored: RestoredDatabase) {
    this.#publishing = publishing;
    this.#cluster = cluster;
    this.#restored = restored;
  }

  /** All findings; empty when all is well. */
  async examine(): Promise<Finding[]> {
    const { stored, actual } = await this.#cluster.compare();
    const findings: Finding[] = [];
    if (stored !== actual)
      findings.push({
        problem: 'other-cluster',
        text: `The broker belongs to cluster ${actual}; stored offsets and published records belong to ${stored}`,
        remedy:
          'Check KAFKA_BROKERS and KAFKA_NAMESPACE. If this cluster is meant to go on with: `throughline doctor --adopt`',
      });
    const outside = await this.#offsetsOutside();
    const differing = stored === actual ? await this.#differing() : { findings: [], leaderless: [] };
    findings.push(
      ...outside.findings,
      ...differing.findings,
      ...(await this.#parked()),
      ...(await this.#held()),
    );
    const leaderless = [...outside.leaderless, ...differing.leaderless].map((one) => noLeader(one));
    return [...findings, ...[...new Set(leaderless)].sort().map(leaderlessFinding)];
  }

  /**
   * Continues with the log as it is: stores the cluster's id and reads from the first offset every partition whose
   * stored offset lies outside of the log (on another cluster, all of them). Versions make it harmless to read records
   * again. What the same cluster has lost of ours is left to {@link sendAgain}, once all readers have adopted the log.
   */
  async adopt(): Promise<void> {
    const { stored, actual } = await this.#cluster.compare();
    const isOther = stored !== actual;
    const { dataSource, kafka, own } = this.#publishing;
    const groupTopics = await dataSource.query<{ topic: string }[]>(
      'SELECT DISTINCT topic FROM kernel.consumer_positions',
    );
    const ranges = await kafka.ranges(groupTopics.map(({ topic }) => topic));
    const ownRanges = await kafka.ranges(own);
    await transaction(dataSource, async (tx) => {
      await tx.query(
        `UPDATE kernel.consumer_positions p SET next_offset = r.low, moved_at = now()
         FROM unnest($1::text[], $2::integer[], $3::bigint[], $4::bigint[]) AS r (topic, partition, low, high)
         WHERE p.topic = r.topic AND p.partition = r.partition
           AND ($5 OR p.next_offset NOT BETWEEN r.low AND r.high)`,
        [
          ranges.map((r) => r.topic),
          ranges.map((r) => r.partition),
          ranges.map((r) => r.low),
          ranges.map((r) => r.high),
          isOther,
        ],
      );
      if (!isOther) return;
      // Offsets of one cluster mean nothing on another.
      await tx.query('TRUNCATE kernel.published, kernel.log_ends, kernel.sent');
      await setPublishedOffsets(tx, ownRanges);
    });
    await this.#cluster.adopt();
  }

  /**
   * Requeues what the log has lost of our records, as far as it is archived. All readers must have adopted the log
   * before: once it has grown beyond their stored offsets, they can no longer see that it was shorter.
   * @returns how many are sent again, and how many are no longer archived
   * @throws RefusedError on a cluster that has not been adopted.
   */
  async sendAgain(): Promise<{ again: number; missing: number }> {
    const { stored, actual } = await this.#cluster.compare();
    if (stored !== actual) throw new RefusedError('The broker belongs to another cluster; adopt it first');
    const { dataSource, kafka } = this.#publishing;
    const { lost, leaderless } = await lostRanges(dataSource, kafka);
    const [unknown] = leaderless;
    if (unknown) throw new RefusedError(`${noLeader(unknown)}; start the broker that has it first`);
    if (lost.length === 0) return { again: 0, missing: 0 };
    const again = await transaction(dataSource, async (tx) => {
      await setPublishedOffsets(tx, lost);
      return requeue(tx, lost);
    });
    const all = lost.reduce((sum, { high, sentTo }) => sum + sentTo - high, 0);
    return { again, missing: Math.max(0, all - again) };
  }

  /**
   * What this database publishes next must be newer than what is in the log, and the log must be complete.
   * @returns the partitions that have no leader, of which it cannot be said
   * @throws LogMismatchError when the log is ahead of this database, or has lost records of ours.
   */
  async requireAgreement(): Promise<Leaderless[]> {
    const { findings, leaderless } = await this.#differing();
    const [finding] = findings;
    if (finding) throw new LogMismatchError(finding.text, finding.remedy);
    return leaderless;
  }

  async #offsetsOutside(): Promise<Differing> {
    const { dataSource, kafka } = this.#publishing;
    const rows = await dataSource.query<
      { group_id: string; topic: string; partition: number; next_offset: number }[]
    >('SELECT group_id, topic, partition, next_offset FROM kernel.consumer_positions ORDER BY 1, 2, 3');
    const { ranges, leaderless } = await kafka.reachable([...new Set(rows.map(({ topic }) => topic))]);
    const without = new Set(leaderless.map(({ topic, partition }) => topicPartitionKey(topic, partition)));
    const findings = rows.flatMap((row): Finding[] => {
      if (without.has(topicPartitionKey(row.topic, row.partition))) return [];
      const range = ranges.find((r) => r.topic === row.topic && r.partition === row.partition);
      const at = `${row.group_id} stands at ${row.next_offset} of ${row.topic}/${row.partition}`;
      if (range === undefined)
        return [
          { problem: 'missing-topic', text: `${at}, which does not exist`, remedy: 'Run the deploy step' },
        ];
      if (row.next_offset >= range.low && row.next_offset <= range.high) return [];
      return [
        {
          problem: 'outside-log',
          text: `${at}, whose log has ${range.low} to ${range.high}`,
          remedy:
            row.next_offset > range.high
              ? restoredLog
              : 'Records were deleted before they were read: `throughline doctor --adopt` goes on with what is left; then compare with the source',
        },
      ];
    });
    return { findings, leaderless };
  }

  /** Records of ours that were acknowledged and are no longer in the log, and those in the log that this database does not know. */
  async #differing(): Promise<Differing> {
    const { dataSource, kafka } = this.#publishing;
    const behind = await lostRanges(dataSource, kafka);
    const { ahead, leaderless } = await this.#restored.found();
    return {
      findings: [
        ...behind.lost.map(({ topic, partition, high, sentTo }) => ({
          problem: 'log-behind' as const,
          text: `${topic}/${partition} ends at ${high}, but records up to ${sentTo} were acknowledged`,
          remedy: restoredLog,
        })),
        ...ahead.map((found) => ({ problem: 'database-behind' as const, ...found })),
      ],
      leaderless: [...behind.leaderless, ...leaderless],
    };
  }

  async #parked(): Promise<Finding[]> {
    const rows = await this.#publishing.dataSource.query<{ group_id: string; topic: string; n: number }[]>(
      `SELECT group_id, topic, count(*) AS n FROM kernel.parked_records WHERE status = 'parked' GROUP BY 1, 2`,
    );
    return rows.map(({ group_id, topic, n }) => ({
      problem: 'parked',
      text: `${group_id} has ${n} parked records of ${topic}`,
      remedy: 'See `throughline parked`; mend the cause, then retry, or skip with a reason',
    }));
  }

  /** Rows of the outbox that cannot be sent: by topic, or by partition where one takes nothing. */
  async #held(): Promise<Finding[]> {
    const rows = await this.#publishing.dataSource.query<HeldRow[]>(
      `SELECT h.topic, h.partition, h.n, h.since, o.key, o.held_because AS because
       FROM (SELECT topic, held_partition AS partition, count(*) AS n, min(held_since) AS since, min(id) AS first
             FROM kernel.outbox WHERE held_since IS NOT NULL GROUP BY 1, 2) AS h
       JOIN kernel.outbox o ON o.id = h.first ORDER BY 1, 2 NULLS FIRST`,
    );
    return rows.map(heldFinding);
  }
}

interface HeldRow {
  topic: string;
  partition: number | null;
  n: number;
  since: Date;
  because: string;
  key: string;
}

function heldFinding({ topic, partition, n, since, because, key }: HeldRow): Finding {
  const at = since.toISOString();
  if (partition !== null)
    return {
      problem: 'held',
      text: `${n} rows wait for ${topic}/${partition} since ${at}: ${because}`,
      remedy:
        'Mend what the broker says, or start the broker that has it; they go in order, by themselves, within seconds',
    };
  return {
    problem: 'held',
    text: `${n} rows of ${topic} cannot be sent since ${at}, the first of them of ${key}: ${because}`,
    remedy:
      'Mend what the broker says, such as a limit or a right; they are tried twice a minute, and go in order',
  };
}

function leaderlessFinding(text: string): Finding {
  return {
    problem: 'leaderless',
    text,
    remedy:
      'Start a broker that has a copy of it. Until then it is neither written nor read, and all others are',
  };
}
