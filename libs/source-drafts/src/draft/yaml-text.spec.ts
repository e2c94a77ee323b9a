import { readYamlDocuments } from '@throughline/mapping';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type Inline, inline, yamlLines } from './yaml-text.ts';

const text = fc.string({ unit: 'binary', maxLength: 40 });
const key = text.filter((name) => name !== '__proto__');
const { value } = fc.letrec<{ value: Inline }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    text,
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(key, tie('value'), { maxKeys: 4, noNullPrototype: true }),
  ),
}));

it('what is written is what is read, whatever it is and whatever is remarked', () => {
  fc.assert(
    fc.property(value, text, text, (written, guess, ask) => {
      const lines = yamlLines([
        { key: 'a', below: [{ key: 'b', value: written, guess, above: [ask] }] },
        { key: 'c', value: 'd', ask },
      ]);
      expect(readYamlDocuments(lines.join('\n'))[0]?.value).toEqual({ a: { b: written }, c: 'd' });
    }),
  );
});

it('numbers and truth values stand without quotes, texts like them with', () => {
  expect(inline({ header: 1, many: false, text: '1', word: 'true' })).toBe(
    "{ header: 1, many: false, text: '1', word: true }",
  );
});

it('what does not fit beside its line stands above it', () => {
  const word = 'x'.repeat(50);
  expect(yamlLines([{ key: 'a', value: 'b', guess: `${word} ${word} ${word}` }])).toEqual([
    ...[`# guess: ${word} ${word}`, `# ${word}`, 'a: b'],
  ]);
});
