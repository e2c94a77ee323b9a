import { describe, expect, it } from 'vitest';
import type { Problem } from '../../api/types.ts';
import { catalogues } from '../../texts/catalogues.ts';
import { orderedBefore } from './order-problems.ts';

const problem = (name: string, more: object = {}): Problem => ({
  ...{ type: `urn:throughline:problem:${name}`, title: 'Conflict', status: 409 },
  ...more,
});

describe('an order that was placed a moment ago already', () => {
  it('is known by its number', () => {
    expect(orderedBefore(problem('ordered-a-moment-ago', { order: 'W000000001' }))).toBe('W000000001');
  });

  it.each([
    ['price-changed', { order: 'W000000001' }],
    ['not-ordered-a-moment-ago', { order: 'W000000001' }],
    ['ordered-a-moment-ago', {}],
    ['ordered-a-moment-ago', { order: 7 }],
  ])('is none for %s with %j', (name, more) => {
    expect(orderedBefore(problem(name, more))).toBeNull();
  });

  it('is told with its number, and can be ordered again', () => {
    const { orderedBefore: title, orderedBeforeHint, seeOrder, anyway } = catalogues.en.checkout;
    expect([title, orderedBeforeHint('W1'), seeOrder('W1'), anyway]).toEqual([
      'You ordered this a moment ago',
      'It is order W1. Nothing was ordered a second time. Do you want the same once more?',
      'See order W1',
      'Order it again anyway',
    ]);
    expect(catalogues.de.checkout.orderedBeforeHint('W1')).toMatch(/^Es ist die Bestellung W1\./);
  });
});
