import type { Tx } from '@throughline/persistence';

/** States of an export that people may ask for. */
export const states = [
  'received',
  'parked',
  'sent',
  'acknowledged',
  'verified',
  'refused',
  'cancelled',
] as const;

/** Those in which something has still to be done. */
const open = ['received', 'parked', 'sent', 'acknowledged', 'refused'] as const;

/** What a filter may name: a state, or all that are open. */
export const stateFilters = [...states, 'open'] as const;

export interface ExportFilter {
  state?: (typeof stateFilters)[number] | undefined;
  /** Only those whose documents part from what was ordered, or only the others. */
  differing?: boolean | undefined;
  /** Place after which the page begins. */
  after: number;
  limit: number;
}

/** The hand-over of an order, for people. */
export interface ExportView<Difference> {
  source: string;
  order: string;
  state: (typeof states)[number];
  reason: string | null;
  erpNumber: string | null;
  differences: Difference[];
  currency: string;
  gross: string;
  placedAt: Date;
  stateAt: Date;
  attempts: number;
  /**
   * What it waits for: `recipient`, `account`, `batch` to be printed for a clerk, `clerk` who has it on paper, `plan` to let
   * it go, or `answer` of the back office.
   */
  waitsFor: string | null;
  /** Order batch in which it is, null when it is not on paper. */
  batch: number | null;
}

/** Written so that the index of those that differ is used. */
const parting = { true: `and differences <> '[]'`, false: `and differences = '[]'` } as const;

const columns = `source, order_number as "order", state, reason, erp_number as "erpNumber", differences,
  document ->> 'currency' as currency, document ->> 'gross' as gross, placed_at as "placedAt",
  state_at as "stateAt", attempts, waits_for as "waitsFor", batch`;

/** In the order in which they were confirmed. */
export async function listExports<Difference>(
  tx: Pick<Tx, 'query'>,
  { state, differing, after, limit }: ExportFilter,
): Promise<(ExportView<Difference> & { place: number })[]> {
  const wanted = state === undefined ? states : state === 'open' ? open : [state];
  return tx.query(
    `select ${columns}, place from exports
     where state = any($1) and place > $2 ${differing === undefined ? '' : parting[`${differing}`]} order by place limit $3`,
    [wanted, after, limit],
  );
}

/** An order that is, or was, on its way to a back office. */
export async function findExport<Difference>(
  tx: Pick<Tx, 'query'>,
  order: string,
): Promise<ExportView<Difference> | undefined> {
  const rows = await tx.query<ExportView<Difference>>(
    `select ${columns} from exports where order_number = $1 and state <> 'placed'`,
    [order],
  );
  return rows[0];
}

/** Hand-overs that stand still, in one currency. */
export interface StuckExports {
  source: string;
  /**
   * `unprinted` and `unanswered`: they wait for a clerk. `planned`: for the plan to let them go. `pending`: for the back
   * office to answer. None of them is ever late.
   */
  kind: 'refused' | 'parked' | 'late' | 'unprinted' | 'unanswered' | 'planned' | 'pending';
  currency: string;
  count: number;
  since: Date;
  gross: string;
}

/**
 * Hand-overs that were refused, are parked or wait for a clerk, and those that others are no further with since an
 * instant. What a clerk has typed in stays acknowledged, and is passed over by the index.
 */
export async function stuckExports(tx: Pick<Tx, 'query'>, before: Date): Promise<StuckExports[]> {
  return tx.query<StuckExports>(
    `select source, kind, document ->> 'currency' as currency, count(*) as count, min(state_at) as since,
            sum((document ->> 'gross')::numeric) as gross
     from (select *, case when state in ('refused', 'parked') then state when waits_for = 'batch' then 'unprinted'
                          when state = 'sent' and batch is not null then 'unanswered' when waits_for = 'plan' then 'planned'
                          when waits_for = 'answer' then 'pending' else 'late' end as kind
           from exports
           where state in ('refused', 'parked', 'received', 'sent') or state = 'acknowledged' and batch is null) e
     where kind <> 'late' or state_at < $1
     group by source, kind, currency order by source, kind, currency`,
    [before],
  );
}

/** Differences of one kind in the documents of orders that are not over, in one currency. */
export interface OpenDifferences {
  source: string;
  /** Empty for those found before kinds were told apart. */
  kind: string;
  currency: string;
  count: number;
  since: Date;
  /** Null where they change nothing of what is delivered. */
  worth: string | null;
}

/** Differences of orders of which something is still reserved, by kind. */
export async function openDifferences(tx: Pick<Tx, 'query'>): Promise<OpenDifferences[]> {
  return tx.query<OpenDifferences>(
    `select e.source, coalesce(d ->> 'kind', '') as kind, e.document ->> 'currency' as currency, count(*) as count,
            min(coalesce((d ->> 'since')::timestamptz, e.state_at)) as since, sum((d ->> 'worth')::numeric) as worth
     from exports e
     left join reservation_claims c using (order_number)
     cross join jsonb_array_elements(e.differences) d
     where e.differences <> '[]' and not coalesce(c.closed or c.claimed <= 0, false)
     group by 1, 2, 3 order by 1, 2, 3`,
    [],
  );
}
