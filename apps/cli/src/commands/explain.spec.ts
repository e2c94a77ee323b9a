import { expect, it } from 'vitest';
import { type Explanation, explanationOutput } from './explain.ts';

const answer: Explanation = {
  ...{ source: 'nord', flow: 'items', key: 'nord|1', version: 2, mapping: 'items@1', reader: 'art' },
  ...{ sourceKey: '1', made: 'as-published', document: null, skipped: null, issues: [], quarantined: [] },
  published: { version: 3, deleted: false, changedAt: '2026-11-30T10:00:00Z' },
  row: { values: { Nr: '1', ME: 'ST' }, position: 2, asOf: '2026-11-30T10:00:00Z' },
  repairs: [{ path: ['ME'], replaced: 'STK', value: 'ST', author: 'ida', reason: 'a typo' }],
  lookedUp: [{ as: 'group.texts', reader: 'txt', values: { Text: 'Reifen' } }],
  record: { code: '1', unit: 'C62' },
  fields: [
    {
      ...{ field: 'unit', column: 'ME', ordinal: 1 },
      steps: [
        { step: 'read', value: 'ST' },
        { step: 'table units', value: 'C62' },
      ],
    },
  ],
};

it('says how a record came about', () => {
  const { lines, status } = explanationOutput(answer);
  expect(lines).toEqual([
    expect.stringMatching(/^items nord\|1, version 3 since /),
    'by items@1 of version 2 of nord: made again, it is byte for byte what is published',
    '',
    expect.stringMatching(/^art 1, as of /),
    '  {"Nr":"1","ME":"ST"}',
    '  ME is repaired: "STK" → "ST" (ida: a typo)',
    '  group.texts (txt) {"Text":"Reifen"}',
    '',
    'field  column  steps',
    'unit   ME      read → "ST", table units → "C62"',
    '',
    '= {"code":"1","unit":"C62"}',
  ]);
  expect(status).toBe(0);
});

it('says why one is held back, once', () => {
  const issue = { field: 'unit', reason: 'unknown code "KG"', severity: 'held' };
  const { lines, status } = explanationOutput({
    ...{ ...answer, made: 'unpublished', published: null, record: null, issues: [issue] },
    quarantined: [{ ...issue, key: 'nord|1' }],
    document: { id: 7, name: 'ART_7.csv' },
  });
  expect(lines.filter((line) => line.startsWith('!'))).toEqual(['! unit: unknown code "KG" (held)']);
  expect(lines).toContainEqual(expect.stringMatching(/^art 1 of ART_7\.csv \(document 7\), as of /));
  expect(status).toBe(1);
});
