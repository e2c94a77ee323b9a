import { describe, expect, it } from 'vitest';
import { type PlanEntry, historyOutput, partOf, planOutput, previewOutput } from './plan.ts';

const entry = (some: Partial<PlanEntry> = {}): PlanEntry => ({
  ...{ flow: 'stock', scope: 'everything', code: '', source: 'demo', mode: 'real-time', schedule: null },
  ...{ owner: null, note: null, resumes: null, nextRunAt: null, ranAt: null },
  ...some,
});
const none = { family: undefined, location: undefined, 'account-group': undefined };

describe('the plan', () => {
  it('is listed part by part', () => {
    const entries = [
      entry({ mode: 'off', resumes: 'real-time', owner: 'A. Clerk' }),
      entry({
        ...{ scope: 'location', code: '3PL', source: 'lager', mode: 'batch', schedule: '*/5 * * * *' },
        ...{ nextRunAt: '2026-11-29T12:05:00Z', ranAt: '2026-11-29T12:00:01Z' },
      }),
    ];
    const { lines } = planOutput({ entries });
    expect(lines[1]).toMatch(/^stock +demo +pauses \(real-time\) +- +- +A\. Clerk$/);
    expect(lines[2]).toMatch(
      /^stock location 3PL +lager +batch +\*\/5 \* \* \* \* +2026-11-29 12:05:00 UTC +2026-11-29 12:00:01 UTC$/,
    );
  });

  it('may be empty', () => {
    expect(planOutput({ entries: [] }).lines).toEqual([
      'There is no plan: every source says at once what it has.',
    ]);
  });

  it('tells who changed what, and why', () => {
    const change = {
      ...{ id: 7, at: '2026-11-29T12:00:00Z', author: 'a', flow: 'stock', scope: 'family', code: 'TUBES' },
      ...{ before: null, after: entry({ mode: 'batch', schedule: '30 2 * * *' }), note: 'counted at night' },
    };
    const { lines } = historyOutput({ changes: [change], next: 7 });
    expect(lines[1]).toMatch(/stock family TUBES +- +demo batch 30 2 \* \* \* +counted at night$/);
    expect(lines.at(-1)).toBe('More: --after 7');
  });

  it('says what a run would do', () => {
    const examples = [{ key: 'demo|A|B1', change: 'added' }];
    expect(previewOutput({ source: 'demo', added: 1, changed: 0, withdrawn: 2, examples }).lines).toEqual([
      'Of demo, a run would add 1, change 0 and withdraw 2.',
      '  added  demo|A|B1',
    ]);
  });

  it('names one part of a flow at most', () => {
    expect(partOf('stock', none)).toEqual({ flow: 'stock', scope: 'everything', code: '' });
    expect(partOf('stock', { ...none, location: 'B1' })).toEqual({
      flow: 'stock',
      scope: 'location',
      code: 'B1',
    });
    expect(() => partOf('stock', { ...none, location: 'B1', family: 'TUBES' })).toThrow(
      '--family and --location',
    );
    expect(() => partOf(undefined, none)).toThrow('FLOW is missing');
  });
});
