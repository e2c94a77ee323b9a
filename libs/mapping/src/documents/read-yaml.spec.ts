import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { faultsOf } from '../fixtures/mapping.ts';
import { readYaml, readYamlDocuments } from './read-yaml.ts';

const texts = z.record(z.string(), z.union([z.string(), z.null(), z.array(z.string())]));

describe('a YAML document', () => {
  it('keeps what is written where text is meant', () => {
    const { value } = readYaml(
      'a: 010\nb: 1e3\nc: null\nd: yes\ne: 1.10\nf: 0x1F\ng: ~\nh: 2026-11-03\ni: true\nj: .inf\nk: 1_000\nl:\nm: ""\n',
      texts,
    );
    expect(value).toEqual({
      ...{
        a: '010',
        b: '1e3',
        c: 'null',
        d: 'yes',
        e: '1.10',
        f: '0x1F',
        g: '~',
        h: '2026-11-03',
        i: 'true',
      },
      ...{ j: '.inf', k: '1_000', l: null, m: '' },
    });
  });

  it('has numbers and booleans where the schema asks for them, and they are written so', () => {
    const schema = z.strictObject({
      every: z.number().int(),
      share: z.number(),
      on: z.boolean(),
      only: z.literal(true),
      list: z.array(z.strictObject({ size: z.number() })),
      either: z.union([z.strictObject({ gone: z.number() }), z.string()]),
    });
    const { value } = readYaml(
      'every: 24\nshare: 0.5\non: false\nonly: true\nlist: [{ size: 1 }, { size: 2 }]\neither: { gone: 5 }\n',
      schema,
    );
    expect(value).toEqual({
      ...{
        every: 24,
        share: 0.5,
        on: false,
        only: true,
        list: [{ size: 1 }, { size: 2 }],
        either: { gone: 5 },
      },
    });
  });

  it.each(['"24"', '024', '1e3', '1_0', '0x10', '24.50', 'yes', '9007199254740993'])(
    'has no number %s',
    (text) => {
      expect(faultsOf(() => readYaml(`every: ${text}\n`, z.strictObject({ every: z.number() })))).toEqual([
        { line: 1, column: 8, path: 'every', reason: 'is not a number but a text' },
      ]);
    },
  );

  it('joins a step whose quotes hold a comma, as it is written', () => {
    const { value } = readYaml(
      `a: [vk, decimal "1.234,56"]\nb: [x, date "M/d/yy,  h:mm a", startOfDay]\nc: [y, 'join ", "', 'split ","', upper]\n`,
      z.record(z.string(), z.array(z.string())),
    );
    expect(value).toEqual({
      a: ['vk', 'decimal "1.234,56"'],
      b: ['x', 'date "M/d/yy,  h:mm a"', 'startOfDay'],
      c: ['y', 'join ", "', 'split ","', 'upper'],
    });
  });

  it.each([
    ['a: 1\nb: 2\na: 3\n', 3, 1, 'Map keys must be unique'],
    ['a: &x 1\nb: 2\n', 1, 7, 'an anchor: write it out'],
    ['a: 1\nb: *x\n', 2, 4, 'an alias: write it out'],
    ['a: &x [1]\nb: [*x, *x]\n', 1, 7, 'an anchor: write it out'],
    ['a:\n\tb: 1\n', 2, 1, 'a tab: indent by blanks, and write "\\t" where one is meant'],
    ['a: "x\ty"\n', 1, 6, 'a tab: indent by blanks, and write "\\t" where one is meant'],
    ['a: !!js/regexp x\n', 1, 4, 'Unresolved tag: tag:yaml.org,2002:js/regexp'],
    ['a: [1, 2\n', 2, 1, 'Flow sequence in block collection must be sufficiently indented and end with a ]'],
    ['? [a]\n: 1\n', 1, 3, 'a key is no text'],
    ['__proto__: { x: 1 }\n', 1, 1, 'a key that no name can be'],
    ['a: [b, decimal "1,2]\n', 1, 8, 'a quote that is not closed'],
  ])('that says %j is refused with its place', (text, line, column, reason) => {
    const [fault] = faultsOf(() => readYaml(text, z.record(z.string(), z.unknown())));
    expect(fault).toMatchObject({ line, column });
    expect(fault?.reason).toContain(reason);
  });

  it('is refused that is nested too deeply, too long, or none', () => {
    const any = z.unknown();
    expect(faultsOf(() => readYaml('['.repeat(100_000), any))[0]?.reason).toBeTruthy();
    expect(faultsOf(() => readYaml('a'.repeat(1_000_001), any))[0]?.reason).toContain('longer than');
    expect(faultsOf(() => readYaml('', any))[0]?.reason).toContain('there are');
    expect(faultsOf(() => readYaml('a: 1\n---\nb: 2\n', any))[0]?.reason).toBe(
      'there are 2 documents, and one is read',
    );
  });

  it('tells every fault, with the path and the place of what is wrong', () => {
    const schema = z.strictObject({
      name: z.string(),
      of: z.strictObject({ size: z.number() }),
      mode: z.enum(['on', 'off']),
    });
    expect(faultsOf(() => readYaml('name: [a]\nof:\n  size: big\n  more: 1\nmode: yes\n', schema))).toEqual([
      { line: 1, column: 1, path: 'name', reason: 'is not a text but a list' },
      { line: 3, column: 9, path: 'of.size', reason: 'is not a number but a text' },
      { line: 4, column: 9, path: 'of.more', reason: 'is no word of this document' },
      { line: 5, column: 7, path: 'mode', reason: 'is none of on, off' },
    ]);
    expect(faultsOf(() => readYaml('name: a\nmode: on\n', schema))).toEqual([
      { line: 1, column: 1, path: 'of', reason: 'is missing' },
    ]);
  });

  it('is one of several that a text may hold', () => {
    const documents = readYamlDocuments('a: 1\n---\nb: { x: y }\n');
    expect(documents.map(({ value }) => value)).toEqual([{ a: '1' }, { b: { x: 'y' } }]);
    const second = documents[1]?.read(z.strictObject({ b: z.strictObject({ x: z.string() }) }));
    expect(second?.faultAt(['b', 'x'], 'is odd')).toEqual({
      line: 3,
      column: 9,
      path: 'b.x',
      reason: 'is odd',
    });
  });
});
