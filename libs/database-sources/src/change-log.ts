import { type Database, type DatabaseSnapshot, type TableName, qualified } from './dialect.ts';
import { mariadbLog } from './mariadb-log.ts';
import { postgresLog } from './postgres-log.ts';
import type { DatabaseSettings } from './settings.ts';
import { type Sql, join, raw, sql, value } from './sql.ts';
import {
  type LogTables,
  type PlannedTrigger,
  type WatchedTable,
  triggerPrefix,
  watchedTables,
} from './watches.ts';

interface Trigger {
  name: string;
  table: TableName;
}

/** What is there of a log, and what is wrong with it. */
export interface LogState {
  /** Of the installation; empty where there is none. */
  identity: string;
  /** Why changes may have been missed. */
  fault: string | null;
}

/** The log of changes that triggers write in a source, for all of its readers that have it. */
export class ChangeLog {
  readonly tables: LogTables;
  private readonly database: Database;
  private readonly settings: DatabaseSettings;
  readonly #log;
  readonly #prefix: string;
  /** The last heartbeat that came out, and of which installation. */
  #confirmed: { beat: bigint; identity: string } | undefined;
  #beatAt = Number.NEGATIVE_INFINITY;
  #beatFault: string | null = null;

  constructor(database: Database, source: string, settings: DatabaseSettings) {
    this.database = database;
    this.settings = settings;
    this.#log =
      database.dialect.name === 'postgresql' ? postgresLog(database.dialect) : mariadbLog(database.dialect);
    this.#prefix = triggerPrefix(source);
    this.tables = this.#log.tables(source);
  }

