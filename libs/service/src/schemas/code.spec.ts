import { codeFault } from '@throughline/events';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { code } from './code.ts';

describe('a code that a route takes', () => {
  it('is whatever a topic carries', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 70, size: 'max' }), (text) => {
        expect(code.safeParse(text).success).toBe(codeFault(text) === null);
      }),
    );
  });

  it.each([
    ['', 'is missing'],
    ['x'.repeat(65), 'is longer than 64 characters'],
    ['A|B', 'contains "|"'],
    ['A\u0007', 'contains a control character'],
  ])('is not %j, which says why', (text, message) => {
    expect(code.safeParse(text).error?.issues[0]?.message).toBe(message);
  });
});
