import { DocumentError } from '@throughline/mapping';
import { describe, expect, it } from 'vitest';
import { checkSource } from './check-source.ts';

const nord = `source: nord
transport: files
at: { folder: /srv/nord }
zone: Europe/Berlin
currency: EUR
readers:
  art:
    pattern: "ART_{seq}_{asOf:yyyyMMdd-HHmm}.csv"
    ready: { rename: true }
    format: { csv: ";", encoding: windows-1252 }
    nothing: ["NULL", "-"]
    key: [ArtNr]
    columns: [ArtNr, VK1, VK10, ME, Ab, Status]
    with: { texts: { reader: txt, on: [{ this: ArtNr, is: ArtNr }] } }
    says: everything
  txt:
    pattern: "TXT_{seq}.csv"
    ready: { rename: true }
    format: { csv: ";" }
    key: [ArtNr, Lang]
    says: everything
flows: { prices: prices@5 }
---
mapping: prices@5
of: art
skip: { Status: [X], as: not for sale }
each: [{ tier: 1, vk: VK1 }, { tier: 10, vk: VK10, optional: true }]
record:
  sku: [ArtNr, code]
  amount: [vk, decimal "1.234,56"]
  unit: [ME, table units]
  minQuantity: [tier]
  validFrom: [Ab, date "dd.MM.yyyy", startOfDay]
tables: { units: { ST: C62, else: hold } }
tests:
  - in: { ArtNr: " 4-1 ", VK1: "1.234,50", ME: ST, Ab: "03.11.2026" }
    out: [{ sku: "4-1", amount: "1234.50", validFrom: "2026-11-02T23:00Z" }]
`;

const faultsOf = (text: string): string[] => {
  try {
    checkSource(text);
    return [];
  } catch (error) {
    if (!(error instanceof DocumentError)) throw error;
    return error.message.split('\n');
  }
};

