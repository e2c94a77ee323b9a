import { isDeepStrictEqual } from 'node:util';
import type { Account as PublishedAccount, ErpCustomer } from '@throughline/events';

/** What is known of an account, besides its number and whom it is bound to. */
export interface Profile extends Pick<
  PublishedAccount,
  'kind' | 'name' | 'currency' | 'country' | 'region' | 'taxClass' | 'paymentTerms' | 'blockedFor'
> {
  /** As the back office codes them. */
  priceGroup: string | null;
  priceLists: string[];
  /** Numbers of customers of the same back office: whom it belongs to, and who is invoiced. Null: nobody else. */
  parentNumber: string | null;
  billToNumber: string | null;
}

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

/** Accounts of the customers that an account names; null for nobody, and for one who has no account now. */
export type Relations = Pick<PublishedAccount, 'parent' | 'billTo'>;

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
  return isDeepStrictEqual(known.profile, profile) ? [] : [{ type: 'ProfileChanged', profile }];
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

/** Whether there is an account after a change where there was none before, or the other way round. */
export function hasComeOrGone(before: Account | null, after: Account): boolean {
  return (before?.profile ?? null) === null ? after.profile !== null : after.profile === null;
}

/** What is published of an account: null (a tombstone) once it was erased. */
export function publicationOf(
  { account, source, number, profile }: Account,
  { parent, billTo }: Relations,
): PublishedAccount | null {
  if (!profile) return null;
  const { kind, name, currency, country, region, taxClass, paymentTerms, blockedFor } = profile;
  const { priceGroup, priceLists } = profile;
  return {
    account,
    kind,
    name,
    bindings: [{ source, number, priceGroup, priceLists }],
    currency,
    country,
    region,
    parent,
    billTo,
    taxClass,
    paymentTerms,
    blockedFor,
  };
}

/**
 * The account as it was published; undefined when it was erased, or is bound to nobody. Whom it names is not known
 * again until its customer is read again.
 */
export function accountOf(published: PublishedAccount | null, sequence: number): Account | undefined {
  if (!published) return undefined;
  const [binding] = published.bindings;
  if (!binding) return undefined;
  const { account, bindings: _, parent: _parent, billTo: _billTo, ...told } = published;
  const { source, number, priceGroup, priceLists } = binding;
  const profile = { ...told, priceGroup, priceLists, parentNumber: null, billToNumber: null };
  return { account, source, number, profile, sequence };
}

function profileOf(customer: ErpCustomer, guests: GuestsPlan): Profile {
  const { name, currency, country, region, taxClass, paymentTerms, blockedFor } = customer;
  const { number, parent, billTo, priceGroup, priceLists } = customer;
  return {
    kind: kindOf(customer, guests),
    name,
    currency,
    country,
    region,
    taxClass,
    paymentTerms,
    blockedFor,
    priceGroup,
    priceLists,
    parentNumber: parent === number ? null : parent,
    billToNumber: billTo === number ? null : billTo,
  };
}

function kindOf({ source, number, kind }: ErpCustomer, guests: GuestsPlan): string {
  if (guests) {
    if (guests.source === source && guests.number === number) return 'guests';
    // There is one account for guests, and the plan names it.
    return kind === 'person' ? 'person' : 'business';
  }
  return kind === 'person' || kind === 'guests' ? kind : 'business';
}
