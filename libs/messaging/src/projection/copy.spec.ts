import type { Price } from '@throughline/events';
import { describe, expect, it } from 'vitest';
import { statementsOf } from '../fixtures/statements.ts';
import type { Received } from '../records/record.ts';
import { copyOf, upsertCopy } from './copy.ts';

const prices = copyOf('pricing.prices', {
  table: 'pricing_prices',
  fields: ['amount', 'taxIncluded', 'validTo', 'group'],
  named: { version: 'price_version', group: 'price_group' },
  computed: {
    tags: { type: 'text[]', of: ({ kind, list }) => [kind, list] },
    terms: { type: 'jsonb', of: ({ unit, minQuantity }) => ({ unit, minQuantity }) },
    reduced: { type: 'boolean', of: ({ kind }) => (kind === 'sale' ? true : undefined) },
  },
  added: ['seen_at'],
});

const end = new Date('2026-12-01T00:00:00Z');
const price: Price = {
  ...{ sku: 'HL-U509', version: 'P1', list: 'LIST', kind: 'list', currency: 'EUR', amount: '29.74' },
  ...{ taxIncluded: false, unit: 'C62', minQuantity: 1, validFrom: new Date(0), validTo: end },
  ...{ group: null, account: null, revokedAt: null, source: 'demo', perQuantity: 1, maxQuantity: null },
};

function record(key: string, sequence: number, value: Partial<Price> | null): Received<'pricing.prices'> {
  const head = {
    topic: 'pricing.prices',
    partition: 0,
    offset: 0,
    time: end,
    id: `${key} ${sequence}`,
  } as const;
  return { ...head, type: 'Price', key, sequence, value: value && { ...price, ...value } };
}

describe('a copy of a topic', () => {
  it('has the key of the topic, and columns with the types of the fields', () => {
    expect(prices).toMatchObject({
      topic: 'pricing.prices',
      table: 'pricing_prices',
      key: ['sku', 'price_version'],
      added: ['seen_at'],
      nullable: ['valid_to', 'price_group'],
      keepsDeleted: false,
    });
    expect(Object.entries(prices.columns)).toEqual([
      ['sku', 'text'],
      ['price_version', 'text'],
      ['amount', 'numeric'],
      ['tax_included', 'boolean'],
      ['valid_to', 'timestamptz'],
      ['price_group', 'text'],
      ['tags', 'text[]'],
      ['terms', 'jsonb'],
      ['reduced', 'boolean'],
    ]);
  });

  it('has every field of its records where all are wanted, in their order', () => {
    const all = copyOf('pricing.prices', {
      table: 'pricing_prices',
      fields: 'all',
      named: { version: 'price_version', group: 'price_group' },
    });
    expect(Object.entries(all.columns)).toEqual([
      ['sku', 'text'],
      ['price_version', 'text'],
      ['source', 'text'],
      ['list', 'text'],
      ['kind', 'text'],
      ['currency', 'text'],
      ['amount', 'numeric'],
      ['per_quantity', 'bigint'],
      ['tax_included', 'boolean'],
      ['unit', 'text'],
      ['min_quantity', 'bigint'],
      ['max_quantity', 'bigint'],
      ['valid_from', 'timestamptz'],
      ['valid_to', 'timestamptz'],
      ['price_group', 'text'],
      ['account', 'text'],
      ['revoked_at', 'timestamptz'],
    ]);
  });

  it('knows every type that a contract may use', () => {
    const { columns, nullable } = copyOf('erp.items', { table: 't', fields: ['weightGrams', 'texts'] });
    expect(columns).toEqual({ source: 'text', code: 'text', weight_grams: 'bigint', texts: 'jsonb' });
    expect(nullable).toEqual(['weight_grams']);
    expect(copyOf('erp.taxes', { table: 't', fields: ['validTo'] }).columns).toMatchObject({
      valid_from: 'date',
      valid_to: 'date',
    });
    const offers = copyOf('inventory.availability', { table: 't', fields: ['nextIncoming'] });
    expect([offers.columns['next_incoming'], offers.nullable]).toEqual(['jsonb', ['next_incoming']]);
  });

  it('has no two columns of one name', () => {
    const twice = (declaration: Parameters<typeof copyOf<'catalog.products', 'color'>>[1]) => () =>
      copyOf('catalog.products', declaration);
    const table = 'catalog_products';
    const columnOf = () => null;
    expect(twice({ table, fields: ['color'], named: { color: 'sku' } })).toThrow(
      new TypeError('catalog_products: column sku is declared twice'),
    );
    expect(twice({ table, fields: ['color', 'color'] })).toThrow(/column color is/);
    expect(twice({ table, computed: { sku: { type: 'text', of: columnOf } } })).toThrow(/column sku is/);
    expect(twice({ table, computed: { version: { type: 'text', of: columnOf } } })).toThrow(
      /column version is/,
    );
    expect(twice({ table, added: ['deleted'] })).toThrow(/column deleted is/);
  });

  it('refuses a field that the topic does not have, should the compiler have been passed by', () => {
    const fields = ['colour'] as unknown as 'color'[];
    expect(() => copyOf('catalog.products', { table: 't', fields })).toThrow(
      new TypeError('catalog.products: there is no field colour'),
    );
  });
});

