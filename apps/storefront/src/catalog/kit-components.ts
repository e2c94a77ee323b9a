import type { KitComponent } from '@throughline/events';
import type { ResponseOf } from '@throughline/service';
import type { NamedProduct } from '../offers/sku.queries.ts';
import { textIn } from './product-view.ts';
import type { component } from './product.response.schemas.ts';

/** One of the goods that a kit is put together of, as a page shows it. */
export type ComponentView = ResponseOf<typeof component>;

/**
 * What one kit is put together of, in the language of the shopper; empty for everything else.
 * @param names of the components that are products, by SKU
 */
export function componentViews(
  components: readonly KitComponent[],
  names: ReadonlyMap<string, NamedProduct>,
  language: string,
): ComponentView[] {
  return components.map(({ sku, quantity }) => {
    const product = names.get(sku);
    const name = product && textIn(product, language).name;
    return { sku, quantity, name: name || sku, model: product?.model ?? null };
  });
}
