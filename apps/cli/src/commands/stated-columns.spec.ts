import { mappingSchema, readYamlDocuments } from '@throughline/mapping';
import { describe, expect, it } from 'vitest';
import { statedColumns } from './stated-columns.ts';

const stated = (...texts: string[]) =>
  statedColumns(
    texts.map((text) => {
      const [document] = readYamlDocuments(text);
      if (document === undefined) throw new Error('There is no mapping');
      return document.read(mappingSchema).value;
    }),
  );
const prices = (record: string, more = '') =>
  stated(
    `mapping: prices@1\nof: art\n${more}record:\n  ${record}\ntables: { units: { ST: C62, KG: KGM } }\n`,
  );

describe('what mappings state of columns', () => {
  it.each<[string, string, object]>([
    ['the format of decimals', `weight: [G, 'decimal "1.234,56"']`, { means: 'decimal', format: '1.234,56' }],
    ['that they are prices', `amount: [G, trim, 'decimal "1234.56"']`, { means: 'price', format: '1234.56' }],
    [
      'the format of dates',
      `validFrom: [G, date "dd.MM.yyyy", startOfDay]`,
      { means: 'date', format: 'dd.MM.yyyy' },
    ],
    ['numbers of packages', 'gtin: [G, gtin]', { means: 'gtin' }],
    ['codes of a length', 'sku: [G, undamaged 5, code]', { means: 'code', length: 5 }],
    ['codes that are known', 'unit: [G, table units]', { codes: ['ST', 'KG'], table: 'units' }],
  ])('is %s', (_, record, expected) => {
    expect(prices(record)).toEqual({ G: expected });
  });

  it.each([
    ['of a column that is cleaned first', 'unit: [G, upper, table units]'],
    ['of several columns', `amount: [{ first: [G, H] }, 'decimal "1.234,56"']`],
    ['of an instant', 'validFrom: [G, instant local]'],
    ['of a constant', 'unit: { constant: C62 }'],
    ['of elements of a list', `lines: { each: { of: Lines }, record: { net: [N, 'decimal "1.234,56"'] } }`],
  ])('is nothing %s', (_, record) => {
    expect(prices(record)).toEqual({});
  });

  it('is no list of codes where something is said of all others', () => {
    const text = 'mapping: items@1\nof: art\nrecord: { status: [S, table states] }\n';
    expect(stated(`${text}tables: { states: { A: active, else: ended } }\n`)).toEqual({});
    expect(stated(`${text}tables: { states: { A: active, else: hold } }\n`)).toEqual({
      S: { codes: ['A'], table: 'states' },
    });
  });

  it('is said of every column that a name stands for', () => {
    expect(
      prices(`amount: [vk, 'decimal "1.234,56"']`, 'each: [{ vk: VK1 }, { vk: VK2, optional: true }]\n'),
    ).toEqual({
      VK1: { means: 'price', format: '1.234,56' },
      VK2: { means: 'price', format: '1.234,56' },
    });
  });

  it('is that of the first mapping, completed by the others', () => {
    const mapping = (name: string, steps: string) =>
      `mapping: ${name}@1\nof: art\nrecord: { code: [Nr, ${steps}] }\n`;
    expect(stated(mapping('items', 'undamaged 5'), mapping('prices', 'undamaged 7'))).toEqual({
      Nr: { means: 'code', length: 5 },
    });
  });
});
