import { describe, expect, it } from 'vitest';
import { type PlanEntry, type Scope, entryFor, publishes } from './plan.ts';

const entry = (scope: Scope, source: string, mode: PlanEntry['mode'] = 'real-time'): PlanEntry => {
  return { flow: 'stock', scope, source, mode, schedule: null, owner: null, note: null };
};
const everything = entry({ kind: 'everything' }, 'demo');
const family = entry({ kind: 'family', code: 'TUBES' }, 'nord');
const location = entry({ kind: 'location', code: '3PL' }, 'lager');

describe('the plan', () => {
  it.each([
    ['everything', {}, everything],
    ['everything, whatever else it is about', { location: 'B1', family: 'TIRES' }, everything],
    ['its family', { location: 'B1', family: 'TUBES' }, family],
    ['its location before its family', { location: '3PL', family: 'TUBES' }, location],
  ])('says of a record what it says of %s', (_, subject, expected) => {
    for (const plan of [
      [everything, family, location],
      [location, family, everything],
    ])
      expect(entryFor(plan, 'stock', subject)).toBe(expected);
  });

  it('says nothing of a flow that it does not name', () => {
    expect(entryFor([everything], 'prices', {})).toBeNull();
    expect(entryFor([family], 'stock', { family: 'TIRES' })).toBeNull();
  });

  it('has one source publish each record, and all where it says nothing', () => {
    const plan = [everything, family];
    expect(['demo', 'nord'].map((source) => publishes(plan, source, 'stock', { family: 'TUBES' }))).toEqual([
      false,
      true,
    ]);
    expect(['demo', 'nord'].map((source) => publishes(plan, source, 'stock', {}))).toEqual([true, false]);
    expect(['demo', 'nord'].map((source) => publishes(plan, source, 'items', {}))).toEqual([true, true]);
  });

  it('has nobody publish what is off', () => {
    const plan = [everything, entry({ kind: 'family', code: 'TUBES' }, 'nord', 'off')];
    expect(['demo', 'nord'].map((source) => publishes(plan, source, 'stock', { family: 'TUBES' }))).toEqual([
      false,
      false,
    ]);
  });
});
