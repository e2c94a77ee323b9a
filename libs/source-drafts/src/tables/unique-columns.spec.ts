import { describe, expect, it } from 'vitest';
import { foundTable, rowsOf } from '../fixtures/tables.ts';

describe('a key is', () => {
  it('the column that is named like one, of several in which no two rows are alike', () => {
    const table = foundTable(
      'Products',
      ['SUPPLIER_ID', 'PRICE', 'PRODUCTID', 'GUID'],
      rowsOf(30, (row) => [
        ...[`${100 - row}`, `${row}.50`, `P-${row}`, `00000000-0000-4000-8000-0000000000${row + 10}`],
      ]),
    );
    expect(table.key).toEqual(['PRODUCTID']);
  });

  it('two columns together, before one that no person has made', () => {
    const table = foundTable(
      'stock',
      ['item', 'warehouse', 'qty', 'rowguid'],
      rowsOf(30, (row) => [
        ...[`${row % 10}`, `${Math.floor(row / 10)}`, '5', `00000000-0000-4000-8000-0000000000${row + 10}`],
      ]),
    );
    expect(table.key).toEqual(['item', 'warehouse']);
  });

  it('the declared one', () => {
    expect(
      foundTable(
        't',
        ['a', 'b'],
        [
          ['1', '1'],
          ['1', '2'],
        ],
        { key: ['a', 'b'] },
      ),
    ).toMatchObject({
      ...{ key: ['a', 'b'], keyDeclared: true },
    });
  });

  it('none where rows repeat', () => {
    expect(
      foundTable(
        't',
        ['a', 'b'],
        [
          ['1', '2'],
          ['1', '2'],
        ],
      ).key,
    ).toEqual([]);
  });
});
