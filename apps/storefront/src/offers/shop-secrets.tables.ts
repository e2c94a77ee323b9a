import { randomBytes } from 'node:crypto';
import type { DataSource } from '@throughline/persistence';

/** A secret that all replicas of the shop share: whoever is the first to need it makes it. */
export async function sharedSecret(dataSource: DataSource, name: string): Promise<Buffer> {
  await dataSource.query('insert into shop_secrets (name, secret) values ($1, $2) on conflict do nothing', [
    name,
    randomBytes(32),
  ]);
  const [row] = await dataSource.query<{ secret: Buffer }[]>(
    'select secret from shop_secrets where name = $1',
    [name],
  );
  if (row === undefined) throw new Error(`There is no secret ${name}`);
  return row.secret;
}
