import { afterAll, beforeAll } from 'vitest';
import { type ContractSubject, connectorContract } from '@throughline/testing/connector-contract';
import { demoErpConnector } from '../../../apps/erp-adapter/src/connectors/systems/demo-erp/connector.ts';
import { loadMapping } from '../../../apps/erp-adapter/src/mapping/mapping.ts';
import { type BackOffice, openBackOffice } from './back-office.ts';

let office: BackOffice;
let subject: ContractSubject;

const update = 'update stkbal set onhand = $2, chgstp = clock_timestamp() where itmcod = $1';

beforeAll(async () => {
  office = await openBackOffice();
  const connector = demoErpConnector({
    source: 'demo',
    url: office.url,
    mapping: await loadMapping(undefined),
    unsettledOrders: async () => [],
  });
  await connector.prepare();
  subject = {
    connector,
    customer: '10000',
    addItem: (sku, onHand) => office.addItem(sku, { onHand }),
    setStock: async (sku, onHand) => {
      await office.query(update, [sku, onHand]);
    },
    beginStock: async (sku, onHand) => {
      const session = await office.session();
      await session.query('begin');
      await session.query(update, [sku, onHand]);
      return async () => {
        await session.query('commit');
        await session.close();
      };
    },
    ship: (number, line, quantity) => office.ship(Number(number), line, quantity, 'B1'),
  };
});
afterAll(async () => {
  await subject?.connector.close();
  await office?.close();
});

connectorContract(
  ['ReadsSnapshots', 'CapturesChanges', 'CreatesOrders', 'FindsOrders', 'AmendsOrders', 'DeclaresRules'],
  () => subject,
);
