import { hash } from './aw.ts';
import { places } from './families.ts';
import type { Item } from './items.ts';

/** The maker's quantities are brought to a dealer's size: bikes a tenth, parts an eighth, the rest a quarter. */
function divisor(family: string): number {
  if (/^(MTNB|RODB|TRGB)$/.test(family)) return 10;
  return /^(HDLB|BTMB|BRKS|CHNS|CRNK|DRLR|FORK|HDST|PEDA|SADL|WHEL)$/.test(family) ? 8 : 4;
}

/**
 * Units per warehouse. Finished goods are spread over Berlin, Lyon and the shop in Hamburg. Frames have no stock in
 * the source: the top grade is made to order, the others get a few by their code.
 */
export function stockOf(item: Item, inventory: [location: string, quantity: number][]): Map<string, number> {
  const stock = new Map<string, number>();
  const add = (place: string, units: number) => stock.set(place, (stock.get(place) ?? 0) + units);
  if (item.family.endsWith('F')) {
    if (item.model.startsWith('HL')) return stock;
    add('B1', hash(`${item.code}B`) % 9);
    add('L1', hash(`${item.code}L`) % 5);
    return stock;
  }
  for (const [location, quantity] of inventory) {
    const units = Math.floor(quantity / divisor(item.family));
    if (location === '7') {
      const shop = Math.min(4, Math.ceil(units / 10));
      const lyon = Math.floor((units - shop) / 3);
      add('S1', shop);
      add('L1', lyon);
      add('B1', units - shop - lyon);
    } else add(places[location] ?? 'B1', units);
  }
  return stock;
}
