import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { ErpItem, Price } from '@throughline/events';
import { OperatorApi } from '@throughline/messaging';
import { type Installation, startInstallation, until } from '@throughline/testing';
import { erpItem, price } from '@throughline/testing/builders';
import supertest from 'supertest';
import { DataSource } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CatalogModule } from './catalog.module.ts';
import { CatalogService } from './catalog.service.ts';

let installation: Installation;
let app: NestFastifyApplication;

beforeAll(async () => {
  installation = await startInstallation({ observe: ['catalog.products', 'erp.items'] });
  app = await installation.startService('catalog', CatalogModule);
  await taxed('standard');
});
afterAll(() => installation.stop());

const recordedAt = new Date('2026-11-02T08:15:00.123Z');
const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';

const item = (code: string, of: Partial<ErpItem> = {}): ErpItem => erpItem({ code, family: 'HLM', ...of });

const said = (code: string, sequence: number, of: Partial<ErpItem> | null = {}) =>
  installation.publish('erp.items', [
    {
      type: 'ErpItem',
      key: `demo|${code}`,
      sequence,
      time: recordedAt,
      traceparent,
      value: of && item(code, of),
    },
  ]);
const priced = (sku: string, of: Partial<Price> = {}, version = 'P1', sequence = 1) =>
  installation.publish('pricing.prices', [
    {
      ...{ type: 'Price', key: `${sku}|${version}`, sequence, time: recordedAt },
      value: price({ sku, version, ...of }),
    },
  ]);
const taxed = (category: string) =>
  installation.publish('erp.taxes', [
    {
      ...{ type: 'ErpTax', key: `demo|DE|*|*|${category}|2026-01-01`, sequence: 1, time: recordedAt },
      value: {
        ...{ source: 'demo', country: 'DE', region: '*', regionName: null, taxClass: '*', category },
        ...{ name: 'VAT', rate: '19', validFrom: '2026-01-01', validTo: null },
      },
    },
  ]);
/** Has what sells be there: an item that waits, and lacks nothing. */
const complete = async (sku: string, of: Partial<ErpItem> = {}) => {
  await said(sku, 1, of);
  await priced(sku);
  await until(async () => {
    const { body } = await asMerchandiser(http().get(`/products/${sku}`));
    return body.status === 'waiting' && body.missing.length === 0;
  });
};
const told = (sku: string) => installation.seen('catalog.products').filter(({ key }) => key === sku);
const newest = (sku: string) => told(sku).at(-1);
const asMerchandiser = (request: supertest.Test) =>
  request.set('authorization', `Bearer ${installation.token('merchandiser')}`);
const http = () => supertest(app.getHttpServer());
const read = async (path: string) => (await asMerchandiser(http().get(path)).expect(200)).body;
const inStatus = (sku: string, status: string) =>
  until(async () => (await read(`/products/${sku}`)).status === status);
const activate = (body: object) => asMerchandiser(http().post('/products/activate')).send(body);

