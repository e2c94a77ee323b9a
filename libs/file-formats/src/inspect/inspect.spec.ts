import { describe, expect, it } from 'vitest';
import { textRow, workbook } from '../fixtures/workbook.ts';
import { encoderOf } from '../text/encode.ts';
import { damagesOf } from './damaged-codes.ts';
import { inspect, inspectParts } from './inspect.ts';

const bytes = (text: string) => new TextEncoder().encode(text);

describe('a file is guessed', () => {
  it('from its delimiter, header, quotes and letters, and says how sure that is', async () => {
    const text =
      'ArtNr;Name;VK;Ab\r\n0010;Müller;1.234,50;03.11.2026\r\n0011;"a; ""b""";12,00;31.12.2026\r\n12;24" Größe;5,00;01.01.2027\r\n';
    const { format, guesses, columns, verdict } = await inspect(encoderOf('windows-1252')(text));
    expect(format).toEqual({ csv: ';', encoding: 'windows-1252', header: 1, bareQuotes: 'literal' });
    expect(guesses.map(({ field, sure }) => [field, sure])).toContainEqual(['encoding', 'unsure']);
    expect(columns.map(({ name, looksLike, examples }) => [name, looksLike, examples[0]])).toEqual([
      ['ArtNr', ['integer'], '0010'],
      ['Name', ['text'], 'Müller'],
      ['VK', ['decimal "1.234,56"'], '1.234,50'],
      ['Ab', ['date "dd.MM.yyyy"'], '03.11.2026'],
    ]);
    expect(verdict?.records).toBe(3);
  });

  it('and keeps apart what nobody can tell from the values', async () => {
    const { columns } = await inspect(bytes('a,b,c\n01/02/2026,1.234,NULL\n03/04/2026,5.678,NULL\n'));
    expect(columns.map(({ looksLike }) => looksLike)).toEqual([
      ['date "dd/MM/yyyy"', 'date "MM/dd/yyyy"'],
      ['decimal "1,234.56"', 'decimal "1.234,56"'],
      ['nothing'],
    ]);
  });

  it.each([
    ['UTF-16 by its mark', encoderOf('utf-16le')('\uFEFFa\tb\n1\t2\n'), { csv: '\t', encoding: 'utf-16le' }],
    [
      'a DOS page by its letters',
      encoderOf('cp850')('a;b\nSchäuble;süß\nGröße;Öl\n'),
      { csv: ';', encoding: 'cp850' },
    ],
    [
      'XML by the elements that repeat',
      bytes('<a><h/><b><x>1</x><x>2</x></b><b><x>3</x></b></a>'),
      { xml: 'a/b', many: ['x'] },
    ],
    ['JSON by its list', bytes('{"items":[{"a":1}]}'), { json: 'items' }],
    ['JSON lines', bytes('{"a":1}\n{"a":2}\n'), { jsonLines: true }],
    [
      'a dump by its statements',
      bytes('INSERT INTO [dbo].[Item] ([Id]) VALUES (1)\nGO\n'),
      { sql: 'dbo.Item', dialect: 'sqlserver' },
    ],
    [
      'columns at fixed places by blanks and digits that all lines have',
      bytes('0001 Road, black  12\n0002 Tube          7\n0003 Bar tape    105\n'),
      { fixed: 'lines', columns: { from1: [1, 4], from6: [6, 12], from18: [18, 3] } },
    ],
    [
      'delimiters of several characters, and what ends a row',
      bytes('1+|Bike Store+|7&|\n2+|Sports+|8&|\n3+|Cycles+|9&|\n'),
      { csv: '+|', end: '&|', header: 'none' },
    ],
    [
      'a header below a row of something else',
      bytes('"EXTF";700;"Kunden"\nKonto;Name;Land;Ort\n10001;Rad;DE;Köln\n10002;Velo;FR;Lyon\n'),
      { csv: ';', header: 2 },
    ],
    ['a workbook by its first filled row', workbook(textRow(2, { A: 'a' })), { xlsx: 'Cover' }],
  ])('%s', async (_, file, format) => {
    expect((await inspect(file)).format).toMatchObject(format);
  });

  it('table by table where it holds several', async () => {
    const dump = bytes('INSERT INTO a (x) VALUES (1), (2);\nINSERT INTO b (y) VALUES (3);\n');
    const parts = await inspectParts(dump);
    expect(parts.map(({ part, format, verdict }) => [part, format, verdict?.records])).toEqual([
      ['a', expect.objectContaining({ sql: 'a' }), 2],
      ['b', expect.objectContaining({ sql: 'b' }), 1],
    ]);
    const kinds = bytes('[{"model":"a.x","fields":{"p":1,"q":2}},{"model":"a.y","fields":{"r":3}}]');
    expect(
      (await inspectParts(kinds)).map(({ part, format, verdict }) => [part, format, verdict?.records]),
    ).toEqual([
      ['a.x', expect.objectContaining({ json: '', kinds: { by: 'model', pick: 'a.x' } }), 1],
      ['a.y', expect.objectContaining({ json: '', kinds: { by: 'model', pick: 'a.y' } }), 1],
    ]);
    const alike = bytes('[{"type":"a","sku":1,"name":2},{"type":"b","sku":3,"name":4}]');
    expect((await inspectParts(alike)).map(({ part }) => part)).toEqual([null]);
    const entities = bytes(
      '<all><Item id="1" name="a"/><Item id="2" name="b"/><Price id="1" amount="2"/></all>',
    );
    expect((await inspectParts(entities)).map(({ part, verdict }) => [part, verdict?.records])).toEqual([
      ['all/Item', 2],
      ['all/Price', 1],
    ]);
    expect(await inspectParts(bytes('a;b\n1;2\n'))).toMatchObject([{ part: null, format: { csv: ';' } }]);
    expect((await inspectParts(workbook(textRow(2, { A: 'a' })))).map(({ part }) => part)).toEqual([
      'Cover',
      'Prices',
    ]);
  });

  it('not at all where nothing fits', async () => {
    for (const file of [bytes(''), bytes('just a text\nof some lines\n'), Uint8Array.of(0x50, 0x4b, 3, 4)]) {
      const { format, guesses, columns } = await inspect(file);
      expect(format).toBeUndefined();
      expect(guesses[0]?.field).toBe('format');
      expect(columns).toEqual([]);
    }
  });
});

describe('a damaged code', () => {
  it.each([
    ['exponent', ['4006381333931', '4.0E+12', '4,01E+12']],
    ['date', ['1-3', '1-Feb', 'Feb-26', '01. Feb']],
    ['leading zeros', ['00123', '00124', '00125', '126']],
    ['error', ['#N/A', '#BEZUG!', '########']],
    ['destroyed letter', ['f?r', 'M\uFFFDller']],
    ['decoded twice', ['GrÃ¶\u00c3\u009fe', 'StraÃ\u009fe']],
  ])('by %s is recognised', (kind, values) => {
    expect(damagesOf(values).map((damage) => damage.kind)).toContain(kind);
  });

  it('is none where codes are only different', () => {
    expect(
      damagesOf(['A-1', '123', '4567', 'E12', '1-2-3', 'http://x/?a=b', 'Why? Because', 'March']),
    ).toEqual([]);
  });
});
