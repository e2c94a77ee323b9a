import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { OrderCancelled, OrderConfirmed, OrderHandedOver, Recipient } from '@throughline/events';
import { type Installation, startInstallation, until } from '@throughline/testing';
import { account } from '@throughline/testing/builders';
import supertest from 'supertest';
import { DataSource } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ErpAdapterModule } from '../../../apps/erp-adapter/src/erp-adapter.module.ts';
import { type BackOffice, openBackOffice } from './back-office.ts';
import { placed } from './desk.ts';

const topics = ['erp.exports', 'erp.orders', 'erp.items', 'erp.stock', 'erp.sources'] as const;
const at = new Date('2026-11-20T10:00:00Z');

let office: BackOffice;
let installation: Installation;
let folder: string;
let replicas: NestFastifyApplication[];

beforeAll(async () => {
  office = await openBackOffice();
  await office.addItem('BIKE', { price: '100', onHand: 5 });
  await office.addItem('BELL', { price: '9.95', onHand: 50 });
  folder = await mkdtemp(join(tmpdir(), 'throughline-batches-'));
  // It says what it has, and not how orders stand: that is what a clerk is for.
  const flows = ['locations', 'taxes', 'items', 'prices', 'stock', 'customers'];
  const sources = {
    sources: { demo: { system: 'demo-erp', url: office.url, flows } },
    orders: { manual: 'demo' },
  };
  await writeFile(join(folder, 'sources.json'), JSON.stringify(sources));
  installation = await startInstallation({ observe: topics });
  replicas = [await start(), await start()];
  await installation.publish('customers.accounts', [
    { type: 'Account', key: 'guests', sequence: 1, time: at, value: account() },
  ]);
  await until(() => newest('erp.items', 'demo|BELL') && newest('erp.stock', 'demo|BELL|B1'));
});
afterAll(async () => {
  await installation?.stop();
  await office?.close();
  await rm(folder, { recursive: true, force: true });
});

function start(): Promise<NestFastifyApplication> {
  const environment = {
    ERP_SOURCES_FILE: join(folder, 'sources.json'),
    RECONCILE_HOURS: '0',
    HAND_OVER_LATE_SECONDS: '0',
  };
  return installation.startService('erp-adapter', ErpAdapterModule, { environment });
}

const newest = <Topic extends (typeof topics)[number]>(topic: Topic, key: string) =>
  installation.seen(topic).findLast((record) => record.key === key);

async function confirm(order: string, { address = true } = {}): Promise<void> {
  const confirmed: OrderConfirmed = {
    order,
    lines: [
      { line: 1, sku: 'BIKE', reserved: 1, backOrdered: 0, expectedOn: null },
      { line: 2, sku: 'BELL', reserved: 2, backOrdered: 0, expectedOn: null },
    ],
    ...{ backOrdered: false, at },
  };
  const recipient: Recipient = {
    ...{
      order,
      email: 'z@example.org',
      name: 'Żaneta Müller',
      company: null,
      street: 'Straße 1',
      street2: 'c/o Ö',
    },
    ...{ postalCode: '10115', city: 'Berlin', country: 'DE', region: null, phone: '+49 30 1' },
  };
  if (address)
    await installation.publish('orders.recipients', [
      { type: 'Recipient', key: order, sequence: 1, time: at, value: recipient },
    ]);
  await installation.publish('orders.events', [
    { type: 'OrderPlaced', key: order, sequence: 1, time: at, value: placed(order, { at }) },
    { type: 'OrderConfirmed', key: order, sequence: 2, time: at, value: confirmed },
  ]);
}

async function cancel(order: string, lines: readonly [line: number, quantity: number][], sequence = 3) {
  const value: OrderCancelled = {
    ...{ order, by: 'shopper', reason: '', whole: lines.length === 2, at },
    lines: lines.map(([line, quantity]) => ({ line, sku: line === 1 ? 'BIKE' : 'BELL', quantity })),
  };
  await installation.publish('orders.events', [
    { type: 'OrderCancelled', key: order, sequence, time: at, value },
  ]);
  const [cancelled] = lines;
  await until(async () => {
    const [row] = await sql<{ cancelled: number }>(
      'select cancelled from export_lines where order_number = $1 and line = $2',
      [order, cancelled?.[0]],
    );
    return row?.cancelled === cancelled?.[1];
  });
}

