import { randomBytes } from 'node:crypto';
import { type DataSource, EntitySchema } from 'typeorm';

export const shopSecrets = new EntitySchema<{ name: string; secret: Buffer }>({
  name: 'shop_secrets',
  columns: { name: { type: 'text', primary: true }, secret: { type: 'bytea' } },
});

/** A secret that all replicas of the shop share: whoever is the first to need it makes it. */
export async function sharedSecret(dataSource: DataSource, name: string): Promise<Buffer> {
  const secrets = dataSource.getRepository(shopSecrets);
  await secrets
    .createQueryBuilder()
    .insert()
    .values({ name, secret: randomBytes(32) })
    .orIgnore()
    .execute();
  return (await secrets.findOneByOrFail({ name })).secret;
}