describe('an item on its way to the shop', () => {
  it('waits, is activated, follows the back office, and is off sale as soon as that has it no more', async () => {
    await complete('HL-1');
    expect(told('HL-1')).toEqual([]);
    expect((await read('/products?status=waiting')).products).toMatchObject([{ sku: 'HL-1' }]);

    const { body } = await activate({ skus: ['HL-1', 'HL-0'] }).expect(200);
    expect(body).toMatchObject({ changed: 1, refused: [{ sku: 'HL-0', reason: 'unknown' }] });
    await until(() => told('HL-1').length === 1);
    expect(newest('HL-1')).toMatchObject({
      sequence: 1,
      value: { status: 'active', atZero: 'show', color: 'red' },
    });

    await said('HL-1', 2, { color: 'blue' });
    await until(() => told('HL-1').length === 2);
    expect(newest('HL-1')).toMatchObject({ sequence: 2, time: recordedAt, value: { color: 'blue' } });
    expect(newest('HL-1')?.traceparent?.slice(3, 35)).toBe(traceparent.slice(3, 35));

    await said('HL-1', 3, null);
    await until(() => told('HL-1').length === 3);
    expect(newest('HL-1')).toMatchObject({ sequence: 3, value: null });
    const { products } = await read('/products?status=withdrawn');
    expect(products).toContainEqual(expect.objectContaining({ sku: 'HL-1', suspended: true, gone: true }));

    await said('HL-1', 4, { status: 'running-out', color: 'green' });
    await until(() => told('HL-1').length === 4);
    expect(newest('HL-1')).toMatchObject({ value: { status: 'discontinued', color: 'green' } });
    await said('HL-1', 5, { status: 'ended' });
    await until(() => newest('HL-1')?.value === null);
    await said('HL-1', 6, { gtin: '2009900012012' });
    await until(() => newest('HL-1')?.value?.status === 'active');
    expect(newest('HL-1')?.value).toMatchObject({ gtin: '2009900012012' });
  });

  it('is off sale though a version before has let it sell down', async () => {
    await complete('HL-7');
    await activate({ skus: ['HL-7'] }).expect(200);
    await said('HL-7', 2, { status: 'ended' });
    await until(() => newest('HL-7')?.value === null);
    await app
      .get(DataSource)
      .query(`update products set status = 'discontinued', suspended = false where sku = 'HL-7'`);
    expect(await app.get(CatalogService).suspend()).toBe(1);
    expect(await app.get(CatalogService).suspend()).toBe(0);
    await until(() => told('HL-7').length === 3);
    expect(newest('HL-7')?.value).toBeNull();
  });

  it('is back-ordered by the rule of the back office, until a person says another, and again when that is taken back', async () => {
    await complete('HL-8', { backOrderLimit: 40 });
    await activate({ skus: ['HL-8'] }).expect(200);
    const policy = (atZero: string, backOrderLimit: number) =>
      until(() => {
        const value = newest('HL-8')?.value;
        return value?.atZero === atZero && value.backOrderLimit === backOrderLimit;
      });
    const say = async (terms: object) =>
      (await asMerchandiser(http().patch('/products/HL-8')).send(terms).expect(200)).body as object;
    await policy('back-order', 40);
    await said('HL-8', 2, { backOrderLimit: 50 });
    await policy('back-order', 50);
    expect(await say({ atZero: 'show' })).toMatchObject({
      atZero: 'show',
      backOrderLimit: 0,
      policyBy: 'person',
    });
    await policy('show', 0);
    await said('HL-8', 3, { backOrderLimit: 60 });
    expect(await say({ atZero: null })).toMatchObject({
      ...{ atZero: 'back-order', policyBy: 'back-office' },
    });
    await policy('back-order', 60);
  });

  it('is published with the terms that people set, and leaves by a tombstone', async () => {
    await complete('HL-2');
    await activate({ skus: ['HL-2'] }).expect(200);
    const terms = { atZero: 'back-order', backOrderLimit: 12, substitute: 'HL-1' };
    const changed = await asMerchandiser(http().patch('/products/HL-2')).send(terms).expect(200);
    expect(changed.body).toMatchObject(terms);
    await until(() => newest('HL-2')?.value?.atZero === terms.atZero);
    expect(newest('HL-2')?.value).toMatchObject(terms);

    await asMerchandiser(http().post('/products/withdraw'))
      .send({ skus: ['HL-2'] })
      .expect(200);
    await until(() => newest('HL-2')?.value === null);
    expect(newest('HL-2')).toMatchObject({ sequence: 3 });
  });

  it('is off sale when it becomes what the shop cannot sell, and says why it is not activated', async () => {
    await complete('HL-5');
    await activate({ skus: ['HL-5'] }).expect(200);
    await until(() => told('HL-5').length === 1);
    await said('HL-5', 2, { kind: 'service' });
    await until(() => newest('HL-5')?.value === null);
    expect((await activate({ skus: ['HL-5'] }).expect(200)).body).toEqual({
      changed: 0,
      refused: [
        {
          ...{ sku: 'HL-5', reason: 'not-sellable', detail: 'kind: the shop does not sell what is service' },
          missing: [],
        },
      ],
      waiting: [],
    });
  });

  it('is sold on when it was kept before items had units and kinds', async () => {
    await complete('HL-6');
    await app
      .get(DataSource)
      .query(
        `update erp_items set item = item - 'kind' - 'quantityScale' - 'units' - 'components' where code = 'HL-6'`,
      );
    const facts = { kind: 'goods', quantityScale: 0, units: [], components: [] };
    expect((await read('/products/HL-6')).item).toMatchObject(facts);
    await activate({ skus: ['HL-6'] }).expect(200);
    await until(() => told('HL-6').length === 1);
    expect(newest('HL-6')?.value).toMatchObject(facts);
  });

  it('is not changed by an older record that arrives late', async () => {
    const neighbours = Array.from({ length: 24 }, (_, n) => `HL-3-${String(n)}`);
    await said('HL-3', 5, { color: 'green' });
    for (const code of neighbours) await said(code, 1);
    const partitionOf = (code: string) =>
      until(() => installation.seen('erp.items').find(({ key }) => key === `demo|${code}`)).then(
        ({ partition }) => partition,
      );
    const partitions = new Map(
      await Promise.all(neighbours.map(async (code) => [code, await partitionOf(code)] as const)),
    );
    const own = await partitionOf('HL-3');
    const [behind = ''] = neighbours.filter((code) => partitions.get(code) === own);

    await said('HL-3', 4, { color: 'grey' });
    await said(behind, 2, { color: 'black' });
    await until(async () => (await read(`/products/${behind}`)).item.color === 'black');
    expect((await read('/products/HL-3')).item.color).toBe('green');
  });

  it('is activated with all of its family, and with all that wait', async () => {
    const codes = ['JR-1', 'JR-2', 'JR-3'];
    for (const code of codes) await complete(code, { family: 'JRS', familyName: 'Jerseys' });
    await complete('CP-1', { family: 'CAP', familyName: 'Caps' });

    const { body } = await activate({ family: 'JRS' }).expect(200);
    expect(body).toEqual({ changed: 3, refused: [], waiting: [] });
    await until(() => codes.every((code) => told(code).length === 1));
    expect(told('CP-1')).toEqual([]);
    expect((await activate({ all: true }).expect(200)).body.changed).toBeGreaterThanOrEqual(1);
    await until(() => told('CP-1').length === 1);
  });
});

