import { Controller, Module, Post } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Outbox } from '@throughline/messaging';
import { transaction } from '@throughline/persistence';
import { type Installation, startInstallation, until } from '@throughline/testing';
import supertest from 'supertest';
import { DataSource } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AuditLog } from './access/audit-log.ts';
import { Allow, CurrentUser } from './access/permissions.ts';
import type { Role, User } from './access/permissions.ts';
import { ServiceFindings } from './operations/service-findings.ts';
import { ServiceModule } from './service.module.ts';

const brokenThings = {
  ...{ kind: 'thing-broken', subject: 'shelf', count: 2, since: new Date('2026-11-29T10:00:00.000Z') },
  worth: [{ currency: 'EUR', amount: '9.5' }],
  remedy: 'Mend it',
};

@Controller('things')
class ThingsController {
  constructor(
    private readonly audit: AuditLog,
    private readonly dataSource: DataSource,
    readonly outbox: Outbox,
    findings: ServiceFindings,
  ) {
    findings.add('things', () => [brokenThings]);
  }

  @Post()
  @Allow('merchandiser')
  add(@CurrentUser() actor: User): Promise<void> {
    return transaction(this.dataSource, (tx) =>
      this.audit.record(tx, { actor, action: 'add', target: 'thing 1', details: { size: 'L' } }),
    );
  }

  @Post('failing')
  @Allow('merchandiser')
  fail(@CurrentUser() actor: User): Promise<void> {
    return transaction(this.dataSource, async (tx) => {
      await this.audit.record(tx, { actor, action: 'fail', target: 'thing 1' });
      throw new Error('Not to be kept');
    });
  }
}

@Module({
  imports: [ServiceModule.forService({ name: 'things', migrations: [] })],
  controllers: [ThingsController],
})
class ThingsModule {}

let installation: Installation;
let app: NestFastifyApplication;

beforeAll(async () => {
  installation = await startInstallation({ observe: [] });
  app = await installation.startService('things', ThingsModule);
});
afterAll(() => installation.stop());

const http = () => supertest(app.getHttpServer());
const as = (role: Role, request: supertest.Test) =>
  request.auth(installation.token(role), { type: 'bearer' });
const audited = () =>
  app
    .get(DataSource)
    .query<object[]>('select actor, roles, action, target, details from kernel.audit_log order by id');

describe('a service with database and messaging', () => {
  it('tells operators what its parts have found, and nobody else', async () => {
    const { body } = await as('auditor', http().get('/ops/findings')).expect(200);
    expect(body).toEqual([{ ...brokenThings, since: '2026-11-29T10:00:00.000Z' }]);
    await as('merchandiser', http().get('/ops/findings')).expect(403);
  });

  it('becomes ready, and current', async () => {
    await until(async () => (await http().get('/health/current')).status === 200);
    const { body: ready } = await http().get('/health/ready').expect(200);
    expect(ready).toEqual({ status: 'up', checks: { database: { status: 'up' } } });
    const { body: current } = await http().get('/health/current').expect(200);
    expect(current).toEqual({
      status: 'up',
      checks: { database: { status: 'up' }, messaging: { status: 'up' } },
    });
  });

  it('serves without a broker, and says that it is not current', async () => {
    const environment = { KAFKA_BROKERS: '127.0.0.1:1' };
    const alone = await installation.startService('things-alone', ThingsModule, { environment });
    const ask = (path: string) => supertest(alone.getHttpServer()).get(path);
    const { body: current } = await ask('/health/current').expect(503);
    expect(current).toMatchObject({
      status: 'down',
      checks: { database: { status: 'up' }, messaging: { reason: 'The broker does not answer' } },
    });
    await ask('/health/ready').expect(200, { status: 'up', checks: { database: { status: 'up' } } });
    await as('merchandiser', supertest(alone.getHttpServer()).post('/things')).expect(201);
  });

  it('keeps who changed what, in the transaction of the change', async () => {
    await as('merchandiser', http().post('/things')).expect(201);
    await as('merchandiser', http().post('/things/failing')).expect(500);
    expect(await audited()).toEqual([
      { actor: 'tester', roles: ['merchandiser'], action: 'add', target: 'thing 1', details: { size: 'L' } },
    ]);
  });

  it('lets operators read, and integrators command with a trace in the audit log', async () => {
    const { body: outbox } = await as('auditor', http().get('/ops/outbox')).expect(200);
    expect(outbox).toMatchObject({ rows: 0, oldestSeconds: 0 });
    const { body: parked } = await as('auditor', http().get('/ops/parked?topic=erp.items')).expect(200);
    expect(parked).toEqual([]);

    const command = { group: 'things.none' };
    await as('auditor', http().post('/ops/parked/retry')).send(command).expect(403);
    const { body } = await as('integrator', http().post('/ops/parked/retry')).send(command).expect(200);
    expect(body).toEqual({ applied: 0, failed: 0 });
    expect((await audited()).at(-1)).toMatchObject({ action: 'retry-parked', target: 'things.none' });
  });

  it.each(['adopt', 'send-again', 'keep-versions', 'raise-versions'])(
    'does not %s when something is said with it that it does not know',
    async (command) => {
      const before = await audited();
      const { body } = await as('admin', http().post(`/ops/doctor/${command}`))
        .send({ service: 'orders' })
        .expect(400);
      expect(body.errors).toMatchObject([{ in: 'body' }]);
      await as('admin', http().post(`/ops/doctor/${command}`))
        .send([1])
        .expect(400);
      expect(await audited()).toEqual(before);
    },
  );

  it('takes a command that needs nothing said with or without an empty body', async () => {
    await as('admin', http().post('/ops/doctor/adopt')).expect(204);
    await as('admin', http().post('/ops/doctor/adopt')).send({}).expect(204);
    await as('admin', http().post('/ops/doctor/send-again')).send({}).expect(200);
  });

  it('says what an operator asks in vain', async () => {
    const skip = { group: 'things.none', topic: 'erp.items', partition: 0, offset: 7, reason: 'A test' };
    const { body } = await as('admin', http().post('/ops/parked/skip')).send(skip).expect(409);
    expect(body.type).toBe('urn:throughline:problem:refused');
    const wrong = await as('admin', http().post('/ops/parked/skip')).send({
      ...skip,
      topic: 'no.such',
      reason: '',
    });
    expect(wrong.status).toBe(400);
    expect(wrong.body.errors.map(({ field }: { field: string }) => field)).toEqual(['topic', 'reason']);
  });
});
