import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { ErpPrice } from '@throughline/events';
import type { Received } from '@throughline/messaging';
import { transaction } from '@throughline/persistence';
import { Clock, type Role } from '@throughline/service';
import { type Installation, copyMisfits, startInstallation, until } from '@throughline/testing';
import { erpPrice } from '@throughline/testing/builders';
import supertest from 'supertest';
import { DataSource } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { migrations } from './migrations/index.ts';
import { PricingConsumer } from './pricing.consumer.ts';
import { PricingModule } from './pricing.module.ts';
import { erpSources } from './pricing.tables.ts';

const dayMs = 86_400_000;

class MovableClock extends Clock {
  aheadMs = 0;
  override now(): Date {
    return new Date(Date.now() + this.aheadMs);
  }
}

const clock = new MovableClock();
let installation: Installation;
let app: NestFastifyApplication;

beforeAll(async () => {
  installation = await startInstallation({ observe: ['pricing.prices'] });
  const environment = { PRICE_REMOVAL_SECONDS: '1', PRICE_GRACE_SECONDS: '60' };
  app = await installation.startService('pricing', PricingModule, { clock, environment });
});
afterAll(() => installation.stop());

const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
const daysAgo = (days: number) => new Date(Date.now() - days * dayMs);

const price = (sku: string, version: string, of: Partial<ErpPrice> = {}): ErpPrice =>
  erpPrice({ sku, version, list: 'WEB', amount: '100', validFrom: daysAgo(400), ...of });

interface Said {
  sku: string;
  version: string;
  sequence: number;
  time?: Date;
  of?: Partial<ErpPrice> | null;
}
const said = (...all: Said[]) =>
  installation.publish(
    'erp.prices',
    all.map(({ sku, version, sequence, time = new Date(), of = {} }) => ({
      type: 'ErpPrice' as const,
      key: `demo|${sku}|${version}`,
      sequence,
      time,
      traceparent,
      value: of && price(sku, version, of),
    })),
  );
const told = (key: string) => installation.seen('pricing.prices').filter((record) => record.key === key);
const http = () => supertest(app.getHttpServer());
const get = (path: string, role: 'finance' | 'partner' = 'finance') =>
  http()
    .get(path)
    .set('authorization', `Bearer ${installation.token(role)}`);

describe('a price on its way to the shop', () => {
  it('is a version of its own, with the instant and the trace of its source', async () => {
    const time = new Date('2026-11-02T08:15:00.123Z');
    const of = { perQuantity: 100, maxQuantity: 500 };
    await said({ sku: 'BK-1', version: '7', sequence: 1, time, of: { ...of, amount: '1234.5678' } });
    const record = await until(() => told('BK-1|demo:7')[0]);
    expect(record).toMatchObject({
      sequence: 1,
      time,
      value: { source: 'demo', sku: 'BK-1', version: 'demo:7', amount: '1234.5678', ...of },
    });
    expect(record.traceparent?.slice(3, 35)).toBe(traceparent.slice(3, 35));
  });

  it('is closed when the back office takes it back', async () => {
    const time = new Date('2026-11-02T09:00:00Z');
    await said({ sku: 'BK-2', version: '1', sequence: 1 });
    await until(() => told('BK-2|demo:1').length === 1);
    await said({ sku: 'BK-2', version: '1', sequence: 2, time, of: null });
    await until(() => told('BK-2|demo:1').length === 2);
    expect(told('BK-2|demo:1').at(-1)).toMatchObject({ sequence: 2, time, value: { validTo: time } });
  });

  it('is not changed by an older record that arrives late', async () => {
    await said({ sku: 'BK-5', version: '1', sequence: 5, of: { amount: '55' } });
    await until(() => told('BK-5|demo:1').length === 1);
    // Prices of one SKU share a partition: once the later record is through, the one before it is too.
    await said({ sku: 'BK-5', version: '1', sequence: 4, of: { amount: '44' } });
    await said({ sku: 'BK-5', version: '2', sequence: 1 });
    await until(() => told('BK-5|demo:2').length === 1);
    expect(told('BK-5|demo:1')).toMatchObject([{ sequence: 1, value: { amount: '55' } }]);
  });

  it('does not wait for one beside it that cannot be used', async () => {
    await said(
      { sku: 'BK-3', version: 'good', sequence: 1 },
      { sku: 'BK-3', version: 'bad', sequence: 1, of: { currency: 'EURO' } },
      { sku: 'BK-3', version: 'better', sequence: 1 },
    );
    await until(() => told('BK-3|demo:good').length === 1 && told('BK-3|demo:better').length === 1);
    expect(told('BK-3|demo:bad')).toEqual([]);
  });

  it('is removed when it ended more than thirty days and the grace ago, and kept for history alone', async () => {
    await said(
      { sku: 'BK-4', version: 'old', sequence: 1, of: { validTo: daysAgo(31) } },
      { sku: 'BK-4', version: 'ended', sequence: 1, of: { validTo: daysAgo(29) } },
      { sku: 'BK-4', version: 'open', sequence: 1 },
    );
    await until(() => told('BK-4|demo:ended').length === 1 && told('BK-4|demo:open').length === 1);
    clock.aheadMs = 2 * dayMs;
    await until(() => told('BK-4|demo:ended').length === 2).finally(() => (clock.aheadMs = 0));
    expect(told('BK-4|demo:ended').at(-1)).toMatchObject({ sequence: 2, value: null });
    expect(told('BK-4|demo:open')).toHaveLength(1);
    expect(told('BK-4|demo:old')).toEqual([]);
  });
});