describe('a source document', () => {
  it('says what its readers feed, and how they hang together', () => {
    const { document, readers, feedings } = checkSource(nord);
    expect(document).toMatchObject({
      source: 'nord',
      prices: 'most-specific',
      guard: { share: 0.2, least: 20 },
    });
    expect(feedings.map(({ flow, mapping, reader, prefix }) => [flow, mapping, reader, prefix])).toEqual([
      ['prices', 'prices@5', 'art', ''],
    ]);
    const feeds = [{ flow: 'prices', prefix: '' }];
    expect(readers.get('art')).toMatchObject({
      ...{
        key: ['ArtNr'],
        feeds,
        joinedBy: null,
        joins: [{ as: 'texts', reader: 'txt', many: true, joins: [] }],
      },
      refers: [{ reader: 'txt', columns: ['ArtNr'] }],
    });
    expect(readers.get('txt')).toMatchObject({
      ...{ feeds: [], joinedBy: ['ArtNr'], referredBy: [{ reader: 'art', feeds }], refers: [] },
    });
  });

  it.each<[string, (text: string) => string, string[]]>([
    [
      'a mapping that is not there, and the one that is',
      (t) => t.replace('prices: prices@5', 'prices: prices@6'),
      ['22:18 flows.prices: there is no mapping prices@6 below', '24:10 mapping: is used by no flow'],
    ],
    [
      'a reader that is not there',
      (t) => t.replace('of: art', 'of: arts'),
      ['25:5 of: there is no reader arts', '7:3 readers.art: is mapped by nothing and laid into nothing'],
    ],
    [
      'a join with nobody',
      (t) => t.replace('reader: txt', 'reader: text'),
      [
        '14:30 readers.art.with.texts.reader: there is no reader text',
        '16:3 readers.txt: is mapped by nothing and laid into nothing',
      ],
    ],
    [
      'a column that is not there',
      (t) => t.replace('[ME, table', '[Me, table'),
      ['31:10 record.unit[0]: there is no column "Me"'],
    ],
    [
      'an example that comes out otherwise',
      (t) => t.replace('amount: "1234.50"', 'amount: "1234.51"'),
      ['37:33 tests[0].out[0].amount: is "1234.5" and not "1234.51"'],
    ],
    [
      'a strategy that there is not',
      (t) => t.replace('currency: EUR', 'currency: EUR\nprices: cheapest'),
      [
        '6:9 prices: not a price strategy: "cheapest"; use most-specific, lowest, regular-or-lower-sale or priority:LIST,LIST',
      ],
    ],
    [
      'a secret in the open',
      (t) => t.replace('{ folder: /srv/nord }', '{ sftp: h, user: u, password: geheim }'),
      ['3:35 at.password: is neither env:NAME nor file:/path', '3:1 at.hostKey: is missing'],
    ],
    [
      'a word that is none',
      (t) => t.replace('zone:', 'timezone:'),
      ['1:1 zone: is missing', '4:11 timezone: is no word of this document'],
    ],
    [
      'records that are laid into themselves',
      (t) =>
        t.replace(
          'key: [ArtNr, Lang]',
          'key: [ArtNr, Lang]\n    with: { art: { reader: art, on: [{ this: ArtNr, is: ArtNr }] } }',
        ),
      ['14:5 readers.art.with: is laid into itself: art, txt, art'],
    ],
    [
      'records inside one another without end',
      (t) =>
        t
          .replace(
            'flows:',
            ['a', 'b', 'c', 'd']
              .map(
                (name, index) =>
                  `  ${name}:\n    pattern: "${name}_{seq}.csv"\n    ready: { rename: true }\n    format: { csv: ";" }\n    key: [Nr]\n    says: everything\n${index < 3 ? `    with: { x: { reader: ${'bcd'[index]}, on: [{ this: Nr, is: Nr }] } }\n` : ''}`,
              )
              .join('') + 'flows:',
          )
          .replace(
            'key: [ArtNr, Lang]',
            'key: [ArtNr, Lang]\n    with: { x: { reader: a, on: [{ this: ArtNr, is: Nr }] } }',
          ),
      ['14:5 readers.art.with: has more than 4 records one inside the other: art, txt, a, b, c, d'],
    ],
    ['no document', () => '', ['1:1 there is no document']],
  ])('is refused with line and reason for %s', (_, edit, expected) => {
    expect(faultsOf(edit(nord))).toEqual(expected);
  });

  it('names everything that is wrong at once, and no secret', () => {
    const faults = faultsOf(
      nord.replace('of: art', 'of: arts').replace('currency: EUR', 'currency: EUR\nprices: cheapest'),
    );
    expect(faults.length).toBeGreaterThanOrEqual(2);
    expect(
      faultsOf(
        nord.replace('{ folder: /srv/nord }', '{ sftp: h, user: u, password: geheim, hostKey: x }'),
      ).join(),
    ).not.toContain('geheim');
  });
});

const buero = `source: buero
transport: sql
at: { dialect: postgresql, url: env:BUERO }
zone: Europe/Berlin
currency: EUR
limits: [{ field: recipient.phone, maxLength: 20 }]
readers:
  auftrag: { table: auftrag, key: [nr], changes: { hash: ranges } }
flows: { orders: orders@1 }
out:
  orders:
    mapping: orders-out@1
    table: auftrag
    reference: bestnr
    mark: { quelle: SHOP }
    key: nr
    lines: { table: position, on: { nr: nr } }
---
mapping: orders@1
of: auftrag
record:
  number: [nr]
  channelOrder: [bestnr]
  origin: { constant: web }
  status: { constant: open }
  customer: [kunde]
  placedAt: [am, instant local]
  lines: { each: { of: positionen }, record: { line: [pos, integer], sku: [art], name: [art], ordered: [menge, integer], shipped: { constant: "0" }, cancelled: { constant: "0" }, invoiced: { constant: "0" }, unitPrice: { constant: "0" }, net: { constant: "0" } } }
  net: { constant: "0" }
  tax: { constant: "0" }
  gross: { constant: "0" }
---
mapping: orders-out@1
to: orders
record:
  kunde: [customer]
  am: [placedAt, date iso]
  name: [[recipient, name], length 40]
  fon: [[recipient, phone], length 30]
lines:
  each: { of: lines }
  record: { pos: [line], art: [item], menge: [left], preis: [unitNet] }
leave: [currency, shippingNet, purchaseOrderNumber, [recipient, company], [recipient, street], [recipient, street2],
  [recipient, postalCode], [recipient, city], [recipient, country], [recipient, region], [recipient, email],
  [lines, components]]
tests:
  - in: { order: "1", customer: K1, lines: [{ line: 1, item: a, ordered: 2, unitNet: "3.5" }] }
    out: { kunde: K1 }
    lines: [{ pos: "1", menge: "2", preis: "3.5" }]
`;

