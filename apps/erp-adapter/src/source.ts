import type { DataSource } from '@throughline/persistence';
import { type SqlConnector, sqlConnector } from './connectors/sql/connector.ts';
import { unsettledOrders } from './exports/exports.tables.ts';
import { loadMapping, mappingVersion } from './mapping/mapping.ts';

/** The back office that this adapter speaks with. */
export class Source {
  constructor(
    readonly connector: SqlConnector,
    readonly mappingVersion: string,
  ) {}

  get name(): string {
    return this.connector.source;
  }
}

export interface SourceSettings {
  source: string;
  url: string;
  mappingFile: string | undefined;
  dataSource: DataSource;
}

/** @throws ZodError when the mapping does not fit */
export async function openSource({ source, url, mappingFile, dataSource }: SourceSettings): Promise<Source> {
  const mapping = await loadMapping(mappingFile);
  const unsettled = (skus: readonly string[]) => unsettledOrders(dataSource, skus);
  const connector = sqlConnector({ source, url, mapping, unsettledOrders: unsettled });
  return new Source(connector, mappingVersion(mapping));
}
