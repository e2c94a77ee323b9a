import type { Circumstances } from '../figure.ts';
import type { House } from '../house.ts';
import { type Vendure, withVendure } from './vendure.ts';

/** SKUs of the catalogue that Vendure sells; it is slow to fill, so there is one for all benchmarks. */
export const vendureSkus = 10_000;

/** A Vendure beside the house, halted until its turn; undefined when it is not wanted. */
export async function besideVendure<T>(
  { peers, say }: Circumstances,
  house: House,
  work: (vendure: Vendure | undefined) => Promise<T>,
): Promise<T> {
  if (!peers) return work(undefined);
  const { rows } = await house.erp.query<{ name: string }>(
    'select famnam as name from fammas order by famcod',
  );
  const families = rows.map(({ name }) => name);
  return withVendure({ skus: vendureSkus, families, say }, (vendure) => {
    vendure.pause();
    return work(vendure);
  });
}
