import type { ErpCustomer, Account as PublishedAccount } from '@throughline/events';
import { describe, expect, it } from 'vitest';
import {
  type Account,
  type AccountEvent,
  type GuestsPlan,
  type Profile,
  accountOf,
  decide,
  evolve,
  hasComeOrGone,
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
  region: 'BY',
  parent: null,
  billTo: null,
  taxClass: 'normal',
  paymentTerms: 'N30',
  priceGroup: 'dealers',
  priceLists: ['OWN'],
  blockedFor: [],
};
const profile: Profile = {
  kind: 'business',
  name: 'Trail & Tarmac',
  currency: 'EUR',
  country: 'DE',
  region: 'BY',
  taxClass: 'normal',
  paymentTerms: 'N30',
  blockedFor: [],
  priceGroup: 'dealers',
  priceLists: ['OWN'],
  parentNumber: null,
  billToNumber: null,
};
const opened = (of: Partial<Profile> = {}): AccountEvent => ({
  type: 'AccountOpened',
  account: 'A100001',
  source: 'demo',
  number: '10042',
  profile: { ...profile, ...of },
});
const changed = (of: Partial<Profile> = {}): AccountEvent => ({
  type: 'ProfileChanged',
  profile: { ...profile, ...of },
});
const told: PublishedAccount = {
  account: 'A100001',
  kind: 'business',
  name: 'Trail & Tarmac',
  bindings: [{ source: 'demo', number: '10042', priceGroup: 'dealers', priceLists: ['OWN'] }],
  currency: 'EUR',
  country: 'DE',
  region: 'BY',
  parent: 'A100002',
  billTo: 'A100003',
  taxClass: 'normal',
  paymentTerms: 'N30',
  blockedFor: ['orders'],
};
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
      .when({ blockedFor: ['orders'] })
      .then(changed({ blockedFor: ['orders'] })));
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
  it.each<[string, Partial<ErpCustomer> & Partial<Profile>]>([
    ['kind', { kind: 'person' }],
    ['name', { name: 'Trail & Tarmac II' }],
    ['currency', { currency: 'JPY' }],
    ['country', { country: 'AT' }],
    ['region', { region: 'BE' }],
    ['tax class', { taxClass: 'exempt' }],
    ['payment terms', { paymentTerms: null }],
    ['price group', { priceGroup: 'shops' }],
    ['price lists', { priceLists: ['NEXT', 'OWN'] }],
    ['blocks', { blockedFor: ['shipments'] }],
  ])('is news when nothing but its %s changes', (_, change) =>
    given(opened()).when(change).then(changed(change)),
  );
});

describe('whom a customer names', () => {
  it('is kept by number', () =>
    given()
      .when({ parent: '20001', billTo: '20002' })
      .then(opened({ parentNumber: '20001', billToNumber: '20002' })));
  it('is nobody when it is the customer itself', () =>
    given().when({ parent: '10042', billTo: '10042' }).then(opened()));
  it.each([{ parentNumber: '20001' }, { billToNumber: '20001' }])('is news: %o', (named) =>
    given(opened(named)).when({}).then(changed()),
  );
});

describe('what was kept before with a field more', () => {
  it('is news, so that it is published anew', () =>
    given(opened({ blocked: false } as Partial<Profile>))
      .when({})
      .then(changed()));
});

describe('an account', () => {
  const before = after([opened()])!;
  const erased = after([opened(), { type: 'AccountErased' }])!;

  it('has come when it was opened, and when it is there again', () => {
    expect([hasComeOrGone(null, before), hasComeOrGone(erased, before)]).toEqual([true, true]);
  });
  it('has gone when it was erased', () => expect(hasComeOrGone(before, erased)).toBe(true));
  it('has neither come nor gone when it changed or still is not there', () => {
    const other = after([opened(), changed({ name: 'Other' })])!;
    expect([hasComeOrGone(before, other), hasComeOrGone(erased, erased)]).toEqual([false, false]);
    expect(hasComeOrGone(null, erased)).toBe(false);
  });
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
    expect(evolve({ ...account, sequence: 4 }, changed({ name: 'Other' }))).toEqual({
      ...account,
      profile: { ...profile, name: 'Other' },
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
    return account && publicationOf(account, { parent: 'A100002', billTo: 'A100003' });
  };

  it('has codes of the back office in the binding, and neither e-mail nor tax number', () =>
    expect(published(opened({ parentNumber: '20001', blockedFor: ['orders'] }))).toEqual(told));
  it('is a tombstone once the account was erased', () =>
    expect(published(opened(), { type: 'AccountErased' })).toBeNull());
});

describe('an account that is unknown after a restore', () => {
  it('is as it was published, bound to the same customer, and names nobody yet', () =>
    expect(accountOf(told, 6)).toEqual({
      account: 'A100001',
      source: 'demo',
      number: '10042',
      profile: { ...profile, blockedFor: ['orders'] },
      sequence: 6,
    }));
  it.each([
    ['was erased', null],
    ['is bound to nobody', { ...told, bindings: [] }],
  ])('is none when it %s', (_, published) => expect(accountOf(published, 6)).toBeUndefined());
});
