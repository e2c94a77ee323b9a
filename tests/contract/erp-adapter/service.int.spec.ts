import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { OrderConfirmed, OrderPlaced, Recipient } from '@throughline/events';
import { type Installation, startInstallation, until } from '@throughline/testing';
import { account } from '@throughline/testing/builders';
import supertest from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ErpAdapterModule } from '../../../apps/erp-adapter/src/erp-adapter.module.ts';
import { type BackOffice, openBackOffice } from './back-office.ts';

let office: BackOffice;
let installation: Installation;
let app: NestFastifyApplication;

const topics = [
  'erp.items',
  'erp.stock',
  'erp.prices',
  'erp.orders',
  'erp.exports',
  'integration.flows',
] as const;

beforeAll(async () => {
  office = await openBackOffice();
  await office.addItem('BIKE', { price: '100', onHand: 5 });
  installation = await startInstallation({ observe: topics });
  app = await start();
});
afterAll(async () => {
  await installation?.stop();
  await office?.close();
});

function start(): Promise<NestFastifyApplication> {
  const environment = { ERP_DATABASE_URL: office.url, RECONCILE_HOURS: '0' };
  return installation.startService('erp-adapter', ErpAdapterModule, { environment });
}

const newest = (topic: (typeof topics)[number], key: string) =>
  installation.seen(topic).findLast((record) => record.key === key);

const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
const at = new Date('2026-11-20T10:00:00Z');

function placed(order: string): OrderPlaced {
  const priced = {
    ...{ unit: 'C62', unitQuantity: 2, perQuantity: 1, components: [] },
    ...{ priceVersion: 'L1', taxIncluded: false, taxCategory: 'standard', taxRate: '19' },
  };
  return {
    order,
    channel: 'web',
    account: 'guests',
    currency: 'EUR',
    country: 'DE',
    region: null,
    language: 'en',
    purchaseOrderNumber: null,
    lines: [{ line: 1, sku: 'BIKE', name: 'Bike', quantity: 2, unitPrice: '100', net: '200', ...priced }],
    shippingMethod: 'standard',
    shippingNet: '0',
    shippingTaxRate: '19',
    net: '200',
    tax: '38',
    gross: '238',
    rounding: 'tax-group',
    acceptBackOrder: false,
    at,
  };
}

async function order(number: string): Promise<void> {
  const confirmed: OrderConfirmed = {
    order: number,
    lines: [{ line: 1, sku: 'BIKE', reserved: 2, backOrdered: 0, expectedOn: null }],
    backOrdered: false,
    at,
  };
  await installation.publish('orders.events', [
    { type: 'OrderPlaced', key: number, sequence: 1, time: at, value: placed(number), traceparent },
    { type: 'OrderConfirmed', key: number, sequence: 2, time: at, value: confirmed, traceparent },
  ]);
}

async function recipient(number: string): Promise<void> {
  const value: Recipient = {
    order: number,
    email: 'a@example.org',
    name: 'A. Example',
    company: null,
    street: 'Street 1',
    street2: null,
    postalCode: '10115',
    city: 'Berlin',
    country: 'DE',
    region: null,
    phone: null,
  };
  await installation.publish('orders.recipients', [
    { type: 'Recipient', key: number, sequence: 1, time: at, value },
  ]);
}

describe('the adapter', () => {
  it('loads what is there and then follows it', async () => {
    await until(() => newest('erp.stock', 'demo|BIKE|B1'));
    await until(() => newest('erp.items', 'demo|BIKE'));
    await office.query(`update stkbal set onhand = 4, chgstp = now() where itmcod = 'BIKE'`);
    const record = await until(() => {
      const seen = newest('erp.stock', 'demo|BIKE|B1');
      return seen?.sequence === 2 ? seen : null;
    });
    expect(record.value).toMatchObject({ quantity: 4 });
  });

  it('tells that the flows are alive', async () => {
    const status = await until(() => newest('integration.flows', 'demo|stock'));
    expect(status.value).toMatchObject({ flow: 'stock', mode: 'real-time', state: 'live' });
  });

  it('hands an order over once its address and its account are known', async () => {
    await order('700001');
    await until(() => installation.seen('erp.exports').some(({ value }) => value?.state === 'parked'));
    await recipient('700001');
    await installation.publish('customers.accounts', [
      { type: 'Account', key: 'guests', sequence: 1, time: at, value: account() },
    ]);
    const done = await until(() => {
      const seen = installation.seen('erp.exports').findLast(({ key }) => key === '700001');
      return seen?.value?.state === 'verified' ? seen : null;
    });
    expect(done.value).toMatchObject({ differences: [] });
    expect(done.traceparent?.slice(0, 35)).toBe(traceparent.slice(0, 35));
    const documents = await office.query('select dlvnam, dlvzip from sohead where cusref = $1', ['700001']);
    expect(documents).toEqual([{ dlvnam: 'A. Example', dlvzip: '10115' }]);
    const back = await until(() =>
      installation.seen('erp.orders').find(({ value }) => value?.channelOrder === '700001'),
    );
    expect(back.traceparent?.slice(0, 35)).toBe(traceparent.slice(0, 35));
  });

  it('catches up with what happened while it was away', async () => {
    await app.close();
    await order('700002');
    await recipient('700002');
    await office.query(`update stkbal set onhand = 3, chgstp = now() where itmcod = 'BIKE'`);
    app = await start();
    await until(() =>
      installation.seen('erp.exports').some((r) => r.key === '700002' && r.value?.state === 'verified'),
    );
    await until(() =>
      installation
        .seen('erp.stock')
        .some(({ key, value }) => key === 'demo|BIKE|B1' && value?.quantity === 3),
    );
    expect(await office.query(`select 1 from sohead where cusref = '700002'`)).toHaveLength(1);
  });
});

