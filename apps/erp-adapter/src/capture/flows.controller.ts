import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { transaction } from '@throughline/persistence';
import { Allow, AuditLog, CurrentUser, Problem, Responds, type User } from '@throughline/service';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import { flowList, reconciliation, reconciliationReport } from '../response.schemas.ts';
import { flows } from '../connectors/connector.ts';
import { Source } from '../source.ts';
import { type FlowRow, flowRows } from './flows.tables.ts';
import {
  type Reconciliation,
  type ReconciliationReport,
  findReconciliation,
  requestReconciliation,
} from './reconciliations.tables.ts';

const wanted = z
  .strictObject({ flows: z.array(z.enum(flows)).min(1).optional() })
  .meta({ id: 'ReconciliationRequest' });

@Controller()
export class FlowsController {
  constructor(
    private readonly dataSource: DataSource,
    private readonly source: Source,
    private readonly audit: AuditLog,
  ) {}

  @Get('flows')
  @Allow('integrator', 'admin', 'auditor', 'order-desk', 'merchandiser', 'customer-care')
  @Responds(200, flowList)
  async list(): Promise<{ flows: Omit<FlowRow, 'version'>[] }> {
    const rows = await transaction(this.dataSource, (tx) => flowRows(tx, this.source.name));
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
    return transaction(this.dataSource, async (tx) => {
      const chosen = body.flows ?? flows;
      const made = await requestReconciliation(tx, this.source.name, chosen, user.subject);
      const target = `reconciliation ${made.id}`;
      await this.audit.record(tx, { actor: user, action: 'reconcile', target, details: { flows: chosen } });
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