describe('orders that go out to a source', () => {
  it('become records by a mapping turned round, and what that can hold limits the checkout', () => {
    const { ordersOut, feedings } = checkSource(buero);
    expect(feedings.map(({ mapping }) => mapping)).toEqual(['orders@1']);
    expect(ordersOut?.compiled).toMatchObject({
      mapping: 'orders-out@1',
      lineColumns: ['pos', 'art', 'menge', 'preis'],
      limits: [
        { field: 'recipient.name', maxLength: 40 },
        { field: 'recipient.phone', maxLength: 20 },
      ],
    });
    expect(checkSource(nord).ordersOut).toBeNull();
  });

  it('have records made anew when what tells them from others changes, and not for anything else', () => {
    const versionOf = (text: string) => checkSource(text).mappingVersion;
    expect(versionOf(buero.replace('quelle: SHOP', 'quelle: WEB'))).not.toBe(versionOf(buero));
    expect(versionOf(buero.replace('length 40', 'length 50'))).toBe(versionOf(buero));
  });

  it.each<[string, (text: string) => string, string]>([
    [
      'nothing that says how they stand',
      (t) => t.replace(/flows: .*/, 'flows: {}').replace(/---\nmapping: orders@1[\s\S]*?(?=---)/, ''),
      '11:3 out.orders: says nothing of how they stand: flows has no orders',
    ],
    [
      'a mapping that is not there',
      (t) => t.replace('mapping: orders-out@1\n    table', 'mapping: orders-out@2\n    table'),
      '12:14 out.orders.mapping: there is no outgoing mapping orders-out@2 below',
    ],
    [
      'a column that is filled twice',
      (t) =>
        t.replace('kunde: [customer]\n  am: [placedAt, date', 'quelle: [customer]\n  am: [placedAt, date'),
      'record.quelle: is filled by what out.orders says of it, and by no mapping',
    ],
    [
      'lines without a table',
      (t) => t.replace(/    lines: \{ table.*\n/, ''),
      'out.orders: has no lines, and its mapping makes some',
    ],
    [
      'lines that refer to what nothing fills',
      (t) => t.replace('on: { nr: nr }', 'on: { nr: id }'),
      'out.orders.lines.on.nr: nothing fills id of the head',
    ],
    [
      'neither key nor number',
      (t) => t.replace('    key: nr\n', ''),
      'out.orders.key: is missing, and so is number',
    ],
    [
      'an alphabet that is none',
      (t) => t.replace('maxLength: 20', 'alphabet: "z-a"'),
      'limits[0].alphabet: is no list of characters such as A-Z0-9',
    ],
    [
      'an example that comes out otherwise',
      (t) => t.replace('preis: "3.5" }]\n', 'preis: "3.6" }]\n'),
      'tests[0].lines[0].preis: is "3.5" and not "3.6"',
    ],
    [
      'a word that is none',
      (t) => t.replace('reference: bestnr', 'referenz: bestnr'),
      'out.orders.referenz: is no word of this document',
    ],
  ])('are refused with line and reason for %s', (_, edit, expected) => {
    expect(faultsOf(edit(buero))).toContainEqual(expect.stringContaining(expected));
  });
});
