import { cell, hash } from './aw.ts';
import type { Item } from './items.ts';

// Instants are kept relative to the moment of seeding: D-5 is midnight five days ago, M+20 is in twenty minutes.
export type PriceRow = [code: string, price: string, from: string, to: string | null];
export type SpecialRow = [
  code: string,
  price: string,
  minimum: number,
  from: string,
  to: string,
  text: string,
];

const round = (value: number) => String(Math.round(value * 10_000) / 10_000);
const discounted = (item: Item, discount: string) =>
  round(Math.round(Number(item.price) * (1 - Number(discount)) * 100) / 100);

const announced: Record<string, [from: string, factor: number]> = {
  HYDR: ['M+30', 1.05],
  LGHT: ['D+7', 1.04],
  CAPS: ['D+1', 1.1],
};

/** The last two list prices of an item, the newest some days old, and for a few families the next one. */
export function listPrices(item: Item, history: string[][]): PriceRow[] {
  const age = 3 + (hash(item.code) % 170);
  const known = history.toSorted((a, b) => cell(a, 1).localeCompare(cell(b, 1))).slice(-2);
  const previous = known.length === 2 ? cell(known[0] ?? [], 3) : '';
  const next = announced[item.family];
  const rows: PriceRow[] = [];
  if (previous !== '') rows.push([item.code, round(Number(previous)), `D-${age + 365}`, `D-${age}`]);
  rows.push([item.code, round(Number(item.price)), `D-${age}`, next?.[0] ?? null]);
  if (next !== undefined) rows.push([item.code, discounted(item, String(1 - next[1])), next[0], null]);
  return rows;
}

// offer of the source, the items meant, window, text on the label
const offers: [offer: string, models: string[], from: string, to: string, text: string][] = [
  ['8', ['33'], 'D-60', 'D-30', 'HLMT SPRING'],
  ['11', ['33'], 'D-5', 'D+9', 'HLMT AUTUMN'],
  ['12', ['9'], 'D-20', 'D+2', 'OVERSTOCK'],
  ['13', ['36'], 'M+20', 'D+30', 'TRG PROMO'],
  ['14', ['34'], 'D+3', 'D+33', 'TRG PROMO'],
  ['15', ['62', '63', '64', '68', '69', '70', '53'], 'D-10', 'M+45', 'HALF PRICE'],
  ['10', ['85', '86', '87'], 'D-30', 'M+180', 'MTN TYR SALE'],
  ['16', ['23'], 'D-3', 'D+60', 'CLEARANCE'],
];

const breaks: [offer: string, minimum: number][] = [
  ['2', 11],
  ['3', 15],
  ['4', 25],
];

/** Specials in force, to come and over, and quantity breaks for tubes and bottles. */
export function specials(items: Item[], rates: Map<string, string>): SpecialRow[] {
  const rows: SpecialRow[] = [];
  for (const [offer, models, from, to, text] of offers) {
    for (const item of items) {
      if (!models.includes(String(Number(item.modelCode.slice(1))))) continue;
      if (offer === '16' && item.colour !== 'SIL') continue;
      rows.push([item.code, discounted(item, rates.get(offer) ?? '0'), 1, from, to, text]);
    }
  }
  for (const item of items.filter(({ code }) => code.startsWith('TT-') || code === 'WB-H098')) {
    for (const [offer, minimum] of breaks)
      rows.push([
        item.code,
        discounted(item, rates.get(offer) ?? '0'),
        minimum,
        'D-100',
        'D+265',
        `FROM ${minimum}`,
      ]);
  }
  return rows;
}