describe('a version that ended long ago', () => {
  const query = (sql: string) => app.get(DataSource).query<{ version: string }[]>(sql);
  const versions = async (table: string, sku = 'PA-1') =>
    (await query(`select distinct version from ${table} where sku = '${sku}' order by version`)).map(
      ({ version }) => version,
    );
  const correct = (amount: string, sequence: number, time: Date) =>
    said({ sku: 'PA-1', version: '1', sequence, time, of: { amount } });

  it('is forgotten once shops no longer have it, and another has taken its place', async () => {
    // One by one: what passes within a batch is not told.
    await correct('10', 1, daysAgo(50));
    await until(() => told('PA-1|demo:1')[0]);
    await correct('11', 2, daysAgo(45));
    await until(() => told('PA-1|demo:1~2')[0]);
    await correct('12', 3, daysAgo(40));
    await until(async () => (await versions('price_versions')).join() === 'demo:1~3');
    expect(await versions('price_history')).toEqual(['demo:1', 'demo:1~2', 'demo:1~3']);
    await said({ sku: 'PA-1', version: '1', sequence: 4, time: daysAgo(35), of: null });
    await until(() => told('PA-1|demo:1~3').at(-1)?.value === null);
    // What is to go with it has gone once a later run has removed another.
    await said({ sku: 'PA-2', version: '1', sequence: 1, time: daysAgo(50) });
    await until(() => told('PA-2|demo:1')[0]);
    await said({ sku: 'PA-2', version: '1', sequence: 2, time: daysAgo(45), of: { amount: '2' } });
    await until(async () => (await versions('price_versions', 'PA-2')).join() === 'demo:1~2');
    expect(await versions('price_versions')).toEqual(['demo:1~3']);
    await correct('13', 5, new Date());
    await until(() => told('PA-1|demo:1~4')[0]);
  });

  it('leaves the history after PRICE_HISTORY_DAYS', async () => {
    clock.aheadMs = 370 * dayMs;
    await until(async () => (await versions('price_history')).length === 1).finally(
      () => (clock.aheadMs = 0),
    );
    expect(await versions('price_history')).toEqual(['demo:1~4']);
  });
});