const sql = <T>(text: string, parameters: unknown[] = []): Promise<T[]> =>
  (replicas[0] as NestFastifyApplication).get(DataSource).query(text, parameters);

const http = (replica = 0) => supertest((replicas[replica] as NestFastifyApplication).getHttpServer());
const as = (...roles: Parameters<Installation['token']>) => ({
  authorization: `Bearer ${installation.token(...roles)}`,
});

interface Exported {
  state: string;
  waitsFor: string | null;
  batch: number | null;
  erpNumber: string | null;
  reason: string | null;
}
const exported = async (order: string): Promise<Exported> => {
  const answer = await http().get(`/exports/${order}`).set(as('order-desk'));
  return answer.body as Exported;
};
const waits = (order: string) => until(async () => (await exported(order)).waitsFor === 'batch');

interface Report {
  id: number;
  unanswered: number;
  ordersOfIt: { order: string; location: string | null; family: string | null; state: string }[];
  changesOfEarlier: object[];
}
async function make(of: object = {}): Promise<Report> {
  const answer = await http(1).post('/order-batches').set(as('warehouse')).send(of).expect(201);
  return answer.body as Report;
}
const answer = (batch: number, body: object, replica = 0) =>
  http(replica).post(`/order-batches/${batch}/answers`).set(as('warehouse')).send(body);

describe('an order that a clerk types in', () => {
  it('waits to be printed, is on paper, and gets its number and its status from what is said of it', async () => {
    await confirm('W1');
    await waits('W1');
    expect(newest('erp.sources', 'demo')?.value).toMatchObject({ takesOrders: true });
    const findings = async () => {
      const { body } = await http().get('/ops/findings').set(as('integrator')).expect(200);
      return (body as { kind: string; count: number }[]).filter(({ kind }) => kind.startsWith('hand-over'));
    };
    expect(await findings()).toMatchObject([{ kind: 'hand-over-unprinted', count: 1 }]);
    const batch = await make({ language: 'de' });
    expect(batch).toMatchObject({
      unanswered: 1,
      ordersOfIt: [{ order: 'W1', location: 'B1', family: 'HLMT', state: 'sent' }],
    });
    expect(await exported('W1')).toMatchObject({ state: 'sent', waitsFor: 'clerk', batch: batch.id });
    expect(await findings()).toMatchObject([{ kind: 'hand-over-unanswered', count: 1 }]);
    await http().post('/order-batches').set(as('warehouse')).send({}).expect(409);

    await answer(batch.id, { answers: [{ order: 'W1', number: '410001' }] }).expect(200);
    expect(await exported('W1')).toMatchObject({
      state: 'acknowledged',
      erpNumber: '410001',
      waitsFor: null,
    });
    const open = await until(() => newest('erp.orders', 'demo|410001'));
    expect(open.value).toMatchObject({ channelOrder: 'W1', status: 'open', gross: '148.51', shipments: [] });
    await until(() => newest('erp.exports', 'W1')?.value?.state === 'acknowledged');
    expect(await findings()).toEqual([]);

    const shipped = {
      ...{ order: 'W1', status: 'part-shipped', lines: [{ line: 2, shipped: 2 }] },
      ...{ carrier: 'DHL', trackingNumber: '00340', shippedAt: '2026-11-21' },
    };
    await answer(batch.id, { answers: [shipped] }, 1).expect(200);
    const again = await answer(batch.id, { answers: [shipped] }).expect(200);
    expect(again.body).toMatchObject({ orders: [], unchanged: 1 });
    const part = await until(() => {
      const seen = newest('erp.orders', 'demo|410001');
      return seen?.value?.status === 'part-shipped' ? seen : null;
    });
    expect(part.sequence).toBe(2);
    expect(part.value?.shipments).toMatchObject([
      { number: 'W1-1', location: 'B1', carrier: 'DHL', lines: [{ line: 2, sku: 'BELL', quantity: 2 }] },
    ]);
    expect(newest('erp.exports', 'W1')?.value).toMatchObject({ differences: [] });
    const audit = await sql<{ action: string }>(
      `select action from kernel.audit_log where target in ('order W1', $1) order by id`,
      [`order-batch ${batch.id}`],
    );
    expect(audit.map(({ action }) => action)).toEqual(['make-order-batch', 'answer-order', 'answer-order']);
  });

  it('is parked first while its address is not there, and needs a role', async () => {
    await confirm('W2', { address: false });
    await until(async () => (await exported('W2')).state === 'parked');
    await http().post('/order-batches').set(as('warehouse')).send({}).expect(409);
    await http().post('/order-batches').set(as('auditor')).send({}).expect(403);
    await http().get('/order-batches/1.pdf').set(as('auditor')).expect(403);
    await confirm('W2');
    await waits('W2');
    await make();
  });

  it('is printed the same whenever it is asked for, by either replica, and whoever asked is known', async () => {
    const print = (replica: number, language: string) =>
      http(replica)
        .get(`/order-batches/1.pdf?language=${language}`)
        .set(as('warehouse'))
        .expect(200)
        .buffer(true);
    const [one, two] = [await print(0, 'en'), await print(1, 'en')];
    expect(one.headers['content-type']).toBe('application/pdf');
    expect(one.headers['content-disposition']).toBe('inline; filename="batch-1-en.pdf"');
    expect((one.body as Buffer).subarray(0, 5).toString()).toBe('%PDF-');
    expect((one.body as Buffer).equals(two.body as Buffer)).toBe(true);
    const printed = await sql(`select 1 from kernel.audit_log where action = 'print-order-batch'`);
    expect(printed).toHaveLength(2);
  });
});

