import { expect, it } from 'vitest';
import { findingLines } from './findings.ts';

const now = new Date('2026-11-29T12:00:00Z');

it('findings are said with their age and worth, and what helps once for all that it helps', () => {
  const held = { kind: 'record-held', remedy: 'Look at the quarantine' };
  const lines = findingLines(
    'erp-adapter',
    [
      {
        ...{ kind: 'hand-over-refused', subject: 'demo', count: 3, since: '2026-11-29T09:00:00Z' },
        worth: [
          { currency: 'EUR', amount: '1240.5' },
          { currency: 'USD', amount: '3' },
        ],
        remedy: 'Mend it',
      },
      { ...held, subject: 'demo|items', count: 1, since: '2026-11-29T11:59:00Z' },
      { ...held, subject: 'demo|prices', count: 2, since: null },
    ],
    now,
  );
  expect(lines).toEqual([
    'erp-adapter: hand-over-refused (demo): 3, the oldest for 3 h, worth 1240.50 EUR and 3.00 USD',
    '  Mend it',
    'erp-adapter: record-held (demo items): 1, for 1 min',
    'erp-adapter: record-held (demo prices): 2',
    '  Look at the quarantine',
  ]);
});

it('nothing found is no line', () => {
  expect(findingLines('orders', [], now)).toEqual([]);
});