describe('a price that is corrected', () => {
  const validFrom = daysAgo(400);
  const times = ['08:00', '08:01', '08:02'].map((time) => new Date(`2026-11-03T${time}:00Z`));
  const statements = ['1.19', '500', '1.19'].map((amount, index) => {
    return { version: '1', sequence: index + 1, time: times[index]!, of: { amount, validFrom } };
  });
  /** Amount and end of each version. What passes within a batch is not told. */
  const versionsOf = (sku: string) =>
    Object.fromEntries(
      installation
        .seen('pricing.prices')
        .flatMap(({ value }) => (value?.sku === sku ? [value] : []))
        .map(({ version, amount, validTo }) => [version, { amount, validTo }]),
    );
  const corrected = {
    'demo:1': { amount: '1.19', validTo: times[1] },
    'demo:1~2': { amount: '500', validTo: times[2] },
    'demo:1~3': { amount: '1.19', validTo: null },
  };

  it('is a version of its own for each amount, also for one that it had before, in one batch', async () => {
    // The outbox would not tell what passes within a transaction.
    const records = statements.map(({ sequence, time, of }): Received<'erp.prices'> => ({
      ...{ topic: 'erp.prices', partition: 0, offset: sequence, id: String(sequence), type: 'ErpPrice' },
      ...{ key: 'demo|CO-1|1', sequence, time, value: price('CO-1', '1', of) },
    }));
    await transaction(app.get(DataSource), (tx) => app.get(PricingConsumer).onErpPrices({ records, tx }));
    await until(() => told('CO-1|demo:1~3').length === 1);
    expect(versionsOf('CO-1')).toEqual(corrected);
  });

  it('is the same versions one by one, and when the statements are read again', async () => {
    for (const [index, statement] of statements.entries()) {
      await said({ sku: 'CO-2', ...statement });
      await until(() => Object.keys(versionsOf('CO-2')).length === index + 1);
    }
    await said(...statements.map((statement) => ({ sku: 'CO-2', ...statement })));
    await said({ sku: 'CO-2', ...statements[2]!, sequence: 4 });
    await said({ sku: 'CO-2', version: 'last', sequence: 1 });
    await until(() => told('CO-2|demo:last').length === 1);
    const { 'demo:last': _, ...versions } = versionsOf('CO-2');
    expect(versions).toEqual(corrected);
  });
});

describe('a restored database', () => {
  it('goes on from the versions that were published, and from what was revoked of them', async () => {
    const of = { amount: '500', validFrom: daysAgo(400) };
    const published = (version: string, sequence: number, some: object): Received<'pricing.prices'> => ({
      ...{ topic: 'pricing.prices', partition: 0, offset: sequence, id: version, type: 'Price' },
      ...{ key: `TO-1|${version}`, sequence, time: daysAgo(1) },
      value: { ...price('TO-1', '1', of), version, revokedAt: null, ...some },
    });
    const records = [
      published('demo:1', 2, { amount: '1.19', validTo: daysAgo(1) }),
      published('demo:1~2', 1, {}),
      published('demo:1~2', 3, { revokedAt: daysAgo(1) }),
    ];
    const restore = () =>
      transaction(app.get(DataSource), (tx) => app.get(PricingConsumer).onRestored({ records, tx }));
    await restore();
    await restore();
    await said({ sku: 'TO-1', version: '1', sequence: 7, of });
    await said({ sku: 'TO-1', version: 'last', sequence: 1 });
    await until(() => told('TO-1|demo:last').length === 1);
    expect(told('TO-1|demo:1~2')).toEqual([]);
    await said({ sku: 'TO-1', version: '1', sequence: 8, of: { ...of, amount: '1.19' } });
    const next = await until(() => told('TO-1|demo:1~3')[0]);
    expect(next).toMatchObject({ sequence: 1, value: { amount: '1.19', revokedAt: null } });
    expect(told('TO-1|demo:1~2')).toMatchObject([
      { sequence: 4, value: { amount: '500', validTo: expect.any(Date), revokedAt: expect.any(Date) } },
    ]);
  });
});

