import { isDeepStrictEqual } from 'node:util';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Account, ErpCustomer } from '@throughline/events';
import { OperatorApi } from '@throughline/messaging';
import { transaction } from '@throughline/persistence';
import { type Installation, startInstallation, until } from '@throughline/testing';
import fc from 'fast-check';
import supertest from 'supertest';
import { DataSource } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CustomersModule } from './customers.module.ts';
import { CustomersService } from './customers.service.ts';

let installation: Installation;
let app: NestFastifyApplication;

beforeAll(async () => {
  installation = await startInstallation({ observe: ['customers.accounts', 'erp.customers'] });
  await start();
});
afterAll(() => installation.stop());

async function start(): Promise<void> {
  const environment = { GUEST_CUSTOMER: 'demo|99999' };
  app = await installation.startService('customers', CustomersModule, { environment });
}

const recordedAt = new Date('2026-11-02T08:15:00.123Z');

const customer = (number: string, of: Partial<ErpCustomer> = {}): ErpCustomer => ({
  source: 'demo',
  number,
  kind: 'business',
  name: `Wheels ${number}`,
  taxNumber: 'DE123456789',
  email: 'office@wheels.example',
  currency: 'EUR',
  country: 'DE',
  region: null,
  parent: null,
  billTo: null,
  taxClass: 'normal',
  paymentTerms: null,
  priceGroup: null,
  priceLists: [],
  blockedFor: [],
  ...of,
});
const said = (number: string, sequence: number, of: Partial<ErpCustomer> | null = {}) =>
  installation.publish('erp.customers', [
    {
      type: 'ErpCustomer',
      key: `demo|${number}`,
      sequence,
      time: recordedAt,
      value: of && customer(number, of),
    },
  ]);
const told = () => installation.seen('customers.accounts');
const numberOf = (account: Account | null | undefined) => account?.bindings[0]?.number;
const accountOf = (number: string) =>
  until(() => told().find(({ value }) => numberOf(value) === number)).then(({ key }) => key);
const newest = (account: string) => told().findLast(({ key }) => key === account);
const http = () => supertest(app.getHttpServer());
const get = (path: string, role: 'customer-care' | 'marketing' = 'customer-care') =>
  http()
    .get(path)
    .set('authorization', `Bearer ${installation.token(role)}`);

describe('a customer of the back office', () => {
  it('has one account, published with the instant of its source', async () => {
    await said('10001', 1);
    await said('10002', 1);
    const [first, second] = [await accountOf('10001'), await accountOf('10002')];
    expect(first).not.toBe(second);
    expect(newest(first)).toMatchObject({
      sequence: 1,
      time: recordedAt,
      value: {
        account: first,
        bindings: [{ source: 'demo', number: '10001', priceGroup: null, priceLists: [] }],
        blockedFor: [],
      },
    });
    expect(Object.keys(newest(first)?.value ?? {})).not.toContain('email');

    await said('10001', 2, { blockedFor: ['orders'] });
    await until(() => newest(first)?.value?.blockedFor.includes('orders'));
    expect(newest(first)).toMatchObject({ key: first, sequence: 2 });
  });

  it('is erased, and has its account again when it comes back', async () => {
    await said('10003', 1);
    const account = await accountOf('10003');
    await get(`/accounts/${account}`).expect(200);
    await said('10003', 2, null);
    await until(() => newest(account)?.value === null);
    await get(`/accounts/${account}`).expect(404);

    await said('10003', 3, { name: 'Wheels again' });
    await until(() => newest(account)?.value?.name === 'Wheels again');
    expect(newest(account)).toMatchObject({ sequence: 3 });
  });

  it('is not changed by an older record that arrives late', async () => {
    const neighbours = Array.from({ length: 24 }, (_, n) => String(20_001 + n));
    await said('20000', 5, { name: 'New name' });
    for (const number of neighbours) await said(number, 1);
    const account = await accountOf('20000');
    const partitionOf = async (number: string) => {
      const find = () => installation.seen('erp.customers').find(({ key }) => key === `demo|${number}`);
      return (await until(find)).partition;
    };
    const own = await partitionOf('20000');
    const partitions = await Promise.all(neighbours.map(partitionOf));
    const [behind = ''] = neighbours.filter((_, n) => partitions[n] === own);

    await said('20000', 4, { name: 'Old name' });
    await said(behind, 2, { name: 'Behind' });
    const other = await accountOf(behind);
    await until(() => newest(other)?.value?.name === 'Behind');
    expect(newest(account)).toMatchObject({ sequence: 1, value: { name: 'New name' } });
  });

  it('gathers the orders of guests when the plan names it', async () => {
    await said('99999', 1, { name: 'Web guests' });
    const account = await accountOf('99999');
    const { body } = await get('/accounts?kind=guests').expect(200);
    expect(body.accounts).toMatchObject([{ account, kind: 'guests', bindings: [{ number: '99999' }] }]);
  });
});

