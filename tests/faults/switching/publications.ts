import { sql } from '../../system/sql.ts';
import type { System } from '../../system/system.ts';
import { type ChangedEntry, planAt, waysBy } from '../../system/published-by-plan.ts';
import type { Treatment } from '../../../apps/erp-adapter/src/plan/plan.ts';

/** Flows that are switched. */
export const switchedFlows = ['stock', 'prices'] as const;
export type SwitchedFlow = (typeof switchedFlows)[number];

/** A record as it was put into the outbox, in the order in which that was done. */
export interface Publication {
  flow: SwitchedFlow;
  key: string;
  sequence: number;
  withdrawn: boolean;
  /** Of what it says; null of a withdrawal. */
  digest: string | null;
  /** The newest change of the plan that its transaction saw. */
  generation: number;
}

/**
 * Stands beside the outbox of the adapter: keeps of each record which change of the plan was the last one when it was
 * published. No change comes in between, because whoever publishes has the plan stay as it is.
 */
export async function watchPublications(system: System): Promise<void> {
  const topics = switchedFlows.map((flow) => `'erp.${flow}'`).join(', ');
  await sql(
    system,
    'erp-adapter',
    `create schema witness;
     create table witness.publications (
       id bigint generated always as identity, topic text, key text, sequence bigint, digest text, generation bigint);
     create function witness.look() returns trigger language plpgsql security definer as $$
     begin
       insert into witness.publications (topic, key, sequence, digest, generation)
       select n.topic, n.key, n.sequence, md5(n.payload), (select coalesce(max(id), 0) from public.plan_changes)
       from new_rows n where n.topic in (${topics}) order by n.id;
       return null;
     end $$;
     create trigger look after insert on kernel.outbox referencing new table as new_rows
       for each statement execute function witness.look()`,
  );
}

/** What the witness has seen. */
export async function publications(system: System): Promise<Publication[]> {
  return sql<Publication>(
    system,
    'erp-adapter',
    `select substr(topic, 5) as flow, key, sequence::integer, digest is null as withdrawn, digest, generation::integer
     from witness.publications order by id`,
  );
}

/** Records that the plan did not have published as it stood, as {@link brokenRules} tells them. */
export async function publishedWrongly(system: System): Promise<unknown[]> {
  const [history, runs, families, published] = await Promise.all([
    sql<ChangedEntry>(
      system,
      'erp-adapter',
      'select id::integer, flow, scope, code, after from plan_changes order by id',
    ),
    sql<{ generation: number }>(
      system,
      'erp-adapter',
      'select distinct run_generation::integer as generation from reconciliations where run_scope is not null',
    ),
    sql<{ sku: string; family: string }>(system, 'erp-adapter', 'select sku, family from item_families'),
    publications(system),
  ]);
  return brokenRules(published, {
    history,
    runs: new Set(runs.map(({ generation }) => generation)),
    families: new Map(families.map(({ sku, family }) => [sku, family])),
  });
}

/** What the plan was, and what is to be known of records. */
export interface PlanFacts {
  history: readonly ChangedEntry[];
  runs: ReadonlySet<number>;
  families: ReadonlyMap<string, string>;
}

/**
 * Records that were published by a mode that was switched off or not yet on, that are missing or out of turn, and those
 * that say what the one before had said.
 */
export function brokenRules(published: readonly Publication[], facts: PlanFacts): unknown[] {
  const plans = new Map<string, ReturnType<typeof planAt>>();
  const planOf = ({ flow, generation }: Publication) => {
    const known = `${flow} ${generation}`;
    const plan = plans.get(known) ?? planAt(facts.history, flow, generation);
    plans.set(known, plan);
    return plan;
  };
  const last = new Map<string, Publication>();
  const said = new Set<string>();
  return published.flatMap((record) => {
    const { flow, key, sequence, withdrawn, digest } = record;
    const before = last.get(`${flow} ${key}`);
    // One of which it is not known whether it was sent comes back into the outbox as it was.
    const words = JSON.stringify([flow, key, sequence, digest]);
    if (said.has(words)) return [];
    said.add(words);
    last.set(`${flow} ${key}`, record);
    const [source = '', sku = '', location] = key.split('|');
    const subject = { location: flow === 'stock' ? location : undefined, family: facts.families.get(sku) };
    const ways = waysBy(planOf(record), { source, flow, subject }, facts.runs);
    // What the back office has no more is withdrawn by a mode that publishes, too.
    const fitting: Treatment[] = withdrawn ? ['withdraw', 'publish'] : ['publish'];
    return [
      ...(fitting.some((way) => ways.includes(way)) ? [] : [{ published: record, ways }]),
      ...(before === undefined || sequence === before.sequence + 1 ? [] : [{ before, outOfTurn: record }]),
      ...(before === undefined || digest !== before.digest ? [] : [{ before, doubled: record }]),
    ];
  });
}