describe('revoking a price', () => {
  const path = (sku: string, version: string) =>
    `/prices/${sku}/versions/${encodeURIComponent(version)}/revocation`;
  const as = (role: Role) => ({ authorization: `Bearer ${installation.token(role)}` });
  const revoke = (
    sku: string,
    version: string,
    body: object = { reason: 'mistyped' },
    role: Role = 'merchandiser',
  ) => http().post(path(sku, version)).set(as(role)).send(body);
  const winner = async (sku: string) =>
    (await get(`/prices/${sku}?currency=EUR`).expect(200)).body.winner?.version ?? null;

  beforeAll(async () => {
    await said(
      { sku: 'RE-1', version: 'list', sequence: 1 },
      { sku: 'RE-1', version: 'wrong', sequence: 1, of: { kind: 'sale', amount: '0.10' } },
    );
    await until(() => ['list', 'wrong'].every((version) => told(`RE-1|demo:${version}`).length === 1));
  });

  it('has it no longer count, once, and keeps who did it and why', async () => {
    expect(await winner('RE-1')).toBe('demo:wrong');
    const { body } = await revoke('RE-1', 'demo:wrong').expect(200);
    expect(body).toMatchObject({ version: 'demo:wrong', amount: '0.1', revokedAt: expect.any(String) });
    const record = await until(() => told('RE-1|demo:wrong')[1]);
    expect(record).toMatchObject({ sequence: 2, value: { revokedAt: new Date(body.revokedAt) } });
    expect(await winner('RE-1')).toBe('demo:list');
    expect((await revoke('RE-1', 'demo:wrong').expect(200)).body.revokedAt).toBe(body.revokedAt);
    const rows: object[] = await app
      .get(DataSource)
      .query(`select action, target, details from kernel.audit_log where target = 'price RE-1|demo:wrong'`);
    expect(rows).toEqual([
      { action: 'revoke-price', target: 'price RE-1|demo:wrong', details: { reason: 'mistyped' } },
    ]);
  });

  it('holds when the back office states the same again, and not for what costs something else', async () => {
    const sale = { kind: 'sale', amount: '0.10' };
    await said({ sku: 'RE-1', version: 'wrong', sequence: 2, of: { ...sale, minQuantity: 2 } });
    expect((await until(() => told('RE-1|demo:wrong')[2])).value).toMatchObject({
      minQuantity: 2,
      revokedAt: expect.any(Date),
    });
    await said({ sku: 'RE-1', version: 'wrong', sequence: 3, of: { ...sale, amount: '90' } });
    expect((await until(() => told('RE-1|demo:wrong~2')[0])).value).toMatchObject({
      amount: '90',
      revokedAt: null,
    });
    expect(await winner('RE-1')).toBe('demo:wrong~2');
  });

  it('is counted among the lowest prices for as long as it could be had', async () => {
    await said(
      { sku: 'RE-2', version: 'list', sequence: 1 },
      { sku: 'RE-2', version: 'wrong', sequence: 1, of: { kind: 'sale', amount: '0.10' } },
    );
    await until(() => ['list', 'wrong'].every((version) => told(`RE-2|demo:${version}`).length === 1));
    await revoke('RE-2', 'demo:wrong').expect(200);
    const lowest = async (before: Date) =>
      (await get(`/prices/RE-2/lowest-30-days?currency=EUR&before=${before.toISOString()}`).expect(200)).body
        .lowest.price.amount;
    expect(await lowest(new Date(Date.now() + 1_000))).toBe('0.1');
    expect(await lowest(daysAgo(-31))).toBe('100');
  });

  it('can be taken back', async () => {
    await http().delete(path('RE-2', 'demo:wrong')).set(as('admin')).expect(200);
    expect((await until(() => told('RE-2|demo:wrong')[2])).value).toMatchObject({ revokedAt: null });
    expect(await winner('RE-2')).toBe('demo:wrong');
  });

  it('is refused to whom it does not belong, for what is not there, and without a reason', async () => {
    await revoke('RE-1', 'demo:list', { reason: 'x' }, 'finance').expect(403);
    await http().delete(path('RE-1', 'demo:list')).set(as('finance')).expect(403);
    await revoke('RE-1', 'demo:none').expect(404);
    await http().delete(path('RE-1', 'demo:none')).set(as('merchandiser')).expect(404);
    for (const body of [{}, { reason: ' ' }]) {
      const { body: problem } = await revoke('RE-1', 'demo:list', body).expect(400);
      expect(problem.errors).toMatchObject([{ field: 'reason', in: 'body' }]);
    }
  });
});

