import { abbreviate } from './abbreviations.ts';
import { cell, hash } from './aw.ts';
import { colours, families, keptThoughEnded } from './families.ts';

export interface Item {
  id: string;
  code: string;
  name: string;
  model: string;
  modelCode: string;
  family: string;
  colour: string;
  size: string;
  cost: string;
  price: string;
  columns: (string | number | null)[];
}

export const itemColumns =
  'itmcod itmdsc modcod famcod colcod sizcod sizunt gencod untcod wgtgrm stdcst taxcod itmsts webflg bckflg bckmax safqty rorqty vencod eancod'.split(
    ' ',
  );

const pairs = new Set(['GLOV', 'SOCK', 'PEDA', 'PNNR']);

/** `Mountain-200 Silver, 38` and `HL Road Frame - Red, 58` without colour and size. */
export function modelName(name: string, colour: string): string {
  const bare = name.includes('Panniers') ? name : name.replace(/, [A-Z0-9]+$/, '');
  return (colour === '' ? bare : bare.replace(new RegExp(`(,| -)? ${colour}$`), '')).trim();
}

function eanOf(code: string): string {
  const digits = `200${String(hash(code)).padStart(10, '0').slice(-9)}`;
  const sum = [...digits].reduce((total, digit, i) => total + Number(digit) * (i % 2 === 0 ? 1 : 3), 0);
  return digits + String((10 - (sum % 10)) % 10);
}

function grams(weight: string, unit: string): number | null {
  if (weight === '') return null;
  return Math.round(unit === 'LB' ? Number(weight) * 453.592 : Number(weight));
}

function statusOf(family: string, model: string): string {
  if (model === '21') return 'X';
  return family === 'FORK' || family === 'HDST' ? 'R' : 'A';
}

/** One item of the dealer, made from one row of Product; null when the dealer does not carry it. */
export function itemOf(
  row: string[],
  subcategories: Map<string, string>,
  vendors: Map<string, string>,
): Item | null {
  const family = families[subcategories.get(cell(row, 18)) ?? ''];
  const ended = cell(row, 21) !== '';
  const model = cell(row, 19);
  if (family === undefined || (ended && !keptThoughEnded.has(family) && model !== '21')) return null;
  const code = cell(row, 2);
  const colour = colours[cell(row, 5)] ?? '';
  const size = cell(row, 10);
  const name = modelName(cell(row, 1), cell(row, 5));
  const modelCode = `M${model.padStart(5, '0')}`;
  const bike = family === 'MTNB' || family === 'RODB' || family === 'TRGB';
  const backOrder = (family.endsWith('F') && name.startsWith('HL')) || ['20', '26', '34'].includes(model);
  const gender = name.startsWith("Men's") ? 'M' : /^Women's|-W$/.test(name) ? 'W' : bike ? 'U' : null;
  const status = code === 'FR-R72Y-48' ? 'N' : statusOf(family, model);
  return {
    id: cell(row, 0),
    code,
    name: cell(row, 1),
    model: name,
    modelCode,
    family,
    colour,
    size,
    cost: cell(row, 8),
    price: cell(row, 9),
    columns: [
      code,
      abbreviate(name, colour, size === '70' ? '' : size),
      modelCode,
      family,
      colour || null,
      size || null,
      size === '70' ? 'OZ' : /^\d+$/.test(size) ? 'CM' : null,
      gender,
      pairs.has(family) ? 'PR' : family === 'FNDR' ? 'SET' : 'ST',
      grams(cell(row, 13), cell(row, 12)),
      cell(row, 8),
      'S',
      status,
      status === 'X' ? 'N' : 'Y',
      backOrder ? 'Y' : 'N',
      backOrder ? 10 : 0,
      bike || family.endsWith('F') ? 0 : hash(code) % 3,
      bike ? 2 : 5,
      vendors.get(cell(row, 0)) ?? 'WERK0001',
      eanOf(code),
    ],
  };
}
