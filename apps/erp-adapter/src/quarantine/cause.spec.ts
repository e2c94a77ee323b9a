import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { causeKinds, causeOf, kindOf } from './cause.ts';

describe('why a record is held', () => {
  it.each([
    ['is missing', 'missing', null],
    ['are missing', 'missing', null],
    ['unknown code "KRT"', 'unknown-code', 'KRT'],
    ['unknown code "a \\"b\\""', 'unknown-code', 'a "b"'],
    ['unknown code "KRT": repaired', 'unknown-code', 'KRT'],
    ['no such item', 'unknown-reference', null],
    ['no item "TLB"', 'unknown-reference', 'TLB'],
    ['no list "HAND"', 'unknown-reference', 'HAND'],
    ['no rate of code X in DE', 'unknown-reference', 'code X in DE'],
    ['the item has no unit "KRT"', 'unknown-reference', 'KRT'],
    ['"TLB" is no goods', 'unknown-reference', 'TLB'],
    ['"TLB-DUP" is the code of "tlb-dup"', 'code-taken', 'TLB-DUP'],
    ['"TLB-DUP" is the code of several rows', 'code-taken', 'TLB-DUP'],
    ['contains "|"', 'unusable-code', null],
    ['is longer than 64 characters', 'unusable-code', null],
    ['cannot stand in an address', 'unusable-code', null],
    ['was made a date by a spreadsheet', 'damaged', null],
    ['was made a number by a spreadsheet, and has lost digits', 'damaged', null],
    ['has lost zeros in front to a spreadsheet', 'damaged', null],
    ['is too long: 500000 bytes, and at most 400000 are sent', 'unkeepable', null],
    ['is longer than 1000 bytes', 'unkeepable', null],
    ['name holds a character that cannot be kept', 'unkeepable', null],
    ['holds a character that cannot be kept', 'unkeepable', null],
    ['is one of 3: say which', 'ambiguous', null],
    ['2 records of txt', 'ambiguous', null],
    ['cannot be computed: no such key', 'not-computable', null],
    ['is not available in this record', 'not-available', null],
    ['is negative', 'out-of-range', null],
    ['is not above 0: -5', 'out-of-range', null],
    ['is not 3 characters long but 2: AA', 'out-of-range', null],
    ['has more than 7 decimals: round it', 'out-of-range', null],
    ['ends before it begins', 'contradictory', null],
    ['C62 is there twice', 'contradictory', null],
    ['is no decimal like 1.234,56: 99,9A', 'unreadable', null],
    ['is neither Y nor N: A', 'unreadable', null],
    ['no web address "x"', 'unreadable', null],
    ['has a colour that nobody likes', 'other', 'has a colour that nobody likes'],
  ])('is told by its words: %s', (reason, rule, about) => {
    expect(causeOf({ reason })).toEqual({ rule, about });
  });

  it('is the same whatever stands in the row, and another for each code that the mapping lacks', () => {
    const cause = (reason: string) => JSON.stringify(causeOf({ reason }));
    expect(cause('is no decimal like 1,0: 9A')).toBe(cause('is no decimal like 1,0: AAA'));
    expect(cause('unknown code "A"')).not.toBe(cause('unknown code "B"'));
  });

  it('is always one that is mended somewhere', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.string().map((code) => `unknown code ${JSON.stringify(code)}`),
        ),
        (reason) => {
          const { rule, about } = causeOf({ reason });
          expect(causeKinds).toContain(kindOf(rule));
          expect((about ?? '').length).toBeLessThanOrEqual(200);
        },
      ),
    );
  });

  it.each([
    ['unknown-code', 'configuration'],
    ['missing', 'data'],
    ['a word of a later version', 'data'],
  ])('%s is mended in the %s', (rule, kind) => {
    expect(kindOf(rule)).toBe(kind);
  });
});
