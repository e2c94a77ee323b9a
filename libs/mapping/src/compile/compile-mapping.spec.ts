import { encode } from '@throughline/events';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readMapping } from '../documents/read-mapping.ts';
import { mappingOf, recordsOf, source, stockMapping, valueOf } from '../fixtures/mapping.ts';
import { compileMapping } from './compile-mapping.ts';
import { runExamples } from './examples.ts';

const prices = `
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
rules: [{ amount: within 40% of published, else: hold }]
tests:
  - in: { ArtNr: " 4-1 ", VK1: "1.234,50", ME: ST, Ab: "03.11.2026" }
    out: [{ sku: "4-1", amount: "1234.50", validFrom: "2026-11-02T23:00Z" }]
  - in: { ArtNr: "4-1", VK1: "12.5O" }
    held: [amount]
`;
const row = { ArtNr: ' 4-1 ', VK1: '1.234,50', VK10: '13,75', ME: 'ST', Ab: '03.11.2026', Status: '' };
const nothing = ['NULL', '-'];

describe('a mapping of prices', () => {
  const mapping = mappingOf(prices, { nothing });

  it('comes out as its examples say', () => {
    const document = readMapping(prices);
    expect(runExamples(document, compileMapping(document, source))).toEqual([]);
  });

  it('makes several records of one row, whole ones that their topic takes', () => {
    const records = recordsOf(mapping, row);
    expect(records.map(({ value }) => value)).toEqual([
      {
        ...{
          source: 'nord',
          sku: '4-1',
          version: expect.any(String),
          list: 'LIST',
          kind: 'list',
          currency: 'EUR',
        },
        ...{
          amount: '1234.5',
          perQuantity: 1,
          taxIncluded: false,
          unit: 'C62',
          minQuantity: 1,
          maxQuantity: null,
        },
        ...{ validFrom: new Date('2026-11-02T23:00Z'), validTo: null, group: null, account: null },
      },
      expect.objectContaining({ amount: '13.75', minQuantity: 10 }),
    ]);
    for (const { value } of records) expect(encode('ErpPrice', value as never, 1).length).toBeGreaterThan(30);
    expect(records[0]?.key).toMatch(/^nord\|4-1\|[\w-]{16}$/);
    expect(records[0]?.names).toEqual([{ flow: 'items', code: '4-1', sourceKey: ' 4-1 ' }]);
  });

  it('tells prices of a SKU apart by all but what they amount to', () => {
    const keyOf = (some: object) => recordsOf(mapping, { ...row, ...some })[0]?.key;
    expect(keyOf({ VK1: '9,99', VK10: '' })).toBe(keyOf({}));
    expect(keyOf({ Ab: '04.11.2026' })).not.toBe(keyOf({}));
    expect(recordsOf(mapping, row)[1]?.key).not.toBe(keyOf({}));
    expect(keyOf({ Ab: '' })).toBeNull();
  });

  it('leaves out what it skips, and says why', () => {
    expect(mapping.map({ values: { ...row, Status: ' X ' }, position: 1 })).toEqual({
      skipped: 'not for sale',
    });
    expect(recordsOf(mapping, { ...row, VK10: 'NULL' })).toHaveLength(1);
    const { VK10: _, ...without } = row;
    expect(recordsOf(mapping, without)).toHaveLength(1);
  });

  it('holds what it cannot read by field, column and shape, and makes the record next to it', () => {
    const [first, second] = recordsOf(mapping, { ...row, VK1: '12.5O' });
    expect(first).toMatchObject({ key: recordsOf(mapping, row)[0]?.key, value: null });
    expect(first?.issues).toEqual([
      { field: 'amount', column: 'VK1', reason: 'is no decimal like 1.234,56: 99.9A', severity: 'held' },
    ]);
    expect(second?.value).not.toBeNull();
  });

  it('holds every field that is wrong, each with its own issue', () => {
    const [record] = recordsOf(mapping, { ...row, ArtNr: 'A|1', VK1: '-', ME: 'KG', Ab: '31.02.2026' });
    expect(record?.issues.map(({ field, reason, column }) => [field, reason, column])).toEqual([
      ['sku', 'contains "|"', 'ArtNr'],
      ['amount', 'is missing', 'VK1'],
      ['unit', 'unknown code "KG"', 'ME'],
      ['validFrom', 'is no date like dd.MM.yyyy: 99.99.9999', 'Ab'],
    ]);
  });

  it.each([
    ['-5', 'amount is negative'],
    ['0,00', 'amount is zero, and the mapping does not say that the item may be free of charge'],
  ])('holds an amount of %s', (VK1, reason) => {
    expect(valueOf(mapping, { ...row, VK1 })).toEqual([reason]);
  });

  it('takes a price of zero where somebody has said so', () => {
    const free = mappingOf(prices.replace('rules: [', 'rules: [{ amount: zero allowed }, '));
    expect(valueOf(free, { ...row, VK1: '0' })).toMatchObject({ amount: '0' });
  });

  it('says which columns it reads, which fields it does not fill, and what is judged elsewhere', () => {
    expect(mapping.usedColumns).toEqual(['Ab', 'ArtNr', 'ME', 'Status', 'VK1', 'VK10']);
    expect(mapping.unfilledFields).toEqual(
      'version list kind currency perQuantity taxIncluded maxQuantity validTo group account'.split(' '),
    );
    expect(mapping.judged).toEqual([
      { field: 'amount', rule: { kind: 'within', percent: 40 }, otherwise: 'hold' },
    ]);
  });

  it('explains by the same steps what it makes', () => {
    const text = fc.oneof(fc.string(), fc.constantFrom(...Object.values(row), '12.5O', 'KG', '31.02.2026'));
    fc.assert(
      fc.property(
        fc.record({ ArtNr: text, VK1: text, VK10: text, ME: text, Ab: text, Status: text }),
        (values) => {
          const explained = mapping.explain({ values, position: 1 });
          expect(explained.outcome).toEqual(mapping.map({ values, position: 1 }));
          if ('records' in explained.outcome)
            expect(explained.fields).toHaveLength(explained.outcome.records.length);
        },
      ),
    );
    expect(mapping.explain({ values: row, position: 1 }).fields[0]?.[1]).toEqual({
      field: 'amount',
      column: 'VK1',
      ordinal: 1,
      steps: [
        { step: 'read', value: '1.234,50' },
        { step: 'decimal "1.234,56"', value: '1234.5' },
      ],
    });
  });

  it('throws nothing, whatever is in a row', () => {
    const raw = fc.letrec((tie) => ({
      value: fc.oneof(
        { depthSize: 'small' },
        fc.string(),
        fc.constant(null),
        fc.array(tie('value')),
        fc.dictionary(fc.string(), tie('value')),
      ),
    })).value;
    const keys = fc.constantFrom('ArtNr', 'VK1', 'VK10', 'ME', 'Ab', 'Status', '__proto__', 'constructor');
    fc.assert(
      fc.property(fc.dictionary(keys, raw), (values) => {
        const outcome = mapping.map({ values: values as never, position: 1 });
        if ('records' in outcome)
          for (const { value, issues } of outcome.records) expect(value === null).toBe(issues.length > 0);
      }),
      { numRuns: 500 },
    );
  });
});

