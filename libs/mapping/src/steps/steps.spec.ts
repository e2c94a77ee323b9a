import { describe, expect, it } from 'vitest';
import { Misfit, type ScalarType, type Value, listOf, scalarOf } from '../values/value-type.ts';
import { zoneOf } from '../values/zone.ts';
import { compileStep, stepWords } from './compile-step.ts';
import { type CodeTable, type StepContext, wordsOf } from './step.ts';

const table = (
  name: string,
  entries: Record<string, string | string[]>,
  otherwise: CodeTable['otherwise'] = 'hold',
) =>
  [
    name,
    {
      name,
      entries: new Map(Object.entries(entries)),
      list: Object.values(entries).some(Array.isArray),
      otherwise,
    },
  ] as const;

const context: StepContext = {
  zone: zoneOf('Europe/Berlin'),
  currency: 'EUR',
  tables: new Map([
    table('units', { ST: 'C62', KAR: 'XCT' }),
    table('packs', { KAR: '12', DTZ: '12/1', HALF: '1/2' }),
    table('words', { MTN: 'mountain', BTL: 'bottle' }),
    table('kinds', { A: [], O: ['orders'], B: ['orders', 'shipments'] }),
    table('skipping', { A: 'a' }, 'skip'),
    table('silent', { A: 'a' }, 'nothing'),
    table('others', { A: 'a' }, { value: 'other' }),
  ]),
  column: (name) => () => ({ ME: 'KAR', NUM: '12', DEN: '1', ODD: 'x' })[name] ?? '',
};

const scope = { value: {}, parent: null, ordinal: 1, facts: {} };

/** What a step makes of a value: the reason where it is a misfit. */
function made(step: string, value: Value, from: ScalarType = 'text', list = false): unknown {
  const compiled = compileStep(step, list ? listOf(from) : scalarOf(from), context);
  if (typeof compiled === 'string') throw new Error(compiled);
  const result = compiled.run(value, scope);
  if (result instanceof Misfit) return { reason: result.reason };
  return result instanceof Date ? result.toISOString() : result;
}

