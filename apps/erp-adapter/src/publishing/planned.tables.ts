import type { Flow, FlowRecords } from '@throughline/connector';
import type { Tx } from '@throughline/persistence';
import type { JudgedRecord } from '../mapping/judged-record.ts';
import { type PlanEntry, type Run, type Subject, type Treatment, treatmentOf } from '../plan/plan.ts';
import { workChannel } from '../sources/leadership.ts';

interface Read {
  source: string;
  flow: Flow;
}

/** What is done with each record, by its key. */
export type Treatments = (key: string) => Treatment;

/**
 * What the plan has done with records and with what was published before of the same rows.
 * @param keys of what was published before: what has gone is treated by what it was about
 */
export async function treatmentsOf(
  tx: Tx,
  { source, flow }: Read,
  { plan, run }: { plan: readonly PlanEntry[]; run: Run | null },
  records: readonly JudgedRecord<unknown>[],
  keys: readonly string[],
): Promise<Treatments> {
  if (plan.length === 0 && run === null) return () => 'publish';
  const said = new Map(records.map(({ key, value }) => [key, subjectSaid(flow, value)]));
  const all = [...new Set([...said.keys(), ...keys])];
  const asks = (kind: string) => plan.some(({ scope }) => scope.kind === kind);
  const families = asks('family') ? await familiesOf(tx, source, all.map(codeIn)) : new Map();
  const unsaid = all.filter((key) => said.get(key) === undefined);
  const groups = asks('account-group') ? await groupsOf(tx, { source, flow }, unsaid) : new Map();
  const hasSku = flow === 'items' || flow === 'prices' || flow === 'stock';
  return (key) => {
    const subject: Subject = {
      ...(hasSku && { family: families.get(codeIn(key)) }),
      ...(said.get(key) ?? { ...placeIn(flow, key), accountGroup: groups.get(key) }),
    };
    return treatmentOf(plan, { source, flow, run }, subject);
  };
}

/** What a record says itself; undefined of one that is held back. */
function subjectSaid(flow: Flow, value: unknown): Subject | undefined {
  if (value === null) return undefined;
  switch (flow) {
    case 'items':
      return { family: (value as FlowRecords['items']).family };
    case 'stock':
      return { location: (value as FlowRecords['stock']).location };
    case 'locations':
      return { location: (value as FlowRecords['locations']).code };
    case 'prices':
      return { accountGroup: (value as FlowRecords['prices']).group ?? undefined };
    case 'customers':
      return { accountGroup: (value as FlowRecords['customers']).priceGroup ?? undefined };
    default:
      return {};
  }
}

/** Keys are a source, a code, and of stock a location. */
function placeIn(flow: Flow, key: string): Subject {
  const [, code, place] = key.split('|');
  return { location: flow === 'stock' ? place : flow === 'locations' ? code : undefined };
}

function codeIn(key: string): string {
  return key.split('|')[1] ?? '';
}

/** Families of items: what the source itself says of one counts before what others do. */
async function familiesOf(tx: Tx, source: string, skus: readonly string[]): Promise<Map<string, string>> {
  const rows = await tx.query<{ sku: string; family: string }>(
    `select distinct on (sku) sku, family from item_families where sku = any($2)
     order by sku, source <> $1, source`,
    [source, [...new Set(skus)]],
  );
  return new Map(rows.map(({ sku, family }) => [sku, family]));
}

async function groupsOf(
  tx: Tx,
  { source, flow }: Read,
  keys: readonly string[],
): Promise<Map<string, string | undefined>> {
  const rows = await tx.query<{ key: string; group: string | null }>(
    `select key, account_group as "group" from source_records where source = $1 and flow = $2 and key = any($3)`,
    [source, flow, keys],
  );
  return new Map(rows.map(({ key, group }) => [key, group ?? undefined]));
}

/**
 * Keeps of items which family each is in: prices and stock do not say it.
 * @returns whether any is in another family than was known
 */
export async function saveFamilies(
  tx: Tx,
  source: string,
  records: readonly JudgedRecord<unknown>[],
): Promise<boolean> {
  const items = records.flatMap(({ value }) => (value === null ? [] : [value as FlowRecords['items']]));
  const families = new Map(items.map(({ code, family }) => [code, family]));
  if (families.size === 0) return false;
  const changed = await tx.query(
    `insert into item_families as f (source, sku, family) select $1, * from unnest($2::text[], $3::text[])
     on conflict (source, sku) do update set family = excluded.family where f.family <> excluded.family
     returning 1`,
    [source, [...families.keys()], [...families.values()]],
  );
  return changed.length > 0;
}

/** Keeps which account group published records are for, which nobody can tell of what has gone. */
export async function saveGroups(
  tx: Tx,
  { source, flow }: Read,
  records: readonly JudgedRecord<unknown>[],
): Promise<void> {
  const said = records.filter(({ value, outside }) => value !== null && !outside);
  await tx.query(
    `update source_records r set account_group = n.account_group
     from unnest($3::text[], $4::text[]) as n (key, account_group)
     where r.source = $1 and r.flow = $2 and r.key = n.key and r.account_group is distinct from n.account_group`,
    [
      source,
      flow,
      said.map(({ key }) => key),
      said.map(({ value }) => subjectSaid(flow, value)?.accountGroup ?? null),
    ],
  );
}

/** Has prices and stock compared again that are planned by family: some may be in another one now. */
export async function compareByFamily(tx: Tx): Promise<void> {
  const asked = await tx.query(
    `insert into reconciliations (source, flows, cause)
     select f.source, array_agg(f.flow order by f.flow), 'plan' from flows f
     where f.flow in ('prices', 'stock')
       and exists (select from plan_entries e where e.flow = f.flow and e.scope = 'family')
       and not exists (select from reconciliations r
                       where r.source = f.source and r.state = 'waiting' and r.cause = 'plan' and f.flow = any(r.flows))
     group by f.source
     returning 1`,
  );
  if (asked.length > 0) tx.notify(workChannel, '');
}
