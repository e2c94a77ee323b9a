import type { ErpCustomer } from '@throughline/events';
import { describe, expect, it } from 'vitest';
import {
  type Account,
  type AccountEvent,
  type GuestsPlan,
  accountOf,
  decide,
  evolve,
  publicationOf,
} from './account.ts';

const customer: ErpCustomer = {
  source: 'demo',
  number: '10042',
  kind: 'business',
  name: 'Trail & Tarmac',
  taxNumber: 'DE123456789',
  email: 'shop@trail.example',
  currency: 'EUR',
  country: 'DE',
  priceGroup: 'dealers',
  blocked: false,
};
const profile = {
  kind: 'business',
  name: 'Trail & Tarmac',
  currency: 'EUR',
  country: 'DE',
  priceGroup: 'dealers',
  blocked: false,
};
const opened = (of: Partial<typeof profile> = {}): AccountEvent => ({
  type: 'AccountOpened',
  account: 'A100001',
  source: 'demo',
  number: '10042',
  profile: { ...profile, ...of },
});
const changed = (of: Partial<typeof profile> = {}): AccountEvent => ({
  type: 'ProfileChanged',
  profile: { ...profile, ...of },
});
const after = (events: AccountEvent[]) => events.reduce<Account | null>(evolve, null);

const given = (...events: AccountEvent[]) => ({
  when: (seen: Partial<ErpCustomer> | null, plan: GuestsPlan = null) => ({
    then: (...expected: AccountEvent[]) => {
      const command = {
        type: 'FollowCustomer' as const,
        customer: seen && { ...customer, ...seen },
        nextAccount: () => 'A100001',
      };
      expect(decide(after(events), command, plan)).toEqual(expected);
    },
  }),
});

describe('a customer of the back office', () => {
  it('gets an account when it is new', () => given().when({}).then(opened()));
  it('keeps its account when it changes', () =>
    given(opened())
      .when({ blocked: true })
      .then(changed({ blocked: true })));
  it('is no news when nothing changed that we keep', () =>
    given(opened()).when({ email: 'other@trail.example' }).then());
  it('is erased when it is gone', () => given(opened()).when(null).then({ type: 'AccountErased' }));
  it('is erased once', () => given(opened(), { type: 'AccountErased' }).when(null).then());
  it('is nobody when it was gone before it was known', () => given().when(null).then());
  it('has its number again when it comes back', () =>
    given(opened(), { type: 'AccountErased' }).when({}).then(changed()));
  it('is a business when its kind is one we do not know', () =>
    given().when({ kind: 'cooperative' }).then(opened()));
  it('is a person when the back office says so', () =>
    given()
      .when({ kind: 'person' })
      .then(opened({ kind: 'person' })));
  it.each<[string, Partial<ErpCustomer> & Partial<typeof profile>]>([
    ['kind', { kind: 'person' }],
    ['name', { name: 'Trail & Tarmac II' }],
    ['currency', { currency: 'JPY' }],
    ['country', { country: 'AT' }],
    ['price group', { priceGroup: 'shops' }],
    ['block', { blocked: true }],
  ])('is news when nothing but its %s changes', (_, change) =>
    given(opened()).when(change).then(changed(change)),
  );
});

describe('the account of guests', () => {
  it('is the one that the back office marks', () =>
    given()
      .when({ kind: 'guests' })
      .then(opened({ kind: 'guests' })));
  it('is the one that the plan names', () =>
    given()
      .when({}, { source: 'demo', number: '10042' })
      .then(opened({ kind: 'guests' })));
  it('is only the one that the plan names', () =>
    given().when({ kind: 'guests' }, { source: 'demo', number: '99999' }).then(opened()));
  it('leaves every other customer what it is', () => {
    const elsewhere = { source: 'demo', number: '99999' };
    given()
      .when({ kind: 'person' }, elsewhere)
      .then(opened({ kind: 'person' }));
    given().when({}, elsewhere).then(opened());
  });
  it('is another one when the plan changes', () => {
    given(opened({ kind: 'guests' }))
      .when({ kind: 'guests' }, { source: 'demo', number: '99999' })
      .then(changed());
    given(opened())
      .when({}, { source: 'demo', number: '10042' })
      .then(changed({ kind: 'guests' }));
  });
  it('is not the same number of another back office', () =>
    given().when({}, { source: 'other', number: '10042' }).then(opened()));
});

describe('an account after an event', () => {
  const account: Account = { account: 'A100001', source: 'demo', number: '10042', profile, sequence: 0 };

  it('is bound to the customer that it was opened for', () => expect(after([opened()])).toEqual(account));
  it('has the newest profile', () =>
    expect(evolve({ ...account, sequence: 4 }, changed({ blocked: true }))).toEqual({
      ...account,
      profile: { ...profile, blocked: true },
      sequence: 4,
    }));
  it('has none once the person was erased, and stays bound', () =>
    expect(evolve({ ...account, sequence: 4 }, { type: 'AccountErased' })).toEqual({
      ...account,
      profile: null,
      sequence: 4,
    }));
  it('is none when it was never opened', () =>
    expect(() => evolve(null, changed())).toThrow(new TypeError('ProfileChanged of no account')));
});

describe('what is published', () => {
  const published = (...events: AccountEvent[]) => {
    const account = after(events);
    return account && publicationOf(account);
  };

  it('says whom the account is bound to, and neither e-mail nor tax number', () =>
    expect(published(opened())).toEqual({
      account: 'A100001',
      ...profile,
      erpSource: 'demo',
      erpNumber: '10042',
    }));
  it('is a tombstone once the account was erased', () =>
    expect(published(opened(), { type: 'AccountErased' })).toBeNull());
});

describe('an account that is unknown after a restore', () => {
  const published = { account: 'A100001', ...profile, erpSource: 'demo', erpNumber: '10042' };

  it('is as it was published, bound to the same customer', () =>
    expect(accountOf(published, 6)).toEqual({
      account: 'A100001',
      source: 'demo',
      number: '10042',
      profile,
      sequence: 6,
    }));
  it.each([
    ['was erased', null],
    ['is bound to no back office', { ...published, erpSource: null }],
    ['is bound to no customer', { ...published, erpNumber: null }],
    ['is bound to nobody', { ...published, erpSource: null, erpNumber: null }],
  ])('is none when it %s', (_, told) => expect(accountOf(told, 6)).toBeUndefined());
});
