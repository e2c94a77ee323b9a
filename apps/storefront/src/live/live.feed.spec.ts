import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FigureBoard } from './offer-cache.ts';
import type { Figure } from '../offers/offer.ts';
import { reading } from '../fixtures/figures.ts';
import { LiveFeed, frameIntervalMs } from './live.feed.ts';

type Step = { after: number; sku: string; version: number };
const step: fc.Arbitrary<Step> = fc.record({
  after: fc.nat(400),
  sku: fc.constantFrom('A', 'B', 'C'),
  version: fc.nat(20),
});

/** A feed of SKUs on a board of its own. */
function feedOf(watched: string[]) {
  const board = new FigureBoard();
  const feed = new LiveFeed<{ version: number }>();
  feed.show(board.look(watched, { figureChanged: () => feed.offerFigures() }).slots);
  const take = (now: number) => feed.take(now).figures.map((slot) => slot.figure!);
  return { board, feed, take };
}

/** Plays changes against a clock and sends each frame as soon as it is due. */
function play(steps: readonly Step[], watched: string[]) {
  const { board, feed, take } = feedOf(watched);
  const frames: { at: number; figures: Figure[] }[] = [];
  let now = 1_000;
  const sendUntil = (until: number) => {
    for (let due = feed.dueAt(); due !== null && due <= until; due = feed.dueAt()) {
      const at = Math.max(due, now);
      frames.push({ at, figures: take(at) });
    }
  };
  for (const { after, sku, version } of steps) {
    sendUntil(now + after);
    now += after;
    board.put(reading(sku, version));
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
        for (const { figures } of play(steps, ['A', 'B', 'C'])) {
          for (const { sku, version } of figures) {
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
        frames.forEach(({ at, figures }, index) => {
          expect(at - (frames[index - 1]?.at ?? -Infinity)).toBeGreaterThanOrEqual(frameIntervalMs);
          expect(new Set(figures.map(({ sku }) => sku)).size).toBe(figures.length);
          expect(figures.length).toBeGreaterThan(0);
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
    const { board, feed, take } = feedOf(['A', 'B']);
    board.put(reading('A', 1));
    feed.show(board.look(['A', 'B'], { figureChanged: () => feed.offerFigures() }).slots);
    expect(take(0)).toEqual([reading('A', 1).figure]);
    board.put(reading('A', 1, { number: 1 }));
    expect(feed.dueAt()).toBeNull();
    board.put(reading('B', 1));
    expect(take(0)).toEqual([reading('B', 1).figure]);
  });

  it('tells of an order only what is newer', () => {
    const { feed } = feedOf([]);
    feed.offerOrder({ version: 2 });
    feed.offerOrder({ version: 1 });
    expect(feed.take(0).order).toEqual({ version: 2 });
    feed.offerOrder({ version: 2 });
    expect(feed.dueAt()).toBeNull();
  });
});
