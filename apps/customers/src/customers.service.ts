import { Injectable } from '@nestjs/common';
import type { Account as PublishedAccount, ErpCustomer } from '@throughline/events';
import { Outbox, type Outgoing, type Received } from '@throughline/messaging';
import { type Tx, transaction } from '@throughline/persistence';
import { ServiceConfig } from '@throughline/service';
import { DataSource } from 'typeorm';
import { type Account, type GuestsPlan, accountOf, decide, evolve, publicationOf } from './account.ts';
import { type environment, guestsPlanOf } from './customers.environment.ts';
import {
  type AccountFilter,
  type CustomerKey,
  addAccounts,
  findAccounts,
  lockBound,
  newAccountNumbers,
  passNumbers,
  saveAccounts,
} from './customers.tables.ts';

/** What the back office says of a customer, when it recorded it, and the trace it belongs to. */
export interface CustomerChange extends CustomerKey {
  customer: ErpCustomer | null;
  time: Date;
  traceparent?: string;
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

  /** Opens, changes and erases accounts, given one change for each customer. */
  async apply(tx: Tx, changes: readonly CustomerChange[]): Promise<void> {
    const bound = new Map((await lockBound(tx, changes)).map((account) => [keyOf(account), account]));
    const opening = changes.filter((change) => change.customer && !bound.has(keyOf(change)));
    const numbers = await newAccountNumbers(tx, opening.length);
    const nextAccount = () => {
      const account = numbers.shift();
      if (account === undefined) throw new RangeError('more accounts are opened than numbers were drawn');
      return account;
    };

    const saved: Account[] = [];
    const published: Outgoing<'customers.accounts'>[] = [];
    for (const { customer, time, traceparent, ...key } of changes) {
      const before = bound.get(keyOf(key)) ?? null;
      const events = decide(before, { type: 'FollowCustomer', customer, nextAccount }, this.guests);
      const after = events.reduce<Account | null>(evolve, before);
      if (events.length === 0 || !after) continue;
      const sequence = after.sequence + 1;
      saved.push({ ...after, sequence });
      const value = publicationOf(after);
      published.push({ type: 'Account', key: after.account, sequence, value, time, traceparent });
    }
    if (saved.length > 0) await saveAccounts(tx, saved);
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
    return accounts.flatMap((account) => publicationOf(account) ?? []);
  }
}

function keyOf({ source, number }: CustomerKey): string {
  return `${source}|${number}`;
}
