import { describe, expect, it } from 'vitest';
import { loaded } from '../fixtures/offers.ts';
import { OfferCache } from './offer-cache.ts';

function subscribe(cache: OfferCache, sku: string) {
  const counter = { told: 0 };
  const { offers, unsubscribe } = cache.subscribe([sku], { offerChanged: () => (counter.told += 1) });
  return Object.assign(counter, { cached: offers[0]!, unsubscribe });
}

describe('the cache of offers', () => {
  it('holds one offer for all subscribers, and tells each of them', () => {
    const cache = new OfferCache();
    const [one, other] = [subscribe(cache, 'A'), subscribe(cache, 'A')];
    cache.put(loaded('A', 1));
    expect(one.cached).toBe(other.cached);
    expect([one.told, other.told]).toEqual([1, 1]);
    one.unsubscribe();
    cache.put(loaded('A', 2));
    expect([one.told, other.told]).toEqual([1, 2]);
  });

  it('holds nothing that nobody has subscribed to', () => {
    const cache = new OfferCache();
    const { unsubscribe } = subscribe(cache, 'A');
    cache.put(loaded('B', 1));
    expect([...cache.skus()]).toEqual(['A']);
    expect(cache.isNewer(loaded('B', 1))).toBe(false);
    expect(cache.isNewer(loaded('A', 1))).toBe(true);
    unsubscribe();
    expect(cache.has('A')).toBe(false);
  });

  it('tells a subscriber to several SKUs of each, and ends its subscription to all of them', () => {
    const cache = new OfferCache();
    let told = 0;
    const { offers, unsubscribe } = cache.subscribe(['A', 'B', 'A'], { offerChanged: () => (told += 1) });
    expect(offers).toHaveLength(2);
    expect(offers.map(({ offer, revision }) => [offer, revision])).toEqual([
      [undefined, 0],
      [undefined, 0],
    ]);
    cache.put(loaded('B', 1));
    cache.put(loaded('A', 1));
    cache.put(loaded('B', 2));
    expect(told).toBe(3);
    expect(offers.map(({ offer, revision }) => [offer?.sku, offer?.version, revision])).toEqual([
      ['A', 1, 2],
      ['B', 2, 3],
    ]);
    unsubscribe();
    expect([...cache.skus()]).toEqual([]);
  });

  it('keeps what another has subscribed to since, though an ended subscription is ended again', () => {
    const cache = new OfferCache();
    const { unsubscribe } = subscribe(cache, 'A');
    unsubscribe();
    const other = subscribe(cache, 'A');
    unsubscribe();
    cache.put(loaded('A', 1));
    expect([cache.has('A'), other.told]).toEqual([true, 1]);
  });

  it.each([
    ['a higher version', loaded('A', 3), 'told'],
    ['a lower version, although it was loaded later', loaded('A', 1, { number: 9 }), 'passed over'],
    ['the same version with another price', loaded('A', 2, { number: 6, price: 'sale' }), 'told'],
    ['the same version, loaded earlier', loaded('A', 2, { number: 4, price: 'sale' }), 'passed over'],
    [
      'the same version of the same load, with another price',
      loaded('A', 2, { number: 5, price: 'sale' }),
      'told',
    ],
    [
      'the same version with another price of a carton',
      loaded('A', 2, { number: 6, carton: 'sale' }),
      'told',
    ],
    ['the same, loaded later', loaded('A', 2, { number: 6 }), 'kept'],
    ['the same, loaded earlier', loaded('A', 2, { number: 4 }), 'passed over'],
    ['the first version of a rebuilt projection', loaded('A', 1, { epoch: 2, number: 6 }), 'told'],
    [
      'a version of the projection before, loaded earlier',
      loaded('A', 9, { epoch: 0, number: 4 }),
      'passed over',
    ],
  ])('%s', (_, next, what) => {
    const cache = new OfferCache();
    const { cached } = subscribe(cache, 'A');
    cache.put(loaded('A', 2, { number: 5 }));
    const before = cached.revision;
    expect(cache.isNewer(next)).toBe(what === 'told');
    cache.put(next);
    expect(cached.offer === next.offer).toBe(what !== 'passed over');
    expect(cached.revision > before).toBe(what === 'told');
  });

  it('tells of new prices whose versions read the same one after the other', () => {
    const cache = new OfferCache();
    const counter = subscribe(cache, 'A');
    cache.put(loaded('A', 1, { price: 'L1', carton: '2C' }));
    cache.put(loaded('A', 1, { price: 'L', carton: '12C' }));
    expect(counter.told).toBe(2);
  });

  it('renders an offer once per country, until it or a tax rate changes', () => {
    const cache = new OfferCache();
    const { cached } = subscribe(cache, 'A');
    let rendered = 0;
    const text = (country: string, ratesVersion: number) =>
      cached.text(country, ratesVersion, ({ version }) => `${country} ${version} ${(rendered += 1)}`);
    cache.put(loaded('A', 1));
    expect([text('DE', 1), text('DE', 1), text('AT', 1)]).toEqual(['DE 1 1', 'DE 1 1', 'AT 1 2']);
    expect(text('DE', 2)).toBe('DE 1 3');
    cache.put(loaded('A', 2));
    expect(text('DE', 2)).toBe('DE 2 4');
    expect(text('AT', 2)).toBe('AT 2 5');
  });

  it('renders what was loaded last, with the trace of what brought it, and nothing before', () => {
    const cache = new OfferCache();
    const { cached } = subscribe(cache, 'A');
    const text = () =>
      cached.text('DE', 1, ({ version }, country, traceparent) => `${country} ${version} ${traceparent}`);
    expect(text()).toBe('');
    cache.put({ ...loaded('A', 1, { number: 1 }), traceparent: 'traced' });
    expect(text()).toBe('DE 1 traced');
    const { revision } = cached;
    cache.put(loaded('A', 1, { number: 2 }));
    expect([text(), cached.revision]).toEqual(['DE 1 undefined', revision]);
  });
});
