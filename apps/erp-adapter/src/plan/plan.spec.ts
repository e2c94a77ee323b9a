import { describe, expect, it } from 'vitest';
import { type PlanEntry, type Run, type Scope, entryFor, paceOf, treatmentOf } from './plan.ts';

const entry = (scope: Scope, source: string, some: Partial<PlanEntry> = {}): PlanEntry => {
  return {
    ...{ flow: 'stock', scope, source, mode: 'real-time', schedule: null, owner: null, note: null },
    ...{ resumes: null, generation: 1, nextRunAt: null, ranAt: null },
    ...some,
  };
};
const everything = entry({ kind: 'everything' }, 'demo');
const family = entry({ kind: 'family', code: 'TUBES' }, 'nord');
const location = entry({ kind: 'location', code: '3PL' }, 'lager');
const at = (hour: number) => new Date(Date.UTC(2026, 10, 29, hour));

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
});

describe('what is done with a record', () => {
  const treatment = (
    plan: readonly PlanEntry[],
    source: string,
    subject = {},
    { flow = 'stock' as PlanEntry['flow'], run = null as Run | null } = {},
  ) => treatmentOf(plan, { source, flow, run }, subject);
  const tubes = { family: 'TUBES' };

  it('is to publish it where it is its source’s, or nobody’s', () => {
    const plan = [everything, family];
    expect(['demo', 'nord'].map((source) => treatment(plan, source, tubes))).toEqual(['withdraw', 'publish']);
    expect(['demo', 'nord'].map((source) => treatment(plan, source))).toEqual(['publish', 'withdraw']);
    expect(['demo', 'nord'].map((source) => treatment(plan, source, {}, { flow: 'items' }))).toEqual([
      'publish',
      'publish',
    ]);
  });

  it('is to withdraw it when it is off, and to leave it while it pauses', () => {
    const off = entry({ kind: 'family', code: 'TUBES' }, 'nord', { mode: 'off' });
    expect(['demo', 'nord'].map((source) => treatment([everything, off], source, tubes))).toEqual([
      'withdraw',
      'withdraw',
    ]);
    expect(treatment([{ ...off, resumes: 'real-time' }], 'nord', tubes)).toBe('leave');
  });

  it('is to leave a document whose flow is off or another’s: that would say that it is gone', () => {
    for (const flow of ['orders', 'invoices'] as const) {
      const off = entry({ kind: 'everything' }, 'demo', { flow, mode: 'off' });
      expect(['demo', 'nord'].map((source) => treatment([off], source, {}, { flow }))).toEqual([
        'leave',
        'leave',
      ]);
    }
  });

  it.each(['batch', 'manual'] as const)('is to publish it in runs of its own entry alone, in %s', (mode) => {
    const batch = { ...family, mode, generation: 7 };
    const run = { scope: family.scope, generation: 7 };
    const plan = [everything, batch];
    expect(treatment(plan, 'nord', tubes)).toBe('leave');
    expect(treatment(plan, 'nord', tubes, { run })).toBe('publish');
    expect(treatment(plan, 'demo', {}, { run })).toBe('leave');
    expect(treatment(plan, 'demo', tubes, { run })).toBe('leave');
  });

  it.each<[string, Partial<PlanEntry>]>([
    ['that was switched off', { mode: 'off', generation: 8 }],
    ['that was changed', { mode: 'batch', generation: 8 }],
    ['that another source has', { mode: 'batch', generation: 7, source: 'demo' }],
  ])('is to leave it in a run of an entry %s since', (_, changed) => {
    const plan = [{ ...family, ...changed }];
    const run = { scope: family.scope, generation: 7 };
    expect(treatment(plan, 'nord', tubes, { run })).toBe('leave');
  });
});

describe('how a flow runs as a whole', () => {
  const at2 = { mode: 'batch', schedule: '0 2 * * *', nextRunAt: at(2) } as const;
  it.each<[string, PlanEntry[], ReturnType<typeof paceOf>]>([
    ['at once without a plan', [], { mode: 'real-time', nextRun: null, asOf: undefined }],
    ['at once in what no entry names', [location], { mode: 'real-time', nextRun: null, asOf: undefined }],
    [
      'not at all where all is another’s',
      [{ ...everything, source: 'nord' }],
      { mode: 'off', nextRun: null, asOf: undefined },
    ],
    [
      'by its slowest part, as of its oldest run',
      [
        { ...everything, ranAt: at(5), ...at2 },
        { ...location, source: 'demo', ...at2, nextRunAt: at(1), ranAt: at(4) },
        { ...family, source: 'demo', mode: 'off' },
      ],
      { mode: 'batch', nextRun: at(1), asOf: at(4) },
    ],
    [
      'as of no instant before each part was run',
      [
        { ...everything, ...at2, ranAt: at(5) },
        { ...location, source: 'demo', mode: 'manual' },
      ],
      { mode: 'manual', nextRun: at(2), asOf: null },
    ],
    [
      'as of when it paused',
      [{ ...everything, mode: 'off', resumes: 'real-time' }],
      { mode: 'off', nextRun: null, asOf: null },
    ],
  ])('is %s', (_, plan, expected) => {
    expect(paceOf(plan, 'demo', 'stock')).toEqual(expected);
  });
});
