import type { Circumstances } from '../../measuring/figure.ts';
import type { Installation } from '../../installation/installation.ts';
import { type Vendure, withVendure } from './vendure.ts';

/** SKUs of the catalogue that Vendure sells; it is slow to fill, so there is one for all benchmarks. */
export const vendureSkus = 10_000;

/** A Vendure beside the installation, halted until its turn; undefined when it is not wanted. */
export async function besideVendure<T>(
  { peers, say }: Circumstances,
  installation: Installation,
  work: (vendure: Vendure | undefined) => Promise<T>,
): Promise<T> {
  if (!peers) return work(undefined);
  const { rows } = await installation.erp.query<{ name: string }>(
    'select famnam as name from fammas order by famcod',
  );
  const families = rows.map(({ name }) => name);
  return withVendure({ skus: vendureSkus, families, say }, (vendure) => {
    vendure.pause();
    return work(vendure);
  });
}
