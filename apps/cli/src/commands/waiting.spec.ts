import { describe, expect, it } from 'vitest';
import { waitingOutput } from './waiting.ts';

const now = new Date('2026-11-30T12:00:00Z');
const waits = {
  order: 'W-7',
  topics: ['erp.exports', 'erp.invoices'],
  facts: 3,
  oldest: '2026-11-30T11:00:00Z',
};

describe('what waits for orders that are not known', () => {
  it('is listed by the number that it names, with where the next page begins', () => {
    const answer = { waiting: [waits, { ...waits, order: 'W-10', facts: 12 }], next: 'W-10' };
    expect(waitingOutput(answer, now)).toEqual({
      json: answer,
      lines: [
        'order  facts  since  topics',
        'W-7        3  1 h    erp.exports, erp.invoices',
        'W-10      12  1 h    erp.exports, erp.invoices',
        'More: --after W-10',
      ],
      status: 1,
    });
  });

  it('is nothing, which is well', () => {
    expect(waitingOutput({ waiting: [], next: null }, now)).toMatchObject({
      lines: ['Nothing waits'],
      status: 0,
    });
  });
});
