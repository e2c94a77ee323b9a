import { describe, expect, it } from 'vitest';
import type { Mode, PlanEntry } from '../plan/plan.ts';
import { handOverPace } from './hand-over-pace.ts';

const entry = (mode: Mode, of: Partial<PlanEntry> = {}): PlanEntry => ({
  ...{
    flow: 'orders-out',
    scope: { kind: 'everything' },
    source: 'buero',
    mode,
    schedule: null,
    owner: null,
  },
  ...{ note: null, resumes: null, generation: 1, nextRunAt: null, ranAt: null, ...of },
});

describe('how orders go to a source', () => {
  it.each<[Mode, string]>([
    ['real-time', 'at once'],
    ['batch', 'in runs'],
    ['off', 'off'],
  ])('by the mode %s is %s', (mode, pace) => {
    expect(handOverPace([entry(mode)], 'buero')).toBe(pace);
  });

  it('is at once where the plan says nothing of it, or of another source', () => {
    expect(handOverPace([], 'buero')).toBe('at once');
    expect(handOverPace([entry('off', { flow: 'orders' })], 'buero')).toBe('at once');
    expect(handOverPace([entry('off', { source: 'head' })], 'buero')).toBe('at once');
  });
});
