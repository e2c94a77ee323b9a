import type { DataSource } from '@throughline/persistence';
import type { Spending } from '@throughline/service';

/**
 * Takes what replicas have spent from the budgets that they share, in one statement for all callers. Nobody owes more
 * than a whole budget, so that whoever stops is served again within two minutes.
 * @returns what is left of each, by key
 */
export async function takeFromBudgets(
  dataSource: DataSource,
  spendings: readonly Spending[],
): Promise<Map<string, number>> {
  if (spendings.length === 0) return new Map();
  const rows = await dataSource.query<{ key: string; tokens: number }[]>(
    `insert into request_budgets as b (key, tokens, spent, capacity, per_second, at)
     select key, greatest(-capacity, capacity - spent), spent, capacity, per_second, clock_timestamp()
     from unnest($1::text[], $2::float8[], $3::float8[], $4::float8[]) as u (key, spent, capacity, per_second)
     -- All lock keys in the same order, so that there are no deadlocks.
     order by key
     on conflict (key) do update set
       tokens = greatest(-excluded.capacity, least(excluded.capacity,
         b.tokens + greatest(0, extract(epoch from excluded.at - b.at)::float8) * excluded.per_second)
         - excluded.spent),
       spent = excluded.spent, capacity = excluded.capacity, per_second = excluded.per_second, at = excluded.at
     returning key, tokens`,
    [
      spendings.map(({ key }) => key),
      spendings.map(({ spent }) => spent),
      spendings.map(({ capacity }) => capacity),
      spendings.map(({ perSecond }) => perSecond),
    ],
  );
  return new Map(rows.map(({ key, tokens }) => [key, tokens]));
}

/** Removes budgets that are whole again, or whose callers have not been heard of for longer than that takes. */
export async function removeFullBudgets(dataSource: DataSource): Promise<void> {
  await dataSource.query(
    `delete from request_budgets
     where at < now() - interval '1 minute'
       and tokens + extract(epoch from now() - at)::float8 * per_second >= capacity`,
  );
}
