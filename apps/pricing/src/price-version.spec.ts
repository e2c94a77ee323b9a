import type { ErpPrice } from '@throughline/events';
import { describe, expect, it } from 'vitest';
import {
  type PriceCommand,
  type PriceEvent,
  PriceRefusal,
  type PriceVersion,
  decide,
  evolve,
  publicationOf,
} from './price-version.ts';

const day = (n: number) => new Date(Date.UTC(2026, 10, n));
const cutoff = day(-60);

const erpPrice: ErpPrice = {
  source: 'demo',
  sku: 'BK-M82S-38',
  version: '4711',
  list: 'WEB',
  kind: 'list',
  currency: 'EUR',
  amount: '3399.99',
  taxIncluded: false,
  unit: 'C62',
  minQuantity: 1,
  validFrom: day(1),
  validTo: null,
  group: null,
  account: null,
};
const { source: _, ...facts } = erpPrice;
const price = { ...facts, version: 'demo:4711' };
const stated = (of: Partial<ErpPrice> = {}): PriceEvent => ({
  type: 'PriceStated',
  price: { ...price, ...of },
});
const follow = (of: Partial<ErpPrice> | null = {}, at = day(10)): PriceCommand => ({
  type: 'FollowPrice',
  stated: of && { ...erpPrice, ...of },
  at,
});
const expired = { validTo: cutoff };

const given = (...events: PriceEvent[]) => {
  const known = events.reduce<PriceVersion | null>(evolve, null);
  return {
    when: (command: PriceCommand) => ({
      then: (...expected: PriceEvent[]) => expect(decide(known, command, cutoff)).toEqual(expected),
      thenRefused: (message: RegExp) => {
        expect(() => decide(known, command, cutoff)).toThrow(PriceRefusal);
        expect(() => decide(known, command, cutoff)).toThrow(message);
      },
    }),
  };
};

describe('a price of the back office', () => {
  it('becomes a version of its own', () => given().when(follow()).then(stated()));
  it('is no news when nothing changed', () => given(stated()).when(follow()).then());
  it('changes', () =>
    given(stated())
      .when(follow({ amount: '3000' }))
      .then(stated({ amount: '3000' })));
  it('is closed by its end', () =>
    given(stated())
      .when(follow({ validTo: day(20) }))
      .then(stated({ validTo: day(20) })));
  it('is no news when it was gone before it was known', () => given().when(follow(null)).then());
  it('is closed, not removed, when it is taken back', () =>
    given(stated())
      .when(follow(null, day(10)))
      .then({ type: 'PriceClosed', validTo: day(10) }));
  it('is left alone when it had ended before it was taken back', () =>
    given(stated({ validTo: day(5) }))
      .when(follow(null, day(10)))
      .then());
  it('is removed when it is taken back before it ever held', () =>
    given(stated({ validFrom: day(20) }))
      .when(follow(null, day(10)))
      .then({ type: 'PriceRemoved' }));
  it('comes back when it is stated again', () =>
    given(stated(), { type: 'PriceClosed', validTo: day(10) })
      .when(follow())
      .then(stated()));

  it('is kept for history alone when it expired before it was known', () =>
    given()
      .when(follow(expired))
      .then({ type: 'PriceRecorded', price: { ...price, ...expired } }));
  it('is removed when its end is set to long ago', () =>
    given(stated())
      .when(follow(expired))
      .then({ type: 'PriceRecorded', price: { ...price, ...expired } }, { type: 'PriceRemoved' }));

  it('is refused in a currency that is none', () =>
    given()
      .when(follow({ currency: 'EURO' }))
      .thenRefused(/currency/));
  it('is refused below zero', () =>
    given()
      .when(follow({ amount: '-1' }))
      .thenRefused(/amount/));
  it('is refused without a quantity', () =>
    given()
      .when(follow({ minQuantity: 0 }))
      .thenRefused(/minQuantity/));
});

describe('removal', () => {
  const remove: PriceCommand = { type: 'RemoveExpired' };
  const justBefore = new Date(cutoff.getTime() + 1);

  it('comes at the cutoff', () => given(stated(expired)).when(remove).then({ type: 'PriceRemoved' }));
  it('does not come before', () =>
    given(stated({ validTo: justBefore }))
      .when(remove)
      .then());
  it('never comes to a price that is open', () => given(stated()).when(remove).then());
  it('comes once', () => given(stated(expired), { type: 'PriceRemoved' }).when(remove).then());
});

describe('what shops are told', () => {
  const told = (...events: PriceEvent[]) => {
    const before = events.slice(0, -1).reduce<PriceVersion | null>(evolve, null);
    const last = events.at(-1);
    return last && publicationOf(before, evolve(before, last));
  };

  it('is the price as stated', () => expect(told(stated())).toEqual(price));
  it('is its end when it was taken back', () =>
    expect(told(stated(), { type: 'PriceClosed', validTo: day(10) })).toEqual({
      ...price,
      validTo: day(10),
    }));
  it('is a tombstone when it is removed', () => expect(told(stated(), { type: 'PriceRemoved' })).toBeNull());
  it('is nothing of a price kept for history', () =>
    expect(told({ type: 'PriceRecorded', price })).toBeUndefined());
});
