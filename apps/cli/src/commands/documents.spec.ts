import { describe, expect, it } from 'vitest';
import { type DocumentPreview, documentsOutput, previewOutput } from './documents.ts';

const preview: DocumentPreview = {
  ...{ id: 7, source: 'nord', reader: 'art', name: 'ART_7.csv', records: 3, seen: 'abc' },
  ...{ asOf: '2026-11-30T10:00:00Z', receivedAt: '2026-11-30T10:00:00Z' },
  ...{ state: 'waiting', because: '2 of 3 keys would go' },
  verdict: {
    ...{
      faultCount: 1,
      added: 1,
      changed: 1,
      gone: 2,
      drift: [{ kind: 'new', column: 'EAN', before: null, after: 'whole', stops: false }],
      held: { items: 1, prices: 0 },
    },
    faults: [{ position: 4, field: 'ME', reason: 'is missing' }],
  },
  examples: [
    { sourceKey: '4-1\u001FB1', kind: 'changed', before: { M: '1' }, after: { M: '2' } },
    { sourceKey: '4-2', kind: 'gone', before: { M: '3' }, after: null },
  ],
};

describe('documents of sources', () => {
  it('are listed with what they wait for', () => {
    const { lines, status } = documentsOutput({ documents: [preview] }, new Date('2026-11-30T12:00:00Z'));
    expect(lines[1]).toMatch(/^ *7 +nord art +ART_7\.csv +waiting +3 +2 h +2 of 3 keys would go$/);
    expect(status).toBe(1);
    expect(documentsOutput({ documents: [] }, new Date())).toMatchObject({
      lines: ['There are none.'],
      status: 0,
    });
  });

  it('say what they would change, and how to answer', () => {
    const { lines, status } = previewOutput(preview);
    expect(lines).toEqual([
      'ART_7.csv (nord art): waiting. 2 of 3 keys would go',
      '3 records: 1 new, 1 changed, 2 gone',
      '1 of items would be held back',
      'column EAN: new',
      '',
      '1 cannot be read',
      '  4 ME is missing',
      '',
      'changed 4-1 B1',
      '  - {"M":"1"}',
      '  + {"M":"2"}',
      'gone 4-2',
      '  - {"M":"3"}',
      '',
      'throughline documents accept 7 --seen abc',
      'throughline documents refuse 7 --reason WHY',
    ]);
    expect(status).toBe(1);
  });

  it('that count say no more than that', () => {
    const applied = { ...preview, state: 'applied', because: null, verdict: null, examples: [] };
    expect(previewOutput(applied)).toMatchObject({
      lines: ['ART_7.csv (nord art): applied', '3 records: 0 new, 0 changed, 0 gone'],
      status: 0,
    });
  });
});
