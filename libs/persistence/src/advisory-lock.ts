import type { Connection } from './connection.ts';

/**
 * What is locked, by text. Each form has keys of its own in PostgreSQL; a name keeps its form, because two versions run
 * side by side while one is deployed.
 */
export interface LockName {
  text: string;
  /** One of several things that are locked under the text; makes the key a pair of hashes, 32 bits each. */
  of?: string;
  /** Bits of the hash of a text alone; default 64. */
  bits?: 32 | 64;
}

export interface AdvisoryLockOptions {
  /** Held beside others that share it, by none who wants it alone. */
  shared?: boolean;
  /**
   * For so many milliseconds the holder may say nothing: then its process hangs, and the database ends the session, so that
   * the lock passes on. Without it the lock lasts as long as the session.
   */
  silenceMs?: number;
}

/** An advisory lock, held until it is released or its session is gone. */
export class AdvisoryLock {
  readonly #session: Connection;
  readonly #unlock: { sql: string; params: string[] };
  readonly #lost = new AbortController();
  #heartbeat: NodeJS.Timeout | undefined;

  private constructor(session: Connection, unlock: { sql: string; params: string[] }) {
    this.#session = session;
    this.#unlock = unlock;
    void session.lost.then(() => this.#lose());
  }

  /** Takes the lock when it is free. @returns undefined while another session holds it */
  static async try(
    session: Connection,
    name: LockName,
    { shared = false, silenceMs }: AdvisoryLockOptions = {},
  ): Promise<AdvisoryLock | undefined> {
    const { sql, params } = keyOf(name);
    const mode = shared ? '_shared' : '';
    const [row] = await session.query<{ taken: boolean }>(
      `select pg_try_advisory_lock${mode}(${sql}) as taken`,
      params,
    );
    if (row?.taken !== true) return undefined;
    const lock = new AdvisoryLock(session, { sql: `select pg_advisory_unlock${mode}(${sql})`, params });
    if (silenceMs !== undefined) await lock.#keepAlive(silenceMs);
    return lock;
  }

  /** Whether any session of the database holds it, alone or shared. */
  static async isHeld(query: Connection['query'], name: LockName): Promise<boolean> {
    const { sql, params } = keyOf(name);
    // A key of 64 bits is shown in two halves, a pair of keys as it is.
    const halves = name.of === undefined ? `(${sql})::bigint >> 32, (${sql})::bigint, 1` : `${sql}, 2`;
    const [row] = await query<{ held: boolean }>(
      `select exists (
         select from pg_locks l join pg_database d on d.oid = l.database
         join (values (${halves})) as k (high, low, form)
           on l.classid::bigint = k.high::bigint & 4294967295 and l.objid::bigint = k.low::bigint & 4294967295
             and l.objsubid = k.form
         where l.locktype = 'advisory' and l.granted and d.datname = current_database()) as held`,
      params,
    );
    return row?.held === true;
  }

  /** Aborts when the lock is lost or released: whoever acts because of it ends. */
  get lost(): AbortSignal {
    return this.#lost.signal;
  }

  /** Gives it up and leaves the session open. */
  async release(): Promise<void> {
    this.#lose();
    await this.#session.query(this.#unlock.sql, this.#unlock.params);
  }

  async #keepAlive(silenceMs: number): Promise<void> {
    await this.#session.query(`select set_config('idle_session_timeout', $1, false)`, [String(silenceMs)]);
    this.#heartbeat = setInterval(() => {
      this.#session.query('select 1').catch(() => this.#lose());
    }, silenceMs / 4);
    if (this.lost.aborted) clearInterval(this.#heartbeat);
  }

  #lose(): void {
    clearInterval(this.#heartbeat);
    this.#lost.abort();
  }
}

function keyOf({ text, of, bits = 64 }: LockName): { sql: string; params: string[] } {
  if (of !== undefined) return { sql: 'hashtext($1), hashtext($2)', params: [text, of] };
  return { sql: bits === 32 ? 'hashtext($1)' : 'hashtextextended($1, 0)', params: [text] };
}
