import { Injectable } from '@nestjs/common';
import { type ServiceFinding, ServiceFindings } from '@throughline/service';
import { EstimatedSettlementJob } from './estimated-settlement.job.ts';

/** What inventory knows to be wrong. */
@Injectable()
export class InventoryFindings {
  constructor(
    findings: ServiceFindings,
    private readonly settlement: EstimatedSettlementJob,
  ) {
    findings.add('inventory.ledger', () => this.unbalanced());
  }

  private async unbalanced(): Promise<ServiceFinding[]> {
    const lines = await this.settlement.alarms();
    const [oldest] = lines;
    if (!oldest) return [];
    return [
      {
        ...{ kind: 'claim-unbalanced', subject: 'inventory', count: lines.length, since: oldest.completedAt },
        remedy:
          'Orders have ended and still claim units, so that these are not sold. `GET /ledger/unbalanced` of inventory lists them, `throughline orders NUMBER` says what was claimed and given back: has the location stated stock since the goods left?',
      },
    ];
  }
}
