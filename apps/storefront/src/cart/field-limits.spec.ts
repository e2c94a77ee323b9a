import { describe, expect, it } from 'vitest';
import { overLimits } from './field-limits.ts';

const limits = [
  { field: 'recipient.name', maxLength: 3, alphabet: null },
  { field: 'recipient.city', maxLength: null, alphabet: 'A-Z ' },
  { field: 'recipient.phone', maxLength: 2, alphabet: '0-9' },
];

describe('what a back office can hold', () => {
  it.each([
    [{ 'recipient.name': 'Ada', 'recipient.city': 'NEW YORK', 'recipient.phone': '12' }],
    [{ 'recipient.name': '🚲🚲🚲', 'recipient.phone': null }],
    [{}],
  ])('is all of %j', (fields) => {
    expect(overLimits(fields, limits)).toEqual([]);
  });

  it('is told field by field, with its limit', () => {
    const fields = { 'recipient.name': 'Adam', 'recipient.city': 'Köln', 'recipient.phone': '123' };
    expect(overLimits(fields, limits)).toEqual([
      { field: 'recipient.name', message: 'is longer than 3 characters', in: 'body' },
      { field: 'recipient.city', message: 'holds characters other than A-Z ', in: 'body' },
      { field: 'recipient.phone', message: 'is longer than 2 characters', in: 'body' },
    ]);
    expect(overLimits({ 'recipient.phone': 'ab' }, limits)).toEqual([
      { field: 'recipient.phone', message: 'holds characters other than 0-9', in: 'body' },
    ]);
  });
});
