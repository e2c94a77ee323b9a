import type { NewOrder } from '@throughline/connector';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readOutgoing } from '../documents/outgoing-schema.ts';
import { faultsOf } from '../fixtures/mapping.ts';
import { decimalFormat } from '../values/decimal-format.ts';
import { dateFormat } from '../values/date-format.ts';
import { wrapped } from '../values/wrapped.ts';
import { zoneOf } from '../values/zone.ts';
import { type CompiledOutgoing, compileOutgoing } from './compile-outgoing.ts';
import { runOutgoingExamples } from './outgoing-examples.ts';

const order: NewOrder = {
  order: '4711',
  customer: ' K7 ',
  currency: 'EUR',
  placedAt: new Date('2026-07-01T22:30:00Z'),
  shippingNet: '4.9',
  purchaseOrderNumber: null,
  lines: [
    {
      ...{ line: 1, sku: 'A-1', item: ' a-1', unit: 'XCT', unitQuantity: 2, unitNet: '12.5', perQuantity: 1 },
      ...{ ordered: 24, cancelled: 12, components: [] },
    },
    {
      ...{ line: 2, sku: 'SET', item: 'SET', unit: 'C62', unitQuantity: 3, unitNet: '10', perQuantity: 1 },
      ...{ ordered: 3, cancelled: 1, components: [{ sku: 'P', item: 'p', quantity: 4 }] },
    },
  ],
  recipient: {
    ...{ name: 'A. Example', company: 'Example & Sons', street: 'A rather long street 12', street2: null },
    ...{ postalCode: '10115', city: 'Berlin', country: 'DE', region: null },
    ...{ email: 'a@example.org', phone: null },
  },
};

const unused = [
  ...['currency', 'shippingNet', 'purchaseOrderNumber'],
  ...['street2', 'postalCode', 'city', 'country', 'region', 'email', 'phone'].map(
    (field) => `[recipient, ${field}]`,
  ),
  ...['[lines, components]', '[lines, unitNet]'],
];

const plainLines = `
  each: { of: lines }
  record:
    pos: [line]
    art: [item]
    menge: [left]
`;

/** A document whose column `x` is under test; what it does not carry it leaves out. */
function text(record = '', lines = plainLines, rest?: string): string {
  const body = `
mapping: orders-out@1
to: orders
record:
  nr: [order]
  kunde: [customer]
  name: [{ first: [[recipient, company], [recipient, name]] }, length 30]
  strasse: [[recipient, street], wrap 12 2, item 1]
  strasse2: [[recipient, street], wrap 12 2, item 2]
  ${record}
lines:${lines}`;
  // A field of a line is named there without its list.
  const isNamed = (path: string) =>
    path.startsWith('[recipient')
      ? body.includes(path)
      : new RegExp(`\\b${path.replace(/[[\]]|lines, /g, '')}\\b`).test(body);
  const nowhere = unused.filter((path) => !isNamed(path));
  return `${body}\n${rest ?? `leave: [${nowhere.join(', ')}]`}\n`;
}

const compiled = (source: string): CompiledOutgoing =>
  compileOutgoing(readOutgoing(source), { zone: 'Europe/Berlin', currency: 'EUR' });
const faults = (source: string) =>
  faultsOf(() => compiled(source)).map(({ path, reason }) => `${path}: ${reason}`);
const headOf = (record: string, of: Partial<NewOrder> = {}) => {
  const outcome = compiled(text(record)).make({ ...order, ...of });
  return 'misfits' in outcome
    ? outcome.misfits.map(({ column, reason }) => `${column} ${reason}`)
    : outcome.head;
};

