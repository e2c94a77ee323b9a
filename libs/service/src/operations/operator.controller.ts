import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { OperatorApi, RefusedError } from '@throughline/messaging';
import { transaction } from '@throughline/persistence';
import { DataSource } from 'typeorm';
import type { z } from 'zod';
import { AuditLog } from '../access/audit-log.ts';
import { Responds } from '../openapi/describe.ts';
import * as schemas from './operator.schemas.ts';
import { ServiceFindings } from './service-findings.ts';
import { Allow, CurrentUser } from '../access/permissions.ts';
import type { User } from '../access/permissions.ts';
import { Problem } from '../problems/problem.ts';

const Read = () => Allow('admin', 'integrator', 'auditor');
const Command = () => Allow('admin', 'integrator');

/** The operator's side of the messaging kernel. Commands are kept in the audit log before they are carried out. */
@Controller('ops')
export class OperatorController {
  constructor(
    private readonly operator: OperatorApi,
    private readonly serviceFindings: ServiceFindings,
    private readonly audit: AuditLog,
    private readonly dataSource: DataSource,
  ) {}

  @Get('topics')
  @Read()
  @Responds(200, schemas.topicList)
  topics() {
    return this.operator.topics();
  }

  @Get('groups')
  @Read()
  @Responds(200, schemas.groupList)
  groups() {
    return this.operator.groups();
  }

  @Get('outbox')
  @Read()
  @Responds(200, schemas.outboxStatus)
  outbox() {
    return this.operator.outbox();
  }

  @Get('parked')
  @Read()
  @Responds(200, schemas.parkedRecordList)
  parked(@Query({ schema: schemas.parkedQuery }) filter: z.infer<typeof schemas.parkedQuery>) {
    return this.operator.parked(filter);
  }

  @Post('parked/retry')
  @Command()
  @HttpCode(200)
  @Responds(200, schemas.retryOutcome)
  retry(
    @Body({ schema: schemas.retryRequest }) which: z.infer<typeof schemas.retryRequest>,
    @CurrentUser() actor: User,
  ) {
    return this.command(actor, 'retry-parked', which.group, which, () => this.operator.retry(which));
  }

  @Post('parked/skip')
  @Command()
  @HttpCode(204)
  skip(
    @Body({ schema: schemas.skipRequest }) { reason, ...which }: z.infer<typeof schemas.skipRequest>,
    @CurrentUser() actor: User,
  ) {
    return this.command(actor, 'skip-parked', which.group, { ...which, reason }, () =>
      this.operator.skip(which, reason),
    );
  }

  @Get('rebuilds/:group')
  @Read()
  @Responds(200, schemas.rebuild)
  async rebuild(@Param('group', { schema: schemas.groupParam }) name: string) {
    const status = await this.operator.rebuild(name);
    if (!status) throw new Problem(404, `${name} has not been rebuilt`);
    return status;
  }

  @Post('rebuilds')
  @Command()
  @HttpCode(202)
  startRebuild(
    @Body({ schema: schemas.rebuildRequest }) { group: name, mode }: z.infer<typeof schemas.rebuildRequest>,
    @CurrentUser() actor: User,
  ) {
    return this.command(actor, 'rebuild', name, { mode }, () => this.operator.startRebuild(name, mode));
  }

  @Get('doctor')
  @Read()
  @Responds(200, schemas.findingList)
  doctor() {
    return this.operator.doctor();
  }

  @Get('findings')
  @Read()
  @Responds(200, schemas.serviceFindingList)
  findings() {
    return this.serviceFindings.all();
  }

  @Post('doctor/adopt')
  @Command()
  @HttpCode(204)
  adopt(@Body({ schema: schemas.nothing }) _: unknown, @CurrentUser() actor: User) {
    return this.command(actor, 'adopt-log', 'kernel', {}, () => this.operator.adopt());
  }

  @Post('doctor/send-again')
  @Command()
  @HttpCode(200)
  @Responds(200, schemas.resendOutcome)
  sendAgain(@Body({ schema: schemas.nothing }) _: unknown, @CurrentUser() actor: User) {
    return this.command(actor, 'send-again', 'kernel', {}, () => this.operator.sendAgain());
  }

  @Post('doctor/keep-versions')
  @Command()
  @HttpCode(204)
  keepVersions(@Body({ schema: schemas.nothing }) _: unknown, @CurrentUser() actor: User) {
    return this.command(actor, 'keep-versions', 'kernel', {}, () => this.operator.keepVersions());
  }

  @Post('doctor/raise-versions')
  @Command()
  @HttpCode(204)
  raiseVersions(@Body({ schema: schemas.nothing }) _: unknown, @CurrentUser() actor: User) {
    return this.command(actor, 'raise-versions', 'kernel', {}, () => this.operator.raiseVersions());
  }

  private async command<T>(
    actor: User,
    action: string,
    target: string,
    details: Record<string, unknown>,
    run: () => Promise<T>,
  ): Promise<T> {
    await transaction(this.dataSource, (tx) => this.audit.record(tx, { actor, action, target, details }));
    try {
      return await run();
    } catch (error) {
      if (error instanceof RefusedError)
        throw new Problem(409, error.message, { name: 'refused', cause: error });
      throw error;
    }
  }
}
