import { describe, expect, it } from 'vitest';
import { type Flow, flowsOutput } from './flows.ts';

const now = new Date('2026-11-29T12:00:00Z');
const flow = (some: Partial<Flow>): Flow => ({
  ...{ source: 'demo', flow: 'prices', mode: 'real-time', state: 'live', quarantined: 0 },
  ...{ heardAt: '2026-11-29T11:59:56Z', lastChangeAt: null, nextRun: null },
  ...some,
});

describe('flows', () => {
  it('are listed with when they were heard of, what they hold and why they stand still', () => {
    const answer = {
      flows: [
        flow({ lastChangeAt: '2026-11-29T11:00:00Z' }),
        flow({ flow: 'items', state: 'guarded', reason: '40 of 100 would go', quarantined: 12 }),
        flow({ flow: 'stock', mode: 'batch', nextRun: '2026-11-30T01:30:00Z' }),
      ],
    };
    expect(flowsOutput(answer, now)).toEqual({
      json: answer,
      lines: [
        'source  flow    mode       state    heard  last change  next run                 held',
        'demo    prices  real-time  live     4 s    1 h          -                           0',
        'demo    items   real-time  guarded  4 s    -            -                          12  40 of 100 would go',
        'demo    stock   batch      live     4 s    -            2026-11-30 01:30:00 UTC     0',
      ],
      status: 1,
    });
  });

  it.each([
    ['is heard', {}, 0],
    ['is read for the first time', { heardAt: null }, 0],
    ['was heard a minute ago', { heardAt: '2026-11-29T11:59:00Z' }, 0],
    ['was heard longer ago', { heardAt: '2026-11-29T11:58:59Z' }, 1],
    ['is silent', { state: 'silent' }, 1],
    [
      'waits for its batch',
      { mode: 'batch', heardAt: '2026-11-28T12:00:00Z', nextRun: '2026-11-29T12:30:00Z' },
      0,
    ],
    ['missed its batch', { mode: 'batch', nextRun: '2026-11-29T11:58:00Z' }, 1],
    ['waits for a person', { mode: 'manual', heardAt: '2026-11-20T12:00:00Z' }, 0],
    ['is off', { mode: 'off', heardAt: '2026-11-20T12:00:00Z' }, 0],
  ])('that one %s', (_, some, status) => {
    expect(flowsOutput({ flows: [flow({}), flow(some)] }, now).status).toBe(status);
  });

  it('may be none yet', () => {
    expect(flowsOutput({ flows: [] }, now)).toEqual({
      json: { flows: [] },
      lines: ['There is no flow yet.'],
      status: 0,
    });
  });
});