describe('whom an account names', () => {
  it('is null until the customer is known, and again when it is gone', async () => {
    await said('40001', 1, { parent: '40002', billTo: '40003' });
    const account = await accountOf('40001');
    expect(newest(account)?.value).toMatchObject({ parent: null, billTo: null });

    await said('40002', 1);
    const parent = await accountOf('40002');
    await until(() => newest(account)?.value?.parent === parent);
    expect(newest(account)).toMatchObject({ sequence: 2, time: recordedAt, value: { billTo: null } });
    await said('40003', 1);
    const billTo = await accountOf('40003');
    await until(() => newest(account)?.value?.billTo === billTo);
    expect((await get(`/accounts/${account}`).expect(200)).body).toMatchObject({ parent, billTo });

    await said('40002', 2, { name: 'No news to whom it is the parent of' });
    await until(() => newest(parent)?.sequence === 2);
    await said('40002', 3, null);
    await until(() => newest(account)?.value?.parent === null);
    expect(newest(account)).toMatchObject({ sequence: 4, value: { billTo } });
    expect((await get(`/accounts/${account}`).expect(200)).body).toMatchObject({ parent: null, billTo });
    await said('40002', 4);
    await until(() => newest(account)?.value?.parent === parent);
  });

  it('is of the same back office', async () => {
    await said('40005', 1);
    await accountOf('40005');
    await installation.publish('erp.customers', [
      {
        type: 'ErpCustomer',
        key: 'north|40004',
        sequence: 1,
        time: recordedAt,
        value: { ...customer('40004', { parent: '40005' }), source: 'north' },
      },
    ]);
    expect(newest(await accountOf('40004'))?.value).toMatchObject({
      bindings: [{ source: 'north' }],
      parent: null,
    });
  });

  it('is found where both are decided about at once', async () => {
    const [service, dataSource] = [app.get(CustomersService), app.get(DataSource)];
    const change = (number: string, of: Partial<ErpCustomer>) => {
      return { source: 'demo', number, customer: customer(number, of), time: recordedAt };
    };
    let second: Promise<void> = Promise.resolve();
    await transaction(dataSource, async (tx) => {
      await service.apply(tx, [change('40006', {})]);
      second = transaction(dataSource, (other) =>
        service.apply(other, [change('40007', { parent: '40006' })]),
      );
      await until(async () => {
        const waiting = `select 1 from pg_locks where locktype = 'advisory' and not granted`;
        return (await tx.query(waiting)).length > 0;
      });
    });
    await second;
    const [parent, account] = [await accountOf('40006'), await accountOf('40007')];
    expect(newest(account)?.value).toMatchObject({ parent });
  });

  it('does not depend on the order in which customers come, change and go', async () => {
    const numbers = ['1', '2', '3', '4'];
    const named = fc.option(fc.constantFrom(...numbers, '5'));
    const state = fc.option(fc.record({ parent: named, billTo: named, name: fc.constantFrom('A', 'B') }), {
      freq: 4,
    });
    /** What becomes known, in batches of one change for each customer. */
    const anyStory = fc.array(
      fc.uniqueArray(fc.tuple(fc.constantFrom(...numbers), state), { selector: ([number]) => number }),
      { minLength: 1, maxLength: 6 },
    );
    const service = app.get(CustomersService);
    const stories: { source: string; last: Map<string, Partial<ErpCustomer> | null> }[] = [];
    await fc.assert(
      fc.asyncProperty(anyStory, async (story) => {
        const source = `s${String(stories.length)}`;
        const last = new Map<string, Partial<ErpCustomer> | null>();
        stories.push({ source, last });
        for (const batch of story) {
          const changes = batch.map(([number, of]) => {
            last.set(number, of);
            return { source, number, customer: of && { ...customer(number, of), source }, time: recordedAt };
          });
          await transaction(app.get(DataSource), (tx) => service.apply(tx, changes));
        }
      }),
      { numRuns: 40 },
    );
    const published = () => new Map(told().map(({ key, value }) => [key, value]));
    const accounts = () => {
      const bound = told().flatMap(({ key, value }) =>
        (value?.bindings ?? []).map(({ source, number }) => [`${source}|${number}`, key] as const),
      );
      return new Map(bound);
    };
    /** Whom the published accounts name, and whom they should by what was known last. */
    const found = () => {
      const [byKey, keys] = [published(), accounts()];
      return stories.map(({ source, last }) => {
        return [...last.keys()].map((number) => {
          const value = byKey.get(keys.get(`${source}|${number}`) ?? '');
          return value ? [number, value.name, value.parent, value.billTo] : [number];
        });
      });
    };
    const expected = () => {
      const keys = accounts();
      return stories.map(({ source, last }) =>
        [...last].map(([number, of]) => {
          const account = (other: string | null | undefined) =>
            other && other !== number && last.get(other) ? keys.get(`${source}|${other}`) : null;
          return of ? [number, of.name, account(of.parent), account(of.billTo)] : [number];
        }),
      );
    };
    await until(() => isDeepStrictEqual(found(), expected())).catch(() => undefined);
    expect(found()).toEqual(expected());
  });
});

