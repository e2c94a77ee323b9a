import { describe, expect, it } from 'vitest';
import { foundTable, rowsOf } from '../fixtures/tables.ts';
import { guessFlow, guessFlows } from './flow-guesses.ts';

const items = foundTable(
  'articles',
  ['reference', 'designation', 'famille', 'prix_vente'],
  rowsOf(20, (row) => [...[`R${row}`, `Vélo de ville ${row}`, 'V', `${row},50`]]),
);
const castOf = (guess: ReturnType<typeof guessFlow>) =>
  Object.fromEntries(guess.castings.map(({ role, column }) => [role.field, column.name]));

describe('a table feeds a flow', () => {
  it('by its name and its columns, in other languages too', () => {
    const guess = guessFlow(items, 'items');
    expect(guess).toMatchObject({ whole: true });
    expect(castOf(guess)).toMatchObject({ code: 'reference', name: 'designation', family: 'famille' });
    expect(castOf(guessFlow(items, 'prices'))).toMatchObject({ sku: 'reference', amount: 'prix_vente' });
    expect(guess.score).toBeGreaterThan(guessFlow(items, 'customers').score);
  });

  it('not where it is of what is bought, or only of what belongs to it', () => {
    for (const name of [
      'PurchaseOrderHeader',
      'Lieferanten',
      'ProductCostHistory',
      'ProductVendor',
      'BillOfMaterials',
    ]) {
      const table = foundTable(
        name,
        ['ProductID', 'Name', 'OrderDate', 'CustomerID', 'Price', 'Quantity'],
        rowsOf(9, (row) => [...[`${row}`, 'A name', '2026-01-01', `${row}`, '1.50', '7']]),
      );
      for (const [, guesses] of guessFlows([table])) expect(guesses, name).toEqual([]);
    }
  });

  it('not by a column whose values are something else', () => {
    const prices = foundTable(
      'prices',
      ['sku', 'price'],
      rowsOf(9, (row) => [`R${row}`, 'on request']),
    );
    expect(guessFlow(prices, 'prices').whole).toBe(false);
  });

  it('by values alone where columns have no names, and less surely', () => {
    const rows = rowsOf(20, (row) => [`${row}`, `City bike ${row}`]);
    const unnamed = foundTable('Products', ['1', '2'], rows, { unnamed: true });
    const named = foundTable('Products', ['ProductID', 'Name'], rows);
    expect(castOf(guessFlow(unnamed, 'items'))).toEqual({ code: '1', name: '2' });
    expect(guessFlow(unnamed, 'items').score).toBeLessThan(guessFlow(named, 'items').score);
  });
});
