import { itemColumns } from './items.ts';
import type { PriceRow, SpecialRow } from './prices.ts';

type Row = (string | number | null)[];

const faults: [code: string, column: string, value: string | number | null][] = [
  ['HL-U509-B', 'colcod', ' BLU'],
  ['FR-T67U-44', 'colcod', 'GRX'],
  ['PD-M282', 'famcod', 'peda'],
  ['HB-M243', 'untcod', 'KRT'],
  ['FR-M21B-40', 'taxcod', 'Q'],
  ['FW-R762', 'itmdsc', 'ML ROD WHL'],
  ['RW-R762', 'itmdsc', 'ML ROD WHL'],
  ['FW-R762', 'eancod', '2009990000017'],
  ['RW-R762', 'eancod', '2009990000017'],
];

/** Puts in the mistakes that the README lists. */
export function spoilItems(items: Row[]): Row[] {
  for (const [code, column, value] of faults) {
    const item = items.find((row) => row[0] === code);
    if (item === undefined) throw new Error(`no item ${code} to spoil`);
    item[itemColumns.indexOf(column)] = value;
  }
  const empty = itemColumns.map(() => null) as Row;
  const set = (column: string, value: string | number) => (empty[itemColumns.indexOf(column)] = value);
  set('itmcod', 'XX-0001');
  set('untcod', 'ST');
  set('taxcod', 'S');
  set('itmsts', 'A');
  set('webflg', 'Y');
  set('bckflg', 'N');
  for (const column of ['bckmax', 'safqty', 'rorqty']) set(column, 0);
  return [...items, empty];
}

export function spoilPrices(rows: PriceRow[]): PriceRow[] {
  const kept = rows.filter(([code]) => code !== 'SE-R581' && code !== 'HS-0296');
  const negative = kept.find(([code, , , to]) => code === 'BB-7421' && to === null);
  if (negative === undefined) throw new Error('no price of BB-7421 to spoil');
  negative[1] = '-53.99';
  return [...kept, ['HB-R504', '42.9', 'D-12', null]];
}

export function spoilSpecials(rows: SpecialRow[]): SpecialRow[] {
  return [...rows, ['CA-1098', '6.5', 1, 'D+2', 'D-2', 'CAP SALE']];
}

export function spoilStock(rows: Row[]): Row[] {
  const shop = rows.find((row) => row[0] === 'LT-T990' && row[1] === 'S1');
  if (shop === undefined) throw new Error('no stock of LT-T990 to spoil');
  shop[2] = -3;
  return [...rows, ['ZZ-TEST', 'B1', 7, 'X-99', 400]];
}
