import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { OrderCancelled, OrderConfirmed, OrderPlaced, Recipient } from '@throughline/events';
import { type Installation, startInstallation, until } from '@throughline/testing';
import { account } from '@throughline/testing/builders';
import supertest from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ErpAdapterModule } from '../../../apps/erp-adapter/src/erp-adapter.module.ts';
import { type Office, onEachOffice } from '../../../libs/database-sources/src/fixtures/offices.ts';
import { placed } from './desk.ts';
import { kontorDocument, kontorTables } from './kontor.ts';

const topics = ['erp.exports', 'erp.orders', 'erp.sources', 'integration.flows'] as const;
const at = new Date('2026-11-20T10:00:00Z');
const patient = { timeoutMs: 120_000 };

onEachOffice('orders out by document, into a', ({ open, dialect }) => {
  let folder: string;
  let office: Office;
  let installation: Installation;
  let app: NestFastifyApplication;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'throughline-kontor-'));
    office = await open();
    await office.run(...kontorTables(dialect));
    writeFileSync(join(folder, 'url'), `${office.url}\n`);
    installation = await startInstallation({ observe: topics });
    const environment = { RECONCILE_HOURS: '0', HAND_OVER_LATE_SECONDS: '0' };
    app = await installation.startService('erp-adapter', ErpAdapterModule, { environment });
    const bound = (number: string) => [{ source: 'kontor', number, priceGroup: null, priceLists: [] }];
    await installation.publish('customers.accounts', [
      {
        type: 'Account',
        key: 'guests',
        sequence: 1,
        time: at,
        value: account({ bindings: bound('K10000') }),
      },
      {
        ...{ type: 'Account', key: 'unknown', sequence: 1, time: at },
        value: account({ account: 'unknown', bindings: bound('K404') }),
      },
    ]);
  });
  afterAll(async () => {
    await installation?.stop();
    await office?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const http = () => supertest(app.getHttpServer());
  const as = (...roles: Parameters<Installation['token']>) => ({
    authorization: `Bearer ${installation.token(...roles)}`,
  });
  const document = (edit: (text: string) => string = (text) => text) =>
    edit(kontorDocument(dialect, join(folder, 'url')));
  let version = 0;
  const apply = async (text: string) => {
    const { body } = await http()
      .post('/sources')
      .set(as('integrator'))
      .send({ document: text, expected: version });
    expect(body).toEqual({ source: 'kontor', version: version + 1 });
    version += 1;
  };
  const plan = (mode: string, of: object = {}) =>
    http()
      .put('/plan')
      .set(as('integrator'))
      .send({ flow: 'orders-out', source: 'kontor', mode, ...of })
      .expect(200);
  const confirm = async (order: string, of: Partial<OrderPlaced> = {}, to: Partial<Recipient> = {}) => {
    const confirmed: OrderConfirmed = { order, lines: [], backOrdered: false, at };
    const recipient: Recipient = {
      ...{
        order,
        email: 'a@example.org',
        name: 'A. Example',
        company: null,
        street: 'Street 1',
        street2: null,
      },
      ...{ postalCode: '10115', city: 'Berlin', country: 'DE', region: null, phone: null, ...to },
    };
    await installation.publish('orders.recipients', [
      { type: 'Recipient', key: order, sequence: 1, time: at, value: recipient },
    ]);
    await installation.publish('orders.events', [
      { type: 'OrderPlaced', key: order, sequence: 1, time: at, value: placed(order, { at, ...of }) },
      { type: 'OrderConfirmed', key: order, sequence: 2, time: at, value: confirmed },
    ]);
  };
  interface Exported {
    source: string;
    state: string;
    waitsFor: string | null;
    erpNumber: string | null;
    reason: string | null;
    differences: { kind: string; field: string }[];
  }
  const exported = async (order: string) =>
    (await http().get(`/exports/${order}`).set(as('order-desk'))).body as Exported;
  const becomes = (order: string, wanted: Partial<Exported>) =>
    until(async () => {
      const found = await exported(order);
      expect(found).toMatchObject(wanted);
      return found;
    }, patient);
  const heads = async (order: string) =>
    (
      await office.rows(
        `select nr, kunde, name, zusatz, quelle from auftrag where bestnr = '${order}' order by nr`,
      )
    ).map((row) => row.map((value) => (value === null ? null : String(value))));
  const published = (number: string | null) =>
    installation.seen('erp.orders').findLast(({ key }) => key === `kontor|${number}`)?.value;
  const findings = async () =>
    (
      (await http().get('/ops/findings').set(as('integrator')).expect(200)).body as {
        kind: string;
        count: number;
      }[]
    ).filter(({ kind }) => kind.startsWith('hand-over'));

  it('wait for the source, and go to it as soon as its document is applied', async () => {
    await confirm('W1');
    await becomes('W1', { state: 'parked', reason: 'No source takes orders yet' });
    const check = await http().post('/sources/check').set(as('integrator')).send({ document: document() });
    expect(check.body).toMatchObject({
      ordersOut: {
        mapping: 'orders-out@1',
        statements: [
          expect.stringMatching(/^select .*bestnr.* from .*auftrag/),
          expect.stringMatching(/^insert into .*auftrag. \(.*bestnr/),
          expect.stringMatching(/^insert into .*auftragpos/),
        ],
        rights: [
          expect.stringMatching(/SELECT, INSERT on .*auftrag/),
          expect.stringMatching(/INSERT on .*auftragpos/),
        ],
        once: expect.stringContaining(dialect === 'mariadb' ? 'GET_LOCK' : 'pg_advisory_xact_lock'),
        leftOut: ['recipient.phone', 'lines.components'],
      },
    });
    await apply(document());
    const { erpNumber } = await becomes('W1', { state: 'verified', source: 'kontor', differences: [] });
    expect(await heads('W1')).toEqual([[erpNumber, 'K10000', 'A. Example', null, 'SHOP']]);
    expect(await until(() => published(erpNumber), patient)).toMatchObject({
      ...{ channelOrder: 'W1', origin: 'web', status: 'open', net: '124.8', tax: '23.71', gross: '148.51' },
      lines: [
        { line: 1, sku: 'BIKE', ordered: 1, unit: 'C62' },
        { line: 2, sku: 'BELL', ordered: 2 },
      ],
    });
    const declared = installation.seen('erp.sources').findLast(({ key }) => key === 'kontor')?.value;
    expect(declared).toMatchObject({ takesOrders: true });
    expect(declared?.limits).toContainEqual({ field: 'recipient.street', maxLength: 60, alphabet: null });
  });

  it('that the database refuses are refused alone, and go once that is mended', async () => {
    await confirm('W2', { account: 'unknown' });
    await confirm('W3', {}, { city: 'a city whose name has more than thirty letters' });
    await confirm('W4');
    await becomes('W4', { state: 'verified' });
    await becomes('W2', { state: 'refused', reason: expect.stringContaining('The back office refuses it') });
    await becomes('W3', {
      state: 'refused',
      reason: 'The back office cannot hold it: recipient.city is longer than 30 characters (ort)',
    });
    await office.run(`insert into kunde values ('K404')`);
    await http().post('/exports/W2/retry').set(as('order-desk')).expect(202);
    await becomes('W2', { state: 'verified' });
    expect(await heads('W2')).toHaveLength(1);
    expect(await heads('W3')).toEqual([]);
  });

  it('are followed there: what left, what a clerk has changed, and what was cancelled and is not yet there', async () => {
    const { erpNumber } = await becomes('W4', { state: 'verified' });
    await office.run(
      `update auftragpos set geliefert = 1 where nr = ${erpNumber} and pos = 1`,
      `update auftrag set status = 'L', name = 'B. Other' where nr = ${erpNumber}`,
    );
    await until(() => published(erpNumber)?.lines[0]?.shipped === 1, patient);
    await becomes('W4', {
      differences: [expect.objectContaining({ kind: 'address', field: 'recipient.name' })],
    });

    const { erpNumber: other } = await exported('W1');
    const cancelled: OrderCancelled = {
      ...{ order: 'W1', by: 'shopper', reason: '', whole: false, at },
      lines: [{ line: 2, sku: 'BELL', quantity: 1 }],
    };
    await installation.publish('orders.events', [
      { type: 'OrderCancelled', key: 'W1', sequence: 3, time: at, value: cancelled },
    ]);
    await becomes('W1', { differences: [expect.objectContaining({ kind: 'cancellation' })] });
    await office.run(`update auftragpos set storniert = 1 where nr = ${other} and pos = 2`);
    await until(
      async () => (await exported('W1')).differences.every(({ kind }) => kind !== 'cancellation'),
      patient,
    );
  });

  it('that others typed with our number are not ours', async () => {
    await office.run(`insert into auftrag (bestnr, kunde) values ('W5', 'K2')`);
    await confirm('W5');
    const { erpNumber } = await becomes('W5', { state: 'verified' });
    expect((await heads('W5')).map(([, kunde]) => kunde)).toEqual(['K2', 'K10000']);
    expect((await heads('W5'))[1]?.[0]).toBe(erpNumber);
  });

  describe('by the plan', () => {
    it('wait while it has them off, and are told; a clerk cannot be planned', async () => {
      await plan('off');
      await confirm('P1');
      await becomes('P1', { state: 'received', waitsFor: 'plan' });
      expect(await findings()).toMatchObject(
        expect.arrayContaining([expect.objectContaining({ kind: 'hand-over-planned', count: 1 })]),
      );
      const manual = { flow: 'orders-out', source: 'kontor', mode: 'manual' };
      const { body } = await http().put('/plan').set(as('integrator')).send(manual).expect(400);
      expect(JSON.stringify(body)).toContain('orders go onto paper where the file of sources says so');
      expect(await heads('P1')).toEqual([]);
    });

    it('go with a run, whole, and those that come later with the next', async () => {
      await plan('batch', { schedule: '0 3 1 1 *' });
      await confirm('P2');
      await becomes('P2', { state: 'received', waitsFor: 'plan' });
      expect((await findings()).map(({ kind }) => kind)).not.toContain('hand-over-planned');
      const preview = await http().post('/plan/preview').set(as('integrator')).send({ flow: 'orders-out' });
      expect(preview.body).toMatchObject({ added: 2, examples: [{ key: 'P1' }, { key: 'P2' }] });
      expect(await heads('P2')).toEqual([]);
      const run = await http()
        .post('/plan/run')
        .set(as('integrator'))
        .send({ flow: 'orders-out' })
        .expect(202);
      expect(run.body).toEqual({ runs: [], orders: 2 });
      for (const order of ['P1', 'P2']) await becomes(order, { state: 'verified' });
      await confirm('P3');
      await becomes('P3', { state: 'received', waitsFor: 'plan' });
    });

    it('go at once again, with those that waited', async () => {
      await plan('real-time');
      await becomes('P3', { state: 'verified' });
      expect(await heads('P3')).toHaveLength(1);
      const flow = await until(() => {
        const status = installation.seen('integration.flows').findLast(({ key }) => key === 'kontor|exports');
        return status?.value?.mode === 'real-time' && status;
      }, patient);
      expect(flow.value).toMatchObject({ state: 'live' });
    });
  });

  it('wait for the answer of a back office that takes them in later, and are refused in its words', async () => {
    await apply(
      document((text) =>
        text
          .replace(
            'key: nr\n',
            `key: nr\n    every: 200ms\n    answers: 1s\n    status: { column: status, waiting: [N], refused: [F], error: zusatz }\n`,
          )
          .replace(
            "  zusatz: [{ join: [[recipient, street2], [recipient, region]], by: ', ' }, length 60]\n",
            '  status: { constant: N }\n',
          )
          .replace('leave: [', 'leave: [[recipient, street2], [recipient, region], ')
          .replace('status: { O: open,', 'status: { N: open, F: cancelled, O: open,'),
      ),
    );
    await confirm('I1');
    await confirm('I2');
    for (const order of ['I1', 'I2'])
      await becomes(order, { state: 'sent', waitsFor: 'answer', erpNumber: null });
    await until(async () => (await findings()).some(({ kind }) => kind === 'hand-over-pending'), patient);
    await office.run(
      `update auftrag set status = 'O' where bestnr = 'I1'`,
      `update auftrag set status = 'F', zusatz = 'Kunde gesperrt' where bestnr = 'I2'`,
    );
    const { erpNumber } = await becomes('I1', { state: 'verified', differences: [] });
    expect((await heads('I1')).map(([number]) => number)).toEqual([erpNumber]);
    await becomes('I2', {
      state: 'refused',
      reason: 'The back office does not take it: Kunde gesperrt',
    });
  });

  it('wait while the database is away, and go once by themselves when it is back', async () => {
    writeFileSync(join(folder, 'url'), 'postgres://nobody@127.0.0.1:1/nowhere\n');
    await apply(document((text) => `${text}# moved\n`));
    await confirm('D1');
    await becomes('D1', { state: 'sent' });
    writeFileSync(join(folder, 'url'), `${office.url}\n`);
    await apply(document());
    await becomes('D1', { state: 'verified' });
    expect(await heads('D1')).toHaveLength(1);
  });
});
