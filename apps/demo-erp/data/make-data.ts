// Makes the data set of this folder from AdventureWorks: node make-data.ts <folder with AdventureWorks' CSV files>
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { formatCsv } from '../src/csv.ts';
import { cell, hash, reader } from './aw.ts';
import { spoilItems, spoilPrices, spoilSpecials, spoilStock } from './dirt.ts';
import { type Item, itemColumns, itemOf } from './items.ts';
import { customerColumns, customers, rates, vendors } from './partners.ts';
import { listPrices, specials } from './prices.ts';
import { stockOf } from './stock.ts';
import { modelTexts } from './texts.ts';

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error("usage: node make-data.ts <folder with AdventureWorks' CSV files>");
const read = reader(folder);
const write = (name: string, columns: string[], rows: (string | number | null)[][]) =>
  writeFileSync(join(import.meta.dirname, `${name}.csv`), formatCsv(columns, rows));

const subcategories = new Map(read('ProductSubcategory').map((row) => [cell(row, 0), cell(row, 2)]));
const vendorCodes = new Map(read('Vendor').map((row) => [cell(row, 0), cell(row, 1)]));
const supply = read('ProductVendor');
const supplierOf = new Map(supply.map((row) => [cell(row, 0), vendorCodes.get(cell(row, 1)) ?? '']));
const items = read('Product')
  .map((row) => itemOf(row, subcategories, supplierOf))
  .filter((item) => item !== null)
  .toSorted((a, b) => (a.code < b.code ? -1 : 1));
const byId = new Map(items.map((item) => [item.id, item]));

write('itmmas', itemColumns, spoilItems(items.map((item) => item.columns)));

const models = new Map(items.map((item) => [item.modelCode, item]));
write(
  'modtxt',
  ['modcod', 'lngcod', 'modnam', 'lngtxt'],
  [...models.values()].flatMap((item) =>
    modelTexts(item.model, item.family).map(({ language, name, text }) => [
      item.modelCode,
      language,
      name,
      text,
    ]),
  ),
);

const history = Map.groupBy(read('ProductListPriceHistory'), (row) => cell(row, 0));
const prices = items.flatMap((item) => listPrices(item, history.get(item.id) ?? []));
write('itmpri', ['itmcod', 'pri', 'frdat', 'todat'], spoilPrices(prices));

const discounts = new Map(read('SpecialOffer').map((row) => [cell(row, 0), cell(row, 2)]));
write(
  'spcpri',
  ['itmcod', 'pri', 'minqty', 'frdat', 'todat', 'spctxt'],
  spoilSpecials(specials(items, discounts)),
);

const inventory = Map.groupBy(read('ProductInventory'), (row) => cell(row, 0));
const stock = items.flatMap((item) => {
  const rows = (inventory.get(item.id) ?? []).map((row): [string, number] => [
    cell(row, 1),
    Number(cell(row, 4)),
  ]);
  return [...stockOf(item, rows)].map(([place, units]): [string, string, number, string, number] => {
    const seed = hash(item.code + place);
    return [item.code, place, units, `${'ABCDEF'[seed % 6]}-${1 + (seed % 40)}`, 1 + (seed % 60)];
  });
});
write('stkbal', ['itmcod', 'whscod', 'onhand', 'bincod', 'cntday'], spoilStock(stock));

write('cusmas', customerColumns, customers(read));
const itemVendors = supply.filter((row) => byId.has(cell(row, 0)));
write('venmas', ['vencod', 'vennam', 'crdrat', 'prfflg', 'actflg'], vendors(read, itemVendors));
write(
  'itmven',
  ['itmcod', 'vencod', 'leadtm', 'lstcst', 'minqty'],
  itemVendors.map((row) => [
    byId.get(cell(row, 0))?.code ?? '',
    vendorCodes.get(cell(row, 1)) ?? '',
    cell(row, 2),
    cell(row, 4),
    cell(row, 6),
  ]),
);
write('currat', ['curcod', 'ratdat', 'rate'], rates(read));

// Purchase orders: what vendors owe by the source, and frames of the top grade from the works.
const owed = itemVendors
  .map((row): [Item | undefined, string[]] => [byId.get(cell(row, 0)), row])
  .flatMap(([item, row]) => {
    const units = Math.min(24, Math.ceil(Number(cell(row, 8)) / 8));
    if (item === undefined || units === 0 || hash(item.code) % 3 !== 0) return [];
    return [
      [
        vendorCodes.get(cell(row, 1)) ?? '',
        'B1',
        item.code,
        units,
        cell(row, 4),
        `D+${(hash(item.code) % 40) - 3}`.replace('+-', '-'),
      ],
    ];
  });
const works = items
  .filter((item) => (item.family.endsWith('F') && item.model.startsWith('HL')) || item.modelCode === 'M00020')
  .map((item) => [
    'WERK0001',
    hash(item.code) % 2 === 0 ? 'B1' : 'L1',
    item.code,
    2 + (hash(item.code) % 5),
    item.cost,
    `D+${5 + (hash(item.modelCode) % 20)}`,
  ]);
write('poline', ['vencod', 'whscod', 'itmcod', 'ordqty', 'cst', 'expdat'], [...owed, ...works]);

console.log(
  `${items.length} items, ${models.size} models, ${prices.length} prices, ${stock.length} balances`,
);