describe('a step of texts', () => {
  it.each([
    ['trim', '  a  b ', 'a  b'],
    ['squeeze', '  a \t b ', 'a b'],
    ['upper', 'straße', 'STRASSE'],
    ['lower', 'ÄB', 'äb'],
    ['sentence', 'TIRES AND TUBES', 'Tires and tubes'],
    ['title', 'LA REUNION 4A', 'La Reunion 4A'],
    ['code', ' hl-u509 r ', 'HL-U509 R'],
    ['code', '00123', '00123'],
    ['code', '4.0E+12', { reason: 'was made a number by a spreadsheet, and has lost digits' }],
    ['code', '1E5', '1E5'],
    ['undamaged', '4,00633E+12', { reason: 'was made a number by a spreadsheet, and has lost digits' }],
    ['undamaged', '2-Jan', { reason: 'was made a date by a spreadsheet' }],
    ['undamaged', 'Mrz 26', { reason: 'was made a date by a spreadsheet' }],
    ['undamaged', '#REF!', { reason: 'is an error of a spreadsheet' }],
    ['undamaged', '2-JANE', '2-JANE'],
    ['undamaged 5', '00123', '00123'],
    ['undamaged 5', '123', { reason: 'has lost zeros in front to a spreadsheet' }],
    ['gtin', '4006381333931', '4006381333931'],
    ['gtin', '96385074', '96385074'],
    ['gtin', '036000291452', '036000291452'],
    ['gtin', '14006381333938', '14006381333938'],
    ['gtin', '4006381333932', { reason: 'is no GTIN: its check digit is wrong: 9999999999999' }],
    ['gtin', '12345', { reason: 'is no GTIN: 99999' }],
    ['gtin', '4.0E+12', { reason: 'was made a number by a spreadsheet, and has lost digits: 9.9A+99' }],
    ['before "/"', '25000.00/Nos', '25000.00'],
    ['before "/"', 'none', 'none'],
    ['after "sku="', 'name=x,sku=24-WG', '24-WG'],
    ['after "sku="', 'name=x', ''],
    ['without "₹"', '₹ 250.00 ₹', '250.00'],
    ['shorthand words', 'MTN btl XX', 'Mountain bottle XX'],
    ['nothing "N/A" "-"', 'N/A', null],
    ['nothing "N/A" "-"', 'n/a', 'n/a'],
    ['boolean "Y,1" "N,0"', '1', true],
    ['boolean "Y,1" "N,0"', 'N', false],
    ['boolean Y N', 'yes', { reason: 'is neither Y nor N: aaa' }],
    ['table units', 'ST', 'C62'],
    ['table units', 'KG', { reason: 'unknown code "KG"' }],
    ['table units', 'toString', { reason: 'unknown code "toString"' }],
    ['table kinds', 'B', ['orders', 'shipments']],
    ['table kinds', 'A', []],
    ['table skipping', 'X', { reason: 'unknown code "X"' }],
    ['table silent', 'X', null],
    ['table others', 'X', 'other'],
    ['split ","', ' a, b,,c ', ['a', 'b', 'c']],
    [
      'stripHtml',
      '<p>A &amp; B<br/>C</p><!-- no > --><script>x()</script> &#228;&#xe4;&auml;',
      'A & B C äää',
    ],
    ['stripHtml', '3 < 4 and 5 > 4', '3 < 4 and 5 > 4'],
    ['stripHtml', 'never <b', 'never <b'],
    ['stripHtml', '<STYLE>p {}</STYLE>a<br>b', 'a b'],
    ['stripHtml', '5 < 6<br>&lt;&unknown;', '5 < 6 <&unknown;'],
  ])('%s makes of %j', (step, value, expected) => {
    expect(made(step, value)).toEqual(expected);
  });

  it.each(['<', '<script>', '<!--', '<style', '<a <'])(
    'does not go over all of it again for each %s',
    (piece) => {
      expect(made('stripHtml', piece.repeat(200_000))).toEqual(expect.any(String));
    },
  );

  it('says of a table that a code has its record left out', () => {
    const compiled = compileStep('table skipping', scalarOf('text'), context);
    expect(typeof compiled === 'object' && compiled.run('X', scope)).toMatchObject({ skips: true });
  });
});

