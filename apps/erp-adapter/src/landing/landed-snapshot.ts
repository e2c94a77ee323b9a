import type { Snapshot } from '@throughline/connector';
import type { DataSource } from '@throughline/persistence';

/** What has landed, as it stood at one instant. */
export class LandedSnapshot implements Snapshot {
  constructor(
    readonly takenAt: Date,
    private readonly run: (sql: string, params: readonly unknown[]) => Promise<unknown>,
  ) {}

  async query<Row extends object>(sql: string, params: readonly unknown[] = []): Promise<Row[]> {
    return (await this.run(sql, params)) as Row[];
  }
}

/** @throws TypeError for a snapshot of another connector */
export function landedSnapshot(snapshot: Snapshot): LandedSnapshot {
  if (snapshot instanceof LandedSnapshot) return snapshot;
  throw new TypeError('This snapshot belongs to another connector');
}

/** Runs `work` on a snapshot of our own database. */
export async function withLandedSnapshot<T>(
  dataSource: DataSource,
  work: (snapshot: LandedSnapshot) => Promise<T>,
): Promise<T> {
  const runner = dataSource.createQueryRunner();
  try {
    await runner.query('begin isolation level repeatable read, read only');
    const [row] = (await runner.query('select clock_timestamp() as now')) as { now: Date }[];
    const result = await work(
      new LandedSnapshot(row?.now ?? new Date(), (sql, params) => runner.query(sql, [...params])),
    );
    await runner.query('commit');
    return result;
  } catch (error) {
    await runner.query('rollback').catch(() => undefined);
    throw error;
  } finally {
    await runner.release();
  }
}
