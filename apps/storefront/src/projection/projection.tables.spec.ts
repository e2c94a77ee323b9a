import type { Account } from '@throughline/events';
import type { Received } from '@throughline/messaging';
import { account } from '@throughline/testing/builders';
import { describe, expect, it } from 'vitest';
import { customersAccounts } from './projection.tables.ts';

/** What is kept of an account. */
function kept(value: Account): unknown[] {
  const record = { key: value.account, value } as Received<'customers.accounts'>;
  return customersAccounts.reader.columnsOf([record]).flat();
}

describe('the copy of accounts', () => {
  it.each([
    [[], false],
    [['shipments'], false],
    [['orders'], true],
    [['shipments', 'orders'], true],
    [['something new'], true],
  ])('has guests that are blocked for %j blocked: %s', (blockedFor, blocked) => {
    expect(kept(account({ blockedFor }))).toEqual(['guests', 'guests', 'EUR', blocked]);
  });

  it('has nothing of others but their number', () => {
    const business = account({
      account: 'A-1',
      kind: 'business',
      name: 'Wheels Ltd',
      blockedFor: ['orders'],
    });
    expect(kept(business)).toEqual(['A-1', null, null, null]);
  });
});
