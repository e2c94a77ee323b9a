import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Clock, type PeriodicJobs } from '@throughline/service';
import { Outbox } from '@throughline/messaging';
import { type Installation, startInstallation, until } from '@throughline/testing';
import supertest from 'supertest';
import { DataSource } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ErpAdapterModule } from '../../../apps/erp-adapter/src/erp-adapter.module.ts';
import { PlanRunsJob } from '../../../apps/erp-adapter/src/planning/plan-runs.job.ts';
import { SourceRegistry } from '../../../apps/erp-adapter/src/sources/registry.ts';
import { type BackOffice, openBackOffice } from './back-office.ts';

const topics = ['erp.items', 'erp.stock', 'erp.prices', 'integration.flows'] as const;
type Topic = (typeof topics)[number];

/** Of those who ask for batches: goes on by itself, and is put forward. */
const clock = new (class extends Clock {
  #ahead = 0;
  override now(): Date {
    return new Date(Date.now() + this.#ahead);
  }
  forward(hours: number): void {
    this.#ahead += hours * 3_600_000;
  }
})();

let folder: string;
let head: BackOffice;
let store: BackOffice;
let installation: Installation;
let app: NestFastifyApplication;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'throughline-plan-'));
  [head, store] = await Promise.all([openBackOffice(), openBackOffice()]);
  for (const [office, onHand] of [
    [head, 1],
    [store, 40],
  ] as const) {
    await office.addItem('BIKE', { onHand });
    await office.addItem('BELL', { onHand });
    await office.query(`update itmmas set famcod = 'MTNB' where itmcod = 'BIKE'`);
  }
  installation = await startInstallation({ observe: topics });
  const configuration = join(folder, 'sources.json');
  const source = (office: BackOffice, flows: string[]) => ({ system: 'demo-erp', url: office.url, flows });
  const sources = {
    head: source(head, ['items', 'prices', 'stock', 'orders']),
    store: source(store, ['items', 'stock']),
  };
  writeFileSync(configuration, JSON.stringify({ sources, orders: 'head' }));
  const environment = { ERP_SOURCES_FILE: configuration, RECONCILE_HOURS: '0' };
  app = await installation.startService('erp-adapter', ErpAdapterModule, { environment });
  for (const key of ['head|BIKE|B1', 'head|BELL|B1', 'store|BIKE|B1', 'store|BELL|B1'])
    await until(() => newest('erp.stock', key));
});
afterAll(async () => {
  await installation?.stop();
  await Promise.all([head?.close(), store?.close()]);
  rmSync(folder, { recursive: true, force: true });
});

const asks = (method: 'get' | 'post' | 'put' | 'delete', path: string, role = 'integrator' as const) =>
  supertest(app.getHttpServer())
    [method](path)
    .set('authorization', `Bearer ${installation.token(role)}`);
const newest = (topic: Topic, key: string) =>
  installation.seen(topic).findLast((record) => record.key === key);
const stock = (key: string) => {
  const value = newest('erp.stock', key)?.value;
  return value && 'quantity' in value ? value.quantity : null;
};
const said = (source: string, flow: string) => {
  const value = newest('integration.flows', `${source}|${flow}`)?.value;
  return value && 'nextRun' in value ? value : null;
};
async function onHand(office: BackOffice, item: string, quantity: number): Promise<void> {
  await office.query(`update stkbal set onhand = $1, chgstp = clock_timestamp() where itmcod = $2`, [
    quantity,
    item,
  ]);
}
/** Everything that was asked for of the plan is done, and every change was dealt with. */
const settled = () =>
  until(async () => {
    for (const office of [head, store])
      if ((await office.asConnector('select from throughline.changes')).length > 0) return false;
    const open = await app.get(DataSource).query(`select from reconciliations where state <> 'done'`);
    return open.length === 0 && (await installation.relayed(), true);
  });
const set = async (body: object) => {
  const answer = await asks('put', '/plan').send(body);
  expect([answer.status, answer.body]).toEqual([200, answer.body]);
  return answer.body;
};

