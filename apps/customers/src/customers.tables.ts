import type { Tx } from '@throughline/persistence';
import type { Account, Profile, Relations } from './account.ts';

/** Names a customer of a back office. */
export interface CustomerKey {
  source: string;
  number: string;
}

const columns = 'account, source, number, profile, sequence';
const read = columns
  .split(', ')
  .map((name) => `a.${name}`)
  .join(', ');
/** Whom an account names, as accounts of ours. */
const related = `
  left join accounts p
    on p.source = a.source and p.number = a.profile ->> 'parentNumber' and p.profile is not null
  left join accounts b
    on b.source = a.source and b.number = a.profile ->> 'billToNumber' and b.profile is not null`;

/** A profile as it was kept before 0.2.0 has `blocked`, and lacks the rest. */
type KeptProfile = Partial<Profile> & { blocked?: boolean };
type AccountRow = Omit<Account, 'profile'> & { profile: KeptProfile | null };

/**
 * `blocked` stays in what was kept before, so that it differs from what the back office says next, and is published
 * anew.
 */
function accountOfRow<R extends AccountRow>(row: R): Omit<R, 'profile'> & Account {
  const profile = row.profile && {
    region: null,
    taxClass: 'normal',
    paymentTerms: null,
    blockedFor: row.profile.blocked ? ['orders'] : [],
    priceLists: [],
    parentNumber: null,
    billToNumber: null,
    ...row.profile,
  };
  return { ...row, profile: profile as Profile | null };
}

/**
 * Held to the end of the transaction by whoever opens, changes or erases accounts: of two that name each other, decided
 * at once, neither would see the other.
 */
export async function lockAccounts(tx: Tx): Promise<void> {
  await tx.query(`select pg_advisory_xact_lock(hashtext('customers.accounts'))`);
}

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
  const rows = await tx.query<AccountRow>(
    `select ${columns} from accounts
     where (source, number) in (select * from unnest($1::text[], $2::text[])) order by account for update`,
    columnsOfKeys(keys),
  );
  return rows.map(accountOfRow);
}

/** Locks the accounts that name customers of the same back office, in the order of their numbers. */
export async function lockNaming(tx: Tx, keys: readonly CustomerKey[]): Promise<Account[]> {
  const naming = (field: string) => `
    select a.account from unnest($1::text[], $2::text[]) as u (source, number)
    join accounts a on a.source = u.source and a.profile ->> '${field}' = u.number`;
  const rows = await tx.query<AccountRow>(
    `select ${columns} from accounts
     where account in (${naming('parentNumber')} union ${naming('billToNumber')}) order by account for update`,
    columnsOfKeys(keys),
  );
  return rows.map(accountOfRow);
}

/** The accounts of those whom accounts name, by account. */
export async function relationsOf(tx: Tx, accounts: readonly string[]): Promise<Map<string, Relations>> {
  const rows = await tx.query<Relations & { account: string }>(
    `select a.account, p.account as parent, b.account as "billTo" from accounts a ${related}
     where a.account = any($1)`,
    [accounts],
  );
  return new Map(rows.map(({ account, ...relations }) => [account, relations]));
}

function columnsOfKeys(keys: readonly CustomerKey[]): string[][] {
  return [keys.map(({ source }) => source), keys.map(({ number }) => number)];
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

/** Accounts that were not erased, with whom they name. */
export async function findAccounts(tx: Tx, filter: AccountFilter): Promise<(Account & Relations)[]> {
  const pattern = filter.search && `%${filter.search.replace(/[\\%_]/g, '\\$&')}%`;
  const rows = await tx.query<AccountRow & Relations>(
    `select ${read}, p.account as parent, b.account as "billTo" from accounts a ${related}
     where a.profile is not null and a.account > $5
       and ($1::text is null or a.account = $1) and ($2::text is null or a.profile ->> 'kind' = $2)
       and ($3::text is null or a.profile ->> 'name' ilike $3 or a.number = $4)
     order by a.account limit $6`,
    [filter.account, filter.kind, pattern, filter.search, filter.after, filter.limit],
  );
  return rows.map(accountOfRow);
}
