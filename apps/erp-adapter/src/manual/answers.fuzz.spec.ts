import { fuzz, fuzzTimeoutMs, mutatedText } from '@throughline/testing/fuzz';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { answersIn } from './answers-csv.ts';

const seeds = [
  'order;number;status\nW1;410001;open\nW2;00123;\n',
  '\uFEFForder,number,refusal\r\nW1,1,\r\nW2,,"blocked, since ""May"""\r\n',
  'order;status;line;shipped;cancelled;carrier;trackingNumber;shippedAt\nW1;part-shipped;1;2;;DHL;00340;2026-11-21\nW1;;2;0;1;DHL;;\n',
];
const words = ['"', '""', ';', ',', '\t', '\n', '\r', '\r\n', '4,1E+05', '13,75', '-1', 'order;', '|', '='];

it(
  'a file of answers is read, or refused with order, row and field',
  () =>
    fuzz(
      fc.property(mutatedText(seeds, words), (text) => {
        const { answers, faults } = answersIn(text);
        const lines = text.split(/\r\n|\r|\n/).length;
        expect(answers.length + faults.length).toBeGreaterThan(0);
        for (const { row, field, message } of faults) {
          expect(row).toBeGreaterThanOrEqual(1);
          expect(row).toBeLessThanOrEqual(lines);
          expect([field, message]).not.toContain('');
        }
        for (const { row, answer } of answers) {
          expect(row).toBeLessThanOrEqual(lines);
          expect(answer.order).not.toBe('');
        }
      }),
    ),
  fuzzTimeoutMs,
);