describe('a step of numbers', () => {
  it.each([
    ['decimal "1.234,56"', '1.234,50', '1234.5'],
    ['decimal "1.234,56"', '1234,5', '1234.5'],
    ['decimal "1.234,56"', '-1.234.567', '-1234567'],
    ['decimal "1.234,56"', '13.75', { reason: 'is no decimal like 1.234,56: 99.99' }],
    ['decimal "1,234.56"', '13,75', { reason: 'is no decimal like 1,234.56: 99,99' }],
    ['decimal "1,234.56"', '1,234.5600', '1234.56'],
    ['decimal "1,234.56"', '1,23,4.5', { reason: 'is no decimal like 1,234.56: 9,99,9.9' }],
    ['decimal "1 234,56"', '1\u202f234,56', '1234.56'],
    ['decimal "1\'234.56"', "1'234.56", '1234.56'],
    ['decimal "12,34,567.89"', '1,53,73,250.00', '15373250'],
    ['decimal "1234.56"', '.123', '0.123'],
    ['decimal "1234.56"', '.000', '0'],
    ['decimal "1234.56"', '+5', '5'],
    ['decimal "1234.56"', '', { reason: 'is no decimal like 1234.56: ' }],
    ['decimal "1234.56"', '1e3', { reason: 'is no decimal like 1234.56: 9a9' }],
    ['decimal "1234.56"', '0.299999999999999989', '0.299999999999999989'],
    ['decimal "1.234,56-"', '1.234,50-', '-1234.5'],
    ['decimal "1.234,56-"', '-1,5', { reason: 'is no decimal like 1.234,56-: -9,9' }],
    ['implied 2', '0003700', '37'],
    ['implied 2', '-5', '-0.05'],
    ['implied 2', '5-', '-0.05'],
    ['implied 2', '3.7', { reason: 'is no number of digits: 9.9' }],
    ['overpunch 0', '00006r', '-62'],
    ['overpunch 0', '00006K', '-62'],
    ['overpunch 2', '00006B', '0.62'],
    ['overpunch 2', '000062', '0.62'],
    ['overpunch 2', '6z', { reason: 'is no number of digits: 9a' }],
    ['integer', '-007', -7],
    ['integer', '-0', 0],
    ['integer', '7.0', { reason: 'is no whole number: 9.9' }],
    ['integer', '99999999999999999999', { reason: 'is too large' }],
  ])('%s makes of %j', (step, value, expected) => {
    expect(made(step, value)).toEqual(expected);
  });

  it.each<[string, Value, ScalarType, unknown]>([
    ['integer', '85', 'decimal', 85],
    ['integer', '8.5', 'decimal', { reason: 'is no whole number: 9.9' }],
    ['decimal', 7, 'integer', '7'],
    ['negate', '7.5', 'decimal', '-7.5'],
    ['negate', 0, 'integer', 0],
    ['negate where ME "KAR,PAL"', 7, 'integer', -7],
    ['negate where ME ST', '7', 'decimal', '7'],
    ['times column NUM', '1.5', 'decimal', '18'],
    ['times column ODD', '1.5', 'decimal', { reason: 'has in ODD no decimal like 1234.56: a' }],
    ['plus column NUM', 3, 'integer', '15'],
    ['minus 0.5', '1', 'decimal', '0.5'],
    ['absolute', -7, 'integer', 7],
    ['round 2', '0.299999999999999989', 'decimal', '0.3'],
    ['round currency', '-0.125', 'decimal', '-0.13'],
    ['times 1000', '1.2345', 'decimal', '1234.5'],
    ['times 0.01', 1950, 'integer', '19.5'],
    ['convert 12/1', 3, 'integer', 36],
    ['convert 1/12', 36, 'integer', 3],
    ['convert 1/12', 35, 'integer', { reason: 'is no whole number of base units' }],
    ['convert 12/1', '0.25', 'decimal', 3],
    ['convert 12/1', '0.3', 'decimal', { reason: 'is no whole number of base units' }],
    ['convert table packs ME', '2.5', 'decimal', 30],
    ['convert columns NUM DEN', 2, 'integer', 24],
    ['convert columns ODD DEN', 2, 'integer', { reason: 'has a ratio that is none' }],
    ['convert table packs NONE', 2, 'integer', { reason: 'unknown code ""' }],
  ])('%s makes of %j', (step, value, from, expected) => {
    expect(made(step, value, from)).toEqual(expected);
  });
});

