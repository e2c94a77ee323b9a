import { describe, expect, it } from 'vitest';
import { parsePriceStrategy } from './price-strategy.ts';

describe('parsePriceStrategy', () => {
  it('reads the three strategies', () => {
    expect(parsePriceStrategy('most-specific')).toBe('most-specific');
    expect(parsePriceStrategy('lowest')).toBe('lowest');
    expect(parsePriceStrategy('priority:WEB')).toEqual({ priority: ['WEB'] });
    expect(parsePriceStrategy('priority:WEB, TRADE,B2B ')).toEqual({ priority: ['WEB', 'TRADE', 'B2B'] });
  });

  it.each([
    '',
    'cheapest',
    'Lowest',
    'lowest ',
    'priority',
    'priority:',
    'priority: ',
    'priority:A,,B',
    'priority:A, ',
    'no priority:A',
    'priority:A\nB',
  ])('refuses %j', (text) => {
    expect(() => parsePriceStrategy(text)).toThrow(
      new RangeError(
        `not a price strategy: ${JSON.stringify(text)}; use most-specific, lowest or priority:LIST,LIST`,
      ),
    );
  });
});
