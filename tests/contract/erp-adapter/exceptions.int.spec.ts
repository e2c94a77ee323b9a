import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { IntegrationException } from '@throughline/events';
import { type Installation, startInstallation, until } from '@throughline/testing';
import supertest from 'supertest';
import { DataSource } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ErpAdapterModule } from '../../../apps/erp-adapter/src/erp-adapter.module.ts';
import { type BackOffice, openBackOffice } from './back-office.ts';

const topics = ['erp.items', 'erp.prices', 'erp.stock', 'integration.exceptions'] as const;

let office: BackOffice;
let installation: Installation;
let app: NestFastifyApplication;

beforeAll(async () => {
  office = await openBackOffice();
  installation = await startInstallation({ observe: topics });
  const environment = { ERP_DATABASE_URL: office.url, RECONCILE_HOURS: '0' };
  app = await installation.startService('erp-adapter', ErpAdapterModule, { environment });
});
afterAll(async () => {
  await installation?.stop();
  await office?.close();
});

const document = `source: nord
transport: manual
zone: Europe/Berlin
currency: EUR
taxIncluded: false
readers:
  art:
    format: { csv: ";" }
    key: [ArtNr]
    says: everything
    expect: { gone: 100%, held: 100% }
flows: { items: items@1, prices: prices@1 }
---
mapping: items@1
of: art
record:
  code: [ArtNr, code]
  abbreviation: [Bez]
  family: [WG, code]
  unit: [ME, table units]
  kind: { constant: goods }
  status: { constant: active }
  taxCategory: { constant: standard }
  gtin: [EAN]
  texts:
    each: [{ language: { constant: en }, name: Bez }]
    record: { language: [language], name: [name], description: { constant: "" } }
tables: { units: { ST: C62, else: hold } }
---
mapping: prices@1
of: art
record:
  sku: [ArtNr, code]
  amount: [VK, decimal "1.234,56"]
  unit: [ME, table units]
  validFrom: { constant: "2026-01-01T00:00:00Z" }
tables: { units: { ST: C62, else: hold } }
`;

const asks = (
  method: 'get' | 'post' | 'put' | 'delete',
  path: string,
  role: 'integrator' | 'auditor' = 'integrator',
) =>
  supertest(app.getHttpServer())
    [method](path)
    .set('authorization', `Bearer ${installation.token(role)}`);
const newest = (topic: (typeof topics)[number], key: string) =>
  installation.seen(topic).findLast((record) => record.key === key);
const exception = (key: string) =>
  newest('integration.exceptions', key)?.value as IntegrationException | null | undefined;

/** Uploads rows of the source and has them count, by its guard. */
async function say(...rows: string[]): Promise<void> {
  const content = ['ArtNr;Bez;WG;ME;VK;EAN', ...rows].join('\n');
  const { body } = await asks('post', '/documents?source=nord&reader=art&name=art.csv')
    .set('content-type', 'application/octet-stream')
    .send(Buffer.from(content));
  const { body: list } = await asks('get', '/guards?source=nord').expect(200);
  const guard = list.guards.find((each: { document: number }) => each.document === body.id);
  await asks('post', `/guards/${guard.guard}/acceptance`).send({ seen: guard.seen }).expect(202);
}
interface Entry {
  id: string;
  key: string;
  field: string;
  column: string | null;
  group: string;
  assignee: string | null;
  ignored: boolean;
}
const entries = async (query: string): Promise<Entry[]> =>
  (await asks('get', `/quarantine?${query}`).expect(200)).body.entries;
const recordOf = async (id: string) => (await asks('get', `/quarantine/records/${id}`).expect(200)).body;