describe('a step of dates', () => {
  it.each([
    ['date "dd.MM.yyyy"', '03.11.2026', '2026-11-03'],
    ['date "dd.MM.yyyy"', '3.11.2026', { reason: 'is no date like dd.MM.yyyy: 9.99.9999' }],
    ['date "dd.MM.yyyy"', '31.02.2026', { reason: 'is no date like dd.MM.yyyy: 99.99.9999' }],
    ['date "dd.MM.yyyy"', '29.02.2024', '2024-02-29'],
    ['date "yyyy/M/d"', '2021/1/1', '2021-01-01'],
    ['date "yyyyMMdd"', '20170102', '2017-01-02'],
    ['date "ddMMyyyy"', '01082025', '2025-08-01'],
    ['date "d-MMM-yyyy"', '31-May-2009', '2009-05-31'],
    ['date "d-MMM-yy"', '1-Jul-16', '2016-07-01'],
    ['date "yyMMdd"', '690101', '2069-01-01'],
    ['date "yyMMdd"', '700101', '1970-01-01'],
    ['date "yyMMdd" from 1950', '690101', '1969-01-01'],
    ['date iso', '2026-01-22', '2026-01-22'],
    ['date iso', '20260122T101500Z', '2026-01-22'],
    ['date excel', '43466', '2019-01-01'],
    ['date excel', '59', '1900-02-28'],
    ['date excel', '60', { reason: 'is no serial date: 99' }],
    ['date excel', '61', '1900-03-01'],
    ['date excel1904', '42004', '2019-01-01'],
    ['date "M/d/yy, h:mm a"', '2/19/18, 1:06 AM', '2018-02-19T00:06:00.000Z'],
    ['date "M/d/yy, h:mm a"', '2/19/18, 12:06\u202fPM', '2018-02-19T11:06:00.000Z'],
    ['date "yyyy-MM-dd HH:mm:ss.f"', '2007-01-01 14:51:52.627', '2007-01-01T13:51:52.627Z'],
    ['date "yyyyMMdd\'T\'HHmmXXX"', '20100510T1115-0400', '2010-05-10T15:15:00.000Z'],
    ['date "yyyyMMdd\'T\'HHmmXXX"', '20100510T1115-04:00', '2010-05-10T15:15:00.000Z'],
    ['instant', '2018-08-11T15:02:17.0131910+07:00', '2018-08-11T08:02:17.013Z'],
    ['instant', '20100510T1115-0400', '2010-05-10T15:15:00.000Z'],
    ['instant', '2026-11-03T10:00:00', { reason: 'is no ISO time with an offset: 9999-99-99A99:99:99' }],
    ['instant local', '2026-11-03 10:00:00', '2026-11-03T09:00:00.000Z'],
    ['instant local', '2026-11-03', { reason: 'is no ISO time: 9999-99-99' }],
    ['instant epoch', '1700000000', '2023-11-14T22:13:20.000Z'],
    ['instant epochMs', '1700000000123', '2023-11-14T22:13:20.123Z'],
    ['instant excel', '43466.5', '2019-01-01T11:00:00.000Z'],
  ])('%s makes of %j', (step, value, expected) => {
    expect(made(step, value)).toEqual(expected);
  });

  it.each<[string, Value, ScalarType, unknown]>([
    ['startOfDay', '2026-11-03', 'date', '2026-11-02T23:00:00.000Z'],
    ['startOfDay', '2026-03-29', 'date', '2026-03-28T23:00:00.000Z'],
    ['endOfDay', '2026-03-29', 'date', '2026-03-29T22:00:00.000Z'],
    ['endOfDay', '2026-10-25', 'date', '2026-10-25T23:00:00.000Z'],
    ['nextDay', '2026-12-31', 'date', '2027-01-01'],
    ['nextDay', '9999-12-31', 'date', { reason: 'has no day after it' }],
    ['day', new Date('2026-11-02T23:00:00Z'), 'instant', '2026-11-03'],
  ])('%s makes of %j', (step, value, from, expected) => {
    expect(made(step, value, from)).toEqual(expected);
  });

  it.each([
    ['29.03.2026 02:30', '', { reason: 'does not exist on that day, when clocks go forward' }],
    ['29.03.2026 02:30', ' earlier', { reason: 'does not exist on that day, when clocks go forward' }],
    ['29.03.2026 03:00', '', '2026-03-29T01:00:00.000Z'],
    [
      '25.10.2026 02:30',
      '',
      { reason: 'comes twice on that day, when clocks go back: say earlier or later' },
    ],
    ['25.10.2026 02:30', ' earlier', '2026-10-25T00:30:00.000Z'],
    ['25.10.2026 02:30', ' later', '2026-10-25T01:30:00.000Z'],
    ['25.10.2026 03:00', '', '2026-10-25T02:00:00.000Z'],
  ])('knows when clocks change: %s%s', (value, twice, expected) => {
    expect(made(`date "dd.MM.yyyy HH:mm"${twice}`, value)).toEqual(expected);
  });
});

describe('a step of lists', () => {
  it.each<[string, Value, ScalarType, unknown]>([
    ['first', ['a', 'b'], 'text', 'a'],
    ['first', [], 'text', null],
    ['last', ['a', 'b'], 'text', 'b'],
    ['item 2', ['a', 'b'], 'text', 'b'],
    ['item 3', ['a', 'b'], 'text', null],
    ['join ", "', ['a', 'b'], 'text', 'a, b'],
    ['count', ['a', 'b'], 'text', 2],
    ['sum', ['1.5', '2.25'], 'decimal', '3.75'],
    ['code', [' a ', 'b'], 'text', ['A', 'B']],
    ['table skipping', ['A', 'X', 'A'], 'text', ['a', 'a']],
    ['table units', ['ST', 'X'], 'text', { reason: 'unknown code "X"' }],
    ['nothing "-"', ['a', '-'], 'text', ['a']],
  ])('%s makes of %j', (step, value, from, expected) => {
    expect(made(step, value, from, true)).toEqual(expected);
  });
});

