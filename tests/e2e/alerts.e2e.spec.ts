import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { checkout } from '../../deploy/local/paths.ts';
import { Kafka } from '../../libs/messaging/src/kafka/kafka.ts';
import { until } from '../../libs/testing/src/until.ts';
import { change } from '../system/back-office.ts';
import { startPrometheus, type Alert, type Prometheus } from '../system/prometheus.ts';
import { orderBody, shopOf } from '../system/shop.ts';
import { salesOrders, sql, whileUnreachable } from '../system/sql.ts';
import { ask, settled } from '../system/staff.ts';
import { attach } from '../system/system.ts';

const system = attach(inject('home'));
const shop = shopOf(system);
/** A flow without news is confirmed every five seconds; its threshold of sixty, divided, must stay above that. */
const haste = { durations: 20, thresholds: 10 };
let prometheus: Prometheus;

const fires = (name: string, which: (alert: Alert) => boolean = () => true) =>
  until(async () => (await prometheus.firing(name)).find(which), { timeoutMs: 180_000, everyMs: 200 });
const clears = (name: string, which: (alert: Alert) => boolean = () => true) =>
  until(async () => !(await prometheus.firing(name)).some(which), { timeoutMs: 180_000, everyMs: 200 });
const about = (label: string, value: string) => (alert: Alert) => alert.labels[label] === value;

beforeAll(async () => {
  await settled(system);
  prometheus = await startPrometheus(system, haste);
});
afterAll(() => prometheus?.stop());