describe('records of a copy', () => {
  it('are written in one statement, an array for each column', async () => {
    const { tx, statements } = statementsOf([]);
    const sale = { kind: 'sale', group: 'DEALER', validTo: null, amount: '9.5' };
    await upsertCopy(tx, prices, [record('HL-U509|P1', 4, {}), record('HL-U509|P2', 7, sale)]);
    expect(statements.map(({ params }) => params)).toEqual([
      [
        ['HL-U509', 'HL-U509'],
        ['P1', 'P2'],
        ['29.74', '9.5'],
        [false, false],
        [end, null],
        [null, 'DEALER'],
        ['{"list","LIST"}', '{"sale","LIST"}'],
        ['{"unit":"C62","minQuantity":1}', '{"unit":"C62","minQuantity":1}'],
        [null, true],
        [4, 7],
      ],
    ]);
  });

  it('are of the key that they came with, whatever the value says', async () => {
    const { tx, statements } = statementsOf([]);
    await upsertCopy(tx, prices, [record('A|1', 1, { sku: 'B', version: '2' })]);
    expect(statements[0]?.params.slice(0, 2)).toEqual([['A'], ['1']]);
  });

  it('that are tombstones are written by key and version alone', async () => {
    const { tx, statements } = statementsOf([], []);
    await upsertCopy(tx, prices, [record('A|1', 2, null), record('B|1', 3, {}), record('A|2', 9, null)]);
    expect(statements[1]?.params).toEqual([
      ['A', 'A'],
      ['1', '2'],
      [2, 9],
    ]);
    expect(statements[0]?.params.slice(0, 2)).toEqual([['B'], ['1']]);
  });

  it('are given back where they were newer than what was stored, the newest of each key', async () => {
    const { tx, statements } = statementsOf(
      [{ sku: 'A', price_version: '1' }],
      [{ sku: 'B', price_version: '1' }],
    );
    const records = [record('A|1', 3, {}), record('A|1', 5, {}), record('A|1', 4, {}), record('C|1', 1, {})];
    const gone = record('B|1', 6, null);
    expect(await upsertCopy(tx, prices, [...records, gone])).toEqual([records[1], gone]);
    expect(statements[0]?.params.at(-1)).toEqual([5, 1]);
  });

  it('need a key of the topic', async () => {
    const { tx } = statementsOf();
    for (const key of ['A', 'A|', 'A|1|2'])
      await expect(upsertCopy(tx, prices, [record(key, 1, {})])).rejects.toThrow(TypeError);
    await expect(upsertCopy(tx, prices, [record('A', 1, null)])).rejects.toThrow(/the parts sku\|version/);
  });

  it('cost no statement when there are none', async () => {
    expect(await upsertCopy(statementsOf().tx, prices, [])).toEqual([]);
  });
});
