import type { Tx } from '@throughline/persistence';
import type { Account } from './account.ts';

/** Names a customer of a back office. */
export interface CustomerKey {
  source: string;
  number: string;
}

const columns = 'account, source, number, profile, sequence';

/** Keeps the newest version of each customer, and returns the customers for whom it was newer than the one known. */
export async function hear(
  tx: Tx,
  heard: readonly (CustomerKey & { sequence: number })[],
): Promise<CustomerKey[]> {
  return tx.query<CustomerKey>(
    `insert into erp_customer_versions as t (source, number, erp_sequence)
     select * from unnest($1::text[], $2::text[], $3::bigint[]) as u (source, number, erp_sequence)
     order by source, number
     on conflict (source, number) do update set erp_sequence = excluded.erp_sequence
       where t.erp_sequence < excluded.erp_sequence
     returning t.source, t.number`,
    [
      heard.map(({ source }) => source),
      heard.map(({ number }) => number),
      heard.map(({ sequence }) => sequence),
    ],
  );
}

/** Locks the accounts bound to customers, in the order of their numbers. */
export async function lockBound(tx: Tx, keys: readonly CustomerKey[]): Promise<Account[]> {
  return tx.query<Account>(
    `select ${columns} from accounts
     where (source, number) in (select * from unnest($1::text[], $2::text[])) order by account for update`,
    [keys.map(({ source }) => source), keys.map(({ number }) => number)],
  );
}

/** Account numbers that were never given before. */
export async function newAccountNumbers(tx: Tx, count: number): Promise<string[]> {
  const rows = await tx.query<{ account: string }>(
    `select 'A' || nextval('account_numbers') as account from generate_series(1, $1::int)`,
    [count],
  );
  return rows.map(({ account }) => account);
}

/** Marks numbers as given, so that they are not given again. */
export async function passNumbers(tx: Tx, given: readonly string[]): Promise<void> {
  await tx.query(
    `select setval('account_numbers', greatest(max(substr(account, 2)::bigint), nextval('account_numbers')))
     from unnest($1::text[]) as u (account)`,
    [given],
  );
}

const insert = `
  insert into accounts (${columns})
  select account, source, number, profile::jsonb, sequence
  from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::bigint[]) as u (${columns})
  order by account`;

/** Inserts or updates accounts. */
export async function saveAccounts(tx: Tx, accounts: readonly Account[]): Promise<void> {
  const update =
    'on conflict (account) do update set profile = excluded.profile, sequence = excluded.sequence';
  await tx.query(`${insert} ${update}`, columnsOf(accounts));
}

/** Inserts accounts that are not there yet. */
export async function addAccounts(tx: Tx, accounts: readonly Account[]): Promise<void> {
  await tx.query(`${insert} on conflict do nothing`, columnsOf(accounts));
}

function columnsOf(accounts: readonly Account[]): unknown[] {
  return [
    accounts.map(({ account }) => account),
    accounts.map(({ source }) => source),
    accounts.map(({ number }) => number),
    accounts.map(({ profile }) => profile && JSON.stringify(profile)),
    accounts.map(({ sequence }) => sequence),
  ];
}

/** Which accounts: a page by number; a filter that is null does not apply. */
export interface AccountFilter {
  account: string | null;
  kind: string | null;
  /** Part of the name, or the number in the back office. */
  search: string | null;
  after: string;
  limit: number;
}

/** Accounts that were not erased. */
export async function findAccounts(tx: Tx, filter: AccountFilter): Promise<Account[]> {
  const pattern = filter.search && `%${filter.search.replace(/[\\%_]/g, '\\$&')}%`;
  return tx.query<Account>(
    `select ${columns} from accounts
     where profile is not null and account > $5
       and ($1::text is null or account = $1) and ($2::text is null or profile ->> 'kind' = $2)
       and ($3::text is null or profile ->> 'name' ilike $3 or number = $4)
     order by account limit $6`,
    [filter.account, filter.kind, pattern, filter.search, filter.after, filter.limit],
  );
}
