import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DocumentError } from '@throughline/mapping';
import { fuzz, fuzzTimeoutMs, mutatedText } from '@throughline/testing/fuzz';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { checkSource } from './check-source.ts';

const published = (file: string) =>
  readFileSync(join(import.meta.dirname, '../../../docs/connect', file), 'utf8');
const seeds = [published('from-csv-files/nord.yaml'), published('from-a-database/buero.yaml')];
const words = [
  ...[
    'transport: http',
    'transport: manual',
    'password: geheim',
    'at: { folder: ../.. }',
    'zone: Nowhere/Here',
  ],
  ...[
    'format: { xlsx: 1 }',
    'format: { csv: "" }',
    '{any}{any}{any}{any}',
    'pattern: "{seq}{seq}"',
    "where: '1=1",
  ],
  ...[
    'columns: []',
    'key: []',
    'with: { x: { reader: x } }',
    'expect: { gone: 200% of 24h }',
    '(a+)+$',
    '[',
    '{',
  ],
];

it(
  'a source document is taken, or refused with line, column and reason',
  () =>
    fuzz(
      fc.property(mutatedText(seeds, words), (text) => {
        const lines = text.split('\n').length;
        try {
          const { document, feedings } = checkSource(text);
          expect(document.source).not.toBe('');
          for (const { compiled } of feedings) compiled.map({ values: {}, position: 1 });
        } catch (error) {
          if (!(error instanceof DocumentError)) throw error;
          expect(error.faults.length).toBeGreaterThan(0);
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
