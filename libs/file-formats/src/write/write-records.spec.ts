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
    [{ csv: ';', ignore: ['^EOF'] }, { a: 'EOF' }, 'record 1: would be read as no row'],
    [{ csv: ';', trailer: '^EOF' }, { a: 'x' }, 'record 0: it has a trailer, and how that is written'],
    [{ csv: ';', nest: { lines: { same: 'a' } } }, { a: 'x' }, 'record 1, lines: has no row'],
    [{ csv: ';', nest: { lines: { same: 'a' } } }, { b: 'x' }, 'record 1, a: does not tell it'],
    [
      { csv: ';', nest: { lines: { same: 'a' } } },
      { a: 'x', lines: 'y' },
      'record 1, lines: is no list of rows',
    ],
    [{ csv: ';', nest: { lines: { blank: 'a' } } }, { a: ' ', lines: [{}] }, 'record 1, a: is blank'],
    [
      { csv: ';', nest: { lines: { blank: 'a' } } },
      { a: 'x', lines: [{ a: 'x' }] },
      'record 1, a: is blank in rows that continue a record',
    ],
    [{ csv: ';', encoding: 'cp850' }, { a: '€' }, 'record 1: cp850 has no character U+20AC'],
    [{ csv: ';' }, { a: '\ud800' }, 'record 1: has half a character'],
    [{ csv: ';', header: 3 }, { a: 'x' }, 'cannot be written'],
    [{ xlsx: 1 }, { a: 'x' }, 'for reading only'],
  ] as [FormatInput, RawTree, string][])('%j refuses %j', async (format, record, reason) => {
    await expect(written(format, [record])).rejects.toThrow(reason);
  });
});

describe('CSV with header and lines', () => {
  const word = fc.string({ unit: fc.constantFrom('a', 'ü', ';', '"', ' ', '7', '\n'), maxLength: 4 });
  const lines = fc.array(fc.record({ item: word, quantity: word }), { minLength: 1, maxLength: 3 });
  const orders = fc
    .array(fc.record({ note: word, lines }), { maxLength: 4 })
    .map((list) => list.map(({ note, lines: its }, index) => ({ order: `W${index}`, note, lines: its })));

  it('has each a kind of row of its own', async () => {
    const format: FormatInput = {
      csv: ';',
      kinds: {
        by: 1,
        pick: 'H',
        columns: { H: ['kind', 'order', 'note'], L: ['', 'item', 'quantity'] },
      },
      nest: { lines: { kind: 'L', under: 'H' } },
    };
    expect(
      (
        await written(format, [{ order: 'W1', note: '', lines: [{ item: '4-1', quantity: '2' }] }])
      ).toString(),
    ).toBe('H;W1;\r\nL;4-1;2\r\n');
    await fc.assert(
      fc.asyncProperty(orders, async (records) => {
        const { values, verdict } = await readFile(await written(format, records), format);
        expect(verdict.faults).toEqual([]);
        expect(values).toEqual(
          records.map(({ lines: its, ...order }) => ({
            kind: 'H',
            ...order,
            lines: its.map((line) => ({ 1: 'L', ...line })),
          })),
        );
      }),
    );
  });

  it('has the fields of the order in each row, or in the first', async () => {
    await fc.assert(
      fc.asyncProperty(orders, fc.constantFrom('same' as const, 'blank' as const), async (records, rule) => {
        const lines = rule === 'same' ? { same: 'order' } : { blank: 'order' };
        const format: FormatInput = { csv: ',', nest: { lines } };
        const columns = ['order', 'note', 'item', 'quantity'];
        const { values, verdict } = await readFile(await written(format, records, { columns }), format);
        expect(verdict.faults).toEqual([]);
        expect(values).toEqual(
          records.map(({ lines: its, ...order }) => {
            const [first = { item: '', quantity: '' }] = its;
            const rows = its.map((line, index) =>
              rule === 'same' || index === 0 ? { ...order, ...line } : { order: '', note: '', ...line },
            );
            return { ...order, ...first, lines: rows };
          }),
        );
      }),
    );
  });

  it('is refused where an order could not be told from the one before', async () => {
    const order = { order: 'W1', lines: [{ item: '1' }] };
    await expect(written({ csv: ';', nest: { lines: { same: 'order' } } }, [order, order])).rejects.toThrow(
      'record 2, order: does not tell it from the record before',
    );
  });
});

