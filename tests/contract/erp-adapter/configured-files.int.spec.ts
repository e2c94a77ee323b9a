import { mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { type Installation, startInstallation, until } from '@throughline/testing';
import supertest from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ErpAdapterModule } from '../../../apps/erp-adapter/src/erp-adapter.module.ts';
import { type BackOffice, openBackOffice } from './back-office.ts';

const topics = ['erp.items', 'erp.prices', 'erp.sources', 'integration.flows'] as const;

let folder: string;
let office: BackOffice;
let installation: Installation;
let app: NestFastifyApplication;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'throughline-files-'));
  mkdirSync(join(folder, 'in'));
  office = await openBackOffice();
  installation = await startInstallation({ observe: topics });
  const environment = { ERP_DATABASE_URL: office.url, RECONCILE_HOURS: '0' };
  app = await installation.startService('erp-adapter', ErpAdapterModule, { environment });
});
afterAll(async () => {
  await installation?.stop();
  await office?.close();
  rmSync(folder, { recursive: true, force: true });
});

const document = (priceSteps = 'decimal "1.234,56"') => `source: nord
transport: files
at: { folder: ${folder} }
zone: Europe/Berlin
currency: EUR
taxIncluded: false
readers:
  art:
    folder: in
    pattern: "ART_{seq}.csv"
    ready: { rename: true }
    archive: done
    reject: refused
    format: { csv: ";", encoding: windows-1252, trailer: { line: '^EOF;(?<count>\\d+)$' } }
    nothing: ["-"]
    key: [ArtNr]
    with: { texts: { reader: txt, on: [{ this: ArtNr, is: ArtNr }] } }
    says: everything
    expect: { gone: 50%, least: 3, held: 50% }
  txt:
    folder: in
    pattern: "TXT_{seq}.csv"
    ready: { rename: true }
    format: { csv: ";", encoding: windows-1252 }
    key: [ArtNr, Lang]
    says: everything
flows: { items: items@1, prices: prices@1 }
---
mapping: items@1
of: art
skip: { Status: [X], as: not for sale }
record:
  code: [ArtNr, code]
  abbreviation: [Bez]
  family: [WG, code]
  unit: [ME, table units]
  kind: { constant: goods }
  status: { constant: active }
  taxCategory: { constant: standard }
  texts:
    each: { of: texts }
    record: { language: [Lang, lower], name: [Text], description: { constant: "" } }
tables: { units: { ST: C62, else: hold } }
---
mapping: prices@1
of: art
record:
  sku: [ArtNr, code]
  amount: [VK, ${priceSteps}]
  unit: [ME, table units]
  validFrom: { constant: "2026-01-01T00:00:00Z" }
tables: { units: { ST: C62, else: hold } }
`;

const asks = (method: 'get' | 'post', path: string) =>
  supertest(app.getHttpServer())
    [method](path)
    .set('authorization', `Bearer ${installation.token('integrator')}`);
const newest = (topic: (typeof topics)[number], key: string) =>
  installation.seen(topic).findLast((record) => record.key === key);
const valueOf = (topic: (typeof topics)[number], key: string) =>
  newest(topic, key)?.value as Record<string, unknown> | null | undefined;
const findings = async (): Promise<{ kind: string; subject: string; count: number }[]> =>
  (await asks('get', '/ops/findings')).body;

function put(name: string, ...lines: string[]): void {
  writeFileSync(join(folder, 'in', `.${name}`), Buffer.from(`${lines.join('\r\n')}\r\n`, 'latin1'));
  renameSync(join(folder, 'in', `.${name}`), join(folder, 'in', name));
}
const head = 'ArtNr;Bez;WG;ME;VK;Status';
const articles = (name: string, ...rows: string[]) => put(name, head, ...rows, `EOF;${rows.length}`);

