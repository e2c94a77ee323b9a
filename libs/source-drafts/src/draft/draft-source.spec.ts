import { checkSource } from '@throughline/source-documents';
import { describe, expect, it } from 'vitest';
import { foundTable, rowsOf } from '../fixtures/tables.ts';
import type { TableOutline } from '../tables/found-table.ts';
import { type Answers, draftSource } from './draft-source.ts';

const answers = (transport: 'files' | 'sql', more: Partial<Answers> = {}): Answers => ({
  source: 'nord',
  address:
    transport === 'files'
      ? { transport, at: { folder: '/srv/nord' } }
      : { transport, at: { dialect: 'mariadb', url: 'env:NORD_URL' } },
  zone: { name: 'Europe/Berlin', guessed: false },
  ...{ currency: 'EUR', taxIncluded: true, basis: 'net', language: { tag: 'de', guessed: false } },
  ...more,
});

/** Items that others refer to by a number, while people use a code; and what they cost. */
const itemsAndPrices = (others: (name: string) => Partial<TableOutline>) => [
  foundTable(
    'Product',
    ['ProductID', 'Name', 'ProductNumber', 'SubcategoryID'],
    rowsOf(20, (row) => [...[`${row}`, `City bike no. ${row}`, `BK-${row}`, `${(row % 3) + 1}`]]),
    others('Product'),
  ),
  foundTable(
    'ProductSubcategory',
    ['SubcategoryID', 'Name'],
    rowsOf(3, (row) => [`${row}`, `Bikes ${row}`]),
    others('ProductSubcategory'),
  ),
  foundTable(
    'ProductPrice',
    ['ProductID', 'StartDate', 'Price'],
    rowsOf(20, (row) => [`${row}`, '2026-01-01', `${row}.50`]),
    others('ProductPrice'),
  ),
];
const inDatabase = (name: string): Partial<TableOutline> => ({
  place: { kind: 'table', schema: null },
  key: { Product: ['ProductID'], ProductSubcategory: ['SubcategoryID'] }[name] ?? ['ProductID', 'StartDate'],
  foreignKeys:
    {
      Product: [{ columns: ['SubcategoryID'], table: 'ProductSubcategory', references: ['SubcategoryID'] }],
      ProductPrice: [{ columns: ['ProductID'], table: 'Product', references: ['ProductID'] }],
    }[name] ?? [],
});

describe('a first document', () => {
  it('of a database joins the code that people use, and the name of a group', () => {
    const { text, faults } = draftSource(itemsAndPrices(inDatabase), answers('sql'));
    expect(faults).toEqual([]);
    expect(text).toContain('code: [ProductNumber, code] # guess: unique in 20 rows');
    expect(text).toContain('sku: [[item, ProductNumber], code] # guess: of Product, by a foreign key');
    expect(text).toContain(
      'item: { table: Product, on: { ProductID: ProductID }, many: false } # guess: a foreign key',
    );
    expect(text).toContain('familyName: [[group, Name]]');
  });

  it('of files has all name an item by what they refer to it by', () => {
    const { text, faults } = draftSource(
      itemsAndPrices(() => ({})),
      answers('files'),
    );
    expect(faults).toEqual([]);
    expect(text).toContain('code: [ProductID, code]');
    expect(text).toContain('sku: [ProductID, code]');
    expect(text).toContain(
      'group: { reader: productSubcategory, on: [{ this: SubcategoryID, is: SubcategoryID }], many: false }',
    );
  });

  it('says what came of the rows, and what is held of them', () => {
    const prices = foundTable(
      'prices',
      ['sku', 'price'],
      rowsOf(10, (row) => [`a-${row}`, row === 1 ? 'ask' : row === 2 ? '0.00' : `${row}.50`]),
    );
    const { text, flows } = draftSource([prices], answers('files'));
    expect(flows).toMatchObject([
      { flow: 'prices', table: 'prices', trial: { rows: 10, accepted: 8, skipped: 1 } },
    ]);
    expect(text).toContain('# tried on 10 rows: 80 % become records, 1 are left out.');
    expect(text).toContain('#   1 are held: amount: is no decimal like 1234.56');
    expect(text).toContain("skip: { price: ['0.00'], as: no price } # guess: 1 of 10 rows");
  });

  it('takes what a person has said, and marks nothing of it as a guess', () => {
    const stock = foundTable(
      'stock',
      ['sku', 'warehouse', 'qty'],
      rowsOf(5, (row) => [`a-${row}`, 'B1', `${row}`]),
    );
    const { text } = draftSource([stock], answers('files'));
    expect(text).toContain('zone: Europe/Berlin\n');
    expect(text).toContain('basis: net\n');
    expect(checkSource(text).document).toMatchObject({ source: 'nord', currency: 'EUR', basis: 'net' });
  });

  it('of several currencies, and of one that nobody has said', () => {
    const prices = foundTable(
      'prices',
      ['sku', 'price', 'currency'],
      rowsOf(6, (row) => [`a-${row}`, '1.50', row > 3 ? 'EUR' : 'DKK']),
    );
    const { text, asked } = draftSource([prices], answers('files', { currency: null }));
    expect(asked).toEqual([]);
    expect(text).toContain('currency: [currency] # guess: 2 different, codes of currencies');
    expect(text).not.toContain('\ncurrency:');
  });

  it('of a table that has changed reads by the column that says when', () => {
    const rows = rowsOf(5, (row) => [`C${row}`, `Company ${row}`, '2026-01-01 10:00:00']);
    const customers = foundTable('customers', ['number', 'name', 'modified'], rows, {
      place: { kind: 'table', schema: 'erp' },
      key: ['number'],
      columns: [
        { name: 'number', declared: 'text' },
        { name: 'name', declared: 'text' },
        { name: 'modified', declared: 'local-time' },
      ],
    });
    const { text, faults } = draftSource([customers], answers('sql'));
    expect(faults).toEqual([]);
    expect(text).toContain('schema: erp\n');
    expect(text).toContain('changes: { column: modified }');
    expect(text).toContain('columns: [number, name] # guess: what is mapped below; 1 others are left out');
  });

  it('has a table feed the documents that it is named after, and its lines by their number', () => {
    const invoices = foundTable(
      'invoices',
      ['invoice_number', 'customer_number', 'invoice_date', 'order_number'],
      rowsOf(6, (row) => [`R${row}`, `C${row}`, '2026-11-30', `A${row}`]),
    );
    const lines = foundTable(
      'invoice_lines',
      ['invoice_number', 'sku', 'quantity', 'price'],
      rowsOf(6, (row) => [`R${row}`, 'a-1', '2', '1.50']),
    );
    const { text, flows, faults } = draftSource([invoices, lines], answers('files'));
    expect(faults).toEqual([]);
    expect(flows.map(({ flow }) => flow)).toEqual(['invoices']);
    expect(text).toContain('on: [{ this: invoice_number, is: invoice_number }]');
  });

  it('of nothing is whole all the same', () => {
    const { text, faults, flows } = draftSource([], answers('files'));
    expect({ faults, flows }).toEqual({ faults: [], flows: [] });
    expect(text).toContain('flows: {} # guess: nothing was found that feeds a flow');
  });
});
