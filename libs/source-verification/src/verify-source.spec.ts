import { readYaml } from '@throughline/mapping';
import { checkSource } from '@throughline/source-documents';
import { describe, expect, it } from 'vitest';
import { expectedSchema } from './expected-schema.ts';
import { verificationTable } from './verification-table.ts';
import { verifySource } from './verify-source.ts';

const document = `source: nord
transport: files
at: { folder: /srv/nord }
zone: Europe/Berlin
currency: EUR
readers:
  art:
    pattern: "art.csv"
    ready: { rename: true }
    format: { csv: ";", comment: "#" }
    key: [Nr]
    with: { prices: { reader: vk, on: [{ this: Nr, is: Nr }], many: false } }
    says: everything
  vk:
    pattern: "vk.csv"
    ready: { rename: true }
    format: { csv: ";" }
    key: [Nr, Liste]
    says: everything
flows: { prices: prices@1 }
---
mapping: prices@1
of: art
skip: { Status: X, as: not for sale }
record:
  sku: [Nr, code]
  amount: [[prices, VK], decimal "1.234,56"]
  unit: [ME, table units]
  validFrom: { constant: "2026-01-01T00:00Z" }
tables: { units: { ST: C62 } }
`;

const files: Record<string, string> = {
  'art.csv': [
    '# of the evening',
    'Nr;ME;Status;Lager',
    ...['a;ST;;7', 'A ;ST;;7', 'b;XX;;7', 'c;ST;X;7', 'd;ST;;7', ';ST;;7', 'e;ST', 'f;ST;;7'],
  ].join('\n'),
  'vk.csv': ['Nr;Liste;VK', 'a;1;1.234,50', 'A ;1;0,25', 'b;1;3,00', 'd;1;1,00', 'd;2;2,00', 'z;1;9,00'].join(
    '\n',
  ),
};

const agreeing = `set: nord
system: by hand
readers:
  art: { files: [art.csv], rows: 9, unreadable: 1, passedOver: 1, keys: 6 }
  vk: { files: [vk.csv], rows: 6, keys: 6, leftOver: 1 }
mappings:
  prices@1:
    accepted: 2
    held:
      'unit: unknown code "…"': 1
      "prices: several records of vk": 1
      "key: is missing": 1
      "amount: is missing": 1
    skipped: { not for sale: 1 }
    records: 2
    repeated: 1
    sums: { amount: { EUR: "1234.75" } }
    counts: { unit: { C62: 2 } }
`;

async function* bytesOf(file: string) {
  yield new TextEncoder().encode(files[file]);
}

const verify = (expected = agreeing) =>
  verifySource(checkSource(document), readYaml(expected, expectedSchema).value, bytesOf);

describe('verifying a source', () => {
  it('agrees when every row is accounted for and every sum is right', async () => {
    const { agrees, differences, mappings, readers } = await verify();
    expect([differences, mappings.map((mapping) => mapping.differences), agrees]).toEqual([[], [[]], true]);
    const [prices] = mappings;
    expect(prices).toMatchObject({ rows: 9, accepted: 2, held: 5, skipped: 2 });
    expect(prices?.heldBy['row: cannot be read']).toBe(1);
    expect(readers[0]).toMatchObject({
      reader: 'art',
      whole: true,
      unusedColumns: ['Lager'],
      leftOver: null,
    });
    expect(prices?.unfilledFields).toContain('list');
  });

  it.each([
    ['rows: 9, un', 'rows: 8, un', 'reader art: rows 9 and not 8'],
    ['unreadable: 1', 'unreadable: 0', 'reader art: unreadable 1 and not 0'],
    ['passedOver: 1', 'passedOver: 0', 'reader art: passed over 1 and not 0'],
    ['keys: 6 }\n  vk', 'keys: 7 }\n  vk', 'reader art: keys 6 and not 7'],
    ['leftOver: 1', 'leftOver: 0', 'reader vk: left over 1 and not 0'],
    ['accepted: 2', 'accepted: 3', 'accepted 2 and not 3'],
    ['"key: is missing": 1', '"key: is missing": 2', 'held (key: is missing) 1 and not 2'],
    ['not for sale: 1', 'not for sale: 2', 'skipped (not for sale) 1 and not 2'],
    ['repeated: 1', 'repeated: 0', 'repeated 1 and not 0'],
    ['"1234.75"', '"1234.76"', 'sum of amount in EUR 1234.75 and not 1234.76'],
    ['{ EUR: "1234.75" }', '"1234.74"', 'sum of amount 1234.75 and not 1234.74'],
    ['C62: 2', 'C62: 1, BX: 1', 'unit (BX) 0 and not 1'],
    ['  art: {', '  other: { files: [x], rows: 1 }\n  art: {', 'reader other: is not in the document'],
    ['prices@1:', 'prices@2:', 'mapping prices@2: is not in the document'],
  ])('differs where %j is %j', async (right, wrong, difference) => {
    const { agrees, differences, mappings } = await verify(agreeing.replace(right, wrong));
    expect(agrees).toBe(false);
    expect([...differences, ...mappings.flatMap((mapping) => mapping.differences)]).toContain(difference);
  });

  it('lays in what is laid into others, over several levels', async () => {
    const nested = checkSource(
      document
        .replace(
          'key: [Nr, Liste]',
          'key: [Nr, Liste]\n    with: { list: { reader: li, on: [{ this: Liste, is: Liste }], many: false } }',
        )
        .replace(
          'flows:',
          '  li:\n    pattern: "li.csv"\n    ready: { rename: true }\n    format: { csv: ";" }\n    key: [Liste, Land]\n    says: everything\nflows:',
        )
        .replace('  validFrom:', '  list: [[prices, list, Name]]\n  validFrom:'),
    );
    const expected = readYaml(
      agreeing
        .replace('mappings:', '  li: { files: [li.csv], rows: 3, keys: 3, leftOver: 1 }\nmappings:')
        .replace('counts: { unit', 'counts: { list: { regular: 2 }, unit'),
      expectedSchema,
    ).value;
    const lists = ['Liste;Land;Name', '1;DE;regular', '2;DE;other', '3;DE;none'].join('\n');
    const { agrees, differences, mappings } = await verifySource(nested, expected, async function* (file) {
      yield Buffer.from(file === 'li.csv' ? lists : (files[file] ?? ''));
    });
    expect([...differences, ...mappings.flatMap((mapping) => mapping.differences)]).toEqual([]);
    expect(agrees).toBe(true);
  });

  it('has a table of counts and reasons that quotes nothing of the files', async () => {
    const table = verificationTable([await verify()]);
    expect(table.slice(2)).toEqual([
      '| nord | by hand | prices | csv | 9 | 2 | 5 | 2 | 1 × unit: unknown code "…"; 1 × prices: several records of vk; 1 × amount: is missing; 1 × row: cannot be read; and 3 other reasons; records with the key of another: 1 | rows, sums of amount |',
      '|  |  | laid in: vk | csv | 6 | 5 | 0 | 1 | 1 × belongs to no record | rows |',
    ]);
    const differing = verificationTable([await verify(agreeing.replace('accepted: 2', 'accepted: 3'))]);
    expect(differing[2]).toContain('**1 differences**');
  });
});
