import { describe, expect, it } from 'vitest';
import { type FlowRow, agesOf } from './flow-ages.ts';

const now = new Date('2026-11-20T12:00:00Z');
const ago = (ms: number) => new Date(now.getTime() - ms);
const flow = (name: string, heardAt: Date, mode = 'real-time'): FlowRow => ({
  flow: name,
  mode,
  state: 'live',
  heardAt,
});

describe('the age of what the shop shows', () => {
  it('is told of stock and of prices, each by its own flow', () => {
    const flows = [flow('orders', ago(1)), flow('prices', ago(90_000)), flow('stock', ago(2_000))];
    expect(agesOf(flows, now)).toEqual({
      stock: { asOf: ago(2_000), late: false },
      prices: { asOf: ago(90_000), late: true },
    });
  });

  it('is that of the source heard of least recently, of those that are on', () => {
    const flows = [flow('stock', ago(10)), flow('stock', ago(30)), flow('stock', ago(20))];
    expect(agesOf([...flows, flow('stock', ago(90_000), 'off')], now)).toEqual({
      stock: { asOf: ago(30), late: false },
      prices: null,
    });
  });

  it.each([
    [59_999, false],
    [60_000, false],
    [60_001, true],
  ])('is late or not after a silence of %i ms: %s', (silence, late) => {
    expect(agesOf([flow('prices', ago(silence))], now).prices).toEqual({ asOf: ago(silence), late });
  });

  it('is not known of a flow that is off, or that nobody told of', () => {
    expect(agesOf([flow('stock', now, 'off')], now)).toEqual({ stock: null, prices: null });
    expect(agesOf([], now)).toEqual({ stock: null, prices: null });
  });
});
