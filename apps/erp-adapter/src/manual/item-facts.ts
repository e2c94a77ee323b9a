import { type Flow, type Snapshot, readsSnapshots } from '@throughline/connector';
import type { ErpItem, ErpStock } from '@throughline/events';
import type { Source } from '../sources/source.ts';
import type { ItemFacts } from './order-batch.ts';

/**
 * What the sources say now of items: the first that has an item says its family, and each says what it has of it.
 * @param keysOf keys of items in a source by SKU
 * @throws when a source cannot be reached
 */
export async function itemFacts(
  sources: readonly Source[],
  skus: readonly string[],
  keysOf: (source: string) => Promise<ReadonlyMap<string, string>>,
): Promise<Map<string, ItemFacts>> {
  const families = new Map<string, { family: string; familyName: string }>();
  const stock = new Map<string, Map<string, number>>();
  for (const { name, connector, flows } of sources) {
    const says = (flow: Flow) => flows.includes(flow);
    if (!readsSnapshots(connector) || !(says('items') || says('stock'))) continue;
    const keys = await keysOf(name);
    const sourceKeys = [...new Set(skus.map((sku) => keys.get(sku) ?? sku))];
    const { items, stock: shelves } = connector.readers;
    const read = await connector.snapshot(async (snapshot: Snapshot) => ({
      items: items && says('items') ? await items.read(snapshot, sourceKeys) : [],
      stock: shelves && says('stock') ? await shelves.read(snapshot, sourceKeys) : [],
    }));
    for (const { value } of read.items as { value: ErpItem | null }[])
      if (value !== null && !families.has(value.code))
        families.set(value.code, { family: value.family, familyName: value.familyName });
    for (const { value } of read.stock as { value: ErpStock | null }[]) {
      if (value === null) continue;
      const there = stock.get(value.sku) ?? new Map<string, number>();
      there.set(value.location, value.quantity - value.allocatedElsewhere);
      stock.set(value.sku, there);
    }
  }
  return new Map(
    skus.flatMap((sku): [string, ItemFacts][] => {
      const family = families.get(sku);
      const there = stock.get(sku);
      if (family === undefined && there === undefined) return [];
      return [[sku, { ...(family ?? { family: '', familyName: '' }), stock: there ?? new Map() }]];
    }),
  );
}
