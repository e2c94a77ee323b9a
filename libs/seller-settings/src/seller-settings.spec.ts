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
      SELLER_TIME_ZONE: 'Europe/Berlin',
      ROUNDING_POLICY: 'tax-group',
      BUYER_LINE_QUANTITY_MAX: 200,
      BUYER_ORDER_WORTH_MAX: '10000',
      BUYER_OPEN_WORTH_MAX: '20000',
      BUYER_HOLD_DAYS: 14,
    });
  });

  it('is what the variables say, read into what services work with', () => {
    const given = {
      PRICE_STRATEGY: 'priority:WEB, TRADE',
      PRICE_GRACE_SECONDS: '0',
      SELLER_TIME_ZONE: 'America/New_York',
      ROUNDING_POLICY: 'line',
      BUYER_LINE_QUANTITY_MAX: '12',
      BUYER_ORDER_WORTH_MAX: '999.99',
      BUYER_OPEN_WORTH_MAX: '1500',
      BUYER_HOLD_DAYS: '0.5',
    };
    expect(sellerSettings.parse(given)).toEqual({
      PRICE_STRATEGY: { priority: ['WEB', 'TRADE'] },
      PRICE_GRACE_SECONDS: 0,
      SELLER_TIME_ZONE: 'America/New_York',
      ROUNDING_POLICY: 'line',
      BUYER_LINE_QUANTITY_MAX: 12,
      BUYER_ORDER_WORTH_MAX: '999.99',
      BUYER_OPEN_WORTH_MAX: '1500',
      BUYER_HOLD_DAYS: 0.5,
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

  it('limits no buyer where it says 0', () => {
    const none = { BUYER_LINE_QUANTITY_MAX: '0', BUYER_ORDER_WORTH_MAX: '0', BUYER_OPEN_WORTH_MAX: '0.00' };
    expect(sellerSettings.parse({ ...none, BUYER_HOLD_DAYS: '0' })).toMatchObject({
      BUYER_LINE_QUANTITY_MAX: null,
      BUYER_ORDER_WORTH_MAX: null,
      BUYER_OPEN_WORTH_MAX: null,
      BUYER_HOLD_DAYS: 0,
    });
  });

  it.each([
    ['BUYER_LINE_QUANTITY_MAX', ['-1', '1.5', 'many']],
    ['BUYER_ORDER_WORTH_MAX', ['-1', '1e3', 'much', '1,5']],
    ['BUYER_OPEN_WORTH_MAX', ['-0.01', '']],
    ['BUYER_HOLD_DAYS', ['-1', '3651', 'a week']],
  ])('limits no buyer by a %s of %j', (variable, wrong) => {
    for (const value of wrong) expect(Object.keys(problemsOf({ [variable]: value }))).toEqual([variable]);
  });

  it('is told what is wrong with the worth that it limits orders to', () => {
    expect(problemsOf({ BUYER_ORDER_WORTH_MAX: '1,5' })).toEqual({
      BUYER_ORDER_WORTH_MAX: 'is not an amount',
    });
  });

  it('is said to be wrong all at once', () => {
    const wrong = { PRICE_STRATEGY: 'x', PRICE_GRACE_SECONDS: '-1', ROUNDING_POLICY: 'x' };
    expect(Object.keys(problemsOf(wrong))).toEqual(Object.keys(wrong));
  });
});
