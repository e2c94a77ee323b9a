import { Injectable } from '@nestjs/common';
import type { Account as PublishedAccount, ErpCustomer } from '@throughline/events';
import { Outbox, type Outgoing, type Received } from '@throughline/messaging';
import { type Tx, transaction } from '@throughline/persistence';
import { ServiceConfig } from '@throughline/service';
import { DataSource } from 'typeorm';
import {
  type Account,
  type GuestsPlan,
  accountOf,
  decide,
  evolve,
  hasComeOrGone,
  publicationOf,
} from './account.ts';
import { type environment, guestsPlanOf } from './customers.environment.ts';
import {
  type AccountFilter,
  type CustomerKey,
  addAccounts,
  findAccounts,
  lockAccounts,
  lockBound,
  lockNaming,
  newAccountNumbers,
  passNumbers,
  relationsOf,
  saveAccounts,
} from './customers.tables.ts';

/** What the back office says of a customer, when it recorded it, and the trace it belongs to. */
export interface CustomerChange extends CustomerKey {
  customer: ErpCustomer | null;
  time: Date;
  traceparent?: string;
}

/** An account that is to be published, and the change that leads to it. */
interface Caused {
  account: Account;
  cause: CustomerChange;
}

@Injectable()
export class CustomersService {
  private readonly guests: GuestsPlan;

  constructor(
    private readonly dataSource: DataSource,
    private readonly outbox: Outbox,
    config: ServiceConfig<typeof environment>,
  ) {
    this.guests = guestsPlanOf(config.own);
  }

  /**
   * Opens, changes and erases accounts, given one change for each customer. Accounts that name a customer who comes or
   * goes are published again.
   */
  async apply(tx: Tx, changes: readonly CustomerChange[]): Promise<void> {
    await lockAccounts(tx);
    const bound = new Map((await lockBound(tx, changes)).map((account) => [keyOf(account), account]));
    const opening = changes.filter((change) => change.customer && !bound.has(keyOf(change)));
    const numbers = await newAccountNumbers(tx, opening.length);
    const nextAccount = () => {
      const account = numbers.shift();
      if (account === undefined) throw new RangeError('more accounts are opened than numbers were drawn');
      return account;
    };

    const changed: Caused[] = [];
    const comeOrGone = new Map<string, CustomerChange>();
    for (const change of changes) {
      const before = bound.get(keyOf(change)) ?? null;
      const command = { type: 'FollowCustomer', customer: change.customer, nextAccount } as const;
      const events = decide(before, command, this.guests);
      const after = events.reduce<Account | null>(evolve, before);
      if (events.length === 0 || !after) continue;
      changed.push({ account: countedUp(after), cause: change });
      if (hasComeOrGone(before, after)) comeOrGone.set(keyOf(change), change);
    }
    if (changed.length > 0) await saveAccounts(tx, accountsOf(changed));
    const naming = await this.naming(tx, comeOrGone, new Set(changed.map(({ account }) => account.account)));
    if (naming.length > 0) await saveAccounts(tx, accountsOf(naming));
    await this.publish(tx, [...changed, ...naming]);
  }

  /** The accounts that name customers who have come or gone, but for those that are published anyway. */
  private async naming(
    tx: Tx,
    comeOrGone: ReadonlyMap<string, CustomerChange>,
    published: ReadonlySet<string>,
  ): Promise<Caused[]> {
    if (comeOrGone.size === 0) return [];
    const accounts = await lockNaming(tx, [...comeOrGone.values()]);
    return accounts.flatMap((account): Caused[] => {
      const cause = [account.profile?.parentNumber, account.profile?.billToNumber]
        .map((number) => number && comeOrGone.get(keyOf({ source: account.source, number })))
        .find(Boolean);
      return cause && !published.has(account.account) ? [{ account: countedUp(account), cause }] : [];
    });
  }

  /** Publishes saved accounts: whom they name is known once all of them are saved. */
  private async publish(tx: Tx, changed: readonly Caused[]): Promise<void> {
    const relations = await relationsOf(
      tx,
      changed.map(({ account }) => account.account),
    );
    const published = changed.map(({ account, cause }): Outgoing<'customers.accounts'> => {
      const { time, traceparent } = cause;
      const value = publicationOf(account, relations.get(account.account) ?? { parent: null, billTo: null });
      return {
        type: 'Account',
        key: account.account,
        sequence: account.sequence,
        value,
        time,
        traceparent,
      };
    });
    await this.outbox.add(tx, 'customers.accounts', published);
  }

  /**
   * After a restore, takes over the accounts that this database does not know, because a number is given once. Their
   * other changes follow from what is read again.
   */
  async takeOver(tx: Tx, records: readonly Received<'customers.accounts'>[]): Promise<void> {
    await passNumbers(
      tx,
      records.map(({ key }) => key),
    );
    const opened = records.flatMap(({ value, sequence }) => accountOf(value, sequence) ?? []);
    await addAccounts(tx, [...new Map(opened.map((account) => [account.account, account])).values()]);
  }

  /** Accounts as published, without erased ones. */
  async list(filter: AccountFilter): Promise<PublishedAccount[]> {
    const accounts = await transaction(this.dataSource, (tx) => findAccounts(tx, filter));
    return accounts.flatMap((account) => publicationOf(account, account) ?? []);
  }
}

function countedUp(account: Account): Account {
  return { ...account, sequence: account.sequence + 1 };
}

function accountsOf(changed: readonly Caused[]): Account[] {
  return changed.map(({ account }) => account);
}

function keyOf({ source, number }: CustomerKey): string {
  return `${source}|${number}`;
}
