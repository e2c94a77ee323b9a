import { describe, expect, it } from 'vitest';
import { fileKinds } from './file-patterns.ts';

describe('files of one kind', () => {
  it.each([
    [['ART_20261129.csv', 'ART_20261130.csv'], 'ART_{asOf:yyyyMMdd}.csv', 'ART', 'ART_20261130.csv'],
    [['stock_20261130-0800.csv'], 'stock_{asOf:yyyyMMdd-HHmm}.csv', 'stock', 'stock_20261130-0800.csv'],
    [['2022-10-14-sales.csv'], '{asOf:yyyy-MM-dd}-sales.csv', '-sales', '2022-10-14-sales.csv'],
    [['P_0001.txt', 'P_0002.txt'], 'P_{seq}.txt', 'P', 'P_0002.txt'],
    [['v4_products.001'], 'v4_products.001', 'v4_products', 'v4_products.001'],
    [['items20269999.csv'], 'items20269999.csv', 'items20269999', 'items20269999.csv'],
  ])('%j are %s', (names, pattern, name, newest) => {
    expect(fileKinds(names)).toEqual([{ pattern, name, newest, count: names.length, marker: null }]);
  });

  it('may have a marker each, which is none of them', () => {
    expect(fileKinds(['a.csv', 'a.csv.ok', 'b.csv', 'b.fin'])).toMatchObject([
      { pattern: 'a.csv', marker: '{name}.ok' },
      { pattern: 'b.csv', marker: '{stem}.fin' },
    ]);
  });

  it('are no pages, pictures or names that no pattern can have', () => {
    expect(fileKinds(['README.md', 'LICENSE', '.hidden', 'a.pdf', '{x}.csv'])).toEqual([]);
  });
});
