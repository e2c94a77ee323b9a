import { Body, Controller, Delete, Get, HttpCode, Post, Put, Query } from '@nestjs/common';
import { transaction } from '@throughline/persistence';
import { Allow, CurrentUser, InvalidRequest, Problem, Responds, type User } from '@throughline/service';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import {
  type Scope,
  type ScopeKind,
  codeOf,
  modes,
  plannableFlows,
  scopeKinds,
  scopeOf,
} from '../plan/plan.ts';
import { type PlanChange, type PlannedEntry, planHistory, planOf } from '../plan/plan.tables.ts';
import { planEntry, planHistoryList, planList, planPreview, planRuns } from '../response.schemas.ts';
import { SourceRegistry } from '../sources/registry.ts';
import { PlanService, type Part } from './plan.service.ts';
import { type RunPreview, previewRun } from './preview.ts';

const flow = z.enum(plannableFlows).describe('What flows in; `orders-out` is what flows out.');
const scope = z.enum(scopeKinds).default('everything');
const code = z.string().max(200).default('').describe('Of the location, the family or the account group.');
const note = z.string().max(1_000).nullable().default(null).describe('Why.');
const part = { flow, scope, code };

const setting = z
  .strictObject({
    ...part,
    source: z.string().max(40),
    mode: z.enum(modes),
    schedule: z.string().max(200).nullable().default(null).describe('Of a batch: a cron expression.'),
    owner: z.string().max(200).nullable().default(null).describe('Who looks after it.'),
    note,
  })
  .meta({ id: 'PlanSetting' });

const change = z.strictObject({ ...part, note }).meta({ id: 'PlanPart' });

const run = z
  .strictObject({ flow, scope: z.enum(scopeKinds).optional().describe('All parts without it.'), code })
  .meta({ id: 'PlanRunRequest' });

const preview = z.strictObject(part).meta({ id: 'PlanPreviewRequest' });
const removed = z.object({ ...part, note: z.string().max(1_000).optional() });
const page = z.object({
  before: z.coerce.number().int().min(1).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});

/** An entry as people see it. */
export interface ShownEntry extends Omit<PlannedEntry, 'scope' | 'generation'> {
  readonly scope: ScopeKind;
  readonly code: string;
}

@Controller('plan')
export class PlanController {
  constructor(
    private readonly dataSource: DataSource,
    private readonly plan: PlanService,
    private readonly sources: SourceRegistry,
  ) {}

  @Get()
  @Allow('integrator', 'admin', 'auditor', 'merchandiser', 'order-desk')
  @Responds(200, planList)
  async list(): Promise<{ entries: ShownEntry[] }> {
    const entries = await transaction(this.dataSource, (tx) => planOf(tx));
    return { entries: entries.map(shown) };
  }

  /** Says which source owns a part of a flow, and how it runs. */
  @Put()
  @Allow('integrator', 'admin')
  @Responds(200, planEntry)
  async set(
    @Body({ schema: setting }) { scope: kind, code: of, ...wanted }: z.infer<typeof setting>,
    @CurrentUser() user: User,
  ): Promise<ShownEntry> {
    return shown(await this.plan.set(user, { ...wanted, scope: scopeFrom(kind, of, 'body') }));
  }

  /** Takes an entry out. */
  @Delete()
  @HttpCode(204)
  @Allow('integrator', 'admin')
  async remove(
    @Query({ schema: removed }) { note: why, ...wanted }: z.infer<typeof removed>,
    @CurrentUser() user: User,
  ): Promise<void> {
    await this.plan.remove(user, partFrom(wanted, 'query'), why ?? null);
  }

  /** Has nothing more be published of a part; what was published stays. */
  @Post('pause')
  @HttpCode(200)
  @Allow('integrator', 'admin')
  @Responds(200, planEntry)
  async pause(
    @Body({ schema: change }) { note: why, ...wanted }: z.infer<typeof change>,
    @CurrentUser() user: User,
  ): Promise<ShownEntry> {
    return shown(await this.plan.pause(user, partFrom(wanted, 'body'), why));
  }

  /** Has a part that pauses go on as it did. */
  @Post('resume')
  @HttpCode(200)
  @Allow('integrator', 'admin')
  @Responds(200, planEntry)
  async resume(
    @Body({ schema: change }) { note: why, ...wanted }: z.infer<typeof change>,
    @CurrentUser() user: User,
  ): Promise<ShownEntry> {
    return shown(await this.plan.resume(user, partFrom(wanted, 'body'), why));
  }

  /** What a run of a part would publish now; changes nothing. */
  @Post('preview')
  @HttpCode(200)
  @Allow('integrator', 'admin')
  @Responds(200, planPreview)
  async preview(
    @Body({ schema: preview }) wanted: z.infer<typeof preview>,
  ): Promise<RunPreview & { source: string }> {
    const { flow: of, scope: wantedScope } = partFrom(wanted, 'body');
    const [entry] = await transaction(this.dataSource, (tx) => this.plan.runnable(tx, of, wantedScope));
    const source = entry && this.sources.find(entry.source);
    if (entry === undefined || source === undefined)
      throw new Problem(409, `There is no source ${entry?.source} any more`, { name: 'plan-no-source' });
    return { source: source.name, ...(await previewRun(this.dataSource, source, of, entry)) };
  }

  /** Runs the parts of a flow that go in batches or by hand. */
  @Post('run')
  @HttpCode(202)
  @Allow('integrator', 'admin')
  @Responds(202, planRuns)
  async run(
    @Body({ schema: run }) { flow: of, scope: kind, code: about }: z.infer<typeof run>,
    @CurrentUser() user: User,
  ) {
    const only = kind === undefined ? undefined : scopeFrom(kind, about, 'body');
    const { runs, orders } = await this.plan.run(user, of, only);
    return {
      runs: runs.map(({ scope: ran, reconciliation }) => ({
        ...{ scope: ran.kind, code: codeOf(ran), reconciliation },
      })),
      orders,
    };
  }

  @Get('history')
  @Allow('integrator', 'admin', 'auditor')
  @Responds(200, planHistoryList)
  async history(
    @Query({ schema: page }) { before, limit }: z.infer<typeof page>,
  ): Promise<{ changes: PlanChange[]; next: number | null }> {
    const changes = await transaction(this.dataSource, (tx) =>
      planHistory(tx, { before: before ?? null, limit }),
    );
    return { changes, next: changes.length === limit ? (changes.at(-1)?.id ?? null) : null };
  }
}

function partFrom(
  { flow: of, scope: kind, code: about }: { flow: Part['flow']; scope: ScopeKind; code: string },
  where: 'body' | 'query',
): Part {
  return { flow: of, scope: scopeFrom(kind, about, where) };
}

/** @throws InvalidRequest when everything has a code, or a part of it none */
function scopeFrom(kind: ScopeKind, about: string, where: 'body' | 'query'): Scope {
  const message =
    kind === 'everything' ? 'belongs to a part, and the scope is everything' : `of the ${kind} is missing`;
  if ((kind === 'everything') !== (about === ''))
    throw new InvalidRequest([{ field: 'code', message, in: where }]);
  return scopeOf(kind, about);
}

function shown({ scope: of, generation: _, ...entry }: PlannedEntry): ShownEntry {
  return { ...entry, scope: of.kind, code: codeOf(of) };
}