describe('absent, empty and not available', () => {
  const mapping = mappingOf(stockMapping('  safetyStock: [Rest, integer]'), {
    nothing,
    unavailable: '__none__',
  });
  const one = (values: object) => recordsOf(mapping, { ArtNr: 'A', Bestand: '5', ...values })[0];

  it('are three things of a field that may be left out', () => {
    expect(one({})).toMatchObject({ value: { safetyStock: 0 }, absent: ['safetyStock'], unavailable: [] });
    for (const Rest of ['', null, ' ', 'NULL', '-', '\0'])
      expect(one({ Rest })).toMatchObject({ value: { safetyStock: 0 }, absent: [], unavailable: [] });
    expect(one({ Rest: '__none__' })).toMatchObject({
      ...{ value: null, absent: [], unavailable: ['safetyStock'] },
      issues: [{ field: 'safetyStock', column: 'Rest', reason: 'is not available in this record' }],
    });
  });

  it('hold a field that must be there', () => {
    expect(one({ Bestand: undefined as never })).toMatchObject({
      value: null,
      absent: ['quantity', 'safetyStock'],
    });
    expect(one({ Bestand: '', Rest: '1' })).toMatchObject({
      issues: [{ field: 'quantity', reason: 'is missing' }],
      absent: [],
    });
  });

  it('know a column by its own name only', () => {
    const odd = mappingOf(stockMapping('  safetyStock: [constructor, integer]'));
    expect(valueOf(odd, { ArtNr: 'A', Bestand: '5' })).toMatchObject({ safetyStock: 0 });
  });
});