describe('asking for a price', () => {
  beforeAll(async () => {
    await said(
      { sku: 'HL-1', version: 'list', sequence: 1 },
      {
        sku: 'HL-1',
        version: 'sale',
        sequence: 1,
        of: { kind: 'sale', amount: '80', validFrom: daysAgo(2), validTo: daysAgo(-2) },
      },
      { sku: 'HL-1', version: 'ten', sequence: 1, of: { amount: '70', minQuantity: 10, group: 'dealers' } },
      {
        sku: 'HL-1',
        version: 'spring',
        sequence: 1,
        of: { kind: 'sale', amount: '85', validFrom: daysAgo(22), validTo: daysAgo(20) },
      },
    );
    await until(() =>
      ['list', 'sale', 'ten', 'spring'].every((version) => told(`HL-1|demo:${version}`).length === 1),
    );
  });

  it('says why: the sale, its end, the regular price and the runner-up', async () => {
    const { body } = await get('/prices/HL-1?currency=EUR').expect(200);
    const asked = (await get(`/prices/HL-1?at=${body.at}`).expect(200)).body;
    expect(asked).toEqual(body);
    expect(body).toMatchObject({
      strategy: 'most-specific',
      winner: { version: 'demo:sale', amount: '80' },
      because: 'sale',
      regular: { version: 'demo:list', amount: '100' },
      runnerUp: { version: 'demo:list' },
    });
    expect(body.saleEndsAt).toBe(body.nextChangeAt);
  });

  it('answers for an instant, a quantity and a group', async () => {
    const before = await get(`/prices/HL-1?currency=EUR&at=${daysAgo(3).toISOString()}`).expect(200);
    expect(before.body.winner.version).toBe('demo:list');
    const dealer = await get('/prices/HL-1?currency=EUR&quantity=10&source=demo&group=dealers').expect(200);
    expect(dealer.body).toMatchObject({ winner: { version: 'demo:ten' }, because: 'group' });
  });

  it('knows the lowest price of the thirty days before the sale', async () => {
    const { body } = await get('/prices/HL-1/lowest-30-days?currency=EUR&list=WEB').expect(200);
    expect(body.lowest.price).toMatchObject({ version: 'demo:spring', amount: '85' });
    const earlier = `/prices/HL-1/lowest-30-days?currency=EUR&before=${daysAgo(25).toISOString()}`;
    expect((await get(earlier).expect(200)).body.lowest.price.amount).toBe('100');
  });

  it('remembers what a version said before it was changed', async () => {
    await said({ sku: 'HL-2', version: 'list', sequence: 1, of: { amount: '50' } });
    await until(() => told('HL-2|demo:list').length === 1);
    await said({ sku: 'HL-2', version: 'list', sequence: 2, time: daysAgo(5), of: { amount: '60' } });
    await until(() => told('HL-2|demo:list~2').length === 1);
    expect((await get('/prices/HL-2?currency=EUR').expect(200)).body.winner.amount).toBe('60');
    const { body } = await get('/prices/HL-2/lowest-30-days?currency=EUR').expect(200);
    expect(body.lowest.price.amount).toBe('50');
    const since = `/prices/HL-2/lowest-30-days?currency=EUR&before=${daysAgo(-26).toISOString()}`;
    expect((await get(since).expect(200)).body.lowest.price.amount).toBe('60');
  });

  it('answers for an account of a back office and the lists of its own', async () => {
    await said(
      { sku: 'HL-3', version: 'list', sequence: 1 },
      {
        sku: 'HL-3',
        version: 'own',
        sequence: 1,
        of: { kind: 'customer-list', list: 'OWN', amount: '90' },
      },
      {
        sku: 'HL-3',
        version: 'next',
        sequence: 1,
        of: { kind: 'customer-list', list: 'NEXT', amount: '80' },
      },
      {
        sku: 'HL-3',
        version: 'contract',
        sequence: 1,
        of: { kind: 'contract', account: '10042', amount: '95' },
      },
    );
    await until(() =>
      ['list', 'own', 'next', 'contract'].every((version) => told(`HL-3|demo:${version}`).length === 1),
    );
    const winner = async (buyer: string) =>
      (await get(`/prices/HL-3?currency=EUR${buyer}`).expect(200)).body.winner.version;
    expect(await winner('&source=demo&lists=OWN,NEXT')).toBe('demo:own');
    expect(await winner('&source=demo&lists=NEXT,OWN')).toBe('demo:next');
    expect(await winner('&source=demo&account=10042&lists=OWN')).toBe('demo:contract');
    expect(await winner('&source=north&account=10042&lists=OWN')).toBe('demo:list');
    expect(await winner('')).toBe('demo:list');
    for (const buyer of ['group=dealers', 'account=10042', 'lists=OWN']) {
      const { body } = await get(`/prices/HL-3?currency=EUR&${buyer}`).expect(400);
      expect(body.errors).toMatchObject([{ field: 'source', in: 'query' }]);
    }
  });

  it('answers for the unit that is asked for, which may be left out where there is one', async () => {
    await said(
      { sku: 'HL-4', version: 'piece', sequence: 1, of: { amount: '2' } },
      { sku: 'HL-4', version: 'box', sequence: 1, of: { amount: '15', unit: 'XBX', minQuantity: 10 } },
      { sku: 'HL-4', version: 'won', sequence: 1, of: { amount: '9', unit: 'XCT', currency: 'KRW' } },
    );
    await until(() => ['piece', 'box', 'won'].every((version) => told(`HL-4|demo:${version}`).length === 1));
    const version = async (query: string) =>
      (await get(`/prices/HL-4?${query}`).expect(200)).body.winner?.version ?? null;
    expect(await version('currency=EUR')).toBe('demo:piece');
    expect(await version('currency=EUR&unit=XBX')).toBeNull();
    expect(await version('currency=EUR&unit=XBX&quantity=10')).toBe('demo:box');
    expect(await version('currency=KRW')).toBe('demo:won');
    expect(await version('currency=JPY')).toBeNull();
    const { body } = await get('/prices/HL-4?currency=EUR&quantity=10').expect(400);
    const errors = [{ field: 'unit', message: 'There are prices in several units: C62, XBX', in: 'query' }];
    expect(body.errors).toEqual(errors);
    expect((await get('/prices/HL-4').expect(400)).body.errors).toEqual([
      { field: 'currency', message: 'must be one of EUR, KRW', in: 'query' },
    ]);

    const lowest = '/prices/HL-4/lowest-30-days?currency=EUR';
    expect((await get(lowest).expect(400)).body.errors).toEqual(errors);
    const boxes = await get(`${lowest}&unit=XBX&quantity=10`).expect(200);
    expect(boxes.body.lowest.price).toMatchObject({ version: 'demo:box', unit: 'XBX' });
    expect((await get(`${lowest}&unit=C62`).expect(200)).body.lowest.price.amount).toBe('2');
    expect((await get(lowest.replace('EUR', 'JPY')).expect(200)).body.lowest).toBeNull();
  });

  it('refuses who may not, and names the field that does not fit', async () => {
    const problem = /^application\/problem\+json/;
    await http().get('/prices/HL-1?currency=EUR').expect(401).expect('content-type', problem);
    await get('/prices/HL-1?currency=EUR', 'partner').expect(403).expect('content-type', problem);
    await get('/prices/none?currency=EUR').expect(404).expect('content-type', problem);
    await get('/prices/none').expect(404).expect('content-type', problem);
    const { body } = await get('/prices/HL-1?currency=euro&at=yesterday')
      .expect(400)
      .expect('content-type', problem);
    expect(body.errors.map(({ field }: { field: string }) => field).toSorted()).toEqual(['at', 'currency']);
  });
});

