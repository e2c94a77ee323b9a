import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { topics } from '@throughline/events';
import type { TopicName } from '@throughline/events';
import { OperatorApi, RefusedError } from '@throughline/messaging';
import { transaction } from '@throughline/persistence';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import { Answers } from './describe.ts';
import {
  doctorAnswer,
  groupsAnswer,
  outboxAnswer,
  parkedAnswer,
  sentAgainAnswer,
  topicsAnswer,
} from './ops.answers.ts';
import { AuditLog } from './audit-log.ts';
import { Allow, CurrentUser } from './permissions.ts';
import type { User } from './permissions.ts';
import { Problem } from './problem.ts';

const group = z.string().min(1);
const topic = z.enum(Object.keys(topics) as [TopicName, ...TopicName[]]);
const parkedFilter = z.object({
  group: group.optional(),
  topic: topic.optional(),
  key: z.string().optional(),
  status: z.enum(['parked', 'applied', 'skipped', 'superseded']).default('parked'),
  limit: z.coerce.number().int().min(1).max(1000).default(100),
});
const retryCommand = z.object({ group, topic: topic.optional(), key: z.string().optional() });
const skipCommand = z.object({
  group,
  topic,
  partition: z.int32().min(0),
  offset: z.int().min(0),
  reason: z.string().trim().min(3).max(500),
});
const rebuildCommand = z.object({ group, mode: z.enum(['swap', 'verify']).default('swap') });

const Read = () => Allow('admin', 'integrator', 'auditor');
const Command = () => Allow('admin', 'integrator');

/** The operator's side of the messaging kernel. Commands are kept in the audit log before they are carried out. */
@Controller('ops')
export class OpsController {
  constructor(
    private readonly ops: OperatorApi,
    private readonly audit: AuditLog,
    private readonly dataSource: DataSource,
  ) {}

  @Get('topics')
  @Read()
  @Answers(200, topicsAnswer)
  topics() {
    return this.ops.topics();
  }

  @Get('groups')
  @Read()
  @Answers(200, groupsAnswer)
  groups() {
    return this.ops.groups();
  }

  @Get('outbox')
  @Read()
  @Answers(200, outboxAnswer)
  outbox() {
    return this.ops.outbox();
  }

  @Get('parked')
  @Read()
  @Answers(200, parkedAnswer)
  parked(@Query({ schema: parkedFilter }) filter: z.infer<typeof parkedFilter>) {
    return this.ops.parked(filter);
  }

  @Post('parked/retry')
  @Command()
  @HttpCode(200)
  retry(@Body({ schema: retryCommand }) which: z.infer<typeof retryCommand>, @CurrentUser() actor: User) {
    return this.command(actor, 'retry-parked', which.group, which, () => this.ops.retry(which));
  }

  @Post('parked/skip')
  @Command()
  @HttpCode(204)
  skip(
    @Body({ schema: skipCommand }) { reason, ...which }: z.infer<typeof skipCommand>,
    @CurrentUser() actor: User,
  ) {
    return this.command(actor, 'skip-parked', which.group, { ...which, reason }, () =>
      this.ops.skip(which, reason),
    );
  }

  @Get('rebuilds/:group')
  @Read()
  async rebuild(@Param('group', { schema: group }) name: string) {
    const status = await this.ops.rebuild(name);
    if (!status) throw new Problem(404, `${name} has not been rebuilt`);
    return status;
  }

  @Post('rebuilds')
  @Command()
  @HttpCode(202)
  startRebuild(
    @Body({ schema: rebuildCommand }) { group: name, mode }: z.infer<typeof rebuildCommand>,
    @CurrentUser() actor: User,
  ) {
    return this.command(actor, 'rebuild', name, { mode }, () => this.ops.startRebuild(name, mode));
  }

  @Get('doctor')
  @Read()
  @Answers(200, doctorAnswer)
  doctor() {
    return this.ops.doctor();
  }

  @Post('doctor/adopt')
  @Command()
  @HttpCode(204)
  adopt(@CurrentUser() actor: User) {
    return this.command(actor, 'adopt-log', 'kernel', {}, () => this.ops.adopt());
  }

  @Post('doctor/send-again')
  @Command()
  @HttpCode(200)
  @Answers(200, sentAgainAnswer)
  sendAgain(@CurrentUser() actor: User) {
    return this.command(actor, 'send-again', 'kernel', {}, () => this.ops.sendAgain());
  }

  @Post('doctor/keep-versions')
  @Command()
  @HttpCode(204)
  keepVersions(@CurrentUser() actor: User) {
    return this.command(actor, 'keep-versions', 'kernel', {}, () => this.ops.keepVersions());
  }

  @Post('doctor/raise-versions')
  @Command()
  @HttpCode(204)
  raiseVersions(@CurrentUser() actor: User) {
    return this.command(actor, 'raise-versions', 'kernel', {}, () => this.ops.raiseVersions());
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
