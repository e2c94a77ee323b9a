import type { OrderPlaced, Recipient } from '@throughline/events';
import type { Outbox, Received } from '@throughline/messaging';
import { account } from '@throughline/testing/builders';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { placedLine } from '../../../apps/erp-adapter/src/exports/fixtures/documents.ts';
import { OrdersConsumer } from '../../../apps/erp-adapter/src/exports/orders.consumer.ts';
import { ReferencesConsumer } from '../../../apps/erp-adapter/src/exports/references.consumer.ts';
import type { SourceRegistry } from '../../../apps/erp-adapter/src/sources/registry.ts';
import { type Desk, openDesk, placed } from './desk.ts';

let desk: Desk;
beforeAll(async () => {
  desk = await openDesk();
  const { office } = desk;
  await office.addItem('SET', { price: '25', onHand: 0 });
  await office.query(`update itmmas set itmknd = 'K' where itmcod = 'SET'`);
});
afterAll(() => desk?.close());

const at = new Date('2026-11-20T10:00:00Z');
const head = { partition: 0, offset: 0, time: at, id: '1' } as const;
const references = new ReferencesConsumer();

const sayAccount = (sequence: number, value: Received<'customers.accounts'>['value'], key: string) =>
  desk.adapter.tx((tx) =>
    references.onAccounts({
      tx,
      records: [{ ...head, topic: 'customers.accounts', type: 'Account', key, sequence, value }],
    }),
  );
const sayRecipient = (value: Recipient) =>
  desk.adapter.tx((tx) =>
    references.onRecipients({
      tx,
      records: [
        {
          ...{ ...head, topic: 'orders.recipients', type: 'Recipient', key: value.order },
          ...{ sequence: 1, value },
        },
      ],
    }),
  );
const take = async (value: OrderPlaced) => {
  const { order } = value;
  const events = { ...head, topic: 'orders.events', key: order, sequence: 1 } as const;
  const sources = { ordersGoTo: 'demo' } as SourceRegistry;
  await desk.adapter.tx((tx) =>
    new OrdersConsumer(desk.adapter.outbox as Outbox, sources).onOrderEvents({
      tx,
      records: [
        { ...events, type: 'OrderPlaced', value },
        { ...events, type: 'OrderConfirmed', value: { order, lines: [], backOrdered: false, at } },
      ],
    }),
  );
};

const kit = placedLine({
  ...{ line: 1, sku: 'SET', quantity: 2, unitPrice: '25', net: '50' },
  components: [
    { sku: 'BELL', quantity: 2 },
    { sku: 'BIKE', quantity: 1 },
  ],
});
const recipient: Recipient = {
  ...{ order: '2001', name: 'A. Buyer', company: 'Bikes Ltd', email: 'a@example.org', phone: null },
  ...{
    street: 'Street 1',
    street2: null,
    postalCode: '97400',
    city: 'Saint-Denis',
    country: 'FR',
    region: 'RE',
  },
};

describe('an order that is taken in', () => {
  it('is handed over with its region, kits and purchase order, though its account gets no shipments', async () => {
    const bindings = [
      { source: 'store', number: '7', priceGroup: null, priceLists: [] },
      { source: 'demo', number: '10000', priceGroup: null, priceLists: [] },
    ];
    await sayAccount(
      1,
      account({ account: 'late-payer', bindings, blockedFor: ['shipments'] }),
      'late-payer',
    );
    await sayRecipient(recipient);
    await take(placed('2001', { account: 'late-payer', purchaseOrderNumber: 'PO-1', lines: [kit] }));
    await desk.run();
    const heads = await desk.office.query(
      'select purnum, rtrim(dlvreg) as region, cusnum from sohead where cusref = $1',
      ['2001'],
    );
    expect(heads).toEqual([{ purnum: 'PO-1', region: 'RE', cusnum: 10000 }]);
    const kept = await desk.adapter.tx((tx) =>
      tx.query('select line, sku, quantity, components from export_lines where order_number = $1', ['2001']),
    );
    expect(kept).toEqual([{ line: 1, sku: 'SET', quantity: 2, components: ['BELL', 'BIKE'] }]);
  });

  it('is kept with what the version before reads of its account, and nothing of one that was erased', async () => {
    const columns = 'erp_source as source, erp_number as number, bindings, deleted';
    const row = () =>
      desk.adapter.tx((tx) => tx.query(`select ${columns} from customers_accounts where account = 'buyer'`));
    const bindings = [{ source: 'demo', number: '20001', priceGroup: null, priceLists: [] }];
    await sayAccount(1, account({ account: 'buyer', bindings }), 'buyer');
    expect(await row()).toEqual([{ source: 'demo', number: '20001', bindings, deleted: false }]);
    await sayAccount(2, account({ account: 'buyer', bindings: [] }), 'buyer');
    expect(await row()).toEqual([{ source: null, number: null, bindings: [], deleted: false }]);
    await sayAccount(3, account({ account: 'buyer', bindings }), 'buyer');
    await sayAccount(4, null, 'buyer');
    expect(await row()).toEqual([{ source: null, number: null, bindings: null, deleted: true }]);
  });
});
