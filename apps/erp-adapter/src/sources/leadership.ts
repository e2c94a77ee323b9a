import { setTimeout } from 'node:timers/promises';
import { AdvisoryLock, type Connection, type Tx, connect } from '@throughline/persistence';
import { logger } from '@throughline/telemetry';

/** Channel in our own database on which work for the leading replica is announced. */
export const workChannel = 'erp_adapter_work';

/** What of a source is led apart, so that neither waits for the other. */
export const duties = ['intake', 'capture', 'exports'] as const;
export type Duty = (typeof duties)[number];

const pauseBetweenAttempts = 300;
/** The database ends the session of a leader that has said nothing for so long: its process hangs. */
const silenceMilliseconds = 10_000;

/** Another replica has taken over: what was about to be written is out of date. */
export class LeadershipEnded extends Error {
  override readonly name = 'LeadershipEnded';
}

/** The time in which this replica alone does one duty with the source. */
export class Leadership {
  private readonly workers: (() => void)[] = [];

  constructor(
    readonly source: string,
    readonly duty: Duty,
    /** Number of the term. */
    readonly term: number,
    /** Aborts when the leadership ends. */
    readonly ending: AbortSignal,
  ) {}

  /** Calls `fn` when there may be work in our own database. */
  onWork(fn: () => void): void {
    this.workers.push(fn);
  }

  announceWork(): void {
    for (const worker of this.workers) worker();
  }

  /**
   * Holds the leadership until the transaction ends, so that nobody takes over in the middle of it.
   * @throws LeadershipEnded when somebody has
   */
  async hold(tx: Tx): Promise<void> {
    const held = await tx.query(
      'select 1 from leaderships where source = $1 and duty = $2 and term = $3 for share',
      [this.source, this.duty, this.term],
    );
    if (held.length === 0) throw new LeadershipEnded(`Another replica does ${this.duty} of ${this.source}`);
  }
}

export interface LeadershipSettings {
  databaseUrl: string;
  source: string;
  duty: Duty;
  holder: string;
  ending: AbortSignal;
  /** After how many milliseconds without a word a leader counts as hanging; default 10,000. */
  silenceMs?: number;
}

/** Leads whenever no other replica does, until the service ends. Only one replica runs `lead` at a time. */
export async function leadInTurn(
  settings: LeadershipSettings,
  lead: (leadership: Leadership) => Promise<void>,
): Promise<void> {
  const { databaseUrl, source, duty, ending } = settings;
  while (!ending.aborted) {
    let session: Connection | undefined;
    try {
      session = await connect({ url: databaseUrl, name: `erp-adapter.${source}.${duty}` });
      const lock = await takeLock(session, settings);
      if (lock) await leadWith(session, lock, settings, lead);
    } catch (error) {
      if (!(error instanceof LeadershipEnded))
        logger.warn({ err: error, source, duty }, 'A leadership has ended');
    } finally {
      await session?.close();
    }
    await setTimeout(pauseBetweenAttempts, undefined, { signal: ending }).catch(() => undefined);
  }
}

/**
 * A lock for each duty, and a shared one for the source: a replica of the version before, which does both at once, holds
 * that one alone.
 */
async function takeLock(
  session: Connection,
  { source, duty, silenceMs = silenceMilliseconds }: LeadershipSettings,
): Promise<AdvisoryLock | undefined> {
  const followed = await AdvisoryLock.try(
    session,
    { text: 'erp-adapter.source', of: source },
    { shared: true },
  );
  return followed && AdvisoryLock.try(session, { text: `erp-adapter.${duty}`, of: source }, { silenceMs });
}

async function leadWith(
  session: Connection,
  lock: AdvisoryLock,
  { source, duty, holder, ending }: LeadershipSettings,
  lead: (leadership: Leadership) => Promise<void>,
): Promise<void> {
  const end = new AbortController();
  const over = AbortSignal.any([ending, end.signal, lock.lost]);
  // Waits for the last transaction of the term before.
  const [row] = await session.query<{ term: number }>(
    `insert into leaderships (source, duty, term, holder) values ($1, $2, 1, $3)
     on conflict (source, duty) do update set term = leaderships.term + 1, holder = excluded.holder, since = now()
     returning term`,
    [source, duty, holder],
  );
  logger.info({ source, duty, term: row?.term, holder }, 'Leading');
  try {
    const leadership = new Leadership(source, duty, row?.term ?? 0, over);
    await session.listen(workChannel, () => leadership.announceWork());
    await lead(leadership);
  } finally {
    end.abort();
  }
}