describe('the plan', () => {
  it('is empty at first, and every source says what it has', async () => {
    expect((await asks('get', '/plan')).body).toEqual({ entries: [] });
    expect([stock('head|BIKE|B1'), stock('store|BIKE|B1')]).toEqual([1, 40]);
    await until(() => said('head', 'stock')?.mode === 'real-time');
  });

  it('is refused with every reason where it cannot work, and nothing changes', async () => {
    const { status, body } = await asks('put', '/plan').send({
      flow: 'prices',
      source: 'store',
      mode: 'batch',
    });
    expect(status).toBe(400);
    expect(body.errors).toMatchObject([
      { field: 'source', message: 'store does not say prices, but items, stock' },
      { field: 'schedule', message: 'is missing: a batch goes by one' },
    ]);
    const part = await asks('put', '/plan').send({
      flow: 'stock',
      scope: 'family',
      source: 'store',
      mode: 'off',
    });
    expect(part.body.errors).toMatchObject([{ field: 'code', message: 'of the family is missing' }]);
    expect((await asks('post', '/plan/pause').send({ flow: 'stock' })).status).toBe(404);
    expect((await asks('post', '/plan/run').send({ flow: 'stock' })).status).toBe(409);
    expect((await asks('get', '/plan/history')).body).toEqual({ changes: [], next: null });
  });

  it('gives a family to one source: the other’s stock of it is withdrawn, past the guard', async () => {
    await set({ flow: 'stock', source: 'head', mode: 'real-time' });
    await set({
      flow: 'stock',
      scope: 'family',
      code: 'MTNB',
      source: 'store',
      mode: 'real-time',
      note: 'theirs',
    });
    await settled();
    const said2 = ['head|BIKE|B1', 'head|BELL|B1', 'store|BIKE|B1', 'store|BELL|B1'].map(stock);
    expect(said2).toEqual([null, 1, 40, null]);
    await onHand(head, 'BIKE', 2);
    await onHand(store, 'BIKE', 41);
    await until(() => stock('store|BIKE|B1') === 41);
    await settled();
    expect(stock('head|BIKE|B1')).toBeNull();
  });

  it('follows an item into another family', async () => {
    await head.query(`update itmmas set famcod = 'HLMT' where itmcod = 'BIKE'`);
    await until(() => stock('head|BIKE|B1') === 2);
    await store.query(`update itmmas set famcod = 'HLMT' where itmcod = 'BIKE'`);
    await until(() => newest('erp.stock', 'store|BIKE|B1')?.value === null);
    for (const office of [head, store])
      await office.query(`update itmmas set famcod = 'MTNB' where itmcod = 'BIKE'`);
    await until(() => stock('store|BIKE|B1') === 41 && stock('head|BIKE|B1') === null);
  });

  it('pauses a part and goes on with it, and what was published stays meanwhile', async () => {
    const part = { flow: 'stock', scope: 'family', code: 'MTNB' };
    const { body } = await asks('post', '/plan/pause').send({ ...part, note: 'counting' });
    expect(body).toMatchObject({ mode: 'off', resumes: 'real-time', note: 'counting' });
    await onHand(store, 'BIKE', 42);
    await settled();
    expect(stock('store|BIKE|B1')).toBe(41);
    expect((await asks('post', '/plan/pause').send(part)).status).toBe(409);
    const resumed = await asks('post', '/plan/resume').send(part);
    expect(resumed.body).toMatchObject({ mode: 'real-time', resumes: null });
    await until(() => stock('store|BIKE|B1') === 42);
  });

  it('takes an entry out, and what it was about goes by the rest', async () => {
    expect((await asks('delete', '/plan?flow=stock&scope=family&code=MTNB')).status).toBe(204);
    await until(() => stock('head|BIKE|B1') === 2 && newest('erp.stock', 'store|BIKE|B1')?.value === null);
    expect((await asks('delete', '/plan?flow=stock&scope=family&code=MTNB')).status).toBe(404);
  });
});