describe('a source of files, by its document alone', () => {
  it('is refused with line and reason when the document is not right, and nothing changes', async () => {
    const { status, body } = await asks('post', '/sources').send({
      document: document('decimal "1.234.56"'),
      expected: 0,
    });
    expect(status).toBe(400);
    expect(body.errors[0].message).toMatch(/^\d+:\d+ record\.amount\[1\]: /);
    expect((await asks('get', '/sources/nord')).status).toBe(404);
  });

  it('says before it is applied what it comes to', async () => {
    const { body } = await asks('post', '/sources/check').send({ document: document() });
    expect(body).toMatchObject({ source: 'nord', version: 0 });
    expect(body.flows.map(({ flow }: { flow: string }) => flow)).toEqual(['items', 'prices']);
  });

  it('is read as soon as it is applied, without a restart', async () => {
    put('TXT_1.csv', 'ArtNr;Lang;Text', '4-1;DE;Schläuche', '4-1;EN;tubes', '4-2;DE;Reifen', '4-3;DE;Felge');
    const { status, body } = await asks('post', '/sources').send({ document: document(), expected: 0 });
    expect([status, body]).toEqual([201, { source: 'nord', version: 1 }]);
    articles(
      'ART_1.csv',
      '4-1;SCHL;TUBES;ST;1.234,50;A',
      '4-2;REIF;TIRES;ST;20,00;A',
      '4-3;FELG;RIMS;KG;-;A',
    );
    const item = await until(() => valueOf('erp.items', 'nord|4-1'));
    expect(item).toMatchObject({
      ...{ source: 'nord', code: '4-1', family: 'TUBES', unit: 'C62' },
      texts: [
        { language: 'de', name: 'Schläuche' },
        { language: 'en', name: 'tubes' },
      ],
    });
    const price = await until(() =>
      installation.seen('erp.prices').find(({ key }) => key.startsWith('nord|4-1|')),
    );
    expect(price.value).toMatchObject({ sku: '4-1', amount: '1234.5', currency: 'EUR' });
    await until(() => readdirSync(join(folder, 'done')).includes('ART_1.csv'));
  });

  it('holds back what breaks a rule, with its row', async () => {
    const { body } = await until(async () => {
      const answer = await asks('get', '/quarantine?source=nord&flow=items');
      return answer.body.entries.length > 0 && answer;
    });
    expect(body.entries[0]).toMatchObject({
      key: 'nord|4-3',
      field: 'unit',
      severity: 'held',
      raw: { ME: 'KG' },
    });
    expect(newest('erp.items', 'nord|4-3')).toBeUndefined();
  });

  it('withdraws what a whole file does not mention, and publishes no more than what changed', async () => {
    const before = installation.seen('erp.items').length;
    articles('ART_2.csv', '4-1;SCHL;TUBES;ST;1.234,50;A', '4-3;FELG;RIMS;ST;5,00;A');
    await until(() => newest('erp.items', 'nord|4-2')?.value === null);
    await until(() => valueOf('erp.items', 'nord|4-3'));
    const since = installation
      .seen('erp.items')
      .slice(before)
      .map(({ key }) => key);
    expect(since.toSorted()).toEqual(['nord|4-2', 'nord|4-3']);
  });

  it('reads an item again when a text of it changes', async () => {
    put('TXT_2.csv', 'ArtNr;Lang;Text', '4-1;DE;Fahrradschlauch', '4-3;DE;Felge');
    const texts = () => (valueOf('erp.items', 'nord|4-1')?.['texts'] ?? []) as { name: string }[];
    await until(() => texts().length === 1 && texts()[0]?.name === 'Fahrradschlauch');
  });

  it('takes nothing from a file that was cut, and says why beside it', async () => {
    const before = installation.seen('erp.items').length;
    put('ART_3.csv', head, '4-1;ANDERS;TUBES;ST;1,00;A');
    await until(() => readdirSync(join(folder, 'refused')).includes('ART_3.csv.reason.txt'));
    expect(installation.seen('erp.items')).toHaveLength(before);
    const refused = { kind: 'document-refused', subject: 'nord|art', count: 1 };
    expect(await findings()).toContainEqual(expect.objectContaining(refused));
    // What counts takes its place.
    articles('ART_4.csv', '4-1;SCHL;TUBES;ST;1.234,50;A', '4-3;FELG;RIMS;ST;6,00;A');
    await until(async () => !(await findings()).some(({ kind }) => kind === refused.kind));
  });

  it('says of a file what of it differs from what is known, and nothing of what does not', async () => {
    const { body } = await until(async () => {
      const answer = await asks('get', '/documents?source=nord&reader=art&limit=1');
      return answer.body.documents[0].state === 'applied' && answer;
    });
    expect(body.documents[0]).toMatchObject({
      name: 'ART_4.csv',
      verdict: { added: 0, changed: 1, gone: 0, known: 2 },
    });
  });

  it('goes by a new version at once, and refuses one that was made from an older', async () => {
    const changed = document().replace('code: [ArtNr, code]', 'code: [ArtNr, code]\n  gtin: [Bez]');
    const diff = await asks('post', '/sources/check').send({ document: changed });
    expect(diff.body.changed).toEqual(['+   gtin: [Bez]']);
    const renewed = await asks('post', '/sources').send({ document: changed, expected: 1, note: 'GTIN' });
    expect(renewed.body).toEqual({ source: 'nord', version: 2 });
    await until(() => valueOf('erp.items', 'nord|4-1')?.['gtin'] === 'SCHL');
    const late = await asks('post', '/sources').send({ document: document(), expected: 1 });
    expect([late.status, late.body.detail]).toEqual([409, 'nord has version 2 by now, and not 1']);
    const { body } = await asks('get', '/sources/nord/history');
    expect(
      body.versions.map(({ version, note }: { version: number; note: string | null }) => [version, note]),
    ).toEqual([
      [2, 'GTIN'],
      [1, null],
    ]);
  });
});
