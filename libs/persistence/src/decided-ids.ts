/** Rows of one statement. */
type Query = <Row extends object>(sql: string, params?: unknown[]) => Promise<Row[]>;

/** Shortest time between two looks. */
const lookEveryMs = 500;

// Whoever has rows that are not committed holds this lock, since before it took their ids.
const writersOf = `
  SELECT virtualtransaction AS writer FROM pg_locks
  WHERE relation = $1::regclass AND mode = 'RowExclusiveLock' AND pid IS DISTINCT FROM pg_backend_pid()
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`;

/** An id that was assigned, and who might have had a row of that or a lower one, when it was looked at. */
interface Mark {
  readonly id: number;
  readonly writers: ReadonlySet<string>;
}

/**
 * Knows of a table that is consumed by deletion up to which id every row is committed or rolled back, so that its reader
 * may begin there: rows that are gone stay in the way of an index for as long as anybody holds a snapshot. An id above is
 * no cursor: a row that commits late may have a lower one than its neighbours.
 */
export class DecidedIds {
  readonly #table: string;
  readonly #sequence: string;
  #upTo = 0;
  #mark: Mark | undefined;
  #looked = Number.NEGATIVE_INFINITY;

  /** @param table with its schema, and an identity column `id` */
  constructor(table: string) {
    this.#table = table;
    this.#sequence = `${table}_id_seq`;
  }

  /** Holds for snapshots that are taken from now on. */
  get upTo(): number {
    return this.#upTo;
  }

  /** Looks who still writes, at most twice a second. */
  async look(query: Query): Promise<void> {
    if (performance.now() - this.#looked < lookEveryMs) return;
    this.#looked = performance.now();
    // The id first: whoever has one up to there, and has not ended, is among the writers then.
    const [last] = this.#mark
      ? []
      : await query<{ id: number }>(`SELECT last_value AS id FROM ${this.#sequence}`);
    const found = await query<{ writer: string }>(writersOf, [this.#table]);
    const now = new Set(found.map(({ writer }) => writer));
    this.#mark ??= { id: Number(last?.id ?? 0), writers: now };
    if ([...this.#mark.writers].some((writer) => now.has(writer))) return;
    this.#upTo = this.#mark.id;
    this.#mark = undefined;
  }
}
