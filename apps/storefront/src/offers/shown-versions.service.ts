import { Injectable } from '@nestjs/common';
import type { OnApplicationBootstrap } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { sharedSecret } from './shop-secrets.tables.ts';
import { type NamedVersion, type ShownVersions, shownVersions } from './shown-version.ts';

/** The versions that this shop shows, whichever of its replicas does. */
@Injectable()
export class ShopVersions implements ShownVersions, OnApplicationBootstrap {
  #versions: ShownVersions | undefined;

  constructor(private readonly dataSource: DataSource) {}

  async onApplicationBootstrap(): Promise<void> {
    this.#versions = shownVersions(await sharedSecret(this.dataSource, 'shown-versions'));
  }

  readonly idOf = (sku: string, version: string): string => this.#ready().idOf(sku, version);

  readonly read = (sku: string, id: string): NamedVersion => this.#ready().read(sku, id);

  #ready(): ShownVersions {
    if (this.#versions === undefined) throw new Error('The secret of the shop has not been read yet');
    return this.#versions;
  }
}
