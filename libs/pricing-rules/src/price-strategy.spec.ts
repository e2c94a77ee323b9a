import { describe, expect, it } from 'vitest';
import { declaredStrategies, parsePriceStrategy, strategyOf } from './price-strategy.ts';

describe('parsePriceStrategy', () => {
  it('reads the strategies', () => {
    expect(parsePriceStrategy('most-specific')).toBe('most-specific');
    expect(parsePriceStrategy('lowest')).toBe('lowest');
    expect(parsePriceStrategy('regular-or-lower-sale')).toBe('regular-or-lower-sale');
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
        `not a price strategy: ${JSON.stringify(text)}; use most-specific, lowest, regular-or-lower-sale or priority:LIST,LIST`,
      ),
    );
  });
});

describe('the strategies of several back offices', () => {
  const declared = declaredStrategies([
    { source: 'demo', priceStrategy: 'regular-or-lower-sale' },
    { source: 'north', priceStrategy: 'priority:WEB,TRADE' },
    { source: 'south', priceStrategy: 'by-the-moon' },
  ]);

  it('are those that they declare, but for words of a later version', () => {
    expect(declared).toEqual(
      new Map<string, unknown>([
        ['demo', 'regular-or-lower-sale'],
        ['north', { priority: ['WEB', 'TRADE'] }],
      ]),
    );
  });

  it('are the most specific price where nothing is declared, and the same for all where one is given for all', () => {
    expect(['demo', 'north', 'south', ''].map((source) => strategyOf(declared, source))).toEqual([
      'regular-or-lower-sale',
      { priority: ['WEB', 'TRADE'] },
      'most-specific',
      'most-specific',
    ]);
    expect(strategyOf('lowest', 'demo')).toBe('lowest');
    expect(strategyOf({ priority: ['WEB'] }, 'demo')).toEqual({ priority: ['WEB'] });
  });
});
