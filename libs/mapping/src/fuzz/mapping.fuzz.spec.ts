import type { RawTree } from '@throughline/connector';
import { fuzz, fuzzTimeoutMs, mutatedText } from '@throughline/testing/fuzz';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { DocumentError } from '../documents/document-error.ts';
import { mappingOf } from '../fixtures/mapping.ts';
import { stepWords } from '../steps/compile-step.ts';

const prices = `mapping: prices@5
of: art
skip: { Status: [X], as: not for sale }
each: [{ tier: 1, vk: VK1 }, { tier: 10, vk: VK10, optional: true }]
record:
  sku: [ArtNr, trim, code]
  amount: [vk, decimal "1.234,56"]
  unit: [ME, table units]
  minQuantity: [tier]
  validFrom: [Ab, date "dd.MM.yyyy", startOfDay]
tables: { units: { ST: C62, else: hold } }
rules: [{ amount: within 40% of published, else: hold }]
`;
const stock = `mapping: stock@1
of: art
record:
  sku: [ArtNr, code]
  location: { constant: B1 }
  quantity: [VK1, integer]
  asOf: [Ab, date "yyyy-MM-dd HH:mm"]
  safetyStock: { cel: 'row.VK10 == "" ? 0 : int(row.VK10)' }
`;
const columns = ['ArtNr', 'VK1', 'VK10', 'ME', 'Ab', 'Status', 'Liste'];
const words = [
  ...stepWords.map(({ word }) => word),
  ...stepWords.map(({ usage }) => usage),
  ...columns.map((column) => `[${column}, `),
  ...[
    '{ cel: ',
    '{ constant: ',
    'else: hold',
    ', optional: true',
    '"1.234,56"',
    'yyyyMMdd',
    '["',
    ' 0',
    ' -1',
  ],
];
const cell = fc.oneof(
  fc.constantFrom(
    '',
    ' ',
    '0',
    '-0',
    '1.234,56',
    '13,75',
    '9'.repeat(40),
    '1e999',
    'NaN',
    '0000-00-00',
    'ST',
  ),
  fc.constantFrom(
    '31.02.2026',
    '29.03.2026',
    '2026-10-25 02:30',
    '\0',
    '\uD800',
    '__proto__',
    'X',
    '4.0E+12',
  ),
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.constant(null),
  fc.array(fc.record({ a: fc.string({ maxLength: 3 }) }), { maxLength: 2 }),
);
const row = fc.record(Object.fromEntries(columns.map((column) => [column, cell])), {
  requiredKeys: ['ArtNr'],
});

it(
  'a mapping is compiled, or refused with its place; then no row makes it throw',
  () =>
    fuzz(
      fc.property(mutatedText([prices, stock], words), fc.array(row, { maxLength: 4 }), (text, rows) => {
        const lines = text.split('\n').length;
        try {
          const mapping = mappingOf(text);
          for (const [index, values] of rows.entries()) {
            const outcome = mapping.map({ values: values as RawTree, position: index + 1 });
            if ('skipped' in outcome) continue;
            for (const { value, issues } of outcome.records) {
              if (value === null) expect(issues.length).toBeGreaterThan(0);
              for (const { field, reason } of issues) expect([field, reason]).not.toContain('');
            }
          }
        } catch (error) {
          if (!(error instanceof DocumentError)) throw error;
          for (const { line, column, reason } of error.faults) {
            expect(line).toBeGreaterThanOrEqual(1);
            expect(line).toBeLessThanOrEqual(lines);
            expect(column).toBeGreaterThanOrEqual(1);
            expect(reason).not.toBe('');
          }
        }
      }),
    ),
  fuzzTimeoutMs,
);
