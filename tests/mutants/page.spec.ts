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
  const areas = ['money', 'rules', 'orders'];
  const section = sectionOf([score], areas);

  it('has a row for each area', () => {
    expect(section).toContain('| money | 20 | 19 | 2 | 95.0 | 90 |');
  });

  it('keeps the rows of areas that were not mutated, in the order of the areas', () => {
    const rows = (text: string) =>
      text.split('\n').filter((line) => /^\| (money|rules|orders|gone) /.test(line));
    const gone = { ...score, area: 'gone' };
    // As a formatter lays tables out.
    const padded = (text: string) => text.replace(/^\| (\w+) \| (\d+)/gm, '| $1     |     $2');
    const before = sectionOf([score, { ...score, area: 'orders' }, gone], [...areas, 'gone']);
    expect(
      rows(
        sectionOf(
          [
            { ...score, area: 'rules' },
            { ...score, killed: 29 },
          ],
          areas,
          padded(before),
        ),
      ),
    ).toEqual([
      '| money | 30 | 29 | 2 | 95.0 | 90 |',
      '| rules | 20 | 19 | 2 | 95.0 | 90 |',
      '| orders     |     20 | 19 | 2 | 95.0 | 90 |',
    ]);
  });

  it('takes the place of the one before, at the end of the page', () => {
    const page = withSection('# Reliability\n\nWords.\n', section);
    expect(page).toBe(`# Reliability\n\nWords.\n\n${section}`);
    const next = sectionOf([{ ...score, killed: 20 }], areas);
    expect(withSection(page, next)).toBe(`# Reliability\n\nWords.\n\n${next}`);
    expect(sectionIn(page)).toBe(section);
    expect(sectionIn('# Reliability\n')).toBe('');
  });
});
