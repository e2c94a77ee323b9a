/** A consumer group of a service. Its id is `<service>.<purpose>`, written out as a literal. */
export type Group = Projection | Decision;

interface Common {
  /**
   * Shortest time from one read to the next, in milliseconds, for groups that nobody waits for: what arrives meanwhile
   * shares a transaction. The first record after a pause is not delayed, nor is a backlog.
   */
  readonly lingerMs: number;
  /** Copies of topics from which deleted rows are removed after a while, because many are deleted and none comes back. */
  readonly expiring: readonly string[];
}

/** A group whose tables are written by its handlers alone, and can be rebuilt from the log. */
export interface Projection extends Common {
  readonly kind: 'projection';
  readonly id: string;
  /** Tables of schema `public` that only this group writes. */
  readonly tables: readonly string[];
  /** Columns left out when a rebuild is compared, by table: those that say when or where a row was written. */
  readonly ignore: Readonly<Record<string, readonly string[]>>;
}

/** A group whose effects are decisions: they are taken once and never rebuilt. */
export interface Decision extends Common {
  readonly kind: 'decision';
  readonly id: string;
}

/**
 * Declares a rebuildable group. Its handlers must name its tables without a schema, write no other table, and read
 * nothing but what comes from the log.
 */
export function projection(
  id: string,
  {
    tables,
    expiring = [],
    ignore = {},
    lingerMs = 0,
  }: {
    tables: readonly string[];
    expiring?: readonly string[];
    ignore?: Readonly<Record<string, readonly string[]>>;
    lingerMs?: number;
  },
): Projection {
  return { kind: 'projection', id, tables, expiring, ignore, lingerMs };
}

/** Declares a group that decides. */
export function decision(id: string, { lingerMs = 0, expiring = [] }: Partial<Common> = {}): Decision {
  return { kind: 'decision', id, lingerMs, expiring };
}