describe('rules', () => {
  const quantity = (rule: string, Bestand: string) =>
    recordsOf(mappingOf(stockMapping('  safetyStock: [Rest, integer]', `rules: [${rule}]`)), {
      ArtNr: 'AB-12',
      Bestand,
      Rest: '1',
    })[0];

  it.each([
    ['{ quantity: at least 0 }', '-1', 'is not at least 0: -1'],
    ['{ quantity: 0 to 99 }', '100', 'is not at most 99: 100'],
    ['{ quantity: above 0 }', '0', 'is not above 0: 0'],
    ['{ quantity: below 7 }', '7', 'is not below 7: 7'],
    ['{ sku: length 1 to 4 }', '1', 'is not 1 to 4 characters long but 5: AA-99'],
    ['{ sku: \'pattern "A-99"\' }', '1', 'is not like A-99: AA-99'],
    ['{ sku: "one of A, B" }', '1', 'is none of A, B: AA-99'],
  ])('%s holds %s', (rule, value, reason) => {
    expect(quantity(rule, value)?.issues).toMatchObject([{ reason, severity: 'held' }]);
  });

  it.each([
    ['{ quantity: at least 0 }', '0'],
    ['{ quantity: 0 to 99 }', '99'],
    ['{ sku: \'pattern "A+-99"\' }', '1'],
    ['{ sku: length 5 }', '1'],
    ['{ sku: unique }', '1'],
  ])('%s lets %s pass', (rule, value) => {
    expect(quantity(rule, value)).toMatchObject({ issues: [], value: {} });
  });

  it('warn, and publish the value that they warn of', () => {
    expect(quantity('{ quantity: at least 0, else: warn }', '-1')).toMatchObject({
      value: { quantity: -1 },
      issues: [{ field: 'quantity', severity: 'warning', reason: 'is not at least 0: -1' }],
    });
  });

  it('repair, and say so', () => {
    expect(quantity('{ quantity: at least 0, else: { repair: 0 } }', '-1')).toMatchObject({
      value: { quantity: 0 },
      issues: [{ severity: 'warning', reason: 'is not at least 0: -1: repaired' }],
    });
    expect(quantity('{ quantity: readable, else: { repair: 7 } }', 'x')).toMatchObject({
      value: { quantity: 7 },
    });
  });

  it('let a field be left out that cannot be read', () => {
    const mapping = mappingOf(
      stockMapping('  safetyStock: [Rest, integer]', 'rules: [{ safetyStock: readable, else: warn }]'),
    );
    expect(recordsOf(mapping, { ArtNr: 'A', Bestand: '5', Rest: 'x' })[0]).toMatchObject({
      value: { safetyStock: 0 },
      issues: [{ field: 'safetyStock', severity: 'warning', reason: 'is no whole number: a' }],
    });
  });

  it('make a field that may be left out one that must be there', () => {
    const mapping = mappingOf(
      stockMapping('  safetyStock: [Rest, integer]', 'rules: [{ safetyStock: required }]'),
    );
    expect(valueOf(mapping, { ArtNr: 'A', Bestand: '5', Rest: '' })).toEqual(['safetyStock is missing']);
  });
});