  /** The statements that install it; none when it is there as it should be. Nothing is changed. */
  plannedInstall(): Promise<string[]> {
    return this.database.snapshot(async (snapshot) => {
      const { watched, planned } = await this.#plan(snapshot);
      const there = await this.#triggers(snapshot);
      if ((await this.#fault(snapshot, watched, planned)).fault === null && there.length === planned.length)
        return [];
      const stale = there.filter(({ name }) => !planned.some((trigger) => trigger.name === name));
      return [
        ...this.#log.create(this.tables),
        ...stale.map(({ name, table }) => this.#log.dropTrigger(name, table)),
        ...planned.flatMap(({ statements }) => statements),
        ...this.#log.note(watched, this.tables),
      ];
    });
  }

  /** Installs it. @throws when a table is not to be had within two seconds: then nobody else has waited for longer */
  async install(): Promise<void> {
    await this.database.install(await this.plannedInstall());
  }

  /** The statements that remove every trace of it. */
  plannedRemoval(): Promise<string[]> {
    return this.database.snapshot(async (snapshot) => {
      const there = await this.#triggers(snapshot);
      return [
        ...there.map(({ name, table }) => this.#log.dropTrigger(name, table)),
        ...this.#log.drop(this.tables, await this.#functions(snapshot)),
      ];
    });
  }

  async remove(): Promise<void> {
    await this.database.install(await this.plannedRemoval());
  }

  /** Looks whether it is there, of the tables that are read, and whether what goes in comes out. */
  async examine(snapshot: DatabaseSnapshot): Promise<LogState> {
    const { watched, planned } = await this.#plan(snapshot);
    const state = await this.#fault(snapshot, watched, planned);
    if (state.fault !== null) return state;
    return { ...state, fault: this.#beatFault ?? (await this.#confirm(snapshot, state.identity)) };
  }

  /** Sends a row through the log if the last one was sent so many milliseconds ago. */
  async beat(everyMs: number): Promise<void> {
    if (performance.now() - this.#beatAt < everyMs) return;
    this.#beatAt = performance.now();
    this.#beatFault = await this.database
      .write(sql`update ${this.#table('heartbeat')} set beat = beat + 1`)
      .then(() => null)
      .catch((error: unknown) => `the heartbeat cannot be written: ${reasonOf(error)}`);
  }

  #table(kind: keyof LogTables): Sql {
    return raw(qualified(this.database.dialect, this.tables[kind]));
  }

  /** A heartbeat that the snapshot shows has its row in the log, which was written by the same transaction. */
  async #confirm(snapshot: DatabaseSnapshot, identity: string): Promise<string | null> {
    const [row] = await snapshot.query(sql`select max(beat) from ${this.#table('heartbeat')}`);
    const beat = BigInt(row?.[0] ?? '-1');
    if (beat < 0n) return 'the heartbeat is not there';
    if (this.#confirmed?.identity === identity && beat > this.#confirmed.beat) {
      const rows = await snapshot.query(
        sql`select id, value from ${this.#table('captured')} where reader = '' order by id`,
      );
      if (!rows.some(([, of]) => of === String(beat))) return `heartbeat ${beat} has not come out of the log`;
      await this.delete(
        'captured',
        rows.map(([id]) => id ?? ''),
      );
    }
    this.#confirmed = { beat, identity };
    return null;
  }

  /** Removes rows by their ids, which nobody else wants. */
  async delete(kind: 'captured' | 'lost', ids: readonly string[]): Promise<void> {
    for (let from = 0; from < ids.length; from += 1_000) {
      const list = ids.slice(from, from + 1_000).map((id) => value(id, 'bigint'));
      await this.database.write(sql`delete from ${this.#table(kind)} where id in (${join(list, ', ')})`);
    }
  }

  async #plan(snapshot: DatabaseSnapshot): Promise<{ watched: WatchedTable[]; planned: PlannedTrigger[] }> {
    const watched = await watchedTables(snapshot, this.database, this.settings, this.tables);
    const planned = watched.flatMap((table) => this.#log.triggers(table, this.tables, this.#prefix));
    return { watched, planned };
  }

  async #fault(
    snapshot: DatabaseSnapshot,
    watched: readonly WatchedTable[],
    planned: readonly PlannedTrigger[],
  ): Promise<LogState> {
    const { dialect } = this.database;
    const identities = new Map<string, string | null>();
    for (const table of [...Object.values(this.tables), ...watched.map((of) => of.table)])
      identities.set(qualified(dialect, table), await this.#identity(snapshot, table));
    for (const table of Object.values(this.tables)) {
      if (identities.get(qualified(dialect, table)) === null)
        return { identity: '', fault: `the log is not installed: there is no table ${table.table}` };
    }
    const rows = await snapshot.query(sql`select watched, identity from ${this.#table('installation')}`);
    const noted = new Map(rows.map(([name, identity]) => [name ?? '', identity ?? '']));
    const identity = noted.get('') ?? '';
    const there = await this.#triggers(snapshot);
    const missing = planned.find(
      ({ name, table }) =>
        !there.some(
          (of) => of.name === name && of.table.table === table.table && of.table.schema === table.schema,
        ),
    );
    if (missing !== undefined)
      return { identity, fault: `a trigger of ${missing.table.table} is not there or not enabled` };
    const swapped = watched.find(({ table }) => {
      const name = qualified(dialect, table);
      return noted.get(name) !== identities.get(name);
    });
    if (swapped !== undefined)
      return { identity, fault: `${swapped.table.table} is another table than the one that was watched` };
    return { identity, fault: null };
  }

  async #identity(snapshot: DatabaseSnapshot, table: TableName): Promise<string | null> {
    const [row] = await snapshot.query(
      this.database.dialect.name === 'postgresql'
        ? sql`select to_regclass(${value(qualified(this.database.dialect, table), 'text')})::oid::text`
        : sql`select convert(create_time using utf8mb4) from information_schema.tables
              where table_schema = ${value(table.schema)} and table_name = ${value(table.table)}`,
    );
    return row?.[0] ?? null;
  }

  async #triggers(snapshot: DatabaseSnapshot): Promise<Trigger[]> {
    const prefix = value(this.#prefix, 'text');
    const rows = await snapshot.query(
      this.database.dialect.name === 'postgresql'
        ? sql`select t.tgname, n.nspname, c.relname from pg_trigger t join pg_class c on c.oid = t.tgrelid
              join pg_namespace n on n.oid = c.relnamespace
              where not t.tgisinternal and t.tgenabled in ('O', 'A') and starts_with(t.tgname, ${prefix})`
        : sql`select trigger_name, event_object_schema, event_object_table from information_schema.triggers
              where left(trigger_name, ${value(this.#prefix.length)}) = ${prefix}`,
    );
    return rows.map(([name, schema, table]) => ({
      name: name ?? '',
      table: { schema: schema ?? '', table: table ?? '' },
    }));
  }

  async #functions(snapshot: DatabaseSnapshot): Promise<string[]> {
    if (this.database.dialect.name !== 'postgresql') return [];
    const rows = await snapshot.query(
      sql`select p.proname from pg_proc p join pg_namespace n on n.oid = p.pronamespace
          where n.nspname = 'throughline' and starts_with(p.proname, ${value(this.#prefix, 'text')})`,
    );
    return rows.map(([name]) => name ?? '');
  }
}

/** What a driver says, without what it may know of the address. */
export function reasonOf(error: unknown): string {
  const { code, message } = error as { code?: unknown; message?: unknown };
  return typeof code === 'string' ? code : String(message ?? error).slice(0, 200);
}