describe('looking accounts up', () => {
  it('finds by part of the name, taken literally, and by the number in the back office', async () => {
    await said('10010', 1, { name: '100% Bikes' });
    await said('10011', 1, { name: '100 Bikes' });
    await Promise.all([accountOf('10010'), accountOf('10011')]);
    const numbers = async (search: string) => {
      const { body } = await get(`/accounts?search=${encodeURIComponent(search)}`).expect(200);
      return body.accounts.map(numberOf);
    };
    expect(await numbers('100% b')).toEqual(['10010']);
    expect(await numbers('10011')).toEqual(['10011']);
  });

  it('goes page by page', async () => {
    const first = (await get('/accounts?limit=2').expect(200)).body;
    expect(first.accounts).toHaveLength(2);
    expect(first.next).toBe(first.accounts[1].account);
    const second = (await get(`/accounts?limit=2&after=${first.next}`).expect(200)).body;
    expect(second.accounts[0].account > first.next).toBe(true);
  });

  it('refuses who may not, and names the field that does not fit', async () => {
    const problem = /^application\/problem\+json/;
    await http().get('/accounts').expect(401).expect('content-type', problem);
    await get('/accounts', 'marketing').expect(403).expect('content-type', problem);
    const { body } = await get('/accounts?kind=friend').expect(400).expect('content-type', problem);
    expect(body.errors).toMatchObject([{ field: 'kind', in: 'query' }]);
  });
});

describe('accounts that were opened after the backup to which the database was put back', () => {
  it('keep their numbers, which nobody else is given', async () => {
    await installation.stopService('customers');
    const database = installation.databaseOf('customers');
    await database.backUp();
    await start();
    for (const number of ['30001', '30002', '30003']) await said(number, 1);
    const opened = await Promise.all(['30001', '30002', '30003'].map(accountOf));
    await said('30002', 2, { blockedFor: ['orders'] });
    await said('30003', 2, null);
    await until(
      () => newest(opened[1] ?? '')?.value?.blockedFor.length && newest(opened[2] ?? '')?.value === null,
    );

    await installation.stopService('customers');
    await database.restore();
    await start();
    // The first to be read, it would be given the first number.
    await said('30004', 1);
    const ops = app.get(OperatorApi);
    await until(async () => (await ops.groups()).every(({ problem }) => problem?.includes('does not know')));
    await ops.raiseVersions();
    expect(opened).not.toContain(await accountOf('30004'));
    await said('30001', 2, { name: 'Wheels renamed' });
    await until(() => newest(opened[0] ?? '')?.value?.name === 'Wheels renamed');
    await get(`/accounts/${opened[2]}`).expect(404);
    const bound = (number: string) => {
      const records = installation.seen('customers.accounts');
      return [...new Set(records.filter(({ value }) => numberOf(value) === number).map(({ key }) => key))];
    };
    expect(['30001', '30002'].map(bound)).toEqual([[opened[0]], [opened[1]]]);
    expect(newest(opened[1] ?? '')).toMatchObject({ value: { blockedFor: ['orders'] } });
    expect(await ops.doctor()).toEqual([]);
  });
});