describe('the strategy that a back office declares', () => {
  it('is kept in the table that is declared', async () => {
    expect(await copyMisfits([erpSources], migrations)).toEqual([]);
  });

  it('decides which of its prices holds, from when it is heard', async () => {
    await said(
      { sku: 'ST-1', version: 'list', sequence: 1 },
      {
        sku: 'ST-1',
        version: 'eight',
        sequence: 1,
        of: { kind: 'sale', amount: '8', validFrom: daysAgo(9) },
      },
      { sku: 'ST-1', version: 'nine', sequence: 1, of: { kind: 'sale', amount: '9', validFrom: daysAgo(2) } },
    );
    await until(() =>
      ['list', 'eight', 'nine'].every((version) => told(`ST-1|demo:${version}`).length === 1),
    );
    const answer = async () => (await get('/prices/ST-1?currency=EUR').expect(200)).body;
    expect(await answer()).toMatchObject({ strategy: 'most-specific', winner: { version: 'demo:nine' } });
    const value = { source: 'demo', takesOrders: true, priceStrategy: 'regular-or-lower-sale', limits: [] };
    await installation.publish('erp.sources', [
      { type: 'ErpSource', key: 'demo', sequence: 1, time: new Date(), value },
    ]);
    const body = await until(async () => {
      const now = await answer();
      return now.strategy === 'regular-or-lower-sale' && now;
    });
    expect(body).toMatchObject({ winner: { version: 'demo:eight' }, runnerUp: { version: 'demo:nine' } });
    await said({
      sku: 'ST-2',
      version: 'special',
      sequence: 1,
      of: { kind: 'sale', amount: '7', list: 'SPECIAL' },
    });
    await until(() => told('ST-2|demo:special').length === 1);
    const lowest = '/prices/ST-2/lowest-30-days?currency=EUR';
    expect((await get(lowest).expect(200)).body.lowest).toBeNull();
    const before = daysAgo(-1).toISOString();
    expect((await get(`${lowest}&list=SPECIAL&before=${before}`).expect(200)).body.lowest.price.amount).toBe(
      '7',
    );
  });
});
