import type { FlowStatus } from '@throughline/events';
import type { Publisher } from '../sources/publisher.ts';
import type { Tx } from '@throughline/persistence';
import type { Flow } from '@throughline/connector';
import { EntitySchema } from 'typeorm';
import { type FlowPace, paceOf } from '../plan/plan.ts';
import { planOf } from '../plan/plan.tables.ts';
import { heldByFlow } from '../quarantine/quarantine.tables.ts';

/** Row of a flow of a source. */
interface KeptFlow {
  source: string;
  flow: string;
  version: number;
  state: string;
  heardAt: Date | null;
  lastChangeAt: Date | null;
  /** Mapping with which every record was read; null before the first load. */
  loadedWith: string | null;
}

export const keptFlows = new EntitySchema<KeptFlow>({
  name: 'flows',
  columns: {
    source: { type: 'text', primary: true },
    flow: { type: 'text', primary: true },
    version: { type: 'bigint' },
    state: { type: 'text' },
    heardAt: { type: 'timestamptz', name: 'heard_at', nullable: true },
    lastChangeAt: { type: 'timestamptz', name: 'last_change_at', nullable: true },
    loadedWith: { type: 'text', name: 'loaded_with', nullable: true },
  },
});

/** Says that flows have news, and how new they are. */
export async function noteChanges(tx: Tx, source: string, newest: ReadonlyMap<string, Date>): Promise<void> {
  await tx.query(
    `insert into flows (source, flow, last_change_at)
     select $1, flow, at from unnest($2::text[], $3::timestamptz[]) as n (flow, at)
     on conflict (source, flow) do update
       set last_change_at = greatest(flows.last_change_at, excluded.last_change_at)`,
    [source, [...newest.keys()], [...newest.values()]],
  );
}

/** When each flow was last known to be complete; null: never. */
export interface Heartbeat {
  state: 'live' | 'silent';
  /** Flows that the source has, `exports` with those that take orders. */
  flows: readonly string[];
  /** Flows that are complete as of an instant; the others keep theirs. */
  heardAt: ReadonlyMap<string, Date>;
}

/** Publishes how all flows stand. A flow that was never heard of is left out. */
export async function publishStatus(
  tx: Tx,
  outbox: Publisher,
  source: string,
  { state, flows: own, heardAt }: Heartbeat,
  now: Date,
): Promise<void> {
  const published = await publishedUpTo(tx, source, heardAt);
  await tx.query(
    `insert into flows as f (source, flow, state, version, heard_at)
     select $1, n.flow, $3, 1, h.at
     from unnest($2::text[]) as n (flow)
     left join flows l on l.source = $1 and l.flow = n.flow
     left join unnest($4::text[], $5::timestamptz[]) as h (flow, at)
       on h.flow = n.flow and (l.loaded_with is not null or n.flow = 'exports')
     on conflict (source, flow) do update
       set state = excluded.state, version = f.version + 1, heard_at = greatest(f.heard_at, excluded.heard_at)`,
    [source, own, state, [...published.keys()], [...published.values()]],
  );
  const rows = await flowRows(tx, source);
  const records = rows.flatMap(({ version, ...row }) => {
    if (row.heardAt === null) return [];
    const value: FlowStatus = { ...row, heardAt: row.heardAt };
    return [
      { type: 'FlowStatus' as const, key: `${source}|${row.flow}`, value, sequence: version, time: now },
    ];
  });
  await outbox.add(tx, 'integration.flows', records);
}

/**
 * As of when flows are published that were read up to an instant: those that run in batches or by hand as of their last
 * run, and those that a change of the plan has still to be carried out of, no newer than before.
 */
async function publishedUpTo(
  tx: Tx,
  source: string,
  heardAt: ReadonlyMap<string, Date>,
): Promise<Map<string, Date>> {
  const plan = await planOf(tx);
  const changing = new Set(plan.length === 0 ? [] : await flowsToCompare(tx, source));
  return new Map(
    [...heardAt].flatMap(([flow, heard]): [string, Date][] => {
      if (changing.has(flow)) return [];
      const { asOf = heard } = paceOf(plan, source, flow);
      return asOf === null ? [] : [[flow, asOf < heard ? asOf : heard]];
    }),
  );
}

/** Flows of a source that have still to be compared because the plan has changed. */
async function flowsToCompare(tx: Tx, source: string): Promise<string[]> {
  const rows = await tx.query<{ flow: string }>(
    `select distinct unnest(flows) as flow from reconciliations
     where source = $1 and cause = 'plan' and state <> 'done'`,
    [source],
  );
  return rows.map(({ flow }) => flow);
}

export type FlowRow = Omit<FlowStatus, 'heardAt'> & { heardAt: Date | null; version: number };

/** How the flows stand. */
export async function flowRows(tx: Tx, source: string): Promise<FlowRow[]> {
  const rows = await tx.query<Omit<FlowRow, 'quarantined' | 'reason' | 'mode' | 'nextRun'>>(
    `select source, flow, state, heard_at as "heardAt", last_change_at as "lastChangeAt", version,
            (select count(*) from guarded_withdrawals g
             where g.source = f.source and g.flow = f.flow and not g.accepted and not g.refused) as guarded
     from flows f where source = $1 order by flow`,
    [source],
  );
  const held = await heldByFlow(tx, source);
  const [stuck] = await tx.query<{ orders: number }>(
    `select count(*) as orders from exports where source = $1 and state in ('parked', 'refused')`,
    [source],
  );
  const plan = await planOf(tx);
  return rows.map((row) => ({
    ...row,
    ...paceShown(paceOf(plan, source, row.flow === 'exports' ? 'orders-out' : row.flow)),
    ...(row.state === 'live' && row.guarded > 0 && { state: 'guarded' }),
    reason: row.guarded > 0 ? guardReason(row.guarded) : null,
    quarantined: row.flow === 'exports' ? (stuck?.orders ?? 0) : (held.get(row.flow) ?? 0),
  }));
}

function paceShown({ mode, nextRun }: FlowPace): Pick<FlowStatus, 'mode' | 'nextRun'> {
  return { mode, nextRun };
}

function guardReason(guarded: number): string {
  const records = guarded === 1 ? '1 record is' : `${guarded} records are`;
  return `${records} gone in the back office, more than may go within a day, and stay until a person accepts it`;
}

/** Flows that were not yet read as a whole with this mapping. */
export async function flowsToLoad(
  tx: Tx,
  source: string,
  own: readonly Flow[],
  mappingVersion: string,
): Promise<Flow[]> {
  const loaded = await tx.manager.findBy(keptFlows, { source, loadedWith: mappingVersion });
  return own.filter((flow) => !loaded.some((row) => row.flow === flow));
}

export async function noteLoaded(tx: Tx, source: string, flow: Flow, mappingVersion: string): Promise<void> {
  await tx.manager.upsert(keptFlows, { source, flow, loadedWith: mappingVersion }, ['source', 'flow']);
}

/** Keeps the identity of the change log that is followed. @returns whether it is another one than before */
export async function noteLog(tx: Tx, source: string, log: string): Promise<boolean> {
  const rows = await tx.query(
    `update leaderships set log = $2
     where source = $1 and duty = 'capture' and log is distinct from $2 returning 1`,
    [source, log],
  );
  return rows.length > 0;
}
