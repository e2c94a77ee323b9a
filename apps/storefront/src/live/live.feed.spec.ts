import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loaded } from '../fixtures/offers.ts';
import type { Offer } from '../offers/offer.ts';
import { LiveFeed, frameIntervalMs } from './live.feed.ts';
import { OfferCache } from './offer-cache.ts';

type Step = { after: number; sku: string; version: number };
const step: fc.Arbitrary<Step> = fc.record({
  after: fc.nat(400),
  sku: fc.constantFrom('A', 'B', 'C'),
  version: fc.nat(20),
});

/** A feed of SKUs in a cache of its own. */
function feedOf(watched: string[]) {
  const cache = new OfferCache();
  const feed = new LiveFeed<{ version: number }>();
  feed.show(cache.subscribe(watched, { offerChanged: () => feed.offersChanged() }).offers);
  const take = (now: number) => feed.take(now).offers.map((cached) => cached.offer!);
  return { cache, feed, take };
}

/** Plays changes against a clock and sends each frame as soon as it is due. */
function play(steps: readonly Step[], watched: string[]) {
  const { cache, feed, take } = feedOf(watched);
  const frames: { at: number; offers: Offer[] }[] = [];
  let now = 1_000;
  const sendUntil = (until: number) => {
    for (let due = feed.dueAt(); due !== null && due <= until; due = feed.dueAt()) {
      const at = Math.max(due, now);
      frames.push({ at, offers: take(at) });
    }
  };
  for (const { after, sku, version } of steps) {
    sendUntil(now + after);
    now += after;
    cache.put(loaded(sku, version));
    sendUntil(now);
  }
  sendUntil(now + frameIntervalMs);
  return frames;
}

describe('the feed of one page', () => {
  it('never tells a lower version after a higher one, and ends with the highest', () => {
    fc.assert(
      fc.property(fc.array(step), (steps) => {
        const shown = new Map<string, number>();
        for (const { offers } of play(steps, ['A', 'B', 'C'])) {
          for (const { sku, version } of offers) {
            expect(version).toBeGreaterThanOrEqual(shown.get(sku) ?? -1);
            shown.set(sku, version);
          }
        }
        for (const sku of new Set(steps.map((one) => one.sku))) {
          const highest = Math.max(...steps.filter((one) => one.sku === sku).map(({ version }) => version));
          expect(shown.get(sku)).toBe(highest);
        }
      }),
    );
  });

  it('sends four frames a second at most, each SKU once in a frame', () => {
    fc.assert(
      fc.property(fc.array(step), (steps) => {
        const frames = play(steps, ['A', 'B', 'C']);
        frames.forEach(({ at, offers }, index) => {
          expect(at - (frames[index - 1]?.at ?? -Infinity)).toBeGreaterThanOrEqual(frameIntervalMs);
          expect(new Set(offers.map(({ sku }) => sku)).size).toBe(offers.length);
          expect(offers.length).toBeGreaterThan(0);
        });
      }),
    );
  });

  it('sends the first change at once', () => {
    expect(play([{ after: 0, sku: 'A', version: 1 }], ['A'])[0]?.at).toBe(1_000);
  });

  it('tells nothing of what is not watched', () => {
    expect(play([{ after: 0, sku: 'A', version: 1 }], ['B'])).toEqual([]);
  });

  it('begins with what is there already, and repeats nothing', () => {
    const { cache, feed, take } = feedOf(['A', 'B']);
    cache.put(loaded('A', 1));
    feed.show(cache.subscribe(['A', 'B'], { offerChanged: () => feed.offersChanged() }).offers);
    expect(take(0)).toEqual([loaded('A', 1).offer]);
    cache.put(loaded('A', 1, { number: 1 }));
    expect(feed.dueAt()).toBeNull();
    cache.put(loaded('B', 1));
    expect(take(0)).toEqual([loaded('B', 1).offer]);
  });

  it('tells of an order only what is newer', () => {
    const { feed } = feedOf([]);
    feed.orderChanged({ version: 2 });
    feed.orderChanged({ version: 1 });
    expect(feed.take(0).order).toEqual({ version: 2 });
    feed.orderChanged({ version: 2 });
    expect(feed.dueAt()).toBeNull();
  });
});