describe('an order that is cancelled', () => {
  it('before it is printed is not', async () => {
    await confirm('W10');
    await waits('W10');
    await cancel('W10', [
      [1, 1],
      [2, 2],
    ]);
    await until(async () => (await exported('W10')).state === 'cancelled');
    await http().post('/order-batches').set(as('warehouse')).send({}).expect(409);
  });

  it('on paper is on the cover of the next batch, and ends when the clerk has not typed it in', async () => {
    await confirm('W11');
    await confirm('W12');
    await waits('W11');
    await waits('W12');
    const first = await make();
    await answer(first.id, { answers: [{ order: 'W12', number: '410012' }] }).expect(200);
    await cancel('W11', [
      [1, 1],
      [2, 2],
    ]);
    await cancel('W12', [[2, 1]]);
    await confirm('W13');
    await waits('W13');
    const next = await make();
    expect(next.changesOfEarlier).toEqual([
      expect.objectContaining({ order: 'W11', earlier: first.id, whole: true, erpNumber: null }),
      {
        ...{ order: 'W12', earlier: first.id, whole: false, erpNumber: '410012' },
        lines: [{ line: 2, sku: 'BELL', quantity: 1 }],
      },
    ]);
    const told = await until(() => {
      const seen = newest('erp.orders', 'demo|410012');
      return seen?.sequence === 2 ? seen : null;
    });
    expect(told.value?.lines).toMatchObject([{ cancelled: 0 }, { cancelled: 1 }]);
    await answer(first.id, { answers: [{ order: 'W11', status: 'cancelled' }] }).expect(200);
    expect(await exported('W11')).toMatchObject({ state: 'cancelled', erpNumber: null });
    await http().post('/order-batches').set(as('warehouse')).send({}).expect(409);
  });
});

