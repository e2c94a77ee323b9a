/** A consumer group of a service. Its id is `<service>.<purpose>`, written out as a literal. */
export type Group = Projection | Decision;

interface Paced {
  /**
   * Shortest time from one read to the next, in milliseconds, for groups that nobody waits for: what arrives meanwhile
   * shares a transaction. The first record after a pause is not delayed, nor is a backlog.
   */
  readonly lingerMs: number;
}

/** A group whose tables are written by its handlers alone, and can be rebuilt from the log. */
export interface Projection extends Paced {
  readonly kind: 'projection';
  readonly id: string;
  /** Tables of schema `public` that only this group writes. */
  readonly tables: readonly string[];
  /** Columns left out when a rebuild is compared, by table: those that say when or where a row was written. */
  readonly ignore: Readonly<Record<string, readonly string[]>>;
}

/** A group whose effects are decisions: they are taken once and never rebuilt. */
export interface Decision extends Paced {
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
    ignore = {},
    lingerMs = 0,
  }: {
    tables: readonly string[];
    ignore?: Readonly<Record<string, readonly string[]>>;
    lingerMs?: number;
  },
): Projection {
  return { kind: 'projection', id, tables, ignore, lingerMs };
}

/** Declares a group that decides. */
export function decision(id: string, { lingerMs = 0 }: Partial<Paced> = {}): Decision {
  return { kind: 'decision', id, lingerMs };
}
