import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { type Installation, startInstallation, until } from '@throughline/testing';
import supertest from 'supertest';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ErpAdapterModule } from '../../../apps/erp-adapter/src/erp-adapter.module.ts';
import { type Office, onEachOffice } from '../../../libs/database-sources/src/fixtures/offices.ts';
import { type BackOffice, openBackOffice } from './back-office.ts';

const topics = ['erp.locations', 'erp.items', 'erp.stock', 'integration.flows'] as const;

const shown = join(import.meta.dirname, '../../../docs/connect/from-a-database');

/** A back office of somebody else, as it names and types things: the tables of the documentation. */
const tables = (mariadb: boolean) =>
  readFileSync(join(shown, 'handel.sql'), 'utf8')
    .replaceAll(/^--.*$/gm, '')
    .replaceAll('datetime(3)', mariadb ? 'datetime(3)' : 'timestamp(3)')
    .split(/;\n/)
    .filter((statement) => statement.trim() !== '');

/** The document of the documentation, for a database of the tests: the clocks of its MariaDB show two hours more than UTC. */
const document = (dialect: string) =>
  readFileSync(join(shown, 'buero.yaml'), 'utf8')
    .replace('dialect: mariadb', `dialect: ${dialect}`)
    .replace('zone: Europe/Berlin', `zone: ${dialect === 'mariadb' ? 'Etc/GMT-2' : 'UTC'}`);

