import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { faultsOf, mappingOf, stockMapping } from '../fixtures/mapping.ts';

const columns = ['ArtNr', 'Bestand', 'Rest', 'Lager'];
const refused = (text: string) => faultsOf(() => mappingOf(text, { columns }));

/** A mapping of stock with one more field, which stands in line 9, and what follows it in line 10. */
const stock = stockMapping;

describe('a mapping that is wrong is refused with line and reason', () => {
  it.each<[string, string, number, string, string]>([
    ['a misspelt word of the document', stock('', 'rule: []'), 10, 'rule', 'is no word of this document'],
    [
      'a misspelt column',
      stock('  safetyStock: [Restt, integer]'),
      9,
      'record.safetyStock[0]',
      'there is no column "Restt"',
    ],
    [
      'a misspelt field',
      stock('  saftyStock: [Rest, integer]'),
      9,
      'record.saftyStock',
      'is no field of stock: sku, location, quantity, basis, allocatedElsewhere, safetyStock, asOf, watermark, incoming',
    ],
    [
      'the name of the source',
      stock('  source: { constant: x }'),
      9,
      'record.source',
      'is the name of the source, and no mapping says it',
    ],
    [
      'a misspelt step',
      stock('  safetyStock: [Rest, intger]'),
      9,
      'record.safetyStock[1]',
      '"intger" is no step',
    ],
    [
      'a step that does not fit the one before',
      stock('  safetyStock: [Rest, integer, trim]'),
      9,
      'record.safetyStock[2]',
      'trim wants text, and what comes before it makes integer',
    ],
    [
      'a type that does not fit the field',
      stock('  safetyStock: [Rest, decimal "1.234,56"]'),
      9,
      'record.safetyStock',
      'is integer, and this makes decimal',
    ],
    [
      'a text where a number must be',
      stock('  safetyStock: [Rest]'),
      9,
      'record.safetyStock',
      'is integer, and this makes text: add integer',
    ],
    [
      'a date without a format',
      stock('  asOf: [Rest, date, startOfDay]').replace(/ {2}asOf: \{.*\n/, ''),
      8,
      'record.asOf[1]',
      'date needs a format, such as "dd.MM.yyyy" or iso: 03/04/2026 can be read in two ways',
    ],
    [
      'a date that is no instant',
      stock('  asOf: [Rest, date iso]').replace(/ {2}asOf: \{.*\n/, ''),
      8,
      'record.asOf',
      'is instant, and this makes date: add startOfDay or endOfDay',
    ],
    [
      'a constant of another type',
      stock('  safetyStock: { constant: few }'),
      9,
      'record.safetyStock',
      'is integer, and "few" is none',
    ],
    [
      'a constant that the field cannot hold',
      stock('  basis: { constant: real }'),
      9,
      'record.basis',
      'unknown code "real"',
    ],
    [
      'a plain text in place of a column',
      stock('  safetyStock: Rest'),
      9,
      'record.safetyStock',
      'has none of the forms that may stand here',
    ],
    [
      'a field that is missing',
      stock('').replace(/ {2}quantity:.*\n/, ''),
      4,
      'record',
      'quantity is needed, and nothing fills it',
    ],
    [
      'an unknown table',
      stock('  safetyStock: [Rest, table stocks, integer]'),
      9,
      'record.safetyStock[1]',
      'table has no table "stocks"',
    ],
    [
      'a table of words and lists',
      stock('', 'tables: { a: { X: x, Y: [y] } }'),
      10,
      'tables.a',
      'has words beside lists of words',
    ],
    [
      'an unknown flow',
      stock('').replace('stock@1', 'shelves@1'),
      2,
      'mapping',
      'names no flow, and there is no "flow" beside it: locations, taxes, items, prices, stock, customers, orders, invoices',
    ],
    [
      'no version',
      stock('').replace('stock@1', 'stock'),
      2,
      'mapping',
      'is no name and version such as prices@5',
    ],
    ['a skip without a reason', stock('', 'skip: { Lager: [X] }'), 10, 'skip', 'has no "as", which says why'],
    [
      'a skip by a misspelt column',
      stock('', 'skip: { Lagr: [X], as: other place }'),
      10,
      'skip.Lagr',
      'there is no column "Lagr"',
    ],
    [
      'a list where one value must be',
      stock('  safetyStock: { each: { of: Rest }, value: [., integer] }'),
      9,
      'record.safetyStock',
      'is integer, and this says something else',
    ],
    [
      'one value where records must be',
      stock('  incoming: [Rest]'),
      9,
      'record.incoming',
      'is a list of records, and this says something else',
    ],
    [
      'a field of an element that is missing',
      stock('  incoming: { each: { of: Rest }, record: { quantity: [q, integer] } }'),
      9,
      'record.incoming.record',
      'incoming.expectedOn is needed, and nothing fills it',
    ],
    [
      'too many steps outwards',
      stock(
        '  incoming: { each: { of: Rest }, record: { quantity: [[.., .., q], integer], expectedOn: [d, date iso] } }',
      ),
      9,
      'record.incoming.record.quantity[0]',
      'has more ".." than there are records around it',
    ],
    [
      'a rule of no field',
      stock('', 'rules: [{ safty: above 0 }]'),
      10,
      'rules[0].safty',
      'is no field of stock',
    ],
    [
      'a rule of a field that is not filled',
      stock('', 'rules: [{ safetyStock: above 0 }]'),
      10,
      'rules[0].safetyStock',
      'is a field that the mapping does not fill',
    ],
    [
      'a rule that is none',
      stock('', 'rules: [{ quantity: positive }]'),
      10,
      'rules[0].quantity',
      'is no rule: positive',
    ],
    [
      'a rule of texts about a number',
      stock('', 'rules: [{ quantity: length 1 to 4 }]'),
      10,
      'rules[0].quantity',
      'has a length only where it is text, and this is integer',
    ],
    [
      'a rule of numbers about a text',
      stock('', 'rules: [{ sku: above 0 }]'),
      10,
      'rules[0].sku',
      'is compared only where it is a number, and this is text',
    ],
    [
      'a bound that is no number',
      stock('', 'rules: [{ quantity: 1,5 to 9 }]'.replace(': 1,5 to 9', ': "1,5 to 9"')),
      10,
      'rules[0].quantity',
      'compares with "1,5", which is no number',
    ],
    [
      'a rule that warns of what must be there',
      stock('', 'rules: [{ quantity: readable, else: warn }]'),
      10,
      'rules',
      'quantity cannot be left out: hold or repair it',
    ],
    [
      'a rule whose end is none',
      stock('', 'rules: [{ quantity: above 0, else: ignore }]'),
      10,
      'rules[0].else',
      'is none of hold, warn, { repair: value }',
    ],
    [
      'a repair of another type',
      stock('', 'rules: [{ quantity: above 0, else: { repair: few } }]'),
      10,
      'rules[0].else',
      'is integer, and "few" is none',
    ],
    [
      'a sum of what is no list before it',
      `mapping: orders@1\nof: a\nrecord:\n  net: { sum: [lines.nett] }\n`,
      4,
      'record.net.sum[0]',
      'is no decimal of a list that is made before net',
    ],
    [
      'charges of what has none',
      stock('', 'charge: { ArtNr: [POST] }'),
      10,
      'charge',
      'has no lines and charges to sort into, each from a list of the record',
    ],
    [
      'an example that says nothing',
      stock('', 'tests: [{ in: { ArtNr: x } }]'),
      10,
      'tests[0]',
      'says nothing of what must come of it: out, held, warned or skipped',
    ],
  ])('%s', (_, text, line, path, reason) => {
    expect(refused(text)).toContainEqual(expect.objectContaining({ line, path, reason }));
  });

  it.each<[string, string]>([
    ['row.Restt + "x"', 'there is no column "Restt"'],
    ['tree.Restt == "x" ? 1 : 2', 'there is no column "Restt"'],
    ['row.Rest + 1', 'no such overload: string + int'],
    ['nowhere', 'Unknown variable: nowhere'],
    ['row.Rest.matches("a+") ? 1 : 2', 'matches takes too long for some texts: use a rule with a pattern'],
    [
      'tree.Rest.map(x, x.all(y, y == "")).size()',
      'all stands inside another: nested comprehensions are refused',
    ],
    ['tree.L.map(x, x + x).size()', '+ stands inside a comprehension, where texts and lists may not grow'],
    [
      'tree.L.map(x, x.N + "a").size()',
      '+ stands inside a comprehension, where texts and lists may not grow',
    ],
    ['tree.L.map(x, [x, x]).size()', 'a list is made inside a comprehension: only constants may stand in it'],
    [
      'tree.L.map(x, {"a": x}).size()',
      'a map is made inside a comprehension: only constants may stand in it',
    ],
    ['tree.L.filter(x, x in tree.L).size()', 'tree stands inside a comprehension'],
    ['size(row.Rest.split(",").join(row.Rest))', 'join takes a constant of at most 20 characters'],
    [
      'size(row.Rest.split(",").join("123456789012345678901"))',
      'join takes a constant of at most 20 characters',
    ],
    ['size(row.Rest.split(",").join("ab").split("a").join("ab"))', 'join stands there more than once'],
    ['cel.bind(a, row.Rest + row.Rest, size(a))', 'bind is not taken here'],
    ['double(row.Rest) > 1.0 ? 1 : 2', 'double is inexact: use decimal(text)'],
    ['row.Rest == "" ? 1.5 : 2.5', '1.5 is inexact: write decimal("1.5")'],
    ['row == row ? 1 : 2', 'row stands for no value of its own: name a column of it'],
    [
      '{"a": 1}',
      'makes map<string, int>, and a field is text, int, bool, Decimal, timestamp or a list of texts',
    ],
    ['1 +', 'Unexpected token'],
  ])('an expression: %s', (cel, reason) => {
    const [fault] = refused(stock(`  safetyStock: { cel: '${cel}' }`));
    expect(fault).toMatchObject({ line: 9, path: 'record.safetyStock.cel' });
    expect(fault?.reason).toContain(reason);
  });

  it('an expression of another type than its field', () => {
    expect(refused(stock(`  safetyStock: { cel: 'row.Rest' }`))[0]).toMatchObject({
      reason: 'is integer, and this makes text: add integer',
    });
  });

  it('everything at once, each with its own line', () => {
    const faults = refused(
      stock('  safetyStock: [Restt, intger]\n  basis: [Lagr]', 'rules: [{ quantity: odd }]'),
    );
    expect(faults.map(({ line }) => line).toSorted()).toEqual([10, 11, 9, 9].toSorted());
  });

  it('a source that has not what it needs', () => {
    expect(refused(stock('').replace('nowhere', ''))).toEqual([]);
    expect(faultsOf(() => mappingOf(stock(''), { zone: 'Europe/Berlinn' }))[0]?.reason).toBe(
      'there is no time zone "Europe/Berlinn"',
    );
    expect(
      faultsOf(() =>
        mappingOf(
          'mapping: customers@1\nof: kd\nrecord: { number: [Nr], kind: { constant: person }, name: [Name] }\n',
          { currency: '' },
        ),
      ).length,
    ).toBe(0);
  });
});

describe('a mapping that is broken anyhow', () => {
  const whole = stockMapping(
    '  safetyStock: [Rest, decimal "1.234,56", round 0, integer]\n  basis: { cel: \'row.Lager == "X" ? "net" : "physical"\' }\n  incoming: { each: { of: Rest }, skip: { q: [""], as: none }, record: { quantity: [q, integer], expectedOn: [d, date "dd.MM.yyyy"] } }',
    'tables: { t: { A: a, else: skip } }\nrules: [{ quantity: above 0, else: warn }]',
  );

  it('is compiled or refused with a place, and throws nothing else', () => {
    const place = fc.integer({ min: 0, max: whole.length });
    const piece = fc.oneof(
      fc.string({ maxLength: 6 }),
      fc.constantFrom('"', "'", '{', '[', ']', '}', ': ', '\n', '  ', '*', '&', '..', 'row.', '"*"'),
    );
    fc.assert(
      fc.property(
        fc.array(fc.tuple(place, fc.integer({ min: 0, max: 8 }), piece), { minLength: 1, maxLength: 3 }),
        (edits) => {
          const text = edits.reduce(
            (made, [at, gone, put]) => made.slice(0, at) + put + made.slice(at + gone),
            whole,
          );
          for (const { line, column, reason } of faultsOf(() => mappingOf(text))) {
            expect(line).toBeGreaterThan(0);
            expect(column).toBeGreaterThan(0);
            expect(reason).not.toBe('');
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});
