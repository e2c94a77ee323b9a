import { openDocumentWriter } from '@throughline/database-sources';
import { checkSource } from '@throughline/source-documents';
import { until } from '@throughline/testing';
import { type ContractSubject, connectorContract } from '@throughline/testing/connector-contract';
import { afterAll, beforeAll } from 'vitest';
import { createdOrders } from '../../../apps/erp-adapter/src/connectors/configured/created-orders.ts';
import { type Office, onEachOffice } from '../../../libs/database-sources/src/fixtures/offices.ts';
import { kontorDocument, kontorTables } from './kontor.ts';

onEachOffice('orders by document, into a', ({ open, dialect }) => {
  let office: Office;
  let subject: ContractSubject;
  beforeAll(async () => {
    office = await open();
    await office.run(...kontorTables(dialect));
    const { document, ordersOut } = checkSource(kontorDocument(dialect, '/url'));
    if (ordersOut === null || document.transport !== 'sql' || document.out?.orders === undefined)
      throw new Error('Orders go nowhere');
    const address = { ...document.at, url: office.url, zone: document.zone };
    const writer = openDocumentWriter(address, document.out.orders);
    const connector = {
      ...{ source: 'kontor', close: () => writer.close() },
      ...createdOrders(ordersOut.compiled, writer, { askAgainMs: 1_000 }),
    };
    const unused = () => Promise.reject(new Error('The suite of orders does not ask for it'));
    subject = {
      ...{ connector, customer: 'K10000', known: { documents: [], claims: [] } },
      ...{ setStock: unused, beginStock: unused, ship: unused, takeBack: unused },
      addItem: (sku) => office.run(`insert into artikel values ('${sku}')`),
      typeOrder: async (reference, sku, quantity) => {
        await office.run(`insert into auftrag (bestnr, kunde) values ('${reference}', 'K2')`);
        const [row] = await office.rows(`select max(nr) from auftrag where bestnr = '${reference}'`);
        const number = String(row?.[0]);
        await office.run(
          `insert into auftragpos (nr, pos, artnr, menge) values (${number}, 1, '${sku}', ${quantity})`,
        );
        return number;
      },
      stallCreation: async () => {
        const clerk = await office.clerk();
        await clerk.run('begin', `select * from kunde where nr = 'K10000' for update`);
        return {
          reached: async () => {
            await until(async () => {
              const rows = await office.rows(
                dialect === 'mariadb'
                  ? `select 1 from information_schema.processlist where info like 'insert into%auftrag%'`
                  : `select 1 from pg_locks where not granted and locktype <> 'advisory'`,
              );
              return rows.length > 0;
            });
          },
          resume: () => clerk.run('rollback'),
        };
      },
    };
  });
  afterAll(async () => {
    await subject?.connector.close();
    await office?.close();
  });

  connectorContract(['CreatesOrders', 'FindsOrders'], () => subject);
});