onEachOffice('a source by its document alone, a database of', ({ open, dialect }) => {
  let folder: string;
  let demo: BackOffice;
  let office: Office;
  let installation: Installation;
  let app: NestFastifyApplication;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'throughline-database-'));
    [demo, office] = await Promise.all([openBackOffice(), open()]);
    await office.run(...tables(dialect === 'mariadb'));
    writeFileSync(join(folder, 'url'), `${office.url}\n`);
    installation = await startInstallation({ observe: topics });
    const environment = { ERP_DATABASE_URL: demo.url, RECONCILE_HOURS: '0' };
    app = await installation.startService('erp-adapter', ErpAdapterModule, { environment });
  });
  afterAll(async () => {
    await installation?.stop();
    await Promise.all([demo?.close(), office?.close()]);
    rmSync(folder, { recursive: true, force: true });
  });

  const apply = (text: string, expected: number) =>
    supertest(app.getHttpServer())
      .post('/sources')
      .set('authorization', `Bearer ${installation.token('integrator')}`)
      .send({ document: text.replace('env:BUERO_URL', `file:${join(folder, 'url')}`), expected });
  const newest = (topic: (typeof topics)[number], key: string) =>
    installation.seen(topic).findLast((record) => record.key === key);
  const valueOf = (topic: (typeof topics)[number], key: string) =>
    newest(topic, key)?.value as Record<string, unknown> | null | undefined;
  const stated = (quantity: number) =>
    until(() => valueOf('erp.stock', 'buero|4-1|B1')?.['quantity'] === quantity);

  it('is read as soon as it is applied', async () => {
    expect((await apply(document(dialect), 0)).body).toEqual({ source: 'buero', version: 1 });
    expect(await until(() => valueOf('erp.items', 'buero|4-1'))).toMatchObject({
      ...{ source: 'buero', code: '4-1', family: 'TUBES', unit: 'C62' },
      texts: [{ language: 'de', name: 'Schläuche' }],
    });
    await stated(12);
    expect(await until(() => valueOf('erp.locations', 'buero|B1'))).toMatchObject({ city: 'Berlin' });
    expect(valueOf('erp.stock', 'buero|4-1|B1')).toMatchObject({
      sku: '4-1',
      location: 'B1',
      basis: 'physical',
    });
    expect(newest('erp.items', 'buero|4-3')).toBeUndefined();
  });

  it('is followed as it changes, rows that belong to a record included', async () => {
    await office.run(`update bestand set menge = 7, geaendert = current_timestamp(3) where artnr = '4-1'`);
    await stated(7);
    await office.run(`insert into texte values ('4-1', 'EN', 'tubes')`);
    await until(() => (valueOf('erp.items', 'buero|4-1')?.['texts'] as unknown[] | undefined)?.length === 2);
    await office.run(
      `update artikel set aktiv = 'J' where artnr = '4-3'`,
      `insert into texte values ('4-3', 'DE', 'Felge')`,
    );
    await until(() => valueOf('erp.items', 'buero|4-3'));
    await office.run(`delete from artikel where artnr = '4-2'`);
    await until(() => newest('erp.items', 'buero|4-2')?.value === null);
  });

  it('says up to when its flows are known', async () => {
    const status = await until(() => valueOf('integration.flows', 'buero|stock'));
    expect(status).toMatchObject({ source: 'buero', flow: 'stock', state: 'live' });
  });

  it('tells that a column takes more, and waits for a person when one has another type', async () => {
    const asks = (method: 'get' | 'post', path: string) =>
      supertest(app.getHttpServer())
        [method](path)
        .set('authorization', `Bearer ${installation.token('integrator')}`);
    const drift = async () =>
      (await asks('get', '/sources/buero/drift')).body.readers as {
        reader: string;
        changes: string[];
        waits: boolean;
      }[];
    const alter = (column: string, type: string) =>
      dialect === 'mariadb' ? `modify ${column} ${type}` : `alter column ${column} type ${type}`;
    await office.run(`alter table artikel ${alter('bez', 'varchar(160)')}`);
    const [told] = await until(async () => {
      const found = await drift();
      return found.length === 1 && found;
    });
    expect(told).toMatchObject({ reader: 'artikel', waits: false });
    expect(told?.changes[0]).toMatch(/^bez was \w+\(80\) and is \w+\(160\)$/);
    await office.run(
      `alter table bestand ${alter('menge', 'varchar(20)')}`,
      `update bestand set menge = '6.000', geaendert = current_timestamp(3) where artnr = '4-1'`,
    );
    const waiting = await until(async () => (await drift()).find(({ waits }) => waits));
    expect(waiting.changes[0]).toMatch(/^menge was .+ and is varchar/);
    const { body } = await asks('get', '/guards?source=buero');
    const [guard] = body.guards as { guard: string; seen: string }[];
    expect(guard).toMatchObject({ guard: `columns:buero:${waiting.reader}`, kind: 'columns' });
    const path = `/guards/columns:buero:${waiting.reader}/acceptance`;
    expect((await asks('post', path).send({ seen: 'something else' })).status).toBe(409);
    expect(valueOf('erp.stock', 'buero|4-1|B1')?.['quantity']).toBe(7);
    expect((await asks('post', path).send({ seen: guard?.seen })).status).toBe(202);
    await stated(6);
    expect((await drift()).some(({ waits }) => waits)).toBe(false);
  });

  it('goes on by itself after the database was away, and holds up nobody else', async () => {
    await demo.addItem('BIKE', { price: '100', onHand: 1 });
    writeFileSync(join(folder, 'url'), 'nowhere');
    await apply(`${document(dialect)}# again\n`, 1);
    await demo.addItem('TIRE', { price: '10', onHand: 1 });
    await until(() => newest('erp.items', 'demo|TIRE'));
    writeFileSync(join(folder, 'url'), `${office.url}\n`);
    await office.run(`update bestand set menge = 5, geaendert = current_timestamp(3) where artnr = '4-1'`);
    await stated(5);
  });

  const findings = async (kind: string) => {
    const { body } = await supertest(app.getHttpServer())
      .get('/ops/findings')
      .set('authorization', `Bearer ${installation.token('integrator')}`)
      .expect(200);
    return (body as { kind: string; subject: string; remedy: string }[]).filter(
      (finding) => finding.kind === kind && finding.subject.startsWith('buero|'),
    );
  };

  it('says that it is refused, and never the password, and goes on when it is let in again', async () => {
    const { password } = new URL(office.url);
    await office.refuse();
    const told = await until(async () => {
      const found = await findings('source-unreadable');
      return found.some(({ remedy }) => /password|denied/i.test(remedy)) && found;
    });
    expect(JSON.stringify(told)).not.toContain(password);
    const history = await supertest(app.getHttpServer())
      .get('/sources/buero/history')
      .set('authorization', `Bearer ${installation.token('integrator')}`)
      .expect(200);
    expect(JSON.stringify(history.body)).not.toContain(password);
    await office.admit();
    await office.run(`update bestand set menge = 6, geaendert = current_timestamp(3) where artnr = '4-1'`);
    await stated(6);
    await until(async () => (await findings('source-unreadable')).length === 0);
  });

  it('tells that its log is gone while others write, who notice nothing, and has all they wrote once it is mended', async () => {
    const log = dialect === 'mariadb' ? 'throughline_captured_buero' : 'throughline.captured_buero';
    const clerk = await office.clerk();
    const writing = (async () => {
      for (let index = 0; index < 20; index += 1)
        await clerk.run(`update artikel set bez = 'SCHL ${index}' where artnr = '4-1'`);
    })();
    await office.run(`drop table ${log}`);
    await writing;
    await until(async () => (await findings('changes-distrusted')).length > 0);
    // Who applies the document again has it made anew, and all of it compared.
    await apply(`${document(dialect)}# made anew\n`, 2);
    await until(() => valueOf('erp.items', 'buero|4-1')?.['abbreviation'] === 'SCHL 19');
    await until(async () => (await findings('changes-distrusted')).length === 0);
    await office.run(`update artikel set bez = 'SCHL' where artnr = '4-1'`);
    await until(() => valueOf('erp.items', 'buero|4-1')?.['abbreviation'] === 'SCHL');
  });
});