describe('records inside a row', () => {
  const orders = `
mapping: orders@1
of: auftrag
charge: { Art: [FRACHT, POST] }
record:
  number: [Nr]
  channelOrder: { cel: 'row.Ref.startsWith("WEB-") ? row.Ref.substring(4) : ""' }
  origin: { constant: sales }
  status: [St, table status]
  customer: [Kunde, code]
  placedAt: [am, instant local]
  lines:
    each: { of: Zeilen }
    skip: { Typ: [TEXT], as: a remark }
    record:
      line: { ordinal: true }
      sku: [Art, code]
      name: [{ join: [Bez1, Bez2], by: " " }]
      ordered: [Menge, decimal "1.234,56", convert table packs ME]
      shipped: { constant: "0" }
      cancelled: { constant: "0" }
      invoiced: { constant: "0" }
      unitPrice: [Preis, decimal "1.234,56", round 7]
      net: [Summe, decimal "1.234,56"]
      unit: [ME, table units]
  charges:
    all:
      - each: { of: Zeilen }
        record: { line: [Pos, integer], code: [Art, table charges], name: [Bez1], net: [Summe, decimal "1.234,56"] }
      - each: [{ c: Fracht, optional: true }]
        record: { code: { constant: freight }, name: { constant: Freight }, net: [c, decimal "1.234,56"] }
  net: [[Summen, { Art: net }, Betrag], decimal "1.234,56"]
  tax: [[Summen, { Art: tax }, Betrag], decimal "1.234,56"]
  gross: [[Summen, "*", Betrag], decimal "1.234,56", sum]
tables:
  status: { O: open, else: skip }
  packs: { ST: 1, KAR: 12/1 }
  units: { ST: C62, KAR: XCT }
  charges: { FRACHT: freight, else: other }
`;
  const order = {
    ...{ Nr: '0000123', Ref: 'WEB-10001', St: 'O', Kunde: 'k7', am: '2026-11-03 10:00:00', Fracht: '4,90' },
    Zeilen: [
      {
        Pos: '1',
        Art: 'a-1',
        Bez1: 'Bell',
        Bez2: 'red',
        Menge: '2,00',
        ME: 'KAR',
        Preis: '1,234',
        Summe: '2,47',
      },
      { Pos: '2', Typ: 'TEXT', Bez1: 'Thank you' },
      { Pos: '3', Art: 'POST', Bez1: 'Postage', Menge: '1', ME: 'ST', Preis: '3,00', Summe: '3,00' },
    ],
    Summen: [
      { Art: 'net', Betrag: '10,37' },
      { Art: 'tax', Betrag: '1,97' },
    ],
  };
  const mapping = mappingOf(orders);

  it('become lines and charges of an order that its topic takes', () => {
    const [record] = recordsOf(mapping, order);
    expect(record?.issues).toEqual([]);
    expect(record?.value).toMatchObject({
      ...{
        number: '0000123',
        channelOrder: '10001',
        customer: 'K7',
        net: '10.37',
        tax: '1.97',
        gross: '12.34',
      },
      placedAt: new Date('2026-11-03T09:00Z'),
      lines: [{ line: 1, sku: 'A-1', name: 'Bell red', ordered: 24, unit: 'XCT', unitPrice: '1.234' }],
      charges: [
        { line: 3, code: 'other', name: 'Postage', net: '3' },
        { line: null, code: 'freight', name: 'Freight', net: '4.9' },
      ],
    });
    expect(encode('ErpOrder', record?.value as never, 1).length).toBeGreaterThan(50);
    expect(record?.names).toEqual([
      { flow: 'customers', code: 'K7', sourceKey: 'k7' },
      { flow: 'items', code: 'A-1', sourceKey: 'a-1' },
    ]);
    expect(mapping.usedColumns).toEqual('Fracht Kunde Nr Ref St Summen Zeilen am'.split(' '));
  });

  it('add up to totals that the source does not state', () => {
    const summed = mappingOf(orders.replace(/ {2}gross:.*/, '  gross: { sum: [lines.net, charges.net] }'));
    expect(valueOf(summed, order)).toMatchObject({ gross: '10.37' });
    const [first] = order.Zeilen;
    expect(valueOf(summed, { ...order, Zeilen: [{ ...first, Summe: 'x' }] })).toEqual([
      'lines.net is no decimal like 1.234,56: a',
    ]);
  });

  it('hold the record by the path of their field', () => {
    const [first] = order.Zeilen;
    const wrong = { ...order, Zeilen: [{ ...first, Menge: '0,3', ME: 'ST' }] };
    expect(recordsOf(mapping, wrong)[0]?.issues).toEqual([
      {
        field: 'lines.ordered',
        column: 'Menge',
        reason: 'is no whole number of base units',
        severity: 'held',
      },
    ]);
  });

  it('are one where a list has one element', () => {
    expect(valueOf(mapping, { ...order, Zeilen: order.Zeilen[0] as never })).toMatchObject({
      lines: [{ sku: 'A-1' }],
    });
    expect(valueOf(mapping, { ...order, Zeilen: null })).toMatchObject({ lines: [] });
  });

  it('are told apart where one of several is meant', () => {
    const twice = { ...order, Summen: [...order.Summen, { Art: 'net', Betrag: '1' }] };
    expect(valueOf(mapping, twice)).toEqual(['net is one of 2: say which']);
  });

  it('are left out by a table that says so', () => {
    expect(mapping.map({ values: { ...order, St: 'X' }, position: 1 })).toEqual({
      skipped: 'status: unknown code "X"',
    });
  });
});