describe('a flow by hand', () => {
  it('is published by nobody but a person, who sees before what would change', async () => {
    await set({ flow: 'stock', source: 'head', mode: 'manual', owner: 'A. Clerk' });
    await settled();
    await until(() => said('head', 'stock')?.mode === 'manual');
    const heard = said('head', 'stock')?.heardAt;
    const { sequence = 0 } = newest('integration.flows', 'head|stock') ?? {};
    await onHand(head, 'BIKE', 7);
    await head.addItem('PUMP', { onHand: 3 });
    await head.query(`delete from stkbal where itmcod = 'BELL'`);
    await settled();
    expect(['BIKE', 'PUMP', 'BELL'].map((sku) => stock(`head|${sku}|B1`))).toEqual([2, null, 1]);
    const { body } = await asks('post', '/plan/preview').send({ flow: 'stock' });
    expect(body).toMatchObject({ source: 'head', added: 1, changed: 1, withdrawn: 1 });
    expect(body.examples).toContainEqual({ key: 'head|PUMP|B1', change: 'added' });
    expect(body.examples).toContainEqual({ key: 'head|BIKE|B1', change: 'changed' });
    expect(body.examples).toContainEqual({ key: 'head|BELL|B1', change: 'withdrawn' });
    await settled();
    expect(['BIKE', 'PUMP', 'BELL'].map((sku) => stock(`head|${sku}|B1`))).toEqual([2, null, 1]);
    // The flow is told to be no newer than what was published of it.
    await until(() => (newest('integration.flows', 'head|stock')?.sequence ?? 0) > sequence);
    expect(said('head', 'stock')?.heardAt).toEqual(heard);

    const run = await asks('post', '/plan/run').send({ flow: 'stock' });
    expect([run.status, run.body.runs[0].scope]).toEqual([202, 'everything']);
    await until(
      () => stock('head|BIKE|B1') === 7 && stock('head|PUMP|B1') === 3 && stock('head|BELL|B1') === null,
    );
    await until(() => (said('head', 'stock')?.heardAt ?? 0) > (heard ?? 0));
    const again = await asks('post', '/plan/preview').send({ flow: 'stock' });
    expect(again.body).toMatchObject({ added: 0, changed: 0, withdrawn: 0, examples: [] });
  });
});

describe('a flow in batches', () => {
  const due = () => {
    const jobs = { add: () => undefined } as unknown as PeriodicJobs;
    const parts = [app.get(DataSource), app.get(SourceRegistry), clock, app.get(Outbox)] as const;
    return new PlanRunsJob(...parts, jobs).askForDue();
  };
  const runs = async () => {
    const rows: { cause: string }[] = await app
      .get(DataSource)
      .query(`select cause from reconciliations where run_scope is not null order by requested_at`);
    return rows.map(({ cause }) => cause).slice(1);
  };

  it('is published when it is due, once for all that was missed, and tells when it is due again', async () => {
    const { nextRunAt } = await set({ flow: 'stock', source: 'head', mode: 'batch', schedule: '30 2 * * *' });
    expect(nextRunAt).toMatch(/T02:30:00/);
    await onHand(head, 'BIKE', 8);
    await settled();
    await due();
    expect([stock('head|BIKE|B1'), await runs()]).toEqual([7, []]);
    await until(() => said('head', 'stock')?.mode === 'batch');
    expect(said('head', 'stock')?.nextRun?.toISOString()).toBe(new Date(nextRunAt).toISOString());

    clock.forward(24 * 3 + 1);
    await due();
    await until(() => stock('head|BIKE|B1') === 8);
    await settled();
    await due();
    expect(await runs()).toEqual(['catch-up']);
    const [entry] = (await asks('get', '/plan')).body.entries;
    expect(new Date(entry.nextRunAt).getTime()).toBeGreaterThan(clock.now().getTime());
    expect(entry.ranAt).not.toBeNull();
  });

  it('is never run twice at a time: one that is due waits for the one that is under way', async () => {
    const session = await head.session();
    // The run that is under way cannot read.
    await session.query('begin');
    await session.query('lock table stkbal in access exclusive mode');
    try {
      expect((await asks('post', '/plan/run').send({ flow: 'stock' })).status).toBe(202);
      expect((await asks('post', '/plan/run').send({ flow: 'stock' })).status).toBe(409);
      clock.forward(25);
      await due();
      expect(await runs()).toHaveLength(2);
    } finally {
      await session.query('rollback');
      await session.close();
    }
    await settled();
    await due();
    expect((await runs()).at(-1)).toBe('catch-up');
    expect(await runs()).toHaveLength(3);
    await settled();
  });

  it('is given up by switching it, and the change says who and why', async () => {
    await onHand(head, 'BIKE', 9);
    await settled();
    await set({ flow: 'stock', source: 'head', mode: 'real-time', note: 'fast enough' });
    await until(() => stock('head|BIKE|B1') === 9);
    const { body } = await asks('get', '/plan/history?limit=1');
    expect(body.changes).toMatchObject([
      {
        ...{ flow: 'stock', scope: 'everything', note: 'fast enough' },
        before: { mode: 'batch', schedule: '30 2 * * *' },
        after: { mode: 'real-time', schedule: null },
      },
    ]);
    expect(body.next).toBe(body.changes[0].id);
    const audited: { action: string }[] = await app
      .get(DataSource)
      .query(`select action from kernel.audit_log where target = 'plan stock' order by id desc limit 1`);
    expect(audited).toEqual([{ action: 'change-plan' }]);
  });
});

