import { describe, expect, it } from 'vitest';
import type { Score } from './mutate.ts';
import { sectionIn, sectionOf, withSection } from './page.ts';

const survivor = { file: 'a.ts', line: 1, text: '', replacement: '', mutator: 'X', covered: true };
const score: Score = {
  area: 'money',
  killed: 19,
  equivalent: 2,
  survivors: [survivor],
  stale: [],
  score: 95,
  threshold: 90,
};

describe('the section on mutation tests', () => {
  const section = sectionOf([score]);

  it('has a row for each area', () => {
    expect(section).toContain('| money | 20 | 19 | 2 | 95.0 | 90 |');
  });

  it('takes the place of the one before, at the end of the page', () => {
    const page = withSection('# Reliability\n\nWords.\n', section);
    expect(page).toBe(`# Reliability\n\nWords.\n\n${section}`);
    const next = sectionOf([{ ...score, killed: 20 }]);
    expect(withSection(page, next)).toBe(`# Reliability\n\nWords.\n\n${next}`);
    expect(sectionIn(page)).toBe(section);
    expect(sectionIn('# Reliability\n')).toBe('');
  });
});
