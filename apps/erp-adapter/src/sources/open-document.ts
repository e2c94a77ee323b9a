import { type HandedOverOrders, flows } from '@throughline/connector';
import type { DataSource } from '@throughline/persistence';
import { checkSource } from '@throughline/source-documents';
import { configuredConnector } from '../connectors/configured/configured-connector.ts';
import type { Source } from './source.ts';
import type { SourceVersion } from './source-versions.tables.ts';

/**
 * A source by the document that was applied.
 * @param ordersOf what it may ask about the orders that it was given
 * @throws DocumentError when this version of the service does not understand it
 */
export function openDocument(
  { version, document }: Pick<SourceVersion, 'version' | 'document'>,
  dataSource: DataSource,
  databaseUrl: string,
  ordersOf: (source: string) => HandedOverOrders,
): Source {
  const checked = checkSource(document);
  const said = new Set(checked.feedings.map(({ flow }) => flow));
  return {
    ...{ name: checked.document.source, version, checked, guard: checked.document.guard },
    takesOrders: checked.ordersOut !== null,
    mappingVersion: checked.mappingVersion,
    flows: flows.filter((flow) => said.has(flow)),
    connector: configuredConnector(checked, dataSource, databaseUrl, ordersOf(checked.document.source)),
  };
}
