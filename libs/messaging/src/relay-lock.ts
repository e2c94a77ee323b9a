import type { Connection } from '@throughline/persistence';

/** The right to relay, which lives as long as the session that took it. */
export interface RelayLock {
  /** Whether the last holder went without saying so: a request of it may still be under way. */
  readonly unclean: boolean;
  /** Gives it back, saying that nothing is under way. */
  release(): Promise<void>;
}

const key = `hashtextextended('throughline.relay', 0)`;

/** Takes the lock when it is free. @returns undefined while another relay of this service holds it. */
export async function takeRelayLock(session: Connection, holder: string): Promise<RelayLock | undefined> {
  const [lock] = await session.query<{ taken: boolean }>(`SELECT pg_try_advisory_lock(${key}) AS taken`);
  if (lock?.taken !== true) return undefined;
  const [before] = await session.query<{ clean: boolean }>('SELECT clean FROM kernel.relay');
  await session.query('UPDATE kernel.relay SET clean = false, holder = $1', [holder]);
  return {
    unclean: before?.clean === false,
    release: async () => {
      await session.query('UPDATE kernel.relay SET clean = true, holder = NULL');
      await session.query(`SELECT pg_advisory_unlock(${key})`);
    },
  };
}