describe('an item that nobody could order', () => {
  const detail = {
    price: 'price: none for everybody is in force',
    tax: 'tax: no rate of its tax class is in force',
    text: 'text: it has no name in any language',
  };

  it('is not activated, by itself or with all others, and what it lacks is said', async () => {
    await complete('IN-0', { family: 'INC' });
    await said('IN-1', 1, { family: 'INC' });
    await said('IN-2', 1, { family: 'INC', texts: [], taxCategory: 'unheard-of' });
    await priced('IN-2', { account: '4711' });
    for (const sku of ['IN-1', 'IN-2']) await inStatus(sku, 'waiting');
    expect(await read('/products/IN-1')).toMatchObject({ missing: ['price'], whenReady: false });
    expect(await read('/products/IN-0')).toMatchObject({ missing: [], whenReady: false });

    const refused = [
      { sku: 'IN-1', reason: 'incomplete', detail: detail.price, missing: ['price'] },
      {
        ...{ sku: 'IN-2', reason: 'incomplete', detail: `${detail.text}; ${detail.price}; ${detail.tax}` },
        missing: ['text', 'price', 'tax'],
      },
    ];
    expect((await activate({ skus: ['IN-1', 'IN-2'] }).expect(200)).body).toEqual({
      ...{ changed: 0, refused, waiting: [] },
    });
    expect((await activate({ family: 'INC' }).expect(200)).body).toEqual({
      changed: 1,
      refused,
      waiting: [],
    });
    expect(told('IN-1')).toEqual([]);
  });

  it('goes on sale by itself, when that was said, as soon as what it lacked is there', async () => {
    await said('WR-1', 1, { family: 'WRD', taxCategory: 'late' });
    await said('WR-2', 1, { family: 'WRD', texts: [] });
    await priced('WR-2');
    await until(async () => (await read('/products/WR-2')).missing.join() === 'text');
    await inStatus('WR-1', 'waiting');
    const waiting = [
      { sku: 'WR-1', missing: ['price', 'tax'] },
      { sku: 'WR-2', missing: ['text'] },
    ];
    for (const body of [{ family: 'WRD' }, { skus: ['WR-1', 'WR-2'] }])
      expect((await activate({ ...body, whenReady: true }).expect(200)).body).toEqual({
        ...{ changed: 0, refused: [], waiting },
      });
    expect(await read('/products/WR-1')).toMatchObject({ status: 'waiting', whenReady: true });

    await taxed('late');
    await until(async () => (await read('/products/WR-1')).missing.join() === 'price');
    await priced('WR-1', { validFrom: new Date(Date.now() + 24 * 60 * 60_000) });
    await priced('WR-1', {}, 'P2');
    await until(() => told('WR-1').length === 1);
    expect(newest('WR-1')).toMatchObject({ sequence: 1, value: { status: 'active' } });
    expect(await read('/products/WR-1')).toMatchObject({ status: 'active', missing: [], whenReady: false });

    await said('WR-2', 2, { family: 'WRD' });
    await until(() => newest('WR-2')?.value?.status === 'active');
  });

  it('waits for nothing when it is on sale already, be it until it has run out', async () => {
    await complete('WD-1');
    await activate({ skus: ['WD-1'] }).expect(200);
    await said('WD-1', 2, { status: 'running-out', texts: [] });
    await inStatus('WD-1', 'discontinued');
    await until(async () => (await read('/products/WD-1')).missing.join() === 'text');
    expect((await activate({ skus: ['WD-1'], whenReady: true }).expect(200)).body).toEqual({
      ...{ changed: 0, refused: [], waiting: [] },
    });
    expect(await read('/products/WD-1')).toMatchObject({ status: 'discontinued', whenReady: false });
  });

  it('goes on sale when the window of its price begins, which no record tells', async () => {
    const validFrom = new Date(Date.now() + 24 * 60 * 60_000);
    await said('WW-1', 1);
    await priced('WW-1', { validFrom });
    await inStatus('WW-1', 'waiting');
    await activate({ skus: ['WW-1'], whenReady: true }).expect(200);
    await app.get(CatalogService).activateAwaited();
    expect(await read('/products/WW-1')).toMatchObject({ status: 'waiting', missing: ['price'] });
    await app
      .get(DataSource)
      .query(`update pricing_prices set valid_from = now() - interval '1 minute' where sku = 'WW-1'`);
    await app.get(CatalogService).activateAwaited();
    expect(await read('/products/WW-1')).toMatchObject({ status: 'active', missing: [] });
    await until(() => told('WW-1').length === 1);
  });
});