describe('what is refused when a step is compiled', () => {
  it.each<[string, ScalarType, string]>([
    ['trimm', 'text', '"trimm" is no step; is trim meant?'],
    ['frobnicate', 'text', '"frobnicate" is no step'],
    ['trim', 'decimal', 'trim wants text, and what comes before it makes decimal'],
    ['trim x', 'text', 'trim takes no arguments'],
    ['decimal', 'text', 'decimal takes a sample of how 1234.56 is written, such as "1.234,56"'],
    ['decimal "1.234.56"', 'text', 'decimal takes a sample of how 1234.56 is written, such as "1.234,56"'],
    ['decimal "0,00"', 'text', 'decimal takes a sample of how 1234.56 is written, such as "1.234,56"'],
    ['date', 'text', 'date needs a format, such as "dd.MM.yyyy" or iso: 03/04/2026 can be read in two ways'],
    ['date "dd.MM"', 'text', 'date has a format that does not tell year, month and day'],
    [
      'date "dd.MM.yyyy hh:mm"',
      'text',
      'date has a format that has hours of twelve without AM or PM, or the other way round',
    ],
    ['date "DD.MM.YYYY"', 'text', 'date has a format that has a letter that means nothing: DD.MM.YYYY'],
    [
      'date "dd.MM.yyyy" tomorrow',
      'text',
      'date takes earlier, later or "from 1950" behind the format, and no "tomorrow"',
    ],
    ['table nowhere', 'text', 'table has no table "nowhere"'],
    ['shorthand kinds', 'text', 'shorthand has no table of words "kinds"'],
    ['convert table words ME', 'integer', 'convert has a table whose values are not all ratios such as 12/1'],
    ['convert 0/1', 'integer', 'convert takes a ratio such as 12/1, a table and a column, or two columns'],
    ['default x', 'integer', 'default cannot be "x", which is no integer'],
    ['first', 'text', 'first wants a list'],
    ['startOfDay', 'text', 'startOfDay wants date, and what comes before it makes text'],
    [
      'times many',
      'integer',
      'times takes a number such as 1000 or 0.01, or column, its name and a sample of how it is written',
    ],
    ['negate when ME ST', 'integer', 'negate takes nothing, or where, a column and its words'],
    ['round 2', 'integer', 'round wants decimal, and what comes before it makes integer'],
    ['before "', 'text', '"before \\"" has a quote that is not closed'],
  ])('%s after %s', (step, from, reason) => {
    expect(compileStep(step, scalarOf(from), context)).toBe(reason);
  });

  it('needs a currency where it rounds to one', () => {
    expect(compileStep('round currency', scalarOf('decimal'), { ...context, currency: null })).toContain(
      'names none',
    );
  });
});

describe('the words', () => {
  it('each have a usage that compiles', () => {
    const compiled = stepWords.map(({ usage, from, takesLists }) =>
      compileStep(
        usage,
        takesLists && usage !== 'default 0'
          ? listOf(from[0]!)
          : scalarOf(usage === 'default 0' ? 'integer' : from[0]!),
        context,
      ),
    );
    expect(compiled.filter((each) => typeof each === 'string')).toEqual([]);
  });

  it('are told apart by blanks and quotes', () => {
    expect(wordsOf(' a  "b c" d ')).toEqual(['a', 'b c', 'd']);
    expect(wordsOf('a "b\\"c\\t" ""')).toEqual(['a', 'b"c\t', '']);
    expect(wordsOf('a "b')).toBeNull();
    expect(wordsOf('a b"c"')).toBeNull();
  });
});
