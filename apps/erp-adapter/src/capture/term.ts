import { type Connection, type DataSource, type Tx, connect } from '@throughline/persistence';
import { logger } from '@throughline/telemetry';
import { Bell } from './bell.ts';

/** Channel in our own database on which work for the leading replica is announced. */
export const workChannel = 'erp_adapter_work';

const pauseBetweenAttempts = 300;

/** Another replica has taken over: what was about to be written is out of date. */
export class TermEnded extends Error {
  override readonly name = 'TermEnded';
}

/** The time in which this replica alone speaks with the source. */
export class Term {
  private readonly workers: (() => void)[] = [];

  constructor(
    readonly source: string,
    readonly number: number,
    /** Aborts when the term ends. */
    readonly ending: AbortSignal,
    private readonly resign: () => void,
  ) {}

  /** Waits for all; when one ends, the term ends for the others. @throws what one of them threw */
  async endTogether(tasks: readonly Promise<void>[]): Promise<void> {
    const outcomes = await Promise.allSettled(tasks.map((task) => task.finally(this.resign)));
    for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
  }

  /** Calls `fn` when there may be work in our own database. */
  onWork(fn: () => void): void {
    this.workers.push(fn);
  }

  announceWork(): void {
    for (const worker of this.workers) worker();
  }

  /**
   * Holds the term until the transaction ends, so that nobody takes over in the middle of it.
   * @throws TermEnded when somebody has
   */
  async hold(tx: Tx): Promise<void> {
    const held = await tx.query(`select 1 from source_terms where source = $1 and term = $2 for share`, [
      this.source,
      this.number,
    ]);
    if (held.length === 0) throw new TermEnded(`Another replica speaks with ${this.source}`);
  }
}

export interface TermSettings {
  dataSource: DataSource;
  databaseUrl: string;
  source: string;
  holder: string;
  ending: AbortSignal;
}

/** Leads whenever no other replica does, until the service ends. Only one replica runs `lead` at a time. */
export async function leadInTurn(settings: TermSettings, lead: (term: Term) => Promise<void>): Promise<void> {
  const { databaseUrl, source, ending } = settings;
  const pause = new Bell(ending);
  while (!ending.aborted) {
    let session: Connection | undefined;
    try {
      session = await connect({ url: databaseUrl, name: `erp-adapter.${source}` });
      if (await takeLock(session, source)) await leadWith(session, settings, lead);
    } catch (error) {
      if (!(error instanceof TermEnded)) logger.warn({ err: error, source }, 'A term has ended');
    } finally {
      await session?.close();
    }
    await pause.wait(pauseBetweenAttempts);
  }
}

async function takeLock(session: Connection, source: string): Promise<boolean> {
  const rows = await session.query<{ taken: boolean }>(
    `select pg_try_advisory_lock(hashtext('erp-adapter.source'), hashtext($1)) as taken`,
    [source],
  );
  return rows[0]?.taken === true;
}

async function leadWith(
  session: Connection,
  { source, holder, ending }: TermSettings,
  lead: (term: Term) => Promise<void>,
): Promise<void> {
  const end = new AbortController();
  const over = AbortSignal.any([ending, end.signal]);
  void session.lost.then(() => end.abort());
  // Waits for the last transaction of the term before.
  const [row] = await session.query<{ term: number }>(
    `insert into source_terms (source, term, holder) values ($1, 1, $2)
     on conflict (source) do update set term = source_terms.term + 1, holder = excluded.holder, since = now()
     returning term`,
    [source, holder],
  );
  logger.info({ source, term: row?.term, holder }, 'Speaking with the back office');
  try {
    const term = new Term(source, row?.term ?? 0, over, () => end.abort());
    await session.listen(workChannel, () => term.announceWork());
    await lead(term);
  } finally {
    end.abort();
  }
}
