import { fuzz, fuzzTimeoutMs, mutatedText } from '@throughline/testing/fuzz';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { DocumentError } from '../documents/document-error.ts';
import { readYamlDocuments } from '../documents/read-yaml.ts';

const seeds = [
  'a: 010\nb: [1e3, null, yes, "x"]\nc: { d: 1, e: true }\n---\nf: |\n  text\n  more\n',
  'steps: [vk, decimal "1.234,56"]\nwords: { ST: C62, else: hold }\n# a comment\nlist:\n  - one\n  - two: 2\n',
];
const words = [
  ...[
    '&a ',
    '*a',
    '!!int ',
    '!x ',
    '<<: ',
    '? ',
    '- ',
    ': ',
    '---\n',
    '...\n',
    '%YAML 1.2\n',
    '\t',
    '"',
    "'",
  ],
  ...['[', ']', '{', '}', '|', '>', '>-\n', '#', ',', '\n ', '\r', '1e999', '0x', '&a [*a,*a,*a]'],
  ...['['.repeat(200), '{a: '.repeat(200), '- '.repeat(200), '? '.repeat(100)],
];
const schema = z.strictObject({
  a: z.string(),
  b: z.array(z.string()),
  c: z.union([z.string(), z.strictObject({ d: z.number(), e: z.boolean() })]),
});

it(
  'a text is read as YAML, or refused with line and column',
  () =>
    fuzz(
      fc.property(mutatedText(seeds, words), (text) => {
        const lines = text.split(/\r\n|\r|\n/).length;
        try {
          for (const document of readYamlDocuments(text)) document.read(schema);
        } catch (error) {
          if (!(error instanceof DocumentError)) throw error;
          expect(error.faults.length).toBeGreaterThan(0);
          for (const { line, column, reason } of error.faults) {
            expect(line).toBeGreaterThanOrEqual(1);
            expect(line).toBeLessThanOrEqual(lines);
            expect(column).toBeGreaterThanOrEqual(1);
            expect(column).toBeLessThanOrEqual(text.length + 1);
            expect(reason).not.toBe('');
          }
        }
      }),
    ),
  fuzzTimeoutMs,
);
