import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { transaction } from '@throughline/persistence';
import {
  Allow,
  AuditLog,
  CurrentUser,
  InvalidRequest,
  Problem,
  Responds,
  type User,
} from '@throughline/service';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import { flowList, reconciliation, reconciliationReport } from '../response.schemas.ts';
import { flows } from '@throughline/connector';
import { SourceRegistry } from '../sources/registry.ts';
import { type FlowRow, flowRows } from '../publishing/flows.tables.ts';
import {
  type Reconciliation,
  type ReconciliationReport,
  findReconciliation,
  requestReconciliation,
} from '../reconciliation/reconciliations.tables.ts';

const wanted = z
  .strictObject({
    source: z.string().max(40).optional().describe('Needed where there are several.'),
    flows: z.array(z.enum(flows)).min(1).optional(),
  })
  .meta({ id: 'ReconciliationRequest' });

@Controller()
export class FlowsController {
  constructor(
    private readonly dataSource: DataSource,
    private readonly sources: SourceRegistry,
    private readonly audit: AuditLog,
  ) {}

  @Get('flows')
  @Allow('integrator', 'admin', 'auditor', 'order-desk', 'merchandiser', 'customer-care')
  @Responds(200, flowList)
  async list(): Promise<{ flows: Omit<FlowRow, 'version'>[] }> {
    const rows = await transaction(this.dataSource, async (tx) => {
      const bySource: FlowRow[][] = [];
      for (const name of this.sources.names) bySource.push(await flowRows(tx, name));
      return bySource.flat();
    });
    return { flows: rows.map(({ version: _, ...row }) => row) };
  }

  @Post('reconciliations')
  @HttpCode(202)
  @Allow('integrator', 'admin')
  @Responds(202, reconciliation)
  async reconcile(
    @Body({ schema: wanted }) body: z.infer<typeof wanted>,
    @CurrentUser() user: User,
  ): Promise<Reconciliation> {
    const { name, flows: own } = this.sources.theOne(body.source);
    const chosen = body.flows ?? [...own];
    const strange = chosen.filter((flow) => !own.includes(flow));
    if (strange.length > 0) {
      const message = `${name} does not say ${strange.join(', ')}, but ${own.join(', ')}`;
      throw new InvalidRequest([{ field: 'flows', message, in: 'body' }]);
    }
    return transaction(this.dataSource, async (tx) => {
      const made = await requestReconciliation(tx, name, chosen, user.subject);
      const target = `reconciliation ${made.id}`;
      await this.audit.record(tx, {
        actor: user,
        action: 'reconcile',
        target,
        details: { source: name, flows: chosen },
      });
      return made;
    });
  }

  @Get('reconciliations/:id')
  @Allow('integrator', 'admin', 'auditor')
  @Responds(200, reconciliationReport)
  async find(@Param('id', { schema: z.uuid() }) id: string): Promise<ReconciliationReport> {
    const found = await transaction(this.dataSource, (tx) => findReconciliation(tx, id));
    if (found === null) throw new Problem(404, 'There is no such reconciliation');
    return found;
  }
}
