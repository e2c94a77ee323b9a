import { fuzz, fuzzTimeoutMs } from '@throughline/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readFile } from './fixtures/read-file.ts';
import { textRow, workbook } from './fixtures/workbook.ts';
import type { FormatInput } from './format/format.ts';
import { inspect } from './inspect/inspect.ts';

const limits = {
  recordChars: 400,
  faults: 50,
  rows: 20,
  depth: 10,
  workbookBytes: 20_000,
  sharedTextChars: 1_000,
  sheetBytes: 20_000,
};

const sku = [1, 4] as [number, number];
const files: [string, FormatInput, string | Uint8Array][] = [
  [
    'csv',
    { csv: ';', trailer: '^EOF;(?<count>\\d+)$', skip: { end: 0 } },
    'sku;name\n1;"a;\n""b"\n2;ü\nEOF;2\n',
  ],
  [
    'csv with backslashes',
    { csv: '+|', escape: 'backslash', end: '&|', header: 'none' },
    '1+|"a\\"+|\nb"&|\n\\N+|x&|\n',
  ],
  [
    'csv with kinds',
    {
      csv: ';',
      lengths: 'free',
      kinds: { by: 1, pick: 'H', carry: { head: 'C' } },
      nest: { lines: { kind: 'L', under: 'H' } },
    },
    'C;1\nH;1\nL;2\nL;3\nH;4\n',
  ],
  [
    'csv with header lines',
    { csv: ';', lengths: 'free', kinds: { headers: '^INSERT (?<kind>\\w+)', pick: 'P' } },
    'INSERT P;a;b\n;1;2\nINSERT Q;c\n;3\n',
  ],
  [
    'csv with rows in one record',
    { csv: ';', nest: { lines: { blank: 'doc' } } },
    'doc;item\nA;1\n;2\nB;3\n',
  ],
  ['UTF-16', { csv: '\t', encoding: 'utf-16le' }, Buffer.from('\uFEFFa\tb\r\n1\tü\r\n', 'utf16le')],
  ['fixed width', { fixed: 'lines', columns: { sku, name: [5, 3] } }, '0001abc\n0002def\n'],
  ['fixed length', { fixed: 7, kinds: { by: [1, 1], pick: '0', columns: { 0: { sku } } } }, '0001abc0002def'],
  [
    'xlsx',
    { xlsx: 'Prices', nest: { all: { same: 'a' } } },
    workbook(
      `${textRow(1, { A: 'a', B: 'b' })}<row r="2"><c r="A2" t="s"><v>0</v></c><c r="B2" s="1"><v>43466</v></c></row>`,
      { texts: ['<t>x_x000D_</t>'], formats: ['[h]:mm;@'] },
    ),
  ],
  [
    'xml',
    { xml: '//b', many: ['x'], text: ['p'] },
    '<?xml version="1.0"?><!DOCTYPE a><a xmlns:n="u"><b n:i="1"><x>&amp;</x><x/><p>t<i>u</i></p></b><b><!-- c --><![CDATA[d]]></b></a>',
  ],
  [
    'json',
    { json: 'data.items', kinds: { by: 'k', pick: ['a', 'b'] } },
    '{"data":{"items":[{"k":"a","n":1.10e2,"l":[true,null,{"x":"\\u00fc"}]},{"k":"b"}]}}',
  ],
  ['json lines', { jsonLines: true }, '{"a":1}\n{"b":[1,2]}\n'],
  [
    'sql of SQL Server',
    { sql: 'dbo.t', dialect: 'sqlserver' },
    "INSERT [dbo].[t] ([a],[b]) VALUES (1, CAST(N'x''' AS int)), (-2, NULL)\nGO\n",
  ],
  [
    'sql of MySQL',
    { sql: 't', dialect: 'mysql', columns: ['a', 'b'] },
    "/*! x */ INSERT INTO `t` VALUES (1,'a\\'b'),(2,\"c\");\n# d\n",
  ],
  [
    'sql of PostgreSQL',
    { sql: 't', dialect: 'postgresql' },
    "CREATE $x$;$x$;\nCOPY t (a, b) FROM stdin;\n1\t\\N\n\\x41\t\\\\\n\\.\nINSERT INTO t (a,b) VALUES (E'\\n', 1::int);\n",
  ],
];

/** What becomes of a file on its way: bytes changed, lost, repeated, put in between. */
const change = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  length: fc.integer({ min: 0, max: 12 }),
  by: fc.oneof(
    fc.uint8Array({ maxLength: 4 }),
    fc
      .constantFrom(
        '"',
        ';',
        '\n',
        '\r',
        '<',
        '>',
        '&x;',
        '{',
        ']',
        "'",
        '(',
        ')',
        '\\',
        '--',
        '/*',
        '$$',
        '\0',
        '<!DOCTYPE',
        '"'.repeat(500),
        '<a>'.repeat(50),
        '['.repeat(50),
        'x'.repeat(900),
      )
      .map((text) => new TextEncoder().encode(text)),
  ),
});

function changed(content: Uint8Array, changes: { at: number; length: number; by: Uint8Array }[]): Uint8Array {
  let bytes = Buffer.from(content);
  for (const { at, length, by } of changes) {
    const from = Math.floor(at * bytes.length);
    bytes = Buffer.concat([bytes.subarray(0, from), by, bytes.subarray(from + length)]);
  }
  return bytes;
}

describe('a file that is damaged', () => {
  it.each(files)(
    'is read or refused in its place: %s',
    (_, format, content) =>
      fuzz(
        fc.asyncProperty(
          fc.array(change, { minLength: 1, maxLength: 4 }),
          fc.integer({ min: 1, max: 60 }),
          async (changes, part) => {
            const bytes = changed(
              typeof content === 'string' ? new TextEncoder().encode(content) : content,
              changes,
            );
            const read = await readFile(bytes, format, { limits, part });
            const { verdict } = read;
            expect(verdict.records).toBe(read.values.length);
            for (const { position, reason } of verdict.faults) {
              expect(position).toBeGreaterThanOrEqual(0);
              expect(reason).not.toBe('');
            }
            // No growth: a record is what the file has of it, and names; some characters are written longer.
            for (const value of read.values) expect(JSON.stringify(value).length).toBeLessThan(40_000);
            // Whatever parts it comes in, it is the same file.
            const whole = await readFile(bytes, format, { limits });
            expect(whole.values).toEqual(read.values);
          },
        ),
      ),
    fuzzTimeoutMs,
  );

  it(
    'is guessed, or not, without a crash',
    () =>
      fuzz(
        fc.asyncProperty(
          fc.constantFrom(...files),
          fc.array(change, { maxLength: 3 }),
          async ([, , content], changes) => {
            const bytes = changed(
              typeof content === 'string' ? new TextEncoder().encode(content) : content,
              changes,
            );
            expect((await inspect(bytes, { limits })).guesses.length).toBeGreaterThan(0);
          },
        ),
      ),
    fuzzTimeoutMs,
  );
});
