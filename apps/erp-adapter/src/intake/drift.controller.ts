import { Controller, Get, Param } from '@nestjs/common';
import { transaction } from '@throughline/persistence';
import { Allow, Problem, Responds } from '@throughline/service';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import { readerStates } from '../landing/reader-states.tables.ts';
import { sourceDrift } from '../response.schemas.ts';
import { SourceRegistry } from '../sources/registry.ts';

const name = z.string().max(40);

/** How the columns of a reader have changed. */
interface DriftOfReader {
  reader: string;
  changes: readonly string[];
  waits: boolean;
  since: Date;
}

@Controller('sources/:source/drift')
export class DriftController {
  constructor(
    private readonly dataSource: DataSource,
    private readonly sources: SourceRegistry,
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
        return { reader, changes: drift.changes, waits, since: driftedAt };
      }),
    };
  }
}