describe('a record that is held back', () => {
  it('is on the topic, with its causes and nothing that stands in it', async () => {
    await asks('post', '/sources').send({ document, expected: 0 }).expect(201);
    await say('4-1;A;TUBES;ST;1,00;', '4-2;B;TUBES;KRT;2,00;', '4-3;C;TUBES;KRT;3,0O;');
    const value = await until(() => exception('nord|items|4-3'));
    expect(value).toEqual({
      ...{ source: 'nord', flow: 'items', record: '4-3', id: expect.stringMatching(/^[0-9a-f]{32}$/) },
      causes: [
        {
          ...{
            group: expect.any(String),
            rule: 'unknown-code',
            field: 'unit',
            kind: 'configuration',
            count: 1,
          },
        },
      ],
      ...{ since: expect.any(Date), published: false, assignee: null, ignored: false },
    });
    const price = await until(() =>
      installation
        .seen('integration.exceptions')
        .map((record) => record.value as IntegrationException | null)
        .find((each) => each?.flow === 'prices' && each.causes.length === 2),
    );
    expect(price.causes.map(({ rule, kind }) => [rule, kind])).toEqual([
      ['unreadable', 'data'],
      ['unknown-code', 'configuration'],
    ]);
    expect(exception('nord|items|4-1')).toBeUndefined();
  });

  it('stands with all that one mend helps, and the column is named', async () => {
    const { body } = await asks('get', '/quarantine/groups?source=nord&flow=items').expect(200);
    expect(body.groups).toMatchObject([
      { field: 'unit', rule: 'unknown-code', kind: 'configuration', records: 2, published: 0 },
    ]);
    expect(body.groups[0].examples).toEqual(['nord|4-2', 'nord|4-3']);
    const of = await entries(`group=${body.groups[0].group}`);
    expect(of.map(({ key, column }) => [key, column])).toEqual([
      ['nord|4-2', 'ME'],
      ['nord|4-3', 'ME'],
    ]);
    const record = await recordOf(of[0]!.id);
    expect(record).toMatchObject({
      ...{ key: 'nord|4-2', sourceKey: '4-2', mapping: 'items@1', published: null, repairs: [] },
      rows: [{ reader: 'art', sourceKey: '4-2', values: { ArtNr: '4-2', ME: 'KRT', VK: '2,00' } }],
    });
  });

  it('is looked after by somebody, one by one or all of a group, and the audit log has it', async () => {
    const [first] = await entries('source=nord&flow=items');
    const all = { group: first!.group };
    expect((await asks('post', '/quarantine/assignments').send({ ...all, assignee: 'anna' })).body).toEqual({
      records: 2,
    });
    expect(await entries('assignee=anna')).toHaveLength(2);
    await until(() => exception('nord|items|4-2')?.assignee === 'anna');
    const note = { records: [first!.id], note: 'asked the warehouse' };
    await asks('post', '/quarantine/notes').send(note).expect(200);
    const record = await recordOf(first!.id);
    expect(record).toMatchObject({ assignee: 'anna', note: 'asked the warehouse' });
    expect(record.history).toMatchObject([
      { action: 'note-exception', details: { note: 'asked the warehouse' } },
      { action: 'assign-exception', details: { assignee: 'anna', records: 2 } },
    ]);
    await asks('post', '/quarantine/assignments')
      .send({ ...all, assignee: null })
      .expect(200);
    await until(() => exception('nord|items|4-2')?.assignee === null);
  });

  it.each([
    ['nothing and nobody', { assignee: 'anna' }, 400],
    ['both ways at once', { group: '0'.repeat(32), records: ['0'.repeat(32)], assignee: 'anna' }, 400],
    ['an address for a person', { group: '0'.repeat(32), assignee: 'anna@example.org' }, 400],
    ['what is not held', { records: ['0'.repeat(32)], assignee: 'anna' }, 404],
  ])('is not found by %s', async (_, body, status) => {
    await asks('post', '/quarantine/assignments').send(body).expect(status);
    await asks('post', '/quarantine/assignments', 'auditor').send(body).expect(403);
  });

  it('may stay as it is until its row changes', async () => {
    const [first] = await entries('source=nord&flow=items');
    const ignored = { records: [first!.id], reason: 'a sample' };
    await asks('post', '/quarantine/ignored').send(ignored).expect(200);
    await until(() => exception('nord|items|4-2')?.ignored);
    const held = async () =>
      (await asks('get', '/ops/findings').expect(200)).body.find(
        ({ kind, subject }: { kind: string; subject: string }) =>
          kind === 'record-held' && subject === 'nord|items',
      );
    expect(await held()).toMatchObject({ count: 1 });
    await asks('post', '/quarantine/retry').send({ source: 'nord' }).expect(202);
    await say('4-1;A;TUBES;ST;1,00;', '4-2;Other;TUBES;KRT;2,00;', '4-3;C;TUBES;KRT;3,0O;');
    await until(() => exception('nord|items|4-2')?.ignored === false);
    expect(await held()).toMatchObject({ count: 2 });
    expect(await recordOf(first!.id)).toMatchObject({ ignoredBecause: null });
  });
});

