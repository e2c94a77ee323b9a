import { describe, expect, it } from 'vitest';
import { markOf, readNumber } from './numbers.ts';

describe('what a number is', () => {
  it.each([
    ['1234', null, '1234'],
    ['-5', null, '-5'],
    ['+5', null, '5'],
    ['1.5', 'point', '1.5'],
    ['1,5', 'comma', '1.5'],
    ['.5000', 'point', '0.5000'],
    ['0.375', 'point', '0.375'],
    ['0,375', 'comma', '0.375'],
    ['1234.567', 'point', '1234.567'],
    ['1.234,56', 'comma', '1234.56'],
    ['1,234.56', 'point', '1234.56'],
    ['1.234.567', 'comma', '1234567'],
    ['1,234,567', 'point', '1234567'],
    ['12,34,567.89', 'point', '1234567.89'],
    ['1 234,56', 'comma', '1234.56'],
    ['1\u202f234,56', 'comma', '1234.56'],
    ["1'234.56", 'point', '1234.56'],
    ['1’234', null, '1234'],
  ])('%s', (text, mark, decimal) => {
    expect(readNumber(text)).toEqual({ mark, trouble: null, decimal });
  });

  it.each([
    ['1.234', 'ambiguous'],
    ['12,345', 'ambiguous'],
    ['-1.234', 'ambiguous'],
    ['12.50-', 'sign-behind'],
    ['(12.50)', 'parentheses'],
    ['00123D', 'overpunch'],
    ['00123}', 'overpunch'],
    ['3.399999999999999', 'float'],
    ['0.30000000000000004', 'float'],
    ['1.5E-3', 'float'],
    ['12,50 €', 'unit'],
    ['EUR 12.50', 'unit'],
    ['5kg', 'unit'],
    ['12.5O', 'unreadable'],
    ['l2', 'unreadable'],
    ['1 2', 'unreadable'],
    ['1.23.4', 'unreadable'],
    ['12,34,56', 'unreadable'],
    ['on request', 'unreadable'],
  ])('%s is %s', (text, trouble) => {
    expect(readNumber(text).trouble).toBe(trouble);
  });

  it('takes a sign behind for what it is', () => {
    expect(readNumber('1.234,50-').decimal).toBe('-1234.50');
    expect(readNumber('(12)').decimal).toBe('-12');
  });

  it('is settled by a stated format', () => {
    expect(markOf('1.234,56')).toBe('comma');
    expect(markOf('1,234.56')).toBe('point');
    expect(markOf('1234')).toBeNull();
    expect(markOf(undefined)).toBeNull();
    expect(readNumber('1.234', 'comma')).toEqual({ mark: null, trouble: null, decimal: '1234' });
    expect(readNumber('1.234', 'point')).toEqual({ mark: 'point', trouble: null, decimal: '1.234' });
  });
});
