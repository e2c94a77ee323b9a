import type { RawTree } from '@throughline/connector';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ProfileTally, type ReaderProfile, kindOf } from '../landing/column-profile.ts';
import { type DriftRules, driftText, driftsOf, settledProfile } from './drift.ts';

const rules: DriftRules = {
  ...{ new: 'tell', gone: 'stop', wider: 'tell', narrower: 'tell', type: 'stop', empty: 'tell' },
};
const profileOf = (rows: readonly RawTree[], nothing: readonly string[] = []): ReaderProfile => {
  const tally = new ProfileTally(nothing);
  for (const row of rows) tally.add(row);
  return tally.profile;
};
/** A column of which each record has the next of some values. */
const column = (...values: (string | null)[]): ReaderProfile =>
  profileOf(Array.from({ length: 300 }, (_, index) => ({ A: values[index % values.length] ?? null })));
const found = (before: ReaderProfile, now: ReaderProfile) =>
  driftsOf(before, now, rules).map((drift) => `${drift.kind}${drift.stops ? '!' : ''}: ${driftText(drift)}`);

describe('a text', () => {
  it.each([
    ['12', 'whole'],
    ['-1.234', 'whole'],
    ['1.234.567', 'whole'],
    ['1.234,50', 'comma'],
    ['13,75', 'comma'],
    ['1,234.50', 'point'],
    ['0.5-', 'point'],
    ["1'234.50", 'point'],
    ['03.11.2026', 'date 9.9.yyyy'],
    ['3.1.2026', 'date 9.9.yyyy'],
    ['2026-11-03T10:00:00Z', 'date yyyy-9-9T9:9:9Z'],
    ['A12', 'text'],
    ['12 pieces', 'text'],
    ['1'.repeat(41), 'text'],
  ])('%s may be %s', (text, kind) => {
    expect(kindOf(text)).toBe(kind);
  });
});

describe('columns', () => {
  it.each<[string, ReaderProfile, ReaderProfile, string[]]>([
    ['the same', column('1', '2'), column('7', '12'), []],
    ['text that was numbers', column('1', '2'), column('1', 'x'), ['type!: A was numbers and is mixed']],
    ['words that were numbers', column('1'), column('one'), ['type!: A was numbers and is text']],
    ['a single stray text', column('1'), column(...Array<string>(20).fill('1'), 'x'), []],
    [
      'dates in another format',
      column('03.11.2026'),
      column('2026-11-03'),
      ['type!: A was date 9.9.yyyy and is date yyyy-9-9'],
    ],
    [
      'another decimal mark',
      column('1,50', '2'),
      column('1.50', '2'),
      ['type!: A was decimals with a comma and is decimals with a point'],
    ],
    [
      'longer',
      column('abc'),
      column('abcdefg'),
      ['wider: A was at most 3 characters and is at most 7 characters'],
    ],
    [
      'cut',
      column('abcdefg'),
      column('abc'),
      ['narrower: A was at most 7 characters and is at most 3 characters'],
    ],
    [
      'empty more often',
      column('x', 'x', ''),
      column('x', '', ''),
      ['empty: A was empty in 33% and is empty in 67%'],
    ],
    ['mixed as before', column('1', 'x'), column('x', 'y'), []],
  ])('that are %s', (_, before, now, drifts) => {
    expect(found(before, now)).toEqual(drifts);
  });

  it('that came and went are named, those first that stop', () => {
    const before = profileOf([{ Nr: '1', Bez: 'x' }]);
    const now = profileOf([{ Nr: '1', Name: 'x' }]);
    expect(found(before, now)).toEqual(['gone!: Bez is gone', 'new: Name is new']);
  });

  it('of a document without records say nothing, and few values do not either', () => {
    expect(found(column('1'), profileOf([]))).toEqual([]);
    expect(found(column('1'), profileOf([{ A: 'x' }]))).toEqual([]);
  });

  it('of a catalogue differ by type and length', () => {
    const catalogue = (type: string, length: number | null) => ({
      ...{ records: 0, columns: { A: { type, length } } },
    });
    expect(found(catalogue('varchar', 10), catalogue('varchar', 40))).toEqual([
      'wider: A was varchar(10) and is varchar(40)',
    ]);
    expect(found(catalogue('varchar', null), catalogue('varchar', 40))).toEqual([
      'narrower: A was varchar and is varchar(40)',
    ]);
    expect(found(catalogue('int4', null), catalogue('text', null))).toEqual([
      'type!: A was int4 and is text',
    ]);
  });

  it('of which a document of changes says little keep what was known of them', () => {
    const settled = settledProfile(column('1'), profileOf([{ B: 'x' }]), 'changes');
    expect(Object.keys(settled.columns).toSorted()).toEqual(['A', 'B']);
    expect(found(settled, column('x'))).toContain('type!: A was numbers and is text');
    expect(Object.keys(settledProfile(column('1'), profileOf([{ B: 'x' }]), 'everything').columns)).toEqual([
      'B',
    ]);
  });

  const row = fc.dictionary(
    fc.constantFrom('A', 'B', 'C'),
    fc.constantFrom('', '1', '1,5', 'x', '03.11.2026'),
  );

  it('never differ from themselves, whatever their values', () => {
    fc.assert(
      fc.property(fc.array(row, { maxLength: 400 }), (rows) => {
        const profile = profileOf(rows);
        expect(driftsOf(profile, profile, rules)).toEqual([]);
        expect(driftsOf(settledProfile(null, profile, 'everything'), profile, rules)).toEqual([]);
      }),
    );
  });

  it('are remembered in bounded room', () => {
    const wide = Object.fromEntries(Array.from({ length: 2_000 }, (_, index) => [`C${index}`, '1']));
    const many = Array.from({ length: 100 }, (_, index) => ({
      A: `1-1-${'9'.repeat((index % 30) + 4)}`.slice(0, 8),
    }));
    expect(Object.keys(profileOf([wide]).columns)).toHaveLength(500);
    const [of] = Object.values(profileOf(many).columns);
    expect(of && 'kinds' in of && Object.keys(of.kinds).length).toBeLessThanOrEqual(9);
  });
});
