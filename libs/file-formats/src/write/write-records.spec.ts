import type { RawTree } from '@throughline/connector';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readFile } from '../fixtures/read-file.ts';
import { type FormatInput, formatSchema } from '../format/format.ts';
import type { WriteOptions } from './write-options.ts';
import { writeRecords } from './write-records.ts';

async function written(
  format: FormatInput,
  records: readonly RawTree[],
  options: WriteOptions = {},
): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const part of writeRecords(formatSchema.parse(format), records, options)) parts.push(part);
  return Buffer.concat(parts);
}

const text = fc.string({
  unit: fc.constantFrom('a', 'ü', '"', ';', '\n', '\r', ' ', '7', "'", '\\', '\t', '<', '&', '#', '-'),
  maxLength: 6,
});

describe('CSV', () => {
  const rows = fc.array(fc.record({ sku: text, note: text }), { maxLength: 6 });
  const single = fc.array(fc.record({ sku: text }), { maxLength: 6 });
  const formats = fc.constantFrom<FormatInput[]>(
    { csv: ';' },
    { csv: ',', encoding: 'windows-1252' },
    { csv: '\t', encoding: 'utf-16le' },
    { csv: ';', escape: 'backslash' },
    { csv: ';', quote: "'", comment: '#' },
    { csv: '; ', header: 'none', columns: ['sku', 'note'] },
    { csv: '|', encoding: 'cp850', bareQuotes: 'literal' },
  );

  it('is read back as it was written, whatever the dialect', async () => {
    await fc.assert(
      fc.asyncProperty(rows, formats, fc.constantFrom('\n', '\r\n'), async (records, format, lineEnd) => {
        const bytes = await written(format, records, { columns: ['sku', 'note'], lineEnd });
        const { values, verdict } = await readFile(bytes, format);
        expect(verdict.faults).toEqual([]);
        expect(values).toEqual(records);
      }),
      { numRuns: 400 },
    );
  });

  it('of one column keeps rows that are blank', async () => {
    await fc.assert(
      fc.asyncProperty(single, async (records) => {
        expect(
          (await readFile(await written({ csv: ';' }, records, { columns: ['sku'] }), { csv: ';' })).values,
        ).toEqual(records);
      }),
    );
  });

  it('guards against formulas where asked, and leaves numbers alone', async () => {
    const values = ['=1+2', '+49 40', '@x', '-5', '-5,00', '-a', 'a=b', '\t='];
    const bytes = await written(
      { csv: ';' },
      values.map((value) => ({ value })),
      { formulaGuard: true, lineEnd: '\n' },
    );
    expect(bytes.toString()).toBe("value\n'=1+2\n'+49 40\n'@x\n-5\n-5,00\n'-a\na=b\n'\t=\n");
  });

  it.each([
    [{ csv: ';' }, { a: 'x', b: ['y'] }, 'record 1, b: is no text'],
    [
      { csv: ';', header: 'none', columns: ['a'] },
      { a: 'x', c: 'y' },
      'record 1, c: there is no such column',
    ],
    [{ csv: ';', quote: 'none' }, { a: 'x;y' }, 'record 1, a: has a delimiter'],
    [{ csv: ';', multiline: false }, { a: 'x\ny' }, 'record 1, a: has a line break'],
    [{ csv: ';', trailer: '^EOF' }, { a: 'EOF' }, 'record 1: would be read as no row'],
    [{ csv: ';', encoding: 'cp850' }, { a: '€' }, 'record 1: cp850 has no character U+20AC'],
    [{ csv: ';' }, { a: '\ud800' }, 'record 1: has half a character'],
    [{ csv: ';', header: 3 }, { a: 'x' }, 'cannot be written'],
    [{ xlsx: 1 }, { a: 'x' }, 'for reading only'],
  ] as [FormatInput, RawTree, string][])('%j refuses %j', async (format, record, reason) => {
    await expect(written(format, [record])).rejects.toThrow(reason);
  });
});

