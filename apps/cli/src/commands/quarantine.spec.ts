import { describe, expect, it } from 'vitest';
import { causesOutput, entriesOutput } from './quarantine.ts';

const now = new Date('2026-11-29T12:00:00Z');
const common = { source: 'demo', flow: 'items', field: 'unit', reason: 'unknown code "KRT"' };

describe('what is held back', () => {
  it('is told by its cause', () => {
    const answer = {
      causes: [
        { ...common, severity: 'held', records: 12, since: '2026-11-29T11:00:00Z', example: 'demo|ODD' },
        { ...common, severity: 'warning', records: 1, since: '2026-11-29T11:59:00Z', example: 'demo|X' },
      ],
    };
    expect(causesOutput(answer, now)).toEqual({
      json: answer,
      lines: [
        'flow        severity  records  for    field  reason              example',
        'demo items  held           12  1 h    unit   unknown code "KRT"  demo|ODD',
        'demo items  warning         1  1 min  unit   unknown code "KRT"  demo|X',
      ],
      status: 1,
    });
  });

  it('is nothing while there are warnings alone, or not even these', () => {
    const warning = {
      ...common,
      severity: 'warning',
      records: 1,
      since: '2026-11-29T11:59:00Z',
      example: 'X',
    };
    expect(causesOutput({ causes: [warning] }, now).status).toBe(0);
    expect(causesOutput({ causes: [] }, now)).toEqual({
      json: { causes: [] },
      lines: ['Nothing is held back.'],
      status: 0,
    });
  });

  it('is listed record by record, page by page', () => {
    const entry = { ...common, key: 'demo|ODD', severity: 'held', firstSeen: '2026-11-29T11:00:00Z' };
    const answer = { entries: [entry], next: 'abc' };
    expect(entriesOutput(answer, now)).toEqual({
      json: answer,
      lines: [
        'flow        severity  key       for  field  reason',
        'demo items  held      demo|ODD  1 h  unit   unknown code "KRT"',
        '',
        'More: --after abc',
      ],
      status: 1,
    });
    expect(entriesOutput({ entries: [], next: null }, now)).toEqual({
      json: { entries: [], next: null },
      lines: ['Nothing is held back for that.'],
      status: 0,
    });
    expect(entriesOutput({ entries: [{ ...entry, severity: 'warning' }], next: null }, now).status).toBe(0);
  });
});
