import type { DataSource } from '@throughline/persistence';

/** The key under which hashes are made that nobody outside can make. */
export async function readShopKey(dataSource: DataSource): Promise<Buffer> {
  const [row] = await dataSource.query<{ key: Buffer }[]>('select key from shop_key');
  if (!row) throw new Error('The shop has no key');
  return row.key;
}
