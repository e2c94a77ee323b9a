import { Body, Controller, Delete, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { transaction } from '@throughline/persistence';
import {
  Allow,
  CurrentUser,
  InvalidRequest,
  Problem,
  Responds,
  type User,
  isStorable,
} from '@throughline/service';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import { type Repair, listRepairs } from '../landing/repairs.tables.ts';
import { oneRepair, repairList, repairPreview } from '../response.schemas.ts';
import { SourceRegistry } from '../sources/registry.ts';
import {
  NotLanded,
  NothingToRepair,
  RepairChanged,
  type RepairPreview,
  Repairs,
  UnrepairableColumn,
} from './repairs.service.ts';

const recordId = z.string().regex(/^[0-9a-f]{32}$/, 'is no id of a record');
const repairId = z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER);
const text = z.string().max(2_000).refine(isStorable, 'holds a character that cannot be kept');
const words = text.trim().min(1, 'is missing').max(1_000);

const wanted = {
  column: text
    .min(1, 'is missing')
    .describe('Of the row; of a nested one the names that lead to it, with ` / ` between.'),
  value: text.nullable().describe('What it is to say instead; null for nothing.'),
};
const previewed = z.strictObject(wanted).meta({ id: 'RepairPreviewRequest' });
const laid = z
  .strictObject({
    ...wanted,
    reason: words.describe('Why.'),
    seen: z.string().max(40).describe('That of the preview.'),
  })
  .meta({ id: 'RepairRequest' });
const removed = z.object({ reason: words });
const page = z.object({
  source: z.string().max(40).optional(),
  state: z.enum(['open', 'ended']).optional(),
  /** `next` of the page before. */
  after: repairId.optional(),
  limit: z.coerce.number().int().min(1).max(500).default(100),
});

/** Values that people lay over what a source says. */
@Controller('quarantine')
export class RepairsController {
  constructor(
    private readonly dataSource: DataSource,
    private readonly sources: SourceRegistry,
    private readonly repairs: Repairs,
  ) {}

  @Get('repairs')
  @Allow('integrator', 'admin', 'auditor')
  @Responds(200, repairList)
  async list(
    @Query({ schema: page }) { source, limit, ...of }: z.infer<typeof page>,
  ): Promise<{ repairs: Repair[]; next: number | null }> {
    const query = { ...of, limit, sources: this.sources.named(source, 'query') };
    const repairs = await transaction(this.dataSource, (tx) => listRepairs(tx, query));
    return { repairs, next: repairs.length < limit ? null : (repairs.at(-1)?.id ?? null) };
  }

  /** What would be published with another value in the place of one; changes nothing. */
  @Post('records/:id/repairs/preview')
  @HttpCode(200)
  @Allow('integrator', 'admin')
  @Responds(200, repairPreview)
  preview(
    @Param('id', { schema: recordId }) id: string,
    @Body({ schema: previewed }) body: z.infer<typeof previewed>,
  ): Promise<RepairPreview> {
    return this.repairs.preview(id, body).catch(refused);
  }

  /** Lays a value over that of the source, for as long as that stays the same. */
  @Post('records/:id/repairs')
  @Allow('integrator', 'admin')
  @Responds(201, oneRepair)
  lay(
    @Param('id', { schema: recordId }) id: string,
    @Body({ schema: laid }) body: z.infer<typeof laid>,
    @CurrentUser() user: User,
  ): Promise<Repair> {
    return this.repairs.lay(user, id, body).catch(refused);
  }

  /** Takes a repair away, or takes note that it has ended. */
  @Delete('repairs/:repair')
  @HttpCode(200)
  @Allow('integrator', 'admin')
  @Responds(200, oneRepair)
  remove(
    @Param('repair', { schema: repairId }) repair: number,
    @Query({ schema: removed }) { reason }: z.infer<typeof removed>,
    @CurrentUser() user: User,
  ): Promise<Repair> {
    return this.repairs.remove(user, repair, reason).catch(refused);
  }
}

function refused(error: unknown): never {
  if (error instanceof NothingToRepair) throw new Problem(404, error.message);
  if (error instanceof NotLanded) throw new Problem(409, error.message, { name: 'not-landed' });
  if (error instanceof UnrepairableColumn)
    throw new InvalidRequest([{ field: 'column', message: error.message, in: 'body' }]);
  if (error instanceof RepairChanged)
    throw new Problem(409, error.message, { name: 'repair-changed', extensions: { preview: error.preview } });
  throw error;
}
