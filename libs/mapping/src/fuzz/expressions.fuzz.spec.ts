import { fuzz, fuzzTimeoutMs, mutatedText } from '@throughline/testing/fuzz';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { compileExpression } from '../compile/expression.ts';
import { Misfit } from '../values/value-type.ts';

const seeds = [
  'row.A == "" ? "C62" : row.B',
  'round(divide(decimal(row.A) * decimal("3"), decimal("7"), 5) + decimal("0.1"), 2)',
  'tree.list.filter(l, l.x != "X").map(l, l.x).size()',
  'int(row.A) + size(row.B) > 3 && row.C.startsWith("x") || !(row.B in ["a", "b"])',
  'timestamp(row.A)',
  '[row.A, row.B].exists(a, a == "x") ? row["C"] : row.A + "-" + string(int(row.B))',
  'row.A.split(",").map(p, p.trim()).join("|").upperAscii().substring(0, 3)',
];
const words = [
  ...[
    'row.',
    'tree.',
    '.map(x, x)',
    '.filter(x, true)',
    '.all(x, x)',
    'has(row.A)',
    'matches(',
    '.matches("(a+)+$")',
  ],
  ...[
    '1/0',
    '%0',
    '9223372036854775807',
    '-',
    'b"x"',
    'r"',
    '"""',
    '{',
    '}',
    '[',
    ']',
    '? :',
    '&&',
    '.size()',
  ],
  ...[
    '__proto__',
    '.constructor',
    '"a" * 3',
    '.indexOf("")',
    'duration("1h")',
    'double("1e999")',
    'dyn(',
    'type(',
  ],
  ...[
    '('.repeat(60),
    '['.repeat(60),
    '!'.repeat(60),
    '-'.repeat(60),
    '+ "x"'.repeat(60),
    '.repeat(',
    '.replace("",',
  ],
];
const cell = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.constantFrom('', '1', '-1', '1.5', '9'.repeat(60), 'a'.repeat(2_000), '2026-11-20T10:00:00Z', '\uD800'),
);
const lists = fc.array(fc.record({ x: cell }), { maxLength: 30 });

it(
  'an expression is compiled, or refused with a reason; then it makes a value, or a misfit that says why',
  () =>
    fuzz(
      fc.property(mutatedText(seeds, words), cell, cell, lists, (text, a, b, list) => {
        const values: Record<string, string> = { A: a, B: b, C: 'c' };
        const known = ['A', 'B', 'C', 'list'];
        const compiled = compileExpression(text, (column) =>
          known.includes(column) ? () => values[column] ?? '' : null,
        );
        if (typeof compiled === 'string') {
          expect(compiled).not.toBe('');
          return;
        }
        const scope = { value: { ...values, list } } as unknown as Parameters<typeof compiled.run>[0];
        const made = compiled.run(scope);
        if (made instanceof Misfit) {
          expect(made.reason).not.toBe('');
          return;
        }
        // What is made of a row is about as long as the row.
        expect(
          JSON.stringify(made, (_, of: unknown) => (typeof of === 'bigint' ? String(of) : of)).length,
        ).toBeLessThan(1_000_000);
      }),
    ),
  fuzzTimeoutMs,
);
