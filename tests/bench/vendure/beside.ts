import type { Circumstances } from '../figure.ts';
import type { House } from '../house.ts';
import type { Measured, Pair } from '../side-by-side.ts';
import { vendureName } from './install.ts';
import { type Vendure, isPrepared, withVendure } from './vendure.ts';

/** SKUs of the catalogue that Vendure sells; it is slow to fill, so there is one for all benchmarks. */
export const vendureSkus = 10_000;

/** A Vendure beside the house, halted until its turn; undefined when it is not wanted. */
export async function besideVendure<T>(
  { quick, peers, say }: Circumstances,
  house: House,
  work: (vendure: Vendure | undefined) => Promise<T>,
): Promise<T> {
  if (!peers || (quick && !isPrepared(vendureSkus))) return work(undefined);
  const { rows } = await house.erp.query<{ name: string }>(
    'select famnam as name from fammas order by famcod',
  );
  const families = rows.map(({ name }) => name);
  return withVendure({ skus: vendureSkus, families, say }, (vendure) => {
    vendure.pause();
    return work(vendure);
  });
}

/** Vendure as the other side of a comparison, running only in its turn. */
export function vendurePeer(
  vendure: Vendure | undefined,
  measure: (vendure: Vendure) => Promise<Measured>,
): Pair['peer'] {
  return {
    name: vendureName,
    isPrepared: () => vendure !== undefined,
    run: async () => {
      if (!vendure) throw new Error(`${vendureName} is not running`);
      return asked(vendure, measure);
    },
  };
}

/** What Vendure, halted as it is between its turns, says about itself. */
export async function asked<T>(vendure: Vendure, question: (vendure: Vendure) => Promise<T>): Promise<T> {
  vendure.resume();
  try {
    return await question(vendure);
  } finally {
    // It ends idle connections as soon as it wakes.
    vendure.shop.close();
    vendure.admin.close();
    vendure.pause();
  }
}