describe('a flow that is off', () => {
  it('has nothing published, acknowledges changes, and comes back whole', async () => {
    await set({ flow: 'stock', source: 'head', mode: 'off' });
    await until(() => newest('erp.stock', 'head|BIKE|B1')?.value === null);
    await onHand(head, 'BIKE', 10);
    await settled();
    expect(stock('head|BIKE|B1')).toBeNull();
    await until(() => said('head', 'stock')?.mode === 'off');
    await set({ flow: 'stock', source: 'head', mode: 'real-time' });
    await until(() => stock('head|BIKE|B1') === 10 && stock('head|PUMP|B1') === 3);
  });
});

describe('a source of files', () => {
  const document = () => `source: nord
transport: files
at: { folder: ${folder} }
zone: Europe/Berlin
readers:
  art:
    folder: in
    pattern: "ART_{seq}.csv"
    ready: { rename: true }
    format: { csv: ";" }
    key: [ArtNr]
    with: { texts: { reader: txt, on: [{ this: ArtNr, is: ArtNr }] } }
    says: everything
  txt:
    folder: in
    pattern: "TXT_{seq}.csv"
    ready: { rename: true }
    format: { csv: ";" }
    key: [ArtNr, Lang]
    says: everything
flows: { items: items@1 }
---
mapping: items@1
of: art
record:
  code: [ArtNr, code]
  abbreviation: [Bez]
  family: { constant: NORD }
  unit: { constant: C62 }
  kind: { constant: goods }
  status: { constant: active }
  taxCategory: { constant: standard }
  texts:
    each: { of: texts }
    record: { language: [Lang, lower], name: [Text], description: { constant: "" } }
`;
  function put(name: string, ...lines: string[]): void {
    writeFileSync(join(folder, 'in', `.${name}`), `${lines.join('\n')}\n`);
    renameSync(join(folder, 'in', `.${name}`), join(folder, 'in', name));
  }
  const landed = async () => {
    const rows = await app.get(DataSource).query(`select from landed_documents where state = 'applied'`);
    const changes = await app.get(DataSource).query(`select from landed_changes`);
    return rows.length === 2 && changes.length === 0;
  };

  it('in batches publishes by its runs alone what has landed, in its own time zone', async () => {
    mkdirSync(join(folder, 'in'));
    const applied = await asks('post', '/sources').send({ document: document(), expected: 0 });
    expect([applied.status, applied.body]).toEqual([201, { source: 'nord', version: 1 }]);
    const entry = await set({
      ...{ flow: 'items', scope: 'family', code: 'NORD', source: 'nord' },
      ...{ mode: 'batch', schedule: '30 2 * * *' },
    });
    expect(entry.nextRunAt).toMatch(/T0[01]:30:00/);
    put('TXT_1.csv', 'ArtNr;Lang;Text', '4-1;DE;Schlauch', '4-2;DE;Reifen');
    put('ART_1.csv', 'ArtNr;Bez', '4-1;SCHL', '4-2;REIF');
    await until(landed);
    await settled();
    expect(newest('erp.items', 'nord|4-1')).toBeUndefined();
    const part = { flow: 'items', scope: 'family', code: 'NORD' };
    expect((await asks('post', '/plan/preview').send(part)).body).toMatchObject({ source: 'nord', added: 2 });
    expect((await asks('post', '/plan/run').send(part)).status).toBe(202);
    await until(() => newest('erp.items', 'nord|4-1') && newest('erp.items', 'nord|4-2'));
    expect(newest('erp.items', 'head|BIKE')?.value).not.toBeNull();
  });
});
