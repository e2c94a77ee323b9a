import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { type Installation, startInstallation, until } from '@throughline/testing';
import supertest from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ErpAdapterModule } from '../../../apps/erp-adapter/src/erp-adapter.module.ts';
import { type BackOffice, openBackOffice } from './back-office.ts';

const topics = ['erp.stock'] as const;

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

const document = `source: handel
transport: manual
zone: Europe/Berlin
basis: physical
readers:
  bestand:
    format: { csv: "," }
    key: [SKU, Ort]
    says: everything
flows: { stock: stock@1 }
---
mapping: stock@1
of: bestand
record:
  sku: [SKU, code]
  location: [Ort, code]
  quantity: [Menge, integer]
`;

const asks = (method: 'get' | 'post', path: string) =>
  supertest(app.getHttpServer())
    [method](path)
    .set('authorization', `Bearer ${installation.token('integrator')}`);
const upload = (text: string, query = '') =>
  asks('post', `/documents?source=handel&reader=bestand&name=bestand.csv${query}`)
    .set('content-type', 'application/octet-stream')
    .send(Buffer.from(text));
const quantities = () =>
  Object.fromEntries(
    installation
      .seen('erp.stock')
      .filter(({ key }) => key.startsWith('handel|'))
      .map(({ key, value }) => [key, (value as { quantity: number } | null)?.quantity ?? null]),
  );

describe('a source by hand', () => {
  it('takes a file in, says what it would change, and publishes nothing before it is accepted', async () => {
    expect((await asks('post', '/sources').send({ document, expected: 0 })).status).toBe(201);
    const { status, body } = await upload('SKU,Ort,Menge\n4-1,B1,12\n4-2,B1,3\n4-3,B1,viel\n');
    expect(status).toBe(201);
    expect(body).toMatchObject({
      ...{ source: 'handel', reader: 'bestand', state: 'waiting', records: 3 },
      verdict: { added: 3, changed: 0, gone: 0, known: 0, held: { stock: 1 } },
    });
    expect(body.examples[0]).toEqual({
      ...{ sourceKey: '4-1\u001FB1', kind: 'added', before: null },
      after: { SKU: '4-1', Ort: 'B1', Menge: '12' },
    });
    expect(quantities()).toEqual({});
    const other = await asks('post', `/documents/${body.id}/acceptance`).send({ seen: 'something else' });
    expect([other.status, other.body.detail]).toEqual([409, 'It is not what was seen: look again']);
    expect((await asks('post', `/documents/${body.id}/acceptance`).send({ seen: body.seen })).status).toBe(
      202,
    );
    await until(() => Object.keys(quantities()).length === 2);
    expect(quantities()).toEqual({ 'handel|4-1|B1': 12, 'handel|4-2|B1': 3 });
  });

  it('shows both sides of what would change, and lets it be when it is refused', async () => {
    const { body } = await upload('SKU,Ort,Menge\n4-1,B1,10\n4-3,B1,1\n');
    expect(body.because).toBe('Each document of it is accepted by a person');
    expect(
      body.examples.map(({ kind, sourceKey, before, after }: Record<string, unknown>) => [
        kind,
        sourceKey,
        (before as { Menge?: string } | null)?.Menge,
        (after as { Menge?: string } | null)?.Menge,
      ]),
    ).toEqual([
      ['changed', '4-1\u001FB1', '12', '10'],
      ['changed', '4-3\u001FB1', 'viel', '1'],
      ['gone', '4-2\u001FB1', '3', undefined],
    ]);
    const refused = await asks('post', `/documents/${body.id}/refusal`).send({ reason: 'an old list' });
    expect(refused.body).toMatchObject({ state: 'refused', because: 'an old list' });
    const again = await asks('post', `/documents/${body.id}/acceptance`).send({ seen: body.seen });
    expect([again.status, again.body.detail]).toEqual([409, 'It does not wait: it is refused']);
    expect(quantities()).toEqual({ 'handel|4-1|B1': 12, 'handel|4-2|B1': 3 });
  });

  it('refuses a file that was cut, and names what it does not know', async () => {
    const cut = await upload('SKU,Ort,Menge\n4-1,B1,"10');
    expect(cut.body).toMatchObject({ state: 'refused', because: 'It is not whole' });
    const strange = await asks('post', '/documents?source=handel&reader=preise&name=x')
      .set('content-type', 'application/octet-stream')
      .send(Buffer.from('x'));
    expect(strange.body.errors).toEqual([{ field: 'reader', message: 'is none of bestand', in: 'query' }]);
    expect(
      (await upload('SKU,Ort,Menge\n4-1,B1,10\n', '&asOf=2020-01-01T00:00:00Z')).body.errors[0].field,
    ).toBe('asOf');
    const json = await asks('post', '/documents?source=handel&reader=bestand&name=x').send({});
    expect(json.body.errors).toEqual([
      { field: 'body', message: 'must be the file, as application/octet-stream', in: 'body' },
    ]);
  });
});
