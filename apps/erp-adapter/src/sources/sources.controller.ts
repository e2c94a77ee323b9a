import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { transaction } from '@throughline/persistence';
import { Allow, CurrentUser, Problem, Responds, type User } from '@throughline/service';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import {
  appliedSource,
  checkedSource,
  sourceHistoryList,
  sourceList,
  sourceVersion,
} from '../response.schemas.ts';
import { withFaults } from './document-faults.ts';
import { SourceRegistry } from './registry.ts';
import {
  SourceChanged,
  type SourceVersion,
  findSourceVersion,
  sourceHistory,
} from './source-versions.tables.ts';
import { SourcesService } from './sources.service.ts';

const document = z.string().min(1).max(1_000_000);

const check = z.strictObject({ document }).meta({ id: 'SourceCheckRequest' });

const apply = z
  .strictObject({
    document,
    note: z.string().max(1_000).nullable().default(null),
    /** Version that it takes the place of; 0 for a new source. */
    expected: z.int().min(0),
  })
  .meta({ id: 'SourceApplyRequest' });

const which = z.object({ version: z.coerce.number().int().min(1).optional() });
const name = z.string().max(40);

/** A configured source as the list has it. */
export interface SourceSummary {
  source: string;
  /** 0 of a source that the environment configures. */
  version: number;
  flows: readonly string[];
  takesOrders: boolean;
}

@Controller('sources')
export class SourcesController {
  constructor(
    private readonly dataSource: DataSource,
    private readonly sources: SourceRegistry,
    private readonly service: SourcesService,
  ) {}

  @Get()
  @Allow('integrator', 'admin', 'auditor')
  @Responds(200, sourceList)
  list(): { sources: SourceSummary[] } {
    return {
      sources: this.sources.all.map(({ name: source, version, flows, takesOrders }) => {
        return { source, version, flows, takesOrders };
      }),
    };
  }

  /** Says what a document comes to, and changes nothing. */
  @Post('check')
  @HttpCode(200)
  @Allow('integrator', 'admin')
  @Responds(200, checkedSource)
  check(@Body({ schema: check }) body: z.infer<typeof check>) {
    return withFaults(() => this.service.check(body.document));
  }

  /** Has a source go by a document from now on. */
  @Post()
  @Allow('integrator', 'admin')
  @Responds(201, appliedSource)
  async apply(
    @Body({ schema: apply }) body: z.infer<typeof apply>,
    @CurrentUser() user: User,
  ): Promise<{ source: string; version: number }> {
    return withFaults(async () => {
      try {
        return await this.service.apply(user, body);
      } catch (error) {
        if (!(error instanceof SourceChanged)) throw error;
        throw new Problem(409, error.message, { name: 'source-changed' });
      }
    });
  }

  @Get(':source')
  @Allow('integrator', 'admin', 'auditor')
  @Responds(200, sourceVersion)
  async find(
    @Param('source', { schema: name }) source: string,
    @Query({ schema: which }) { version }: z.infer<typeof which>,
  ): Promise<SourceVersion> {
    const found = await transaction(this.dataSource, (tx) => findSourceVersion(tx, source, version));
    if (found === null) throw new Problem(404, `There is no such version of a source ${source}`);
    return found;
  }

  @Get(':source/history')
  @Allow('integrator', 'admin', 'auditor')
  @Responds(200, sourceHistoryList)
  async history(
    @Param('source', { schema: name }) source: string,
  ): Promise<{ versions: Omit<SourceVersion, 'document'>[] }> {
    const found = await transaction(this.dataSource, (tx) => sourceHistory(tx, source));
    return { versions: found.map(({ document: _, ...version }) => version) };
  }
}