describe('an outgoing mapping', () => {
  it('makes a head and lines of an order, keys of theirs byte for byte', () => {
    expect(compiled(text()).make(order)).toEqual({
      head: {
        ...{ nr: '4711', kunde: ' K7 ', name: 'Example & Sons' },
        ...{ strasse: 'A rather lon', strasse2: 'g street 12' },
      },
      lines: [
        { pos: '1', art: ' a-1', menge: '12' },
        { pos: '2', art: 'SET', menge: '2' },
      ],
    });
  });

  it('reaches the head from its lines, counts them, and puts lists one behind the other', () => {
    const lists = `
  all:
    - each: { of: lines }
      skip: { sku: [SET], as: a kit }
      record: { nr: [[.., order]], pos: { ordinal: true, then: [times 10] }, art: [item], menge: [left] }
    - each: { of: [lines, "*", components] }
      record: { nr: [[.., order]], pos: [line], art: [item], menge: [left] }
    - each: [{ betrag: shippingNet, art: { constant: FRACHT } }]
      skip: { betrag: ["0"], as: free of charge }
      record: { art: [art], preis: [betrag, 'decimal "1.234,56"'] }`;
    const source = text('', lists).replace(', [lines, components]', '');
    expect(compiled(source).make(order)).toMatchObject({
      lines: [
        { nr: '4711', pos: '10', art: ' a-1', menge: '12' },
        { nr: '4711', pos: '2', art: 'p', menge: '8' },
        { art: 'FRACHT', preis: '4,90' },
      ],
    });
    expect(compiled(source).make({ ...order, shippingNet: '0' })).toMatchObject({ lines: [{}, {}] });
    expect(compiled(source).lineColumns).toEqual(['nr', 'pos', 'art', 'menge', 'preis']);
  });

  it.each([
    ['a number by its sample', `x: [shippingNet, 'decimal "1.234,56"']`, '4,90'],
    ['a number as it is', 'x: [shippingNet]', '4.9'],
    ['digits', 'x: [shippingNet, implied 2]', '490'],
    ['a time with the clocks of the source', `x: [placedAt, 'date "dd.MM.yyyy HH:mm"']`, '02.07.2026 00:30'],
    ['a day of the source', 'x: [placedAt, day, date iso]', '2026-07-02'],
    ['an instant', 'x: [placedAt, instant]', '2026-07-01T22:30:00.000Z'],
    ['a local instant', 'x: [placedAt, instant local]', '2026-07-02T00:30:00.000'],
    ['seconds since 1970', 'x: [placedAt, instant epoch]', '1782945000'],
    [
      'a text of several',
      'x: [{ join: [customer, [recipient, phone], currency], by: "/" }, trim]',
      'K7 /EUR',
    ],
    ['what stands for nothing', 'x: [[recipient, region], default "-"]', '-'],
    ['an empty text for nothing', 'x: [[recipient, region], default ""]', ''],
    ['nothing', 'x: [[recipient, region]]', null],
    ['a constant', 'x: { constant: "010" }', '010'],
    ['an expression', `x: { cel: 'row.currency == "EUR" ? "1" : "2"' }`, '1'],
    ['a count of lines', 'x: [[lines, "*", line], count]', '2'],
  ])('writes %s', (_, record, expected) => {
    expect(headOf(record)).toMatchObject({ x: expected });
  });

  it.each([
    ['a text that is too long', 'x: [customer, length 3]', 'x is longer than 3 characters'],
    ['a text that no lines hold', 'x: [customer, wrap 1 2, item 1]', null],
    ['decimals that have no place', 'x: [shippingNet, implied 0]', 'x has more than 0 decimals: round it'],
    ['decimals in a whole number', 'x: [shippingNet, decimal "1234"]', 'x has decimals: round it'],
    ['a code that no table has', 'x: [currency, table money]', 'x unknown code "EUR"'],
  ])('refuses %s, and quotes none of it', (_, record, expected) => {
    const outcome = compiled(`${text(record)}tables: { money: { USD: "1" } }\n`).make(order);
    const told =
      'misfits' in outcome ? outcome.misfits.map(({ column, reason }) => `${column} ${reason}`) : [];
    expect(told).toEqual(expected === null ? [] : [expected]);
  });

  it('computes with fields beside the own one, and refuses those that are not there', () => {
    const lines = `${plainLines}    betrag: [unitNet, 'times column unitQuantity "1234.56"', round 2]`;
    expect(compiled(text('', lines)).make(order)).toMatchObject({
      lines: [{ betrag: '25' }, { betrag: '30' }],
    });
    expect(faults(text('', lines.replace('unitQuantity', 'quantity')))).toContainEqual(
      expect.stringContaining('there is no field "quantity"'),
    );
  });

  it('tells what the checkout has to keep to', () => {
    const source = text('x: [{ join: [customer, [recipient, email]], by: " " }, length 200]');
    expect(compiled(source).limits).toEqual([
      { field: 'recipient.company', maxLength: 30, alphabet: null },
      { field: 'recipient.name', maxLength: 30, alphabet: null },
      { field: 'recipient.street', maxLength: 24, alphabet: null },
    ]);
  });

  it('writes of a recipient alone what is made of nothing else', () => {
    expect(
      compiled(text())
        .recipientColumns(order.recipient)
        .map(({ name, text: of }) => [name, of]),
    ).toEqual([
      ['name', 'Example & Sons'],
      ['strasse', 'A rather lon'],
      ['strasse2', 'g street 12'],
    ]);
  });

  it.each<[string, string, string]>([
    [
      'a field that is not there',
      text('x: [custmer]'),
      'record.x[0]: there is no field "custmer": order, customer',
    ],
    [
      'a field of a line in the head',
      text('x: [[lines, item]]'),
      'record.x[0]: lines is a list: say which of it, or "*"',
    ],
    [
      'a list in a column',
      text('x: [[lines, "*", item]]'),
      'record.x: makes a list of text, and a column holds one text: add item 1',
    ],
    [
      'an instant without a format',
      text('x: [placedAt]'),
      'record.x: makes instant, and a column holds one text: add date',
    ],
    [
      'a field outside of the head',
      text('', `${plainLines}    x: [[.., .., order]]`),
      'lines.record.x[0]: has more ".." than',
    ],
    ['a step of the way in', text('x: [customer, gtin]'), 'record.x[1]: "gtin" is no step'],
    [
      'a format with a time for a date',
      text(`x: [placedAt, day, 'date "yyyy HH MM dd"']`),
      'record.x[2]: date has a format with a time',
    ],
    [
      'an address for mail in parts',
      text('x: [[recipient, email], wrap 30 2, item 1]'),
      'record.x[1]: wrap cannot part an e-mail address',
    ],
    [
      'a table that skips',
      text('') + 'tables: { t: { else: skip } }\n',
      'tables.t.else: is none of hold, nothing or a word',
    ],
    [
      'a condition on nothing',
      text().replace('each: { of: lines }', 'each: { of: lines }\n  skip: { lef: "0", as: cancelled }'),
      'lines.skip.lef: there is no field "lef"',
    ],
    [
      'lines of no list',
      text().replace('of: lines', 'of: recipient'),
      'lines.each.of: recipient is no list of records',
    ],
    [
      'what goes nowhere',
      text('', plainLines, 'leave: [currency]'),
      'record: shippingNet goes nowhere: give it a column, or say so under leave',
    ],
    [
      'units that were cancelled and are made all the same',
      text().replace('[left]', '[ordered]'),
      'record: lines.left or lines.cancelled goes nowhere',
    ],
    [
      'what is left out and goes somewhere',
      text('x: [currency]', plainLines, 'leave: [currency]'),
      'leave[0]: goes somewhere',
    ],
    [
      'what cannot be left out',
      text('', plainLines, 'leave: [colour]'),
      'leave[0]: is no field that can be left out',
    ],
    [
      'an expression on what is not there',
      text(`x: { cel: 'row.lef' }`),
      'record.x.cel: the expression cannot be used',
    ],
  ])('is refused for %s', (_, source, expected) => {
    expect(faults(source)).toContainEqual(expect.stringContaining(expected));
  });

  it('runs the examples in it', () => {
    const source = `${text()}tests:
  - in: { order: "1", customer: k, recipient: { street: Way 1 }, lines: [{ line: 1, item: a, ordered: 3, cancelled: 1 }] }
    out: { nr: "1", strasse: Way 1, strasse2: }
    lines: [{ pos: "1", menge: "2" }]
  - in: { order: "1", recipient: { name: a name of more than thirty characters } }
    held: [name]
`;
    const run = (of: string) =>
      runOutgoingExamples(readOutgoing(of), compiled(of)).map(({ reason }) => reason);
    expect(run(source)).toEqual([]);
    expect(run(source.replace('menge: "2"', 'menge: "3"'))).toEqual(['is "2" and not "3"']);
    expect(run(source.replace('held: [name]', 'held: [nr]'))).toEqual([
      'nr is not held, but name is longer than 30 characters',
    ]);
    expect(run(source.replace('held: [name]', 'out: {}'))).toEqual([
      'is refused: name is longer than 30 characters',
    ]);
  });
});