describe('over HTTP', () => {
  const http = () => supertest(app.getHttpServer());
  const as = (...roles: Parameters<Installation['token']>) => ({
    authorization: `Bearer ${installation.token(...roles)}`,
  });

  it('shows what is held back, to each what concerns him', async () => {
    await office.addItem('ODD', { unit: 'KRT' });
    await office.query(`insert into cusmas (cusnum, cusnam, cusgrp, ctycod) values (20001, '', 'D', 'DE')`);
    const entries = async (role: 'integrator' | 'merchandiser') => {
      const answer = await http().get('/quarantine').set(as(role)).expect(200);
      return (answer.body as { entries: { key: string; field: string; reason: string }[] }).entries;
    };
    await until(async () => (await entries('integrator')).some(({ key }) => key === 'demo|20001'));
    expect(await entries('integrator')).toContainEqual(
      expect.objectContaining({ key: 'demo|ODD', field: 'unit', reason: 'unknown code "KRT"' }),
    );
    expect((await entries('merchandiser')).some(({ key }) => key === 'demo|20001')).toBe(false);
    await http().get('/quarantine').expect(401);
    await http().get('/quarantine').set(as('warehouse')).expect(403);
  });

  it('reconciles when asked', async () => {
    const asked = await http()
      .post('/reconciliations')
      .set(as('integrator'))
      .send({ flows: ['items'] })
      .expect(202);
    const { id } = asked.body as { id: string };
    const report = await until(async () => {
      const answer = await http().get(`/reconciliations/${id}`).set(as('auditor')).expect(200);
      const body = answer.body as { state: string; differing: number };
      return body.state === 'done' ? body : null;
    });
    expect(report).toMatchObject({ state: 'done', differing: 0, differences: [] });
    await http().post('/reconciliations').set(as('auditor')).send({}).expect(403);
    await http()
      .post('/reconciliations')
      .set(as('integrator'))
      .send({ flows: ['nothing'] })
      .expect(400);
  });

  it('lists orders handed over, and tries again those that were refused', async () => {
    const list = await http().get('/exports?state=verified').set(as('order-desk')).expect(200);
    expect((list.body as { exports: { order: string }[] }).exports.map((row) => row.order)).toContain(
      '700001',
    );
    await http().post('/exports/700001/retry').set(as('order-desk')).expect(409);
    await http().post('/exports/unknown/retry').set(as('order-desk')).expect(404);
  });

  it('lists the orders whose documents differ', async () => {
    const listed = async (differing: boolean) => {
      const { body } = await http().get(`/exports?differing=${differing}`).set(as('order-desk')).expect(200);
      return (body as { exports: { order: string; differences: object[] }[] }).exports;
    };
    expect(await listed(true)).toEqual([]);
    expect((await listed(false)).map((row) => row.order)).toContain('700001');
    await office.query(
      `update soline set ordqty = 5 where sonum = (select sonum from sohead where cusref = '700001')`,
    );
    const [row, ...others] = await until(async () => {
      const rows = await listed(true);
      return rows.length > 0 ? rows : null;
    });
    expect(others).toEqual([]);
    expect(row).toMatchObject({
      order: '700001',
      differences: [
        {
          ...{ kind: 'raised', line: 1, field: 'lines[1].ordered', ours: '2', theirs: '5', worth: '300' },
          since: expect.stringMatching(/^20\d\d-.*Z$/),
        },
      ],
    });
    expect((await listed(false)).map(({ order: number }) => number)).not.toContain('700001');
    await until(() => {
      const value = newest('erp.exports', '700001')?.value;
      return value && 'differences' in value && value.differences.some(({ kind }) => kind === 'raised');
    });
    await http().get('/exports?differing=perhaps').set(as('order-desk')).expect(400);
  });

  it('lists the flows', async () => {
    const answer = await http().get('/flows').set(as('auditor')).expect(200);
    const { flows } = answer.body as { flows: { flow: string; state: string }[] };
    expect(flows).toContainEqual(expect.objectContaining({ flow: 'prices', state: 'live' }));
  });
});