describe('items', () => {
  const items = `
mapping: items@1
of: art
each: { of: Varianten }
record:
  code: [SKU, code]
  model: [[.., Nr], code]
  modelName: [[.., Titel]]
  family: [[.., WG], code]
  unit: { constant: C62 }
  taxCategory: { constant: standard }
  status: { cel: 'row.Aktiv == "1" && size(row.SKU) > 0 ? "active" : "ended"' }
  weightGrams: [{ first: [Gramm, [.., Gramm]] }, integer]
  gtin: [EAN, gtin]
  texts:
    each: [{ l: { constant: de }, n: [.., Titel], d: [.., Text] }, { l: { constant: en }, n: [.., Title], d: [.., Body], optional: true }]
    record: { language: [l], name: [n], description: [d, stripHtml, default ""] }
  components:
    each: { of: Teile, split: "|" }
    record: { sku: [., after "sku=", 'before ","', code], quantity: [., after "qty=", integer] }
rules: [{ gtin: readable, else: warn }]
`;
  const mapping = mappingOf(items);
  const model = { Nr: 'm1', Titel: 'Glocke', Text: '<p>laut</p>', WG: 'BELLS', Gramm: '120', Varianten: [] };

  it('are several of one row, and look outwards for what they share', () => {
    const records = recordsOf(mapping, {
      ...model,
      Varianten: [
        { SKU: 'b-1', Aktiv: '1', EAN: '4006381333931', Teile: 'sku=x-1,qty=2|sku=x-2,qty=1' },
        { SKU: 'b-2', Aktiv: '0', EAN: '4006381333932', Gramm: '90' },
      ],
    });
    expect(records.map(({ value }) => value)).toMatchObject([
      {
        ...{
          code: 'B-1',
          model: 'M1',
          familyName: 'Bells',
          status: 'active',
          weightGrams: 120,
          gtin: '4006381333931',
        },
        texts: [{ language: 'de', name: 'Glocke', description: 'laut' }],
        components: [
          { sku: 'X-1', quantity: 2 },
          { sku: 'X-2', quantity: 1 },
        ],
      },
      { code: 'B-2', status: 'ended', weightGrams: 90, gtin: null, components: [] },
    ]);
    expect(records[1]?.issues).toMatchObject([{ field: 'gtin', severity: 'warning' }]);
    for (const { value } of records) expect(encode('ErpItem', value as never, 1).length).toBeGreaterThan(20);
  });

  it('are none where a row has none', () => {
    expect(mapping.map({ values: model, position: 1 })).toEqual({
      skipped: 'has nothing of what makes a record',
    });
  });

  it('know the names of each inside of their lists', () => {
    const mapping = mappingOf(`
mapping: items@1
of: art
each: [{ key: NrA, word: BezA }, { key: NrB, word: BezB, optional: true }]
record:
  code: [key, code]
  family: { constant: F }
  unit: { constant: C62 }
  taxCategory: { constant: standard }
  status: { constant: active }
  texts: { each: { of: Sprachen }, record: { language: [Code, lower], name: [word], description: [Text, default ""] } }
`);
    const values = {
      NrA: 'a',
      BezA: 'Bell',
      NrB: 'b',
      BezB: 'Horn',
      Sprachen: [{ Code: 'DE', word: 'other' }, { Code: 'EN' }],
    };
    const texts = recordsOf(mapping, values).map(
      ({ value }) => (value as unknown as { texts: { name: string }[] }).texts,
    );
    expect(texts.map((each) => each.map(({ name }) => name))).toEqual([
      ['Bell', 'Bell'],
      ['Horn', 'Horn'],
    ]);
    expect(valueOf(mapping, values)).toMatchObject({ texts: [{ description: '' }, {}] });
    expect(mapping.usedColumns).toEqual('BezA BezB NrA NrB Sprachen'.split(' '));
  });

  it('have texts', () => {
    const { Titel: _, ...untitled } = model;
    expect(valueOf(mapping, { ...untitled, Varianten: { SKU: 'b', Aktiv: '1' } })).toEqual([
      'texts.name is missing',
    ]);
  });
});

