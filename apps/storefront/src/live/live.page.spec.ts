import type { ServerResponse } from 'node:http';
import { PassThrough } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { FigureBoard } from './offer-cache.ts';
import { reading } from '../fixtures/figures.ts';
import { frameIntervalMs } from './live.feed.ts';
import { LivePage } from './live.page.ts';

const skus = ['A', 'B', 'C'];

/** A page that is open, the board it looks at, and the figures of each frame that it was sent. */
function openPage() {
  const board = new FigureBoard();
  const out = new PassThrough();
  const frames: string[][] = [];
  out.on('data', (text) => {
    const data = /^data: (.*)$/m.exec(String(text))?.[1];
    if (data !== undefined) frames.push((JSON.parse(data) as { figures: (typeof frames)[number] }).figures);
  });
  const page = new LivePage(out as unknown as ServerResponse, {
    texts: (slots) => slots.map(({ figure: shown }) => JSON.stringify(`${shown?.sku}${shown?.version}`)),
    ages: () => ({}),
  });
  const { slots } = board.look(skus, page);
  for (const sku of skus) board.put(reading(sku, 1));
  page.open(slots, null);
  return { page, board, frames, out };
}

// The loop's own turns go on.
beforeEach(() => void vi.useFakeTimers({ toFake: ['Date', 'setTimeout', 'setInterval'] }));
afterEach(() => void vi.useRealTimers());

describe('an open page', () => {
  it('is sent in one frame what changes in one turn', async () => {
    const { page, board, frames } = openPage();
    vi.advanceTimersByTime(frameIntervalMs);
    for (const sku of skus) board.put(reading(sku, 2));
    board.put(reading('A', 3));
    await setImmediate();
    expect(frames).toEqual([
      ['A1', 'B1', 'C1'],
      ['A3', 'B2', 'C2'],
    ]);
    page.close();
  });

  it('is sent nothing once it is closed', async () => {
    const { page, board, frames, out } = openPage();
    board.put(reading('A', 2));
    page.close();
    await setImmediate();
    expect(frames).toHaveLength(1);
    expect(out.writableEnded).toBe(true);
  });
});