describe('a trailer', () => {
  it.each([
    ['rows', 'EOF;3;-2,75\n'],
    ['records', 'EOF;2;-2,75\n'],
    ['lines', 'EOF;4;-2,75\n'],
  ] as const)('counts %s, and adds a column up', async (counts, last) => {
    const format: FormatInput = {
      csv: ';',
      nest: { lines: { same: 'order' } },
      trailer: { line: '^EOF;(?<count>\\d+);(?<sum>[-\\d,]+)$', counts, sumOf: 'net', decimal: ',' },
    };
    const records = [
      { order: 'W1', lines: [{ net: '1,20' }, { net: '-4' }] },
      { order: 'W2', lines: [{ net: '0,05' }] },
    ];
    const trailer = { line: 'EOF;{count};{sum}', counts, sumOf: 'net', decimal: ',' } as const;
    const bytes = await written(format, records, { trailer, lineEnd: '\n' });
    expect(bytes.toString().endsWith(`;0,05\n${last}`)).toBe(true);
    const { verdict } = await readFile(bytes, format);
    expect(verdict).toMatchObject({ whole: true, endProven: true, records: 2 });
  });

  it('of a file with header and lines adds up what its lines have', async () => {
    const format: FormatInput = {
      csv: ';',
      kinds: { by: 1, pick: 'H', columns: { H: ['', 'order'], L: ['', 'item', 'quantity'] } },
      nest: { lines: { kind: 'L', under: 'H' } },
      trailer: { line: '^Z;(?<count>\\d+);(?<sum>\\d+)$', sumOf: 'quantity' },
    };
    const trailer = { line: 'Z;{count};{sum}', counts: 'rows', sumOf: 'quantity', decimal: '.' } as const;
    const lines = [
      { item: '1', quantity: '2' },
      { item: '2', quantity: '40' },
    ];
    const bytes = await written(format, [{ order: 'W1', lines }], { trailer, lineEnd: '\n' });
    expect(bytes.toString()).toBe('H;W1\nL;1;2\nL;2;40\nZ;3;42\n');
    expect((await readFile(bytes, format)).verdict).toMatchObject({ whole: true, endProven: true });
  });

  it.each([
    [[{ a: 'EOF', n: '3' }], 'record 1: would be read as no row'],
    [[{ a: 'x', n: 'three' }], 'record 0, n: cannot be added up'],
  ])('is not mistaken for a row, nor made up: %j', async (records, reason) => {
    const trailer = { line: 'EOF;{sum}', counts: 'rows', sumOf: 'n', decimal: '.' } as const;
    await expect(written({ csv: ';' }, records, { trailer })).rejects.toThrow(reason);
  });

  it('is refused when the format says another one', async () => {
    const trailer = { line: 'END {count}', counts: 'rows', decimal: '.' } as const;
    await expect(written({ csv: ';', trailer: '^EOF' }, [{ a: '1' }], { trailer })).rejects.toThrow(
      'the trailer is not what the format says of it',
    );
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

  it('has attributes of its outermost element', async () => {
    const bytes = await written({ xml: 'orders/order' }, [{ '@no': '1' }], { root: { '@version': '1 & 2' } });
    expect(bytes.toString()).toMatch(/<orders xmlns:xsi="[^"]*" version="1 &amp; 2">/);
    expect((await readFile(bytes, { xml: 'orders/order' })).values).toEqual([{ '@no': '1' }]);
    await expect(written({ xml: 'a/b' }, [], { root: { '@a b': '' } })).rejects.toThrow(
      'is no name of an attribute',
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