describe('other flows', () => {
  it('fill a place, with a record of its own inside', () => {
    const mapping = mappingOf(`
mapping: locations@1
of: lager
record:
  code: [Nr, code]
  name: [Name, title]
  kind: { constant: warehouse }
  country: [Land, upper]
  coordinates: { record: { latitude: [Breite, decimal "1.234,56"], longitude: [Länge, decimal "1.234,56"] } }
  timeZone: [Zone]
  cutOff: [Schluss]
  shippingDays: [Tage, split " ", integer]
  servesWeb: [Web, boolean J N]
`);
    const place = {
      Nr: 'b1',
      Name: 'BERLIN MITTE',
      Land: 'de',
      Web: 'J',
      Tage: '1 2 5',
      Zone: 'Europe/Berlin',
      Schluss: '15:30',
    };
    expect(valueOf(mapping, place)).toMatchObject({
      code: 'B1',
      name: 'Berlin Mitte',
      coordinates: null,
      shippingDays: [1, 2, 5],
    });
    expect(valueOf(mapping, { ...place, Breite: '52,5', Länge: '13,4' })).toMatchObject({
      coordinates: { latitude: '52.5', longitude: '13.4' },
    });
    expect(valueOf(mapping, { ...place, Breite: '52,5' })).toEqual(['coordinates.longitude is missing']);
    expect(valueOf(mapping, { ...place, Zone: 'Berlin', Schluss: '25:00', Tage: '8' })).toEqual([
      'timeZone is no time zone: "Berlin"',
      'cutOff is no time of day: "25:00"',
      'shippingDays is no day of the week, 1 (Monday) to 7',
    ]);
  });

  it('fill a customer by tables of lists', () => {
    const mapping = mappingOf(`
mapping: customers@1
of: kunden
record:
  number: [Nr]
  kind: { constant: business }
  name: [{ first: [Firma, Name] }]
  email: [Mail, lower]
  blockedFor: [Sperre, table blocks]
  priceLists: [Listen, 'split ","', code]
tables: { blocks: { "": [], B: [orders, shipments] } }
`);
    expect(
      valueOf(mapping, { Nr: '7', Name: 'A. Person', Mail: 'A@Example.org', Sperre: 'B', Listen: 'a1, b2' }),
    ).toMatchObject({
      ...{
        name: 'A. Person',
        email: 'a@example.org',
        blockedFor: ['orders', 'shipments'],
        priceLists: ['A1', 'B2'],
      },
      ...{ currency: 'EUR', taxClass: 'normal' },
    });
    expect(valueOf(mapping, { Nr: '7', Firma: 'F', Sperre: '', Listen: '' })).toMatchObject({
      blockedFor: [],
      priceLists: [],
    });
  });

  it('fill a tax rate, whose end is exclusive', () => {
    const mapping = mappingOf(`
mapping: taxes@1
of: mwst
record:
  country: [Land]
  category: [Code, table codes]
  rate: [Satz, implied 2]
  validFrom: [Von, date "yyyyMMdd"]
  validTo: [Bis, nothing "99991231", date "yyyyMMdd", nextDay]
tables: { codes: { S: standard } }
`);
    const tax = { Land: 'DE', Code: 'S', Satz: '1900', Von: '20070101', Bis: '99991231' };
    expect(recordsOf(mapping, tax)[0]).toMatchObject({
      key: 'nord|DE|*|*|standard|2007-01-01',
      value: { rate: '19', validTo: null, name: 'standard' },
    });
    expect(valueOf(mapping, { ...tax, Bis: '20261231' })).toMatchObject({ validTo: '2027-01-01' });
    expect(valueOf(mapping, { ...tax, Bis: '20061230' })).toEqual(['validTo ends before it begins']);
  });

  it('take the instant of the document for that of a stock figure', () => {
    const mapping = mappingOf(stockMapping('').replace(/ {2}asOf: \{.*\n/, ''));
    const values = { ArtNr: 'A', Bestand: '5' };
    const asOf = new Date('2026-11-20T10:00Z');
    expect(mapping.map({ values, position: 1 }, { asOf })).toMatchObject({ records: [{ value: { asOf } }] });
    expect(valueOf(mapping, values)).toEqual(['asOf is missing']);
  });
});

describe('expressions', () => {
  const quantity = (cel: string) => mappingOf(stockMapping(`  safetyStock: { cel: '${cel}' }`));

  it('compute with exact decimals', () => {
    const mapping = mappingOf(
      prices.replace(
        '[vk, decimal "1.234,56"]',
        `{ cel: 'round(divide(decimal(row.VK1) * decimal("3"), decimal("7"), 5) + decimal("0.1"), 2)' }`,
      ),
    );
    expect(valueOf(mapping, { ...row, VK1: '1.05' })).toMatchObject({ amount: '0.55' });
  });

  it('fail as data, without what the row says', () => {
    const mapping = quantity('int(row.Rest)');
    expect(valueOf(mapping, { ArtNr: 'A', Bestand: '5', Rest: 'secret' })).toEqual([
      expect.stringMatching(/^safetyStock cannot be computed/),
    ]);
    expect(
      JSON.stringify(recordsOf(mapping, { ArtNr: 'A', Bestand: '5', Rest: 'secret' })[0]?.issues),
    ).not.toContain('secret');
  });

  it('go over the lists of a record, one after the other', () => {
    const mapping = quantity('tree.Lager.filter(l, l.Ort != "X").map(l, l.Ort).size()');
    const lists = { ArtNr: 'A', Bestand: '5', Lager: [{ Ort: 'X' }, { Ort: 'Y' }, { Ort: 'Z' }] };
    expect(valueOf(mapping, lists)).toMatchObject({ safetyStock: 2 });
  });

  it('compute with what they find in each element, and choose among constants', () => {
    const mapping = quantity('tree.Lager.map(l, int(l.N) + 1).filter(n, n in [2, 3]).size()');
    const lists = { ArtNr: 'A', Bestand: '5', Lager: [{ N: '1' }, { N: '2' }, { N: '7' }] };
    expect(valueOf(mapping, lists)).toMatchObject({ safetyStock: 2 });
    const joined = mappingOf(
      prices.replace('unit: [ME, table units]', `unit: { cel: 'row.ME.split("-").join("").lowerAscii()' }`),
    );
    expect(valueOf(joined, { ...row, ME: 'S-T' })).toMatchObject({ unit: 'st' });
  });

  it.each([
    ['a text', 'size(row.Rest)', { Rest: 'x'.repeat(50_001) }],
    [
      'a list',
      'tree.L.filter(l, l.N == "1").size()',
      { L: Array.from({ length: 5_000 }, () => ({ N: '1' })) },
    ],
    [
      'the texts of a list',
      'tree.L.filter(l, l == "1").size()',
      { L: Array.from({ length: 60 }, () => 'x'.repeat(900)) },
    ],
    ['a column inside', 'tree.L.filter(l, row.Rest.contains(l)).size()', { L: ['1'], Rest: 'x'.repeat(501) }],
  ])('hold a record of which they would see too much: %s', (_, cel, values) => {
    expect(valueOf(quantity(cel), { ArtNr: 'A', Bestand: '5', ...values })).toEqual([
      'safetyStock is too large for an expression',
    ]);
  });

  it('see the names of each as columns', () => {
    const mapping = mappingOf(
      prices.replace(
        'unit: [ME, table units]',
        `unit: { cel: 'row.tier == "10" ? "XCT" : row.vk == "" ? "" : "C62"' }`,
      ),
    );
    expect(recordsOf(mapping, row).map(({ value }) => (value as { unit: string }).unit)).toEqual([
      'C62',
      'XCT',
    ]);
  });
});

describe('examples inside a mapping', () => {
  const failing = (test: string): string[] => {
    const document = readMapping(prices.replace(/tests:[\s\S]*/, `tests:\n  - ${test}\n`));
    return runExamples(document, compileMapping(document, source)).map(
      ({ line, path, reason }) => `${line} ${path} ${reason}`,
    );
  };
  const good = 'in: { ArtNr: A, VK1: "1", ME: ST, Ab: "03.11.2026" }';

  it.each([
    [`{ ${good}, out: [{ amount: "2" }] }`, '15 tests[0].out[0].amount is "1" and not "2"'],
    [`{ ${good}, out: [{ sku: A }, {}] }`, '15 tests[0].out names 2 records, and 1 came of it'],
    [`{ ${good}, out: [{ nothing: A }] }`, '15 tests[0].out[0].nothing is no field and not "A"'],
    [`{ ${good}, held: [amount] }`, '15 tests[0].held[0] amount is not held'],
    [`{ ${good}, skipped: never }`, '15 tests[0].skipped is not left out'],
    ['{ in: { Status: X }, out: [{}] }', '15 tests[0] is left out: not for sale'],
    [
      '{ in: { ArtNr: A, VK1: "x", ME: ST, Ab: "03.11.2026" }, out: [{ sku: A }] }',
      '15 tests[0].out is held: amount is no decimal like 1.234,56: a (held)',
    ],
  ])('fail where they differ: %s', (test, fault) => {
    expect(failing(test)).toEqual([fault]);
  });

  it.each([
    `{ ${good}, out: [{ amount: "1.00", minQuantity: 1, validTo: , taxIncluded: false }] }`,
    '{ in: { Status: X }, skipped: not for sale }',
    `{ ${good}, warned: [] }`,
  ])('pass where they do not: %s', (test) => {
    expect(failing(test)).toEqual([]);
  });
});
