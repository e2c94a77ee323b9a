import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { topics } from '../../libs/events/src/index.ts';
import { Kafka } from '../../libs/messaging/src/kafka/kafka.ts';
import { eventHeaders } from '../../libs/messaging/src/records/headers.ts';
import { until } from '../../libs/testing/src/until.ts';
import { throughline } from '../system/command.ts';
import { type PlacedOrder, orderBody, shopOf } from '../system/shop.ts';
import { sql } from '../system/sql.ts';
import { ask, settled } from '../system/staff.ts';
import { attach } from '../system/system.ts';
import { logsWith, recordsWith, tablesWith } from '../system/traces-of-person.ts';

const system = attach(inject('home'));
const shop = shopOf(system);
const run = (...words: string[]) => throughline(system, ...words);
const kafka = new Kafka({ brokers: system.endpoints().kafka.split(',') }, 'erasure');

/** Texts that are nowhere else: of who orders as a guest, and of two customers of the back office. */
const guest = {
  name: 'Zölestine Quarxbitter',
  street: 'Am Wimpelgrabenende 913f',
  email: 'zoelestine@quarxbitter.example',
  phone: '+49 30 777315590',
};
const customer = { number: 77_001, name: 'Ottokar Flünsberger', email: 'ottokar@fluensberger.example' };
const held = { number: 77_002, name: 'Wibke Knörzelmann', email: 'wibke@knoerzelmann.example' };
const ofGuest = [...Object.values(guest), 'Quarxbitter', 'quarxbitter'];
const ofCustomers = [customer, held].flatMap(({ name, email }) => [name, email]);
const texts = [...ofGuest, ...ofCustomers];

const tables = async (of: readonly string[]) =>
  (await tablesWith(system, of)).map((name) => name.replace(/^\S*?(storefront|customers|adapter)\S*/, '$1'));
const accountOf = async () => {
  const path = `/accounts?search=${customer.number}`;
  const { accounts } = await ask<{ accounts: { account: string }[] }>(system, ['customers', 'auditor'], path);
  return accounts[0]?.account;
};

let placed: PlacedOrder;
beforeAll(async () => {
  await settled(system);
  // Among others, from whom statistics tell a person apart.
  for (let n = 0; n < 4; n++)
    await shop.placeAndWait(orderBody([{ sku: 'TI-R092', quantity: 1 }], { anyway: true }));
  placed = await shop.placeAndWait(
    orderBody([{ sku: 'TI-R092', quantity: 1 }], {
      recipient: { ...guest, postalCode: '10115', city: 'Berlin' },
    }),
  );
  await until(async () => (await shop.order(placed)).integration === 'verified');
  await sql(
    system,
    'demo-erp',
    `insert into cusmas (cusnum, cusnam, cusgrp, ctycod, email, curcod)
     values ($1, $2, 'I', 'DE', $3, 'EUR'), ($4, $5, 'I', 'DE', $6, '???')`,
    [customer.number, customer.name, customer.email, held.number, held.name, held.email],
  );
  await until(accountOf);
  // What no reader can decode, although it says whom it is about; parked by both that read it.
  const producer = await kafka.producer();
  const key = placed.order;
  const head = {
    topic: 'orders.recipients',
    type: 'Recipient',
    key,
    sequence: 1,
    id: crypto.randomUUID(),
  } as const;
  const time = new Date().toISOString();
  const headers = eventHeaders('storefront', { ...head, time, traceparent: null });
  await producer.send([
    {
      topic: 'orders.recipients',
      key,
      partitionKey: key,
      value: Buffer.from(JSON.stringify(guest)),
      headers,
      timestamp: Date.now(),
    },
  ]);
  await producer.close();
  for (const service of ['storefront', 'erp-adapter'] as const)
    await until(
      async () =>
        (await ask<object[]>(system, [service, 'integrator'], `/ops/parked?key=${key}`)).length === 1,
    );
  for (const group of ['storefront.projection', 'erp-adapter.references'])
    expect((await run('rebuild', group)).status).toBe(0);
  await settled(system);
});
afterAll(() => kafka.close());

