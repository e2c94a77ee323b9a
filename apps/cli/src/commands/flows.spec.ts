import { describe, expect, it } from 'vitest';
import { type Flow, flowsOutput } from './flows.ts';

const now = new Date('2026-11-29T12:00:00Z');
const flow = (some: Partial<Flow>): Flow => ({
  ...{ source: 'demo', flow: 'prices', mode: 'real-time', state: 'live', quarantined: 0 },
  ...{ heardAt: '2026-11-29T11:59:56Z', lastChangeAt: null },
  ...some,
});

describe('flows', () => {
  it('are listed with when they were heard of, what they hold and why they stand still', () => {
    const answer = {
      flows: [
        flow({ lastChangeAt: '2026-11-29T11:00:00Z' }),
        flow({ flow: 'items', state: 'guarded', reason: '40 of 100 would go', quarantined: 12 }),
      ],
    };
    expect(flowsOutput(answer, now)).toEqual({
      json: answer,
      lines: [
        'source  flow    mode       state    heard  last change  held',
        'demo    prices  real-time  live     4 s    1 h             0',
        'demo    items   real-time  guarded  4 s    -              12  40 of 100 would go',
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
