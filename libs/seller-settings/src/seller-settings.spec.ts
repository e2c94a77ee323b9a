import { describe, expect, it } from 'vitest';
import { sellerSettings } from './seller-settings.ts';

/** Message of what is wrong, by variable. */
const problemsOf = (environment: Record<string, string>) =>
  Object.fromEntries(
    (sellerSettings.safeParse(environment).error?.issues ?? []).map(({ path, message }) => [
      path.join('.'),
      message,
    ]),
  );

describe('what the seller decides', () => {
  it('is this when nothing is said', () => {
    expect(sellerSettings.parse({})).toEqual({
      PRICE_STRATEGY: null,
      PRICE_GRACE_SECONDS: 3_600,
      ROUNDING_POLICY: 'tax-group',
    });
  });

  it('is what the variables say, read into what services work with', () => {
    const given = {
      PRICE_STRATEGY: 'priority:WEB, TRADE',
      PRICE_GRACE_SECONDS: '0',
      ROUNDING_POLICY: 'line',
    };
    expect(sellerSettings.parse(given)).toEqual({
      PRICE_STRATEGY: { priority: ['WEB', 'TRADE'] },
      PRICE_GRACE_SECONDS: 0,
      ROUNDING_POLICY: 'line',
    });
  });

  it.each(['line', 'tax-group', 'document'])('rounds by %s', (ROUNDING_POLICY) => {
    expect(sellerSettings.parse({ ROUNDING_POLICY })).toMatchObject({ ROUNDING_POLICY });
  });

  it.each(['most-specific', 'lowest', 'regular-or-lower-sale'])(
    'may be one strategy for all back offices: %s',
    (PRICE_STRATEGY) => {
      expect(sellerSettings.parse({ PRICE_STRATEGY })).toMatchObject({ PRICE_STRATEGY });
    },
  );

  it('may say that each back office has the strategy that it declares', () => {
    expect(sellerSettings.parse({ PRICE_STRATEGY: 'as-declared' })).toMatchObject({ PRICE_STRATEGY: null });
  });

  it.each(['cheapest', 'priority:', 'priority:A,,B', ''])('is no price strategy %j', (PRICE_STRATEGY) => {
    expect(problemsOf({ PRICE_STRATEGY })).toEqual({
      PRICE_STRATEGY:
        'is not as-declared, most-specific, lowest, regular-or-lower-sale or priority:LIST,LIST',
    });
  });

  it('honours no price before its end, nor for longer than a day after it', () => {
    const problems = (PRICE_GRACE_SECONDS: string) => Object.keys(problemsOf({ PRICE_GRACE_SECONDS }));
    expect(problems('86400')).toEqual([]);
    for (const wrong of ['-1', '86401', 'an hour']) expect(problems(wrong)).toEqual(['PRICE_GRACE_SECONDS']);
  });

  it('is said to be wrong all at once', () => {
    const wrong = { PRICE_STRATEGY: 'x', PRICE_GRACE_SECONDS: '-1', ROUNDING_POLICY: 'x' };
    expect(Object.keys(problemsOf(wrong))).toEqual(Object.keys(wrong));
  });
});