describe('a repair', () => {
  const heldId = async (key: string) =>
    (await entries('source=nord&flow=items')).find((each) => each.key === key)!.id;
  const lay = (id: string, body: object) => asks('post', `/quarantine/records/${id}/repairs`).send(body);

  it('says before what would be published, in all flows that its row feeds', async () => {
    const id = await heldId('nord|4-2');
    const { body } = await asks('post', `/quarantine/records/${id}/repairs/preview`)
      .send({ column: 'ME', value: 'ST' })
      .expect(200);
    expect(body).toMatchObject({
      reader: 'art',
      sourceKey: '4-2',
      path: ['ME'],
      replaced: 'KRT',
      value: 'ST',
    });
    expect(body.records).toMatchObject([
      { flow: 'items', key: 'nord|4-2', change: 'added', issues: [], record: { unit: 'C62' } },
      { flow: 'prices', change: 'added', issues: [], record: { amount: '2' } },
    ]);
    expect(newest('erp.items', 'nord|4-2')).toBeUndefined();
    const useless = await asks('post', `/quarantine/records/${id}/repairs/preview`)
      .send({ column: 'ME', value: 'KRT' })
      .expect(200);
    expect(useless.body.records[0]).toMatchObject({ change: 'none', record: null });
  });

  it.each([
    ['a column that there is not', 'Farbe', /^is none of ArtNr, Bez, EAN, ME, VK, WG$/],
    ['a key', 'ArtNr', /^is a key: mend ArtNr in the back office$/],
  ])('is refused of %s', async (_, column, message) => {
    const id = await heldId('nord|4-2');
    const { body } = await asks('post', `/quarantine/records/${id}/repairs/preview`)
      .send({ column, value: 'x' })
      .expect(400);
    expect(body.errors).toEqual([{ field: 'column', message: expect.stringMatching(message), in: 'body' }]);
  });

  it('is laid over the row as it was seen, publishes what it mends, and ends the exception', async () => {
    const id = await heldId('nord|4-2');
    const path = `/quarantine/records/${id}/repairs/preview`;
    const { body: preview } = await asks('post', path).send({ column: 'ME', value: 'ST' });
    const wanted = { column: 'ME', value: 'ST', reason: 'a typing error' };
    const late = await lay(id, { ...wanted, seen: 'something else' }).expect(409);
    expect(late.body).toMatchObject({ type: expect.stringContaining('repair-changed'), preview });
    const made = await lay(id, { ...wanted, seen: preview.seen }).expect(201);
    expect(made.body).toMatchObject({
      replaced: 'KRT',
      value: 'ST',
      endedAt: null,
      author: expect.any(String),
    });
    const item = await until(() => newest('erp.items', 'nord|4-2'));
    expect(item.value).toMatchObject({ unit: 'C62' });
    await until(() => exception('nord|items|4-2') === null);
    await asks('get', `/quarantine/records/${id}`).expect(404);
    const { body: list } = await asks('get', '/quarantine/repairs?state=open', 'auditor').expect(200);
    expect(list.repairs).toMatchObject([{ id: made.body.id, reader: 'art', sourceKey: '4-2' }]);
  });

  it('outlives whatever else changes in the row, and every reading', async () => {
    await say('4-1;A;TUBES;ST;1,00;', '4-2;Third;TUBES;KRT;2,00;', '4-3;C;TUBES;KRT;3,0O;');
    await until(
      () =>
        (newest('erp.items', 'nord|4-2')?.value as { abbreviation: string } | undefined)?.abbreviation ===
        'Third',
    );
    const { body } = await asks('post', '/reconciliations').send({ source: 'nord', flows: ['items'] });
    await until(async () => (await asks('get', `/reconciliations/${body.id}`)).body.state === 'done');
    expect(newest('erp.items', 'nord|4-2')?.value).toMatchObject({ unit: 'C62' });
  });

  it('ends when what it replaced changes, and says so until somebody takes note', async () => {
    await say('4-1;A;TUBES;ST;1,00;', '4-2;Third;TUBES;KG;2,00;', '4-3;C;TUBES;KRT;3,0O;');
    const again = await until(() => exception('nord|items|4-2'));
    // What was published with the repair stays.
    expect(again).toMatchObject({ published: true });
    const { body } = await asks('get', '/quarantine/repairs?state=ended').expect(200);
    expect(body.repairs).toMatchObject([{ endedBecause: 'changed', endedAt: expect.any(String) }]);
    const found = async () =>
      (await asks('get', '/ops/findings')).body.find(({ kind }: { kind: string }) => kind === 'repair-ended');
    expect(await found()).toMatchObject({ subject: 'nord|art', count: 1 });
    const [{ id }] = body.repairs as [{ id: number }];
    await asks('delete', `/quarantine/repairs/${id}`).expect(400);
    await asks('delete', `/quarantine/repairs/${id}?reason=seen`).expect(200);
    await asks('delete', `/quarantine/repairs/${id}?reason=seen`).expect(404);
    expect(await found()).toBeUndefined();
  });

  it('that is taken away has its row count as it is', async () => {
    const id = await heldId('nord|4-3');
    const path = `/quarantine/records/${id}/repairs/preview`;
    const { body: preview } = await asks('post', path).send({ column: 'ME', value: 'ST' });
    const wanted = { column: 'ME', value: 'ST', reason: 'a typing error', seen: preview.seen };
    const { body: made } = await lay(id, wanted).expect(201);
    await until(() => newest('erp.items', 'nord|4-3'));
    await until(() => exception('nord|items|4-3') === null);
    await asks('delete', `/quarantine/repairs/${made.id}?reason=wrong`).expect(200);
    await until(() => exception('nord|items|4-3'));
  });

  it('is refused where no rows are kept, which says what to do', async () => {
    await office.addItem('ODD', { unit: 'KRT' });
    const odd = await until(() => exception('demo|items|ODD'));
    const { body } = await asks('post', `/quarantine/records/${odd.id}/repairs/preview`)
      .send({ column: 'unit', value: 'ST' })
      .expect(409);
    expect(body.detail).toBe('Rows of demo are read anew and not kept: mend it there, or in the mapping');
  });
});

