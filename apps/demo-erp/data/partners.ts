import { cell } from './aw.ts';

type Read = (name: string) => string[][];
type Row = (string | number | null)[];

export const customerColumns =
  'cusnum cusnam cusgrp street zipcod city ctycod vatnum email phone paytrm cussts'.split(' ');

const wanted: [country: string, count: number][] = [
  ['DE', 16],
  ['FR', 12],
  ['GB', 6],
  ['US', 6],
];

const slug = (name: string) =>
  name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '');

/** Two collective accounts and forty dealers; three of them spoilt as the README lists. */
export function customers(read: Read): Row[] {
  const addresses = new Map(read('Address').map((row) => [cell(row, 0), row]));
  const provinces = new Map(read('StateProvince').map((row) => [cell(row, 0), cell(row, 2)]));
  const addressOf = new Map<string, string[]>();
  for (const row of read('BusinessEntityAddress')) {
    const address = addresses.get(cell(row, 1));
    if (address !== undefined && !addressOf.has(cell(row, 0))) addressOf.set(cell(row, 0), address);
  }
  const rows: Row[] = [
    [10000, 'DIV. INTERNET CUSTOMERS', 'I', null, null, null, 'DE', null, null, null, 'N14', 'A'],
    [10001, 'CASH SALES HAMBURG', 'S', null, null, 'HAMBURG', 'DE', null, null, null, 'CSH', 'A'],
  ];
  let number = 20001;
  for (const [country, count] of wanted) {
    const stores = read('Store').filter(
      (row) => provinces.get(cell(addressOf.get(cell(row, 0)) ?? [], 4)) === country,
    );
    for (const store of stores.slice(0, count)) {
      const address = addressOf.get(cell(store, 0)) ?? [];
      const name = cell(store, 1);
      const vat = country === 'DE' || country === 'FR' ? `${country}00${number}00` : null;
      const status = number === 20007 ? 'B' : 'A';
      rows.push([number, name.toUpperCase(), 'D', cell(address, 1), cell(address, 5), cell(address, 3), country, vat,
        `orders@${slug(name)}.example`, null, number % 3 === 0 ? 'N14' : 'N30', status]); // prettier-ignore
      number++;
    }
  }
  const at = (cusnum: number) => rows.find((row) => row[0] === cusnum) ?? [];
  at(20039)[6] = null;
  at(20040)[1] = null;
  at(20012)[7] = at(20011)[7] ?? null;
  return rows;
}

/** Vendors that supply one of the items, and the works that make the rest. */
export function vendors(read: Read, itemVendors: string[][]): Row[] {
  const used = new Set(itemVendors.map((row) => cell(row, 1)));
  const rows: Row[] = read('Vendor')
    .filter((row) => used.has(cell(row, 0)))
    .map((row) => [
      cell(row, 1),
      cell(row, 2),
      cell(row, 3),
      cell(row, 4) === '1' ? 'Y' : 'N',
      cell(row, 5) === '1' ? 'Y' : 'N',
    ]);
  return [...rows, ['WERK0001', 'OWN WORKS', 1, 'Y', 'Y']];
}

/** Units of a currency for one euro: the source's dollar rates crossed, the last ninety days moved to end today. */
export function rates(read: Read): Row[] {
  const dollar = new Map<string, Map<string, number>>();
  for (const row of read('CurrencyRate')) {
    const day = cell(row, 1).slice(0, 10);
    dollar.set(day, (dollar.get(day) ?? new Map()).set(cell(row, 3), Number(cell(row, 5))));
  }
  const days = [...dollar.keys()].toSorted().slice(-90);
  return days.flatMap((day, i) => {
    const euro = dollar.get(day)?.get('EUR');
    if (euro === undefined) return [];
    return ['USD', 'GBP', 'CAD', 'AUD', 'JPY'].flatMap((code) => {
      const rate = dollar.get(day)?.get(code);
      return rate === undefined ? [] : [[code, `D-${days.length - 1 - i}`, (rate / euro).toFixed(6)]];
    });
  });
}
