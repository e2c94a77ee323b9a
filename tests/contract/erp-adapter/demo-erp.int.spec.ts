import { afterAll, beforeAll } from 'vitest';
import { until } from '@throughline/testing';
import {
  type ContractSubject,
  type KnownOrders,
  connectorContract,
} from '@throughline/testing/connector-contract';
import { demoErpConnector } from '../../../apps/erp-adapter/src/connectors/systems/demo-erp/connector.ts';
import { loadMapping } from '../../../apps/erp-adapter/src/mapping/mapping.ts';
import { type BackOffice, openBackOffice } from './back-office.ts';

let office: BackOffice;
let subject: ContractSubject;
const known: KnownOrders = { documents: [], claims: [] };

const update = 'update stkbal set onhand = $2, chgstp = clock_timestamp() where itmcod = $1';

beforeAll(async () => {
  office = await openBackOffice();
  const connector = demoErpConnector({
    source: 'demo',
    url: office.url,
    mapping: await loadMapping(undefined),
    orders: {
      documents: async () => known.documents,
      boundSkus: async () => new Map(),
      claims: async () => known.claims,
    },
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
    takeBack: async (number, line) => {
      const of = [Number(number), line];
      await office.query('delete from dlvlin where sonum = $1 and solin = $2', of);
      await office.query(
        `update stkbal b set onhand = b.onhand + l.shpqty, chgstp = clock_timestamp()
         from soline l where l.sonum = $1 and l.linnum = $2 and b.itmcod = l.itmcod and b.whscod = l.whscod`,
        of,
      );
      await office.query('update soline set shpqty = 0 where sonum = $1 and linnum = $2', of);
    },
    typeOrder: async (reference, sku, quantity) => {
      const [head] = await office.query<{ number: number }>(
        `insert into sohead (soorg, cusnum, cusref, dlvctc) values ('W', 10000, $1, 'DE') returning sonum as number`,
        [reference],
      );
      await office.query(
        `insert into soline (sonum, linnum, itmcod, whscod, ordqty, pri, taxcod) values ($1, 1, $2, 'B1', $3, 10, 'S')`,
        [head?.number, sku, quantity],
      );
      return String(head?.number);
    },
    stallCreation: async () => {
      const session = await office.session();
      await session.query('begin');
      await session.query('lock table soline in share mode');
      return {
        reached: async () => {
          await until(async () => {
            const waiting = await office.query(
              `select from pg_locks where relation = 'soline'::regclass and not granted`,
            );
            return waiting.length > 0;
          });
        },
        resume: async () => {
          await session.query('commit');
          await session.close();
        },
      };
    },
    known,
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