describe('what a clerk says', () => {
  it('is refused as a whole, with order, row and field of all that does not fit', async () => {
    await confirm('W20');
    await confirm('W21');
    await waits('W20');
    await waits('W21');
    const batch = await make();
    const csv = [
      'order;number;status;line;shipped',
      'W20;410001;;;',
      'W21;410021;part-shipped;2;3',
      'W99;1;;;',
    ].join('\r\n');
    const { body: preview } = await http()
      .post(`/order-batches/${batch.id}/answers/preview`)
      .set(as('warehouse'))
      .send({ csv })
      .expect(200);
    expect(preview).toMatchObject({
      orders: [],
      faults: [
        { order: 'W20', row: 2, field: 'number', message: '410001 is the number of W1 already' },
        { order: 'W21', row: 3, field: 'shipped' },
        { order: 'W99', row: 4, field: 'order' },
      ],
    });
    const seen = (preview as { hash: string }).hash;
    const refused = await answer(batch.id, { csv, seen }).expect(400);
    expect((refused.body as { errors: object[] }).errors).toMatchObject([
      { field: 'csv[2].number', message: 'W20: 410001 is the number of W1 already' },
      { field: 'csv[3].shipped' },
      { field: 'csv[4].order' },
    ]);
    expect(await exported('W21')).toMatchObject({ state: 'sent', erpNumber: null });

    const good = 'order,number,refusal\nW20,410020,\nW21,,"Customer, blocked"\n';
    await answer(batch.id, { csv: good }).expect(400);
    await answer(batch.id, { csv: good, seen }).expect(409);
    const { body } = await http()
      .post(`/order-batches/${batch.id}/answers/preview`)
      .set(as('warehouse'))
      .send({ csv: good })
      .expect(200);
    await answer(batch.id, { csv: good, seen: (body as { hash: string }).hash }).expect(200);
    expect(await exported('W20')).toMatchObject({ state: 'acknowledged', erpNumber: '410020' });
    expect(await exported('W21')).toMatchObject({ state: 'refused', reason: 'Customer, blocked' });
    await http().post('/exports/W21/retry').set(as('order-desk')).expect(202);
    await waits('W21');
    const next = await make();
    await answer(batch.id, { answers: [{ order: 'W21', number: '410021' }] }).expect(400);
    await answer(next.id, { answers: [{ order: 'W21', number: '410021' }] }).expect(200);
  });

  it('is corrected with a reason, and the document follows once the order is known by its number', async () => {
    const batchOf = async (order: string) => (await exported(order)).batch ?? 0;
    const batch = await batchOf('W20');
    await answer(batch, { answers: [{ order: 'W20', number: '410029' }] }).expect(400);
    const correction = 'read from the wrong line';
    await answer(batch, { answers: [{ order: 'W20', number: '410029', correction }] }).expect(200);
    expect(await exported('W20')).toMatchObject({
      ...{ state: 'acknowledged', erpNumber: '410029' },
      reason: `Its number was 410020 before: ${correction}`,
    });
    const told = await until(() => {
      const seen = newest('erp.exports', 'W20');
      return seen?.value?.erpNumber === '410029' ? seen : null;
    });
    // Whoever knows the order by the number before would take its document for gone.
    expect(newest('erp.orders', 'demo|410029')).toBeUndefined();
    expect(newest('erp.orders', 'demo|410020')?.value).toMatchObject({ channelOrder: 'W20' });
    const heard: OrderHandedOver = {
      ...{ order: 'W20', state: 'acknowledged', erpNumber: '410029', reason: told.value?.reason ?? null, at },
    };
    await installation.publish('orders.events', [
      { type: 'OrderHandedOver', key: 'W20', sequence: 3, time: at, value: heard },
    ]);
    await until(() => newest('erp.orders', 'demo|410029')?.value?.channelOrder === 'W20');
    await until(() => newest('erp.orders', 'demo|410020')?.value === null);
  });

  it('goes on when the replica that leads is gone', async () => {
    const [, other] = replicas;
    await (replicas[0] as NestFastifyApplication).close();
    replicas = [other as NestFastifyApplication, other as NestFastifyApplication];
    await confirm('W30');
    await waits('W30');
    const batch = await make();
    await answer(batch.id, { answers: [{ order: 'W30', number: '410030', status: 'shipped' }] }).expect(200);
    await until(() => newest('erp.orders', 'demo|410030')?.value?.status === 'shipped');
  });
});
