import { describe, expect, it } from 'vitest';
import { loaded } from '../fixtures/offers.ts';
import { JoinedTexts } from './joined-texts.ts';
import { type CachedOffer, OfferCache } from './offer-cache.ts';

const skus = ['A', 'B', 'C', 'D', 'E', 'F', 'G', 'H'];

function shown(names: readonly string[] = skus) {
  const cache = new OfferCache();
  const { offers } = cache.subscribe(names, { offerChanged: () => undefined });
  for (const name of names) cache.put(loaded(name, 1));
  const rendered: string[] = [];
  const render = ({ sku, offer }: CachedOffer) => {
    rendered.push(sku);
    return `${sku}${offer?.version}`;
  };
  return { cache, offers, rendered, render, joined: new JoinedTexts() };
}

describe('the offers of a list as one text', () => {
  it('is put together once for all pages that show the same', () => {
    const { joined, offers, render, rendered } = shown();
    const texts = [1, 2, 3].map(() => joined.textOf(offers, 'DE', 1, render));
    expect(texts).toEqual(['A1,B1,C1,D1,E1,F1,G1,H1', texts[0], texts[0]]);
    expect(rendered).toEqual(skus);
  });

  it('is another one as soon as any offer of it has changed', () => {
    const { joined, offers, render, cache } = shown();
    joined.textOf(offers, 'DE', 1, render);
    cache.put(loaded('C', 2));
    expect(joined.textOf(offers, 'DE', 1, render)).toBe('A1,B1,C2,D1,E1,F1,G1,H1');
  });

  it('is another one for another country, other tax rates and other SKUs', () => {
    const { joined, offers, render, rendered } = shown();
    joined.textOf(offers, 'DE', 1, render);
    joined.textOf(offers, 'AT', 1, render);
    joined.textOf(offers, 'AT', 2, render);
    expect(rendered).toEqual([...skus, ...skus, ...skus]);
    expect(joined.textOf(offers.toReversed(), 'AT', 2, render)).toBe('H1,G1,F1,E1,D1,C1,B1,A1');
  });

  it('is told from that of a list whose SKUs read the same one after the other', () => {
    const [some, others] = [
      ['X1', '2X', ...skus],
      ['X', '12X', ...skus],
    ] as const;
    const { cache, joined, render } = shown([]);
    const subscribed = (names: readonly string[]) =>
      cache.subscribe(names, { offerChanged: () => undefined }).offers;
    const [one, other] = [subscribed(some), subscribed(others)];
    for (const sku of [...some.slice(0, 2), ...others]) cache.put(loaded(sku, 1));
    expect(joined.textOf(one, 'DE', 1, render)).toMatch(/^X11,2X1,/);
    expect(joined.textOf(other, 'DE', 1, render)).toMatch(/^X1,12X1,/);
  });

  it('is not kept for a few', () => {
    const { joined, offers, render, rendered } = shown(skus.slice(1));
    for (const text of [1, 2].map(() => joined.textOf(offers, 'DE', 1, render)))
      expect(text).toBe('B1,C1,D1,E1,F1,G1,H1');
    expect(rendered).toHaveLength(14);
  });

  it('is kept for as many lists as people look at, and given up for the one asked for longest ago', () => {
    const { joined, offers, render, rendered } = shown();
    const ask = (country: string) => joined.textOf(offers, country, 1, render);
    for (let n = 0; n < 256; n += 1) ask(`C${n}`);
    ask('C0');
    expect(rendered).toHaveLength(256 * 8);
    ask('C256');
    ask('C0');
    expect(rendered).toHaveLength(257 * 8);
    ask('C1');
    expect(rendered).toHaveLength(258 * 8);
  });
});
