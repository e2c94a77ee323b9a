import type { ServerResponse } from 'node:http';
import { PassThrough } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { loaded } from '../fixtures/offers.ts';
import { frameIntervalMs } from './live.feed.ts';
import { LivePage } from './live.page.ts';
import { OfferCache } from './offer-cache.ts';

const skus = ['A', 'B', 'C'];

/** A page that is open, the cache it has subscribed to, and the offers of each frame that it was sent. */
function openPage() {
  const cache = new OfferCache();
  const out = new PassThrough();
  const frames: string[][] = [];
  out.on('data', (text) => {
    const data = /^data: (.*)$/m.exec(String(text))?.[1];
    if (data !== undefined) frames.push((JSON.parse(data) as { figures: (typeof frames)[number] }).figures);
  });
  const page = new LivePage(out as unknown as ServerResponse, {
    texts: (offers) =>
      offers.map(({ offer: shown }) => JSON.stringify(`${shown?.sku}${shown?.version}`)).join(','),
    ages: () => ({}),
  });
  const { offers } = cache.subscribe(skus, page);
  for (const sku of skus) cache.put(loaded(sku, 1));
  page.open(offers, null);
  return { page, cache, frames, out };
}

// The loop's own turns go on.
beforeEach(() => void vi.useFakeTimers({ toFake: ['Date', 'setTimeout', 'setInterval'] }));
afterEach(() => void vi.useRealTimers());

describe('an open page', () => {
  it('is sent in one frame what changes in one turn', async () => {
    const { page, cache, frames } = openPage();
    vi.advanceTimersByTime(frameIntervalMs);
    for (const sku of skus) cache.put(loaded(sku, 2));
    cache.put(loaded('A', 3));
    await setImmediate();
    expect(frames).toEqual([
      ['A1', 'B1', 'C1'],
      ['A3', 'B2', 'C2'],
    ]);
    page.close();
  });

  it('is sent nothing once it is closed', async () => {
    const { page, cache, frames, out } = openPage();
    cache.put(loaded('A', 2));
    page.close();
    await setImmediate();
    expect(frames).toHaveLength(1);
    expect(out.writableEnded).toBe(true);
  });
});
