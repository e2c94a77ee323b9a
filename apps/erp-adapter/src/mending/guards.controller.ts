import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { Allow, CurrentUser, Problem, Responds, type User } from '@throughline/service';
import { z } from 'zod';
import { answeredGuard, guardList } from '../response.schemas.ts';
import { SourceRegistry } from '../sources/registry.ts';
import { type AnsweredGuard, type Guard, GuardChanged, Guards, NoSuchGuard } from './guards.service.ts';

const query = z.object({ source: z.string().min(1).max(40).optional() });
const guard = z.string().min(1).max(100);
const acceptance = z
  .strictObject({ seen: z.string().max(40).describe('That of the guard.') })
  .meta({ id: 'GuardAcceptance' });
const refusal = z
  .strictObject({ reason: z.string().trim().min(1, 'is missing').max(1_000) })
  .meta({ id: 'GuardRefusal' });

/** What is held until a person has answered: withdrawals of many records, documents that are out of bounds. */
@Controller('guards')
export class GuardsController {
  constructor(
    private readonly sources: SourceRegistry,
    private readonly guards: Guards,
  ) {}

  @Get()
  @Allow('integrator', 'admin', 'auditor')
  @Responds(200, guardList)
  async list(@Query({ schema: query }) { source }: z.infer<typeof query>): Promise<{ guards: Guard[] }> {
    return { guards: await this.guards.list(this.sources.named(source, 'query')) };
  }

  /** Lets go, or lets count, what was seen. */
  @Post(':guard/acceptance')
  @HttpCode(202)
  @Allow('integrator', 'admin')
  @Responds(202, answeredGuard)
  accept(
    @Param('guard', { schema: guard }) which: string,
    @Body({ schema: acceptance }) { seen }: z.infer<typeof acceptance>,
    @CurrentUser() user: User,
  ): Promise<AnsweredGuard> {
    return this.guards.accept(user, which, seen).catch(refused);
  }

  /** Keeps published what would go, until it is back or accepted; a document never counts. */
  @Post(':guard/refusal')
  @HttpCode(200)
  @Allow('integrator', 'admin')
  @Responds(200, answeredGuard)
  refuse(
    @Param('guard', { schema: guard }) which: string,
    @Body({ schema: refusal }) { reason }: z.infer<typeof refusal>,
    @CurrentUser() user: User,
  ): Promise<AnsweredGuard> {
    return this.guards.refuse(user, which, reason).catch(refused);
  }
}

function refused(error: unknown): never {
  if (error instanceof NoSuchGuard) throw new Problem(404, error.message);
  if (error instanceof GuardChanged) throw new Problem(409, error.message, { name: 'guard-changed' });
  throw error;
}