const name = fc.constantFrom('sku', 'LINES.LIST', 'größe', '_x', 'n-1');
const leaf = fc.oneof(text, fc.constant(null));
/** Trees that XML can hold: lists are of names that are said to be many, a tree is never empty. */
const tree = fc.letrec<{ value: RawTree; member: RawTree }>((tie) => ({
  member: fc.oneof({ maxDepth: 1 }, leaf as fc.Arbitrary<never>, tie('value') as fc.Arbitrary<never>),
  value: fc
    .tuple(
      fc.dictionary(fc.constantFrom('@id', '@lang'), text, { minKeys: 1 }),
      fc.dictionary(name, tie('member'), { maxKeys: 3 }),
      fc.dictionary(fc.constantFrom('many'), fc.array(tie('member'), { minLength: 1, maxLength: 3 })),
    )
    .map(([attributes, members, lists]) => ({ ...attributes, ...members, ...lists }) as RawTree),
})).value;

describe('XML', () => {
  it.each<FormatInput>([
    { xml: 'orders/order', many: ['many'] },
    { xml: 'a/b/c', many: ['many'], encoding: 'utf-16le' },
    { xml: 'orders/order', many: ['many'], encoding: 'iso-8859-15' },
  ])('is read back as it was written: %j', async (format) => {
    await fc.assert(
      fc.asyncProperty(fc.array(tree, { minLength: 1, maxLength: 4 }), async (records) => {
        const { values, verdict } = await readFile(await written(format, records), format);
        expect(verdict).toMatchObject({ faults: [], endProven: true });
        expect(values).toEqual(records);
      }),
      { numRuns: 60 },
    );
  });

  it('has prefixes where the format states namespaces', async () => {
    const format: FormatInput = { xml: 'o:orders/o:order', namespaces: { o: 'urn:orders' } };
    const bytes = await written(format, [{ 'o:sku': '1' }]);
    expect(bytes.toString()).toContain('<o:orders xmlns:o="urn:orders"');
    expect((await readFile(bytes, format)).values).toEqual([{ 'o:sku': '1' }]);
  });

  it.each([
    [{ xml: '//order' }, { a: '1' }, 'a path for reading only'],
    [{ xml: 'a/b' }, { 'a b': '1' }, 'record 1, a b: is no name of an element'],
    [{ xml: 'a/b' }, { x: ['1'] }, 'record 1, x: is a list, and is not said to be `many`'],
    [{ xml: 'a/b' }, { x: '\u0001' }, 'record 1, x: has a character that XML cannot hold'],
  ] as [FormatInput, RawTree, string][])('%j refuses %j', async (format, record, reason) => {
    await expect(written(format, [record])).rejects.toThrow(reason);
  });
});

describe('JSON', () => {
  const value = fc.letrec<{ tree: RawTree }>((tie) => ({
    tree: fc.dictionary(
      text,
      fc.oneof(
        { maxDepth: 1 },
        leaf as fc.Arbitrary<never>,
        tie('tree') as fc.Arbitrary<never>,
        fc.array(tie('tree')) as fc.Arbitrary<never>,
      ),
      { maxKeys: 4 },
    ),
  })).tree as fc.Arbitrary<RawTree>;

  it.each<FormatInput>([{ json: '' }, { json: 'data.items' }, { jsonLines: true }])(
    'is read back as it was written: %j',
    async (format) => {
      await fc.assert(
        fc.asyncProperty(fc.array(value, { maxLength: 4 }), async (records) => {
          const { values, verdict } = await readFile(await written(format, records), format);
          expect(verdict.faults).toEqual([]);
          expect(values).toEqual(records);
        }),
        { numRuns: 100 },
      );
    },
  );

  it('writes numbers without quotes where asked, with the digits that they have', async () => {
    const bytes = await written(
      { json: '' },
      [{ n: '1.10', big: '12345678901234567890', code: '0010', ok: 'true', text: '1' }],
      { unquoted: ['n', 'big', 'code', 'ok'] },
    );
    expect(bytes.toString()).toBe(
      '[\n{"n":1.10,"big":12345678901234567890,"code":"0010","ok":true,"text":"1"}\n]\n',
    );
  });
});