describe('what is written', () => {
  const decimals = fc
    .tuple(fc.bigInt({ min: -(10n ** 15n), max: 10n ** 15n }), fc.integer({ min: 0, max: 7 }))
    .map(([digits, places]) => {
      const negative = digits < 0n;
      const padded = String(negative ? -digits : digits).padStart(places + 1, '0');
      const whole = padded.slice(0, padded.length - places);
      const fraction = padded.slice(padded.length - places).replace(/0+$/, '');
      const text = fraction === '' ? whole : `${whole}.${fraction}`;
      return negative && /[1-9]/.test(text) ? `-${text}` : text;
    });

  it.each(['1.234,56', '1,234.56', "1'234.56", '1 234,56', '12,34,567.89', '1234.56', '1234,56-'])(
    'as a number like %s is read as what it was',
    (sample) => {
      const format = decimalFormat(sample);
      fc.assert(fc.property(decimals, (value) => format?.parse(format.write(value) ?? '') === value));
    },
  );

  it.each(['dd.MM.yyyy HH:mm:ss.f', 'yyyy-MM-dd hh:mm:ss.f a', "d MMM yyyy 'at' H:mm:ss.f XXX"])(
    'as a time like %s is read as what it was',
    (pattern) => {
      const format = dateFormat(pattern, 1970);
      const zone = zoneOf('Europe/Berlin');
      if (typeof format === 'string') throw new Error(format);
      const day = 86_400_000;
      // No clock goes back in January.
      const instants = fc
        .integer({ min: 0, max: 28 * day })
        .map((after) => new Date(Date.UTC(2026, 0, 2) + after));
      fc.assert(
        fc.property(instants, (instant) => {
          const read = format.parse(format.write(zone.localOf(instant)));
          const found = read && zone.instantOf(read, 'refuse');
          return found instanceof Date && found.getTime() === instant.getTime();
        }),
      );
    },
  );

  it('in lines is all there, in lines that are short enough', () => {
    const words = fc.array(
      fc.string({ minLength: 1, maxLength: 12, unit: fc.constantFrom('a', 'ä', '😀', 'x') }),
    );
    fc.assert(
      fc.property(
        words,
        fc.integer({ min: 1, max: 10 }),
        fc.integer({ min: 1, max: 5 }),
        (list, width, most) => {
          const whole = list.join(' ');
          const lines = wrapped(whole, width, most);
          if (lines === null) return [...whole].length > width * most;
          const blankless = (of: string) => of.replaceAll(' ', '');
          return (
            lines.length <= most &&
            lines.every((line) => [...line].length <= width) &&
            blankless(lines.join('')) === blankless(whole)
          );
        },
      ),
    );
  });
});
