import { createDataSource } from '@throughline/persistence';
import { feedingsOf } from '../../../apps/erp-adapter/src/connectors/configured/configured-connector.ts';
import { takesOrders } from '../../../apps/erp-adapter/src/connectors/order-target.ts';
import { entities } from '../../../apps/erp-adapter/src/erp-adapter.entities.ts';
import { Exporter } from '../../../apps/erp-adapter/src/exports/exporter.ts';
import { handedOverOrders } from '../../../apps/erp-adapter/src/exports/handed-over.queries.ts';
import { Intake } from '../../../apps/erp-adapter/src/intake/intake.ts';
import { migrations } from '../../../apps/erp-adapter/src/migrations/index.ts';
import { leadInTurn } from '../../../apps/erp-adapter/src/sources/leadership.ts';
import { openDocument } from '../../../apps/erp-adapter/src/sources/open-document.ts';

/** An adapter that reads one source and hands orders over to it, until it is killed. It says when it has begun. */
const [databaseUrl = '', document = ''] = process.argv.slice(2);
const dataSource = createDataSource({ url: databaseUrl, name: 'order-files-run', entities, migrations });
await dataSource.initialize();
const opened = { version: 1, document };
const {
  name: source,
  connector,
  checked,
} = openDocument(opened, dataSource, databaseUrl, (of) => handedOverOrders(dataSource, of));
if (checked === null || !takesOrders(connector)) throw new Error(`${source} takes no orders`);
const settings = { databaseUrl, source, holder: String(process.pid), ending: new AbortController().signal };
const outbox = { add: () => Promise.resolve() };
await Promise.all([
  leadInTurn({ ...settings, duty: 'intake' }, (leadership) =>
    new Intake(dataSource, checked, feedingsOf(checked)).run(leadership),
  ),
  leadInTurn({ ...settings, duty: 'exports' }, async (leadership) => {
    process.send?.({ term: leadership.term });
    await new Exporter(dataSource, outbox, connector).run(leadership);
  }),
]);
