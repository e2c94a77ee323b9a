import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { sharedSecret } from '../offers/shop-secrets.tables.ts';

/** The key under which the shop hashes what people are known by, the same in every replica. */
@Injectable()
export class ShopKey implements OnApplicationBootstrap {
  #key: Buffer | undefined;

  constructor(private readonly dataSource: DataSource) {}

  async onApplicationBootstrap(): Promise<void> {
    this.#key = await sharedSecret(this.dataSource, 'people');
  }

  /** @throws Error before the application has started */
  get key(): Buffer {
    if (!this.#key) throw new Error('The key of the shop has not been read yet');
    return this.#key;
  }
}
