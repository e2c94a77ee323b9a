import { Body, Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import { transaction } from '@throughline/persistence';
import {
  Allow,
  AuditLog,
  CurrentUser,
  InvalidRequest,
  Problem,
  Responds,
  type User,
  isStorable,
} from '@throughline/service';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import { causeList, quarantineList, rereadOutcome } from '../response.schemas.ts';
import { type Flow, capturesChanges, flows } from '@throughline/connector';
import { SourceRegistry } from '../sources/registry.ts';
import {
  type Cursor,
  type HeldCause,
  type QuarantineEntry,
  findCauses,
  findEntries,
  sourceKeysToRetry,
} from './quarantine.tables.ts';

const page = z.object({
  source: z.string().max(40).optional(),
  flow: z.enum(flows).optional(),
  /** A part of the reason, in any case. */
  cause: z.string().min(1).max(200).optional(),
  /** `next` of the page before. */
  after: z.string().max(4_000).optional(),
  limit: z.coerce.number().int().min(1).max(500).default(100),
});

const causes = z.object({
  source: z.string().max(40).optional(),
  flow: z.enum(flows).optional(),
  limit: z.coerce.number().int().min(1).max(1_000).default(100),
});

const retry = z
  .strictObject({
    source: z.string().max(40).optional(),
    flow: z.enum(flows).optional(),
    keys: z.array(z.string().min(1).max(1_000)).min(1).max(2_000).optional(),
  })
  .meta({ id: 'RereadRequest' });

/** Flows whose rows hold what a merchandiser mends; the others hold personal data and papers of customers. */
const productFlows: readonly Flow[] = ['locations', 'taxes', 'items', 'prices', 'stock'];

@Controller('quarantine')
export class QuarantineController {
  constructor(
    private readonly dataSource: DataSource,
    private readonly sources: SourceRegistry,
    private readonly audit: AuditLog,
  ) {}

  @Get()
  @Allow('integrator', 'admin', 'merchandiser', 'auditor')
  @Responds(200, quarantineList)
  async list(
    @Query({ schema: page }) { source, flow, cause, after, limit }: z.infer<typeof page>,
    @CurrentUser() user: User,
  ): Promise<{ entries: QuarantineEntry[]; next: string | null }> {
    const query = {
      sources: this.sources.named(source, 'query'),
      flows: visibleTo(user, flow),
      cause,
      after: readCursor(after),
      limit,
    };
    const entries = await transaction(this.dataSource, (tx) => findEntries(tx, query));
    const last = entries.at(-1);
    return { entries, next: entries.length < limit || !last ? null : writeCursor(last) };
  }

  /** The reasons for which records are held or warned of, what holds most first. */
  @Get('causes')
  @Allow('integrator', 'admin', 'merchandiser', 'auditor')
  @Responds(200, causeList)
  async causes(
    @Query({ schema: causes }) { source, flow, limit }: z.infer<typeof causes>,
    @CurrentUser() user: User,
  ): Promise<{ causes: HeldCause[] }> {
    const query = {
      sources: this.sources.named(source, 'query'),
      flows: visibleTo(user, flow),
      limit,
    };
    return { causes: await transaction(this.dataSource, (tx) => findCauses(tx, query)) };
  }

  /** Has the records read again; those that are in order by now are published. */
  @Post('retry')
  @HttpCode(202)
  @Allow('integrator', 'admin')
  @Responds(202, rereadOutcome)
  async retry(
    @Body({ schema: retry }) { source, flow, keys }: z.infer<typeof retry>,
    @CurrentUser() user: User,
  ): Promise<{ records: number }> {
    const chosen = flow === undefined ? flows : [flow];
    const names = this.sources.named(source, 'body');
    const found = await transaction(this.dataSource, async (tx) => {
      const details = { sources: names, flows: chosen, ...(keys && { keys }) };
      await this.audit.record(tx, { actor: user, action: 'retry-quarantine', target: 'quarantine', details });
      return sourceKeysToRetry(tx, names, chosen, keys ?? null);
    });
    for (const [of, ofSource] of Map.groupBy(found, (row) => row.source))
      for (const [name, list] of Map.groupBy(ofSource, (row) => row.flow))
        await this.requeue(
          of,
          name,
          list.map(({ sourceKey }) => sourceKey),
        );
    return { records: found.length };
  }

  private async requeue(source: string, flow: Flow, sourceKeys: readonly string[]): Promise<void> {
    const connector = this.sources.find(source)?.connector;
    if (!connector || !capturesChanges(connector)) return;
    await connector.requeue(flow, sourceKeys).catch((cause: unknown) => {
      throw new Problem(503, `The back office ${source} cannot be reached`, {
        headers: { 'retry-after': '10' },
        cause,
      });
    });
  }
}

/** The flows that somebody may see, or the one of them that was asked for. */
function visibleTo({ roles }: User, asked: Flow | undefined): readonly Flow[] {
  const visible = roles.some((role) => role === 'integrator' || role === 'admin' || role === 'auditor')
    ? flows
    : productFlows;
  return visible.filter((flow) => asked === undefined || flow === asked);
}

function writeCursor({ source, flow, key, field }: QuarantineEntry): string {
  return Buffer.from(JSON.stringify([source, flow, key, field])).toString('base64url');
}

const text = z.string().refine(isStorable);
const cursor = z.tuple([text, text, text, text]);

function readCursor(text: string | undefined): Cursor {
  if (text === undefined) return ['', '', '', ''];
  try {
    return cursor.parse(JSON.parse(Buffer.from(text, 'base64url').toString()));
  } catch {
    throw new InvalidRequest([{ field: 'after', message: 'is not the end of a page', in: 'query' }]);
  }
}
