import type { ServerResponse } from 'node:http';
import { PassThrough } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { frameIntervalMs } from './live.feed.ts';
import { LivePage, type RenderedFigure } from './live.page.ts';

const skus = ['A', 'B', 'C'];

function figure(sku: string, version: number): RenderedFigure {
  return { sku, epoch: 0, version, json: JSON.stringify({ sku, version }) };
}

/** A page that is open, and the figures of each frame that it was sent. */
function openPage() {
  const out = new PassThrough();
  const frames: { sku: string; version: number }[][] = [];
  out.on('data', (text) => {
    const data = /^data: (.*)$/m.exec(String(text))?.[1];
    if (data !== undefined) frames.push((JSON.parse(data) as { figures: (typeof frames)[number] }).figures);
  });
  const page = new LivePage(out as unknown as ServerResponse, { skus, country: 'DE', ages: () => ({}) });
  page.open(
    skus.map((sku) => figure(sku, 1)),
    null,
  );
  return { page, frames, out };
}

// The loop's own turns go on.
beforeEach(() => void vi.useFakeTimers({ toFake: ['Date', 'setTimeout', 'setInterval'] }));
afterEach(() => void vi.useRealTimers());

describe('an open page', () => {
  it('is sent in one frame what changes in one turn', async () => {
    const { page, frames } = openPage();
    vi.advanceTimersByTime(frameIntervalMs);
    for (const sku of skus) page.offerFigure(figure(sku, 2));
    page.offerFigure(figure('A', 3));
    await setImmediate();
    expect(frames.at(-1)).toEqual([
      { sku: 'A', version: 3 },
      { sku: 'B', version: 2 },
      { sku: 'C', version: 2 },
    ]);
    page.close();
  });

  it('is sent nothing once it is closed', async () => {
    const { page, frames, out } = openPage();
    page.offerFigure(figure('A', 2));
    page.close();
    await setImmediate();
    expect(frames).toHaveLength(1);
    expect(out.writableEnded).toBe(true);
  });
});
