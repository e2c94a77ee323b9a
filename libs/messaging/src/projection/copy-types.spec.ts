import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { markedLines, rejectedLines } from '../fixtures/compiler.ts';

// The compiler is a process of its own.
describe('the types of copies', () => {
  const fixtures = join(import.meta.dirname, '../fixtures/copies');

  it('let through what fits', () => {
    expect(rejectedLines(join(fixtures, 'fitting.ts'))).toEqual([]);
  });

  it('reject what does not, line by line', () => {
    const marked = markedLines(join(fixtures, 'misfits.ts'));
    expect(marked).toHaveLength(11);
    expect(rejectedLines(join(fixtures, 'misfits.ts'))).toEqual(marked);
  });
});
