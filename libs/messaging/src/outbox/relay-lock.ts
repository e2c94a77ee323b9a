import { AdvisoryLock } from '@throughline/persistence';
import type { Connection } from '@throughline/persistence';
import { rowsPerLane } from './outbox-reader.ts';

/** The lock of the relay, held as long as the session that took it lives. */
export interface RelayLock {
  /** Whether the last holder did not release it: a request of its may still be in flight. */
  readonly unclean: boolean;
  /** Releases it and records that nothing is in flight. */
  release(): Promise<void>;
}

/** Rounds that a relay may have in flight or not settled, and one more for rows that committed late. */
const inFlight = 3;
const name = { text: 'throughline.relay' };

/**
 * Takes the lock when it is free. If the last holder did not release it, the oldest rows are recorded as in doubt: it
 * may have sent them, or may still do so when they have long been deleted.
 * @returns undefined while another relay of this service holds it
 */
export async function takeRelayLock(session: Connection, holder: string): Promise<RelayLock | undefined> {
  const lock = await AdvisoryLock.try(session, name);
  if (!lock) return undefined;
  const [before] = await session.query<{ clean: boolean }>('SELECT clean FROM kernel.relay');
  await session.query(
    `UPDATE kernel.relay SET clean = false, holder = $1, in_doubt = CASE WHEN clean THEN in_doubt ELSE
       ARRAY((SELECT event_id FROM kernel.outbox WHERE urgent AND NOT held ORDER BY id LIMIT $2)
             UNION ALL (SELECT event_id FROM kernel.outbox WHERE NOT urgent AND NOT held ORDER BY id LIMIT $3)
             UNION ALL (SELECT event_id FROM (
               SELECT event_id, row_number() OVER (PARTITION BY topic, held_partition ORDER BY id) AS n
               FROM kernel.outbox WHERE held_partition IS NOT NULL AND held) AS o WHERE n <= $3)) END`,
    [holder, inFlight * rowsPerLane.urgent, inFlight * rowsPerLane.other],
  );
  return {
    unclean: before?.clean === false,
    release: async () => {
      await session.query('UPDATE kernel.relay SET clean = true, holder = NULL');
      await lock.release();
    },
  };
}
