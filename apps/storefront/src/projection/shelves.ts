/** Categories in the order in which the shop presents them; all others follow. */
const shelves = ['bikes', 'components', 'clothing', 'accessories'];

/** Place of a category's products in the list, from 0. */
export function shelfOf(category: string | null): number {
  const place = shelves.indexOf(category?.toLowerCase() ?? '');
  return place === -1 ? shelves.length : place;
}