describe('a row that is mended in the back office', () => {
  it('resolves what was held of it, and the versions of its exception go on', async () => {
    await office.query(`update itmmas set untcod = 'ST' where itmcod = 'ODD'`);
    await until(() => exception('demo|items|ODD') === null);
    await office.query(`update itmmas set untcod = 'KRT' where itmcod = 'ODD'`);
    await until(() => exception('demo|items|ODD'));
    const versions = installation
      .seen('integration.exceptions')
      .flatMap(({ key, sequence }) => (key === 'demo|items|ODD' ? [Number(sequence)] : []));
    expect(versions.length).toBeGreaterThanOrEqual(3);
    expect(versions).toEqual(versions.toSorted((a, b) => a - b));
    expect(new Set(versions).size).toBe(versions.length);
    expect(exception('demo|items|ODD')).toMatchObject({ published: true });
  });
});

describe('codes', () => {
  const bind = (body: object) => asks('put', '/bindings').send(body);
  const bindings = async (query: string) =>
    (await asks('get', `/bindings?${query}`).expect(200)).body.bindings;
  const conflicts = async () =>
    (await asks('get', '/bindings/conflicts?source=demo').expect(200)).body.conflicts as {
      sourceKey: string;
    }[];

  it('that two rows come to are a conflict, with all that hangs on the second', async () => {
    await office.addItem('TLB-DUP', { price: '10', onHand: 10 });
    await until(() => newest('erp.stock', 'demo|TLB-DUP|B1'));
    await office.addItem('tlb-dup', { price: '1', onHand: 50 });
    const [conflict] = await until(async () => {
      const [found] = (await conflicts()) as { sourceKey: string; records: number }[];
      return found?.records === 3 ? [found] : null;
    });
    expect(conflict).toMatchObject({
      kind: 'items',
      code: 'TLB-DUP',
      holder: 'TLB-DUP',
      sourceKey: 'tlb-dup',
    });
  });

  it.each([
    [
      'another row has',
      { sourceKey: 'tlb-dup', code: 'ODD' },
      422,
      'code is the code of "ODD": give that another first',
    ],
    [
      'belongs to no row',
      { sourceKey: 'nothing', code: 'NEW' },
      404,
      'sourceKey is no item that demo has said',
    ],
    [
      'is of a place',
      { sourceKey: 'B1', code: 'NEW', kind: 'locations' },
      422,
      'kind is not items: everything else goes by its own key',
    ],
  ])('are not given when %s', async (_, of, status, detail) => {
    const { body } = await bind({ source: 'demo', reason: 'why', ...of }).expect(status);
    expect(body.detail).toBe(detail);
  });

  it('given by a person hold in every flow, and the first row is as it was', async () => {
    const before = newest('erp.stock', 'demo|TLB-DUP|B1')?.sequence;
    const { body } = await bind({
      source: 'demo',
      sourceKey: 'tlb-dup',
      code: 'TLB-2',
      reason: 'a twin',
    }).expect(200);
    expect(body.changes).toMatchObject([{ sourceKey: 'tlb-dup', before: null, after: 'TLB-2' }]);
    expect((await until(() => newest('erp.items', 'demo|TLB-2'))).value).toMatchObject({ code: 'TLB-2' });
    expect((await until(() => newest('erp.stock', 'demo|TLB-2|B1'))).value).toMatchObject({
      sku: 'TLB-2',
      quantity: 50,
    });
    await until(() => installation.seen('erp.prices').some(({ key }) => key.startsWith('demo|TLB-2|')));
    await until(async () => (await conflicts()).length === 0);
    expect(newest('erp.stock', 'demo|TLB-DUP|B1')?.sequence).toBe(before);
    expect(await bindings('search=tlb-2')).toMatchObject([
      { code: 'TLB-2', sourceKey: 'tlb-dup', published: true, reason: 'a twin', boundBy: expect.any(String) },
    ]);
    const same = await bind({ source: 'demo', sourceKey: 'tlb-dup', code: 'TLB-2', reason: 'again' }).expect(
      200,
    );
    expect(same.body).toMatchObject({ changes: [], unchanged: 1 });
  });

  it('go out as a file and come back as one, with a preview that is a promise', async () => {
    const exported = await asks('get', '/bindings/export?source=demo&search=tlb', 'auditor').expect(200);
    expect(exported.headers['content-type']).toContain('text/csv');
    const [head, ...rows] = exported.text.trimEnd().split('\r\n');
    expect(head).toBe('source,kind,sourceKey,code,reason,boundBy');
    expect(rows.map((row) => row.split(',').slice(0, 4).join(','))).toEqual([
      'demo,items,tlb-dup,TLB-2',
      'demo,items,TLB-DUP,TLB-DUP',
    ]);
    // The two change places, which neither could do alone.
    const csv = 'source;kind;sourceKey;code\ndemo;items;tlb-dup;TLB-DUP\ndemo;items;TLB-DUP;TLB-2\n';
    const preview = (text: string) =>
      asks('post', '/bindings/import/preview').send({ csv: text, reason: 'swapped' });
    const { body: swapped } = await preview(csv).expect(200);
    expect(swapped).toMatchObject({ changes: [{ row: 2 }, { row: 3 }], faults: [] });
    const wrong = await preview('source,kind,sourceKey,code\nnord,items,x,\ndemo,items,tlb-dup,A|B').expect(
      200,
    );
    expect(wrong.body.faults).toEqual([
      { row: 2, field: 'sourceKey', message: 'is no item that nord has said' },
      { row: 3, field: 'code', message: 'contains "|"' },
    ]);
    const take = (seen: string) => asks('post', '/bindings/import').send({ csv, reason: 'swapped', seen });
    expect((await take('something else').expect(409)).body).toMatchObject({ preview: swapped });
    await take(swapped.seen).expect(200);
    await until(
      () => (newest('erp.stock', 'demo|TLB-DUP|B1')?.value as { quantity: number } | null)?.quantity === 50,
    );
    await until(
      () => (newest('erp.stock', 'demo|TLB-2|B1')?.value as { quantity: number } | null)?.quantity === 10,
    );
  });

  it('are suggested by GTIN, and taken back', async () => {
    await office.query(`update itmmas set eancod = '4006381333931' where itmcod = 'ODD'`);
    await office.query(`update itmmas set untcod = 'ST' where itmcod = 'ODD'`);
    await say('4-1;A;TUBES;ST;1,00;4006381333931', '4-3;C;TUBES;KRT;3,0O;');
    const suggestion = await until(async () => {
      const { body } = await asks('get', '/bindings/suggestions?source=nord&like=demo').expect(200);
      return body.suggestions[0];
    });
    expect(suggestion).toEqual({
      ...{
        source: 'nord',
        kind: 'items',
        sourceKey: '4-1',
        code: '4-1',
        suggested: 'ODD',
        gtin: '4006381333931',
      },
    });
    await asks('get', '/bindings/suggestions?source=nord&like=nord').expect(400);
    const given = { source: 'nord', sourceKey: '4-1', reason: 'the same' };
    await bind({ ...given, code: 'ODD' }).expect(200);
    await until(() => newest('erp.items', 'nord|ODD')?.value);
    await until(() => newest('erp.items', 'nord|4-1')?.value === null);
    expect((await asks('get', '/bindings/suggestions?source=nord&like=demo')).body.suggestions).toEqual([]);
    await bind({ ...given, code: null }).expect(200);
    await until(() => newest('erp.items', 'nord|4-1')?.value);
    const [audit] = await app
      .get(DataSource)
      .query<{ details: object }[]>(
        `select details from kernel.audit_log where action = 'bind-code' order by id desc limit 1`,
      );
    expect(audit?.details).toEqual({ before: 'ODD', after: null, reason: 'the same' });
  });
});