describe('an alert', () => {
  it('is there for every rule, tells what to do, and is tested here', () => {
    const rules = readFileSync(join(checkout, 'deploy', 'alerts', 'throughline.rules.yml'), 'utf8');
    const names = [...rules.matchAll(/alert: (\w+)/g)].map(([, name]) => name);
    const tests = readFileSync(import.meta.filename, 'utf8');
    expect(names.length).toBeGreaterThan(5);
    expect(rules.match(/runbook: /g)).toHaveLength(names.length);
    for (const name of names) expect(tests).toContain(`fires('${name}'`);
  });

  it('tells of a consumer that is blocked, and of figures that came late', async () => {
    const client = new pg.Client({ connectionString: system.endpoints().postgres['orders'] });
    await client.connect();
    try {
      await client.query('begin');
      await client.query('lock table pricing_prices in access exclusive mode');
      await change(system, '/items/TI-M602/price', { price: (15 + Math.random()).toFixed(2) });
      const behind = await fires('ConsumerBehind', about('throughline_group', 'orders.reference'));
      expect(behind.annotations['summary']).toMatch(/^orders\.reference is .+ behind on pricing\.prices$/);
    } finally {
      await client.end();
    }
    // It may be over before the other has cleared.
    await Promise.all([clears('ConsumerBehind'), fires('FiguresStale', about('job', 'throughline-orders'))]);
    await clears('FiguresStale');
  });

  it('tells of a record that cannot be read, until it is skipped', async () => {
    const kafka = new Kafka({ brokers: [system.endpoints().kafka] }, 'tests');
    const producer = await kafka.producer();
    await producer.send([
      {
        ...{ topic: 'inventory.availability', key: 'POISON', partitionKey: 'POISON', headers: {} },
        ...{ value: Buffer.from('no record of ours'), timestamp: Date.now() },
      },
    ]);
    await producer.close();
    await kafka.close();
    const alert = await fires('RecordsParked', about('throughline_group', 'storefront.projection'));
    expect(alert.labels['severity']).toBe('ticket');
    await skipParked();
    await clears('RecordsParked');
  });

  it('tells of a record that the broker will not have, until it does', async () => {
    const kafka = new Kafka({ brokers: [system.endpoints().kafka] }, 'tests');
    const allow = (bytes: number) =>
      kafka.configureTopics(['pricing.prices'], 'max.message.bytes', String(bytes));
    try {
      await allow(100);
      await change(system, '/items/TI-M602/price', { price: (15 + Math.random()).toFixed(2) });
      const held = await fires('OutboxRowsHeld', about('throughline_topic', 'pricing.prices'));
      expect(held.labels['job']).toBe('throughline-pricing');
    } finally {
      await allow(1_048_588);
      await kafka.close();
    }
    await clears('OutboxRowsHeld');
  });

  it('tells of orders that nobody decides, and of the service that is down', async () => {
    await system.stopPart('inventory');
    try {
      const { status } = await shop.place(orderBody([{ sku: 'TI-M602', quantity: 1 }]));
      expect(status).toBe(202);
      await fires('OrdersUndecided');
      await fires('ServiceDown', about('job', 'throughline-inventory'));
    } finally {
      await system.startPart('inventory');
    }
    await clears('OrdersUndecided');
    await clears('ServiceDown');
  });

  it('tells of a back office that cannot be reached, and of the orders that do not get there', async () => {
    await whileUnreachable(system, async () => {
      await shop.place(orderBody([{ sku: 'TI-M602', quantity: 1 }]));
      await Promise.all([
        fires('FlowSilent', about('throughline_flow', 'erp.prices')),
        fires('HandOversLate', about('throughline_subject', 'demo')),
      ]);
    });
    await clears('FlowSilent');
    await clears('HandOversLate');
  });

  it('tells of an order that the back office refuses, and of one that it has otherwise', async () => {
    const office = (text: string) => sql(system, 'demo-erp', text);
    await office(`alter table soline add constraint refused_by_test check (itmcod <> 'PU-M044') not valid`);
    await office(`create function more_by_test() returns trigger language plpgsql as
      $$ begin new.ordqty := new.ordqty + 1; return new; end $$`);
    await office(`create trigger more_by_test before insert on soline for each row when (new.itmcod = 'PU-0452')
      execute function more_by_test()`);
    const [refused, differing] = await Promise.all([
      shop.placeAndWait(orderBody([{ sku: 'PU-M044', quantity: 1 }])),
      shop.placeAndWait(orderBody([{ sku: 'PU-0452', quantity: 1 }])),
    ]);
    try {
      const alert = await fires('HandOversRefused', about('throughline_subject', 'demo'));
      expect(alert.annotations['runbook']).toContain('throughline exports --state refused');
      await fires('DocumentsDiffer', about('throughline_subject', 'demo|raised'));
    } finally {
      await office('drop function more_by_test cascade');
      await office('alter table soline drop constraint refused_by_test');
    }
    await ask(system, ['erp-adapter', 'order-desk'], `/exports/${refused.order}/retry`, {});
    await clears('HandOversRefused');
    const [document] = await salesOrders(system, differing.order);
    await office(`update soline set ordqty = ordqty - 1 where sonum = ${document?.number}`);
    await clears('DocumentsDiffer', about('throughline_subject', 'demo|raised'));
  });

  it('tells of an order whose account is not known in the back office', async () => {
    const adapter = (text: string) => sql(system, 'erp-adapter', text);
    await adapter('create table kept_by_test as select * from customers_accounts');
    await adapter(`update customers_accounts set bindings = '[]', erp_source = null, erp_number = null`);
    try {
      await shop.placeAndWait(orderBody([{ sku: 'TI-M602', quantity: 1 }]));
      await fires('HandOversParked', about('throughline_subject', 'demo'));
    } finally {
      await adapter(`update customers_accounts a set bindings = k.bindings, erp_source = k.erp_source,
        erp_number = k.erp_number from kept_by_test k where k.account = a.account`);
      await adapter('drop table kept_by_test');
    }
    await clears('HandOversParked');
  });

  it('tells of records that are held back', async () => {
    // The demo's own rows have faults of their own in most flows, but no location has.
    const office = (text: string) => sql(system, 'demo-erp', text);
    await office(
      `insert into whsmas (whscod, whsnam, whstyp, whscty, ctycod) values ('QQ', '', 'W', 'Berlin', 'DE')`,
    );
    try {
      await fires('RecordsHeld', about('throughline_subject', 'demo|locations'));
    } finally {
      await office(`delete from whsmas where whscod = 'QQ'`);
    }
    await clears('RecordsHeld', about('throughline_subject', 'demo|locations'));
  });

  it('tells of a flow of which more is gone than may go', async () => {
    const adapter = (text: string) => sql(system, 'erp-adapter', text);
    await adapter(`insert into guarded_withdrawals (source, flow, key, parent)
      values ('demo', 'locations', 'demo|NOWHERE', 'NOWHERE')`);
    try {
      const alert = await fires('FlowGuarded', about('throughline_subject', 'demo|locations'));
      expect(alert.labels['severity']).toBe('page');
    } finally {
      await adapter(`delete from guarded_withdrawals where key = 'demo|NOWHERE'`);
    }
    await clears('FlowGuarded', about('throughline_subject', 'demo|locations'));
  });

  it('tells of a source by document that cannot be read, is late or misses changes, and of its files', async () => {
    const folder = join(system.home, 'alerted');
    const adapter = (text: string) => sql(system, 'erp-adapter', text);
    const put = (name: string, text: string) => {
      writeFileSync(join(folder, `.${name}`), text);
      renameSync(join(folder, `.${name}`), join(folder, name));
    };
    const reader = about('throughline_subject', 'alerted|places');
    await applySource(documentOf(folder));
    try {
      const unreadable = about('throughline_subject', 'alerted|*');
      expect((await fires('SourceUnreadable', unreadable)).labels['severity']).toBe('page');
      mkdirSync(folder);
      await clears('SourceUnreadable', unreadable);

      put('places_1.csv', 'Code;Kind\nX1;"war');
      put('places_2.csv', '');
      put('places_3.csv', 'Code;Kind\nX1;a place that no table has\n');
      await adapter(`update reader_states set heard_at = now() - interval '1 h', distrusted = 'Distrusted by a test'
        where source = 'alerted' and reader = 'places'`);
      await Promise.all(
        [
          fires('DocumentsRefused', reader),
          fires('FilesUnusable', reader),
          fires('DocumentsWaiting', reader),
          fires('SourceLate', reader),
          fires('ChangesDistrusted', reader),
        ].map(async (alert) =>
          expect((await alert).annotations['runbook']).toMatch(/`throughline (doctor|documents) /),
        ),
      );
    } finally {
      // It stays known, and says nothing any more.
      await applySource(nothingMore);
      rmSync(folder, { recursive: true, force: true });
    }
    for (const name of ['DocumentsRefused', 'FilesUnusable', 'DocumentsWaiting', 'SourceLate'])
      await clears(name, reader);
    await clears('ChangesDistrusted', reader);
    // By now nobody leads what it was; nothing more is to be heard of it.
    await adapter(`delete from flows where source = 'alerted'`);
  });

  it('tells of an order that waits for a person, and of one whose hold is about to end', async () => {
    const orders = (text: string) => sql(system, 'orders', text);
    // The installation of the tests limits no buyer.
    await orders(`insert into orders (order_no, version, state, integration, origin, account, currency, gross, placed_at,
                                      decided, erp_born, body, documents, review_since)
      values ('REVIEWED', 1, 'placed', 'none', 'web', 'guests', 'EUR', 10, now(), false, false, '{}', '{}', now())`);
    const { order } = await shop.placeAndWait(orderBody([{ sku: 'TI-M602', quantity: 1 }]));
    const hold = (until: Date | null) =>
      ask(system, ['orders', 'order-desk'], `/orders/${order}/hold`, { until, reason: 'Asked by a test' });
    try {
      await hold(new Date(Date.now() + 3_600_000));
      const [review] = await Promise.all([fires('OrdersInReview'), fires('HoldsEnding')]);
      expect(review.labels['severity']).toBe('ticket');
    } finally {
      await orders(`delete from orders where order_no = 'REVIEWED'`);
      await hold(null);
    }
    await Promise.all([clears('OrdersInReview'), clears('HoldsEnding')]);
  });

  it('tells of facts of orders that nobody knows', async () => {
    const orders = (text: string) => sql(system, 'orders', text);
    await orders(`insert into waiting_facts (topic, key, sequence, order_no, type, value, time)
      values ('erp.exports', 'NOBODY', 1, 'NOBODY', 'OrderExport', '{}', now() - interval '5 min')`);
    try {
      await fires('FactsWaiting', about('throughline_subject', 'erp.exports'));
    } finally {
      await orders(`delete from waiting_facts where order_no = 'NOBODY'`);
    }
    await clears('FactsWaiting', about('throughline_subject', 'erp.exports'));
  });

  it('tells of claims of orders that have ended', async () => {
    const inventory = (text: string) => sql(system, 'inventory', text);
    const { order } = await shop.placeAndWait(orderBody([{ sku: 'TI-M602', quantity: 1 }]));
    await inventory(
      `update order_claims set completed_at = now() - interval '1 h' where order_no = '${order}'`,
    );
    await fires('ClaimsUnbalanced');
    await inventory(`update order_claims set completed_at = null where order_no = '${order}'`);
    await clears('ClaimsUnbalanced');
  });

  it('tells of changes that wait for the broker', async () => {
    // It takes connections and does not answer; how it is to be without any is seen in the test of outages.
    system.kill('kafka', 'SIGSTOP');
    try {
      await shop.place(orderBody([{ sku: 'TI-M602', quantity: 1 }]));
      await fires('OutboxNotDraining', about('job', 'throughline-storefront'));
    } finally {
      system.kill('kafka', 'SIGCONT');
    }
    await clears('OutboxNotDraining');
    await settled(system, { timeoutMs: 300_000 });
  });
});

/** A source of files in a folder, none of which comes to anything. */
const documentOf = (folder: string) => `source: alerted
transport: files
at: { folder: ${folder} }
zone: Europe/Berlin
readers:
  places:
    pattern: 'places_{seq}.csv'
    ready: { rename: true }
    every: 1s
    format: { csv: ';' }
    key: [Code]
    says: everything
    expect: { every: 30m }
flows: { locations: locations@1 }
---
mapping: locations@1
of: places
record:
  code: [Code, code]
  name: [Code]
  kind: [Kind, table kinds]
  country: { constant: DE }
  city: { constant: Berlin }
  servesWeb: { constant: false }
tables: { kinds: { W: warehouse, else: hold } }
`;
const nothingMore = 'source: alerted\ntransport: manual\nzone: Europe/Berlin\nreaders: {}\nflows: {}\n';

/** Has the source go by a document in the place of whatever it went by. */
async function applySource(document: string): Promise<void> {
  type Sources = { sources: { source: string; version: number }[] };
  const { sources } = await ask<Sources>(system, ['erp-adapter', 'integrator'], '/sources');
  const expected = sources.find(({ source }) => source === 'alerted')?.version ?? 0;
  await ask(system, ['erp-adapter', 'integrator'], '/sources', { document, expected });
}

interface Parked {
  group: string;
  topic: string;
  partition: number;
  offset: number;
}

/** Skips what is parked in every service that reads availability. */
async function skipParked(): Promise<void> {
  for (const service of ['storefront', 'orders', 'inventory'] as const) {
    const parked = await ask<Parked[]>(system, [service, 'integrator'], '/ops/parked');
    for (const { group, topic, partition, offset } of parked)
      await ask(system, [service, 'integrator'], '/ops/parked/skip', {
        ...{ group, topic, partition, offset },
        reason: 'Sent by a test',
      });
  }
}
