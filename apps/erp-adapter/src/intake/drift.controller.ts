import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { transaction } from '@throughline/persistence';
import { Allow, AuditLog, CurrentUser, Problem, Responds, type User } from '@throughline/service';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import { acceptDrift, readerStates } from '../landing/reader-states.tables.ts';
import { sourceDrift } from '../response.schemas.ts';
import { SourceRegistry } from '../sources/registry.ts';

const acceptance = z.strictObject({ seen: z.string().min(1).max(40) }).meta({ id: 'DriftAcceptance' });
const name = z.string().max(40);

/** How the columns of a reader have changed. */
interface DriftOfReader {
  reader: string;
  changes: readonly string[];
  waits: boolean;
  seen: string;
  since: Date;
}

@Controller('sources/:source/drift')
export class DriftController {
  constructor(
    private readonly dataSource: DataSource,
    private readonly sources: SourceRegistry,
    private readonly audit: AuditLog,
  ) {}

  /** How the columns of its readers have changed last. */
  @Get()
  @Allow('integrator', 'admin', 'auditor')
  @Responds(200, sourceDrift)
  async list(@Param('source', { schema: name }) source: string): Promise<{ readers: DriftOfReader[] }> {
    if (this.sources.find(source) === undefined) throw new Problem(404, `There is no source ${source}`);
    const states = await transaction(this.dataSource, (tx) => readerStates(tx, source));
    return {
      readers: states.flatMap(({ reader, drift, driftedAt }) => {
        if (drift === null || driftedAt === null) return [];
        const waits = drift.waits && !drift.isAccepted;
        return { reader, changes: drift.changes, waits, seen: drift.seen, since: driftedAt };
      }),
    };
  }

  /** Has a reader of a database go on with its columns as they were seen. */
  @Post(':reader/acceptance')
  @HttpCode(202)
  @Allow('integrator', 'admin')
  @Responds(202, sourceDrift)
  async accept(
    @Param('source', { schema: name }) source: string,
    @Param('reader', { schema: name }) reader: string,
    @Body({ schema: acceptance }) { seen }: z.infer<typeof acceptance>,
    @CurrentUser() user: User,
  ): Promise<{ readers: DriftOfReader[] }> {
    await transaction(this.dataSource, async (tx) => {
      if (!(await acceptDrift(tx, source, reader, seen)))
        throw new Problem(409, `${reader} does not wait with these columns: look again`, {
          name: 'drift-changed',
        });
      const target = `reader ${source}|${reader}`;
      await this.audit.record(tx, { actor: user, action: 'accept-columns', target, details: { seen } });
    });
    return this.list(source);
  }
}