describe('what the catalog refuses', () => {
  const problem = /^application\/problem\+json/;

  it('asks for a token', async () => {
    await http().get('/products').expect(401).expect('content-type', problem);
    await http().post('/products/activate').send({ all: true }).expect(401);
  });

  it('lets only merchandisers change products', async () => {
    const auditor = `Bearer ${installation.token('auditor')}`;
    await http().get('/products').set('authorization', auditor).expect(200);
    const refusal = http().post('/products/activate').set('authorization', auditor).send({ all: true });
    await refusal.expect(403).expect('content-type', problem);
  });

  it('names the field that does not fit', async () => {
    const { body } = await activate({ skus: ['HL-1'], all: true })
      .expect(400)
      .expect('content-type', problem);
    expect(body.errors).toEqual([expect.objectContaining({ field: 'skus' })]);
  });

  it('says which rule forbids a change', async () => {
    await said('HL-4', 1);
    await inStatus('HL-4', 'waiting');
    const change = asMerchandiser(http().patch('/products/HL-4')).send({ atZero: 'back-order' });
    const { body } = await change.expect(422).expect('content-type', problem);
    expect(body).toMatchObject({
      type: 'urn:throughline:problem:limit-missing',
      errors: [{ field: 'backOrderLimit', in: 'body' }],
    });
  });

  it('knows no product that was never listed', async () => {
    await asMerchandiser(http().get('/products/none')).expect(404).expect('content-type', problem);
  });
});

describe('what people decided after the backup to which the database was put back', () => {
  it('stands: what is on sale in the shop is so in the catalog', async () => {
    for (const sku of ['RE-1', 'RE-2', 'RE-3']) await complete(sku);
    await activate({ skus: ['RE-2'] }).expect(200);
    await until(() => told('RE-2').length === 1);
    await installation.stopService('catalog');
    const database = installation.databaseOf('catalog');
    await database.backUp();
    app = await installation.startService('catalog', CatalogModule);
    await complete('RE-4');
    await activate({ skus: ['RE-1', 'RE-4'] }).expect(200);
    await asMerchandiser(http().post('/products/withdraw'))
      .send({ skus: ['RE-2'] })
      .expect(200);
    await until(() => newest('RE-1') && newest('RE-4') && newest('RE-2')?.value === null);

    await installation.stopService('catalog');
    await database.restore();
    app = await installation.startService('catalog', CatalogModule);
    const ops = app.get(OperatorApi);
    await until(async () => (await ops.doctor()).length > 0);
    await ops.raiseVersions();
    for (const sku of ['RE-1', 'RE-4']) await inStatus(sku, 'active');
    await inStatus('RE-2', 'withdrawn');
    await inStatus('RE-3', 'waiting');
    await said('RE-1', 2, { color: 'blue' });
    await until(() => newest('RE-1')?.value?.color === 'blue');
    expect(newest('RE-2')?.value).toBeNull();
  });
});
