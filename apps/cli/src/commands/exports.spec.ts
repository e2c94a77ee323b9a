import { describe, expect, it } from 'vitest';
import { type ExportStatus, exportsOutput } from './exports.ts';

const now = new Date('2026-11-29T12:00:00Z');
const status = (some: Partial<ExportStatus>): ExportStatus => ({
  ...{ source: 'demo', order: 'W1', state: 'sent', reason: null, erpNumber: null, differences: [] },
  ...{ currency: 'EUR', gross: '238', stateAt: '2026-11-29T11:58:00Z', attempts: 0 },
  ...{ waitsFor: null, batch: null },
  ...some,
});

describe('hand-overs', () => {
  it('are listed with what keeps them, and where documents differ', () => {
    const answer = {
      exports: [
        status({ state: 'refused', reason: 'The back office has no item X', attempts: 2 }),
        status({
          ...{ order: 'W22', state: 'verified', erpNumber: '410001' },
          differences: [
            {
              ...{ kind: 'lowered', field: 'lines[1].ordered', ours: '2', theirs: '1' },
              ...{ since: '2026-11-29T10:00:00Z', worth: '100' },
            },
            { field: 'gross', ours: '238', theirs: '119' },
          ],
        }),
      ],
      next: 12,
    };
    expect(exportsOutput(answer, now)).toEqual({
      json: answer,
      lines: [
        'order  source  state     for    number  attempts  worth       why',
        'W1     demo    refused   2 min                 2  238.00 EUR  The back office has no item X',
        'W22    demo    verified  2 min  410001         0  238.00 EUR  differs in 2',
        '',
        'W22:',
        '  kind     field             ordered  document  for  worth',
        '  lowered  lines[1].ordered  2        1         2 h  100.00 EUR',
        '           gross             238      119       -',
        '',
        'More: --after 12',
      ],
      status: 1,
    });
  });

  it('that go on by themselves need nobody', () => {
    const answer = { exports: [status({})], next: null };
    expect(exportsOutput(answer, now)).toEqual({
      json: answer,
      lines: [
        'order  source  state  for    number  attempts  worth       why',
        'W1     demo    sent   2 min                 0  238.00 EUR',
      ],
      status: 0,
    });
  });

  it('that a clerk types in say what they wait for', () => {
    const exports = [
      status({ state: 'received', waitsFor: 'batch' }),
      status({ order: 'W2', waitsFor: 'clerk', batch: 7 }),
      status({ order: 'W3', state: 'acknowledged', batch: 7 }),
    ];
    const { lines, status: code } = exportsOutput({ exports, next: null }, now);
    expect(lines.map((line) => line.split('EUR')[1]?.trim())).toEqual([
      undefined,
      'waits to be printed',
      'is on paper, in batch 7',
      '',
    ]);
    expect(code).toBe(0);
  });

  it('that wait for the plan or for an answer say so', () => {
    const exports = [
      status({ state: 'received', waitsFor: 'plan' }),
      status({ order: 'W2', state: 'sent', waitsFor: 'answer' }),
    ];
    const { lines, status: code } = exportsOutput({ exports, next: null }, now);
    expect(lines.map((line) => line.split('EUR')[1]?.trim())).toEqual([
      ...[undefined, 'waits for the plan', 'waits for an answer'],
    ]);
    expect(code).toBe(0);
  });

  it.each([status({ state: 'parked' }), status({ state: 'refused' })])(
    'that are $state need somebody',
    (one) => {
      expect(exportsOutput({ exports: [status({}), one], next: null }, now).status).toBe(1);
    },
  );

  it('may be none', () => {
    const answer = { exports: [], next: null };
    expect(exportsOutput(answer, now)).toEqual({ json: answer, lines: ['There is none.'], status: 0 });
  });
});