describe('a person', () => {
  it('is found wherever copies are, before they are erased', async () => {
    expect(await tables(ofGuest)).toEqual(
      expect.arrayContaining([
        'adapter kernel.parked_records',
        'adapter previous.orders_recipients',
        'adapter public.orders_recipients',
        'storefront kernel.parked_records',
        'storefront previous.orders_recipients',
        'storefront public.orders_recipients',
      ]),
    );
    expect((await tables(ofGuest)).filter((name) => name.startsWith('storefront kernel.sent_'))).toHaveLength(
      1,
    );
    expect(await tables(ofCustomers)).toEqual(
      expect.arrayContaining(['adapter public.quarantine', 'customers public.accounts']),
    );
    const records = await recordsWith(system, texts);
    expect(new Set(records.map(({ topic }) => topic))).toEqual(
      new Set(['orders.recipients', 'erp.customers', 'customers.accounts']),
    );
    expect(records.filter(({ erased }) => erased)).toEqual([]);
  });

  it('is gone everywhere once they are erased, by order and by account', async () => {
    const order = await run('erase', 'order', placed.order, '--json');
    expect(order).toMatchObject({ status: 0, err: '' });
    expect(JSON.parse(order.out)).toMatchObject({ order: placed.order });
    expect((await run('erase', 'order', placed.order, '--json')).out).toBe(order.out);
    const account = (await accountOf()) ?? '';
    const gone = await run('erase', 'account', account, '--json');
    expect(gone).toMatchObject({ status: 0, err: '' });
    expect(JSON.parse(gone.out)).toMatchObject({ account, erased: true });
    const number = String(held.number);
    await ask(system, ['erp-adapter', 'customer-care'], '/customers/erasures', { source: 'demo', number });
    await until(async () => !(await tables(ofCustomers)).includes('adapter public.quarantine'));
    await settled(system);

    expect(await tables(texts)).toEqual([]);
    expect(logsWith(system, texts)).toEqual([]);
    // What is left in the log is behind tombstones, on topics whose brokers have a day to compact it.
    const records = await recordsWith(system, texts);
    expect(records.length).toBeGreaterThan(0);
    for (const record of records) {
      expect(topics[record.topic].personal, record.topic).toBe(true);
      expect(record.erased, `${record.topic} ${record.key} at ${record.offset}`).toBe(true);
    }
    expect((await shop.order(placed)).recipient).toBeNull();
    expect((await shop.order(placed)).lines).toHaveLength(1);
  });

  it('does not come back with what the back office goes on to say, or with a rebuild', async () => {
    await sql(system, 'demo-erp', 'update cusmas set cusnam = cusnam where cusnum = any($1)', [
      [customer.number, held.number],
    ]);
    await sql(system, 'demo-erp', 'update sohead set chgstp = clock_timestamp() where cusref = $1', [
      placed.order,
    ]);
    const { id } = await ask<{ id: string }>(system, ['erp-adapter', 'integrator'], '/reconciliations', {
      source: 'demo',
      flows: ['customers'],
    });
    await until(async () => {
      const path = `/reconciliations/${id}`;
      return (await ask<{ state: string }>(system, ['erp-adapter', 'integrator'], path)).state === 'done';
    });
    for (const group of ['storefront.projection', 'erp-adapter.references'])
      expect((await run('rebuild', group)).status).toBe(0);
    await settled(system);
    expect(await tables(texts)).toEqual([]);
    expect((await recordsWith(system, texts)).filter(({ erased }) => !erased)).toEqual([]);
  });
});

describe('an order that has still to be handed over', () => {
  it('keeps its address, and says how far it is', async () => {
    const rule = `alter table soline add constraint refused_by_test check`;
    await sql(system, 'demo-erp', `${rule} (itmcod <> 'TI-R092') not valid`);
    const { order } = await shop.placeAndWait(orderBody([{ sku: 'TI-R092', quantity: 1 }]));
    try {
      await until(async () => /is `refused`/.test((await run('erase', 'order', order)).err));
      const refused = await run('erase', 'order', order);
      expect(refused.status).toBe(2);
      expect(refused.err).toMatch(
        /^storefront: Its hand-over to the back office is `\w+`, and takes the address along/,
      );
      expect(refused.err).not.toContain('Quillfeather');
    } finally {
      await sql(system, 'demo-erp', 'alter table soline drop constraint refused_by_test');
    }
    // Nothing is left for the alerts of other tests.
    await run('exports', 'retry', order);
    await until(async () => !(await run('exports', '--state', 'refused')).out.includes(order));
  });
});
