import { limits } from '../../../apps/erp-adapter/src/connectors/systems/demo-erp/limits.ts';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { OrderConfirmed, OrderPlaced, Recipient } from '@throughline/events';
import { type Installation, startInstallation, until } from '@throughline/testing';
import { account } from '@throughline/testing/builders';
import supertest from 'supertest';
import { DataSource } from 'typeorm';
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
  'erp.sources',
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
    expect(status.traceparent).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-00$/);
  });

  it('tells what its source says of itself', async () => {
    const record = await until(() => newest('erp.sources', 'demo'));
    expect(record).toMatchObject({ type: 'ErpSource', sequence: 1 });
    expect(record.value).toEqual({
      source: 'demo',
      takesOrders: true,
      priceStrategy: 'regular-or-lower-sale',
      limits: [...limits],
    });
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
    expect(installation.seen('erp.sources')).toHaveLength(1);
  });

  it('tells it again when whoever leads finds that it is something else than before', async () => {
    await app
      .get(DataSource)
      .query(`update source_declarations set declared = declared || '{"priceStrategy": "lowest"}'`);
    await app.close();
    app = await start();
    const record = await until(() => installation.seen('erp.sources')[1]);
    expect(record).toMatchObject({ sequence: 2, value: { priceStrategy: 'regular-or-lower-sale' } });
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
    const { body: found } = await http()
      .get('/quarantine/groups?flow=items')
      .set(as('merchandiser'))
      .expect(200);
    expect(found).toEqual({
      groups: [
        {
          ...{ source: 'demo', flow: 'items', field: 'unit', reason: 'unknown code "KRT"', severity: 'held' },
          ...{ rule: 'unknown-code', kind: 'configuration', group: expect.stringMatching(/^[0-9a-f]{32}$/) },
          ...{ records: 1, published: 0, ignored: 0, assignees: [], unassigned: 1 },
          ...{ since: expect.any(String), examples: ['demo|ODD'] },
        },
      ],
    });
    const customers = await http()
      .get('/quarantine/groups?flow=customers')
      .set(as('merchandiser'))
      .expect(200);
    expect(customers.body).toEqual({ groups: [] });
    const entriesOf = await http().get('/quarantine?flow=customers').set(as('integrator')).expect(200);
    const [{ id }] = entriesOf.body.entries as [{ id: string }];
    await http().get(`/quarantine/records/${id}`).set(as('integrator')).expect(200);
    await http().get(`/quarantine/records/${id}`).set(as('merchandiser')).expect(404);
    const named = await http().get('/quarantine?flow=items&cause=krt').set(as('integrator')).expect(200);
    expect(named.body.entries).toMatchObject([{ key: 'demo|ODD', reason: 'unknown code "KRT"' }]);
    await http().get('/quarantine/groups').set(as('order-desk')).expect(403);
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
    const open = await http().get('/exports?state=open').set(as('auditor')).expect(200);
    expect(open.body).toEqual({ exports: [], next: null });
    const differing = await http().get('/exports?differing=true').set(as('auditor')).expect(200);
    expect(differing.body).toEqual({ exports: [], next: null });
    const one = await http().get('/exports/700001').set(as('auditor')).expect(200);
    const [listed] = (list.body as { exports: { order: string }[] }).exports.filter(
      ({ order: number }) => number === '700001',
    );
    expect(one.body).toEqual(listed);
    expect(one.body).toMatchObject({ state: 'verified', erpNumber: expect.any(String), differences: [] });
    await http().get('/exports/unknown').set(as('auditor')).expect(404);
    await http().get('/exports?state=nonsense').set(as('auditor')).expect(400);
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

  it('stops withdrawals that nobody expects, and lets them go when a person accepts what he has seen', async () => {
    for (let number = 1; number <= 30; number += 1) await office.addItem(`GUARD-${number}`);
    await until(async () => {
      const seen = installation.seen('erp.items').filter(({ key }) => key.startsWith('demo|GUARD-'));
      return seen.length === 30;
    });
    await office.query(`update itmmas set webflg = 'N' where itmcod like 'GUARD-%'`);
    type Row = { flow: string; state: string; guarded: number; reason: string | null };
    const items = await until(async () => {
      const answer = await http().get('/flows').set(as('auditor')).expect(200);
      return (answer.body as { flows: Row[] }).flows.find((row) => row.flow === 'items' && row.guarded > 0);
    });
    expect(items).toMatchObject({
      state: 'guarded',
      guarded: 30,
      reason: expect.stringContaining('30 records'),
    });
    const told = await until(() => {
      const record = newest('integration.flows', 'demo|items');
      return record?.value && 'guarded' in record.value && record.value.guarded === 30 ? record : null;
    });
    expect(told.value).toMatchObject({ state: 'guarded', reason: items.reason });
    expect(newest('erp.items', 'demo|GUARD-1')?.value).not.toBeNull();
    const { body: findings } = await http().get('/ops/findings').set(as('integrator')).expect(200);
    expect(findings).toContainEqual({
      ...{ kind: 'flow-guarded', subject: 'demo|items', count: 30, since: expect.any(String) },
      remedy: expect.stringContaining('`throughline guard list`'),
    });
    const guards = async () => (await http().get('/guards').set(as('auditor')).expect(200)).body.guards;
    const [waiting] = await guards();
    expect(waiting).toMatchObject({
      ...{ guard: 'withdrawals:demo:items', kind: 'withdrawals', state: 'waiting', records: 30 },
      because: '30 records are gone in the back office, and stay published',
    });
    expect(waiting.examples).toHaveLength(10);
    const accept = (seen: string, role: 'integrator' | 'merchandiser' = 'integrator') =>
      http().post('/guards/withdrawals:demo:items/acceptance').set(as(role)).send({ seen });
    await accept(waiting.seen, 'merchandiser').expect(403);
    const other = await accept('something else').expect(409);
    expect(other.body).toMatchObject({
      type: expect.stringContaining('guard-changed'),
      detail: 'Other withdrawals wait than were seen: 30 by now',
    });
    for (const nothing of ['withdrawals:demo:exports', 'withdrawals:none:items', 'document:99', 'nothing'])
      await http()
        .post(`/guards/${nothing}/acceptance`)
        .set(as('integrator'))
        .send({ seen: waiting.seen })
        .expect(404);
    await accept(waiting.seen).expect(202);
    await until(() => {
      const newestOf = new Map(installation.seen('erp.items').map(({ key, value }) => [key, value]));
      const gone = [...newestOf].filter(([key, value]) => key.startsWith('demo|GUARD-') && value === null);
      return gone.length === 30;
    });
    await until(() => {
      const value = newest('integration.flows', 'demo|items')?.value;
      return value && 'guarded' in value && value.guarded === 0;
    });
    await accept(waiting.seen).expect(404);
    expect(await guards()).toEqual([]);
  });

  it('lists the flows', async () => {
    const answer = await http().get('/flows').set(as('auditor')).expect(200);
    const { flows } = answer.body as { flows: { flow: string; state: string }[] };
    expect(flows).toContainEqual(expect.objectContaining({ flow: 'prices', state: 'live' }));
  });

  it('tells what stands still, differs or is held back', async () => {
    const findings = async () => (await http().get('/ops/findings').set(as('integrator')).expect(200)).body;
    const items = { kind: 'record-held', subject: 'demo|items', count: 1, since: expect.any(String) };
    expect(await findings()).toContainEqual({
      ...items,
      remedy: expect.stringContaining('`throughline quarantine groups --flow items`'),
    });
    await office.query(`alter table soline add constraint no_bikes check (itmcod <> 'BIKE') not valid`);
    await order('700003');
    await recipient('700003');
    await until(async () =>
      (await findings()).some(({ kind }: { kind: string }) => kind === 'hand-over-refused'),
    );
    expect(await findings()).toContainEqual({
      ...{ kind: 'hand-over-refused', subject: 'demo', count: 1, since: expect.any(String) },
      worth: [{ currency: 'EUR', amount: '238' }],
      remedy: expect.stringContaining('`throughline exports --state refused`'),
    });
    await office.query('alter table soline drop constraint no_bikes');
    await http().post('/exports/700003/retry').set(as('integrator')).send({}).expect(202);
    await until(async () =>
      (await findings()).every(({ kind }: { kind: string }) => kind !== 'hand-over-refused'),
    );
  });
});
