import type { Account as PublishedAccount, ErpCustomer } from '@throughline/events';

/** What the shop is told of an account, besides its number and whom it is bound to. */
export type Profile = Pick<
  PublishedAccount,
  'kind' | 'name' | 'currency' | 'country' | 'priceGroup' | 'blocked'
>;

/** An account of ours, bound to a customer of a back office. */
export interface Account {
  account: string;
  source: string;
  number: string;
  /** Null when the person was erased; the number stays bound, should the customer come back. */
  profile: Profile | null;
  /** Version of the last publication. */
  sequence: number;
}

/** Which customer gathers the orders of guests; null: the one that the back office marks as such. */
export type GuestsPlan = { source: string; number: string } | null;

export type AccountEvent =
  | { type: 'AccountOpened'; account: string; source: string; number: string; profile: Profile }
  | { type: 'ProfileChanged'; profile: Profile }
  | { type: 'AccountErased' };

export interface FollowCustomer {
  type: 'FollowCustomer';
  /** Null when the back office no longer has it. */
  customer: ErpCustomer | null;
  /** Number for the account, should one be opened. */
  nextAccount: () => string;
}

/** The events that a change of the customer leads to; `known` is null while there is no account. */
export function decide(known: Account | null, command: FollowCustomer, guests: GuestsPlan): AccountEvent[] {
  const { customer, nextAccount } = command;
  if (!customer) return known?.profile ? [{ type: 'AccountErased' }] : [];
  const profile = profileOf(customer, guests);
  if (!known) {
    const { source, number } = customer;
    return [{ type: 'AccountOpened', account: nextAccount(), source, number, profile }];
  }
  return known.profile && isSame(known.profile, profile) ? [] : [{ type: 'ProfileChanged', profile }];
}

/** The account after an event. */
export function evolve(known: Account | null, event: AccountEvent): Account {
  if (event.type === 'AccountOpened') {
    const { account, source, number, profile } = event;
    return { account, source, number, profile, sequence: 0 };
  }
  if (!known) throw new TypeError(`${event.type} of no account`);
  return { ...known, profile: event.type === 'ProfileChanged' ? event.profile : null };
}

/** What is published of an account: null (a tombstone) once it was erased. */
export function publicationOf({ account, source, number, profile }: Account): PublishedAccount | null {
  return profile && { account, ...profile, erpSource: source, erpNumber: number };
}

/** The account as it was published; undefined when it was erased, or is bound to nobody. */
export function accountOf(published: PublishedAccount | null, sequence: number): Account | undefined {
  if (!published?.erpSource || published.erpNumber === null) return undefined;
  const { account, erpSource: source, erpNumber: number, ...profile } = published;
  return { account, source, number, profile, sequence };
}

function profileOf(customer: ErpCustomer, guests: GuestsPlan): Profile {
  const { name, currency, country, priceGroup, blocked } = customer;
  return { kind: kindOf(customer, guests), name, currency, country, priceGroup, blocked };
}

function kindOf({ source, number, kind }: ErpCustomer, guests: GuestsPlan): string {
  if (guests) {
    if (guests.source === source && guests.number === number) return 'guests';
    // There is one account for guests, and the plan names it.
    return kind === 'person' ? 'person' : 'business';
  }
  return kind === 'person' || kind === 'guests' ? kind : 'business';
}

function isSame(a: Profile, b: Profile): boolean {
  const fields = ['kind', 'name', 'currency', 'country', 'priceGroup', 'blocked'] as const;
  return fields.every((field) => a[field] === b[field]);
}
