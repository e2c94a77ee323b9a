import { Injectable } from '@nestjs/common';
import { type Tx, transaction } from '@throughline/persistence';
import { Clock, ServiceConfig, type ServiceFinding, ServiceFindings } from '@throughline/service';
import { DataSource } from 'typeorm';
import { undeliveredFiles } from './connectors/transports/files/order-files.tables.ts';
import type { environment } from './environment.ts';
import { openDifferences, stuckExports } from './exports/exports.queries.ts';
import { handOverPace, ordersOutFlow } from './exports/hand-over-pace.ts';
import {
  differingDocuments,
  guardedFlows,
  heldRecords,
  repairsOver,
  silentFlows,
  stuckHandOvers,
  undeliveredOrders,
  withoutPatience,
} from './findings.ts';
import { readerFindings, refusedDocuments, waitingDocuments } from './intake/intake-findings.ts';
import { lastRefused, openDocuments } from './landing/landed-documents.tables.ts';
import { endedRepairs } from './landing/repairs.tables.ts';
import { readerStates } from './landing/reader-states.tables.ts';
import { planOf } from './plan/plan.tables.ts';
import { type FlowRow, flowRows } from './publishing/flows.tables.ts';
import { waitingWithdrawals } from './publishing/guard.tables.ts';
import { heldRecordsOf } from './quarantine/quarantine.tables.ts';
import { SourceRegistry } from './sources/registry.ts';
import { answersWithin } from './sources/source.ts';

/** What the adapter knows to stand still, to differ, or to be held back. */
@Injectable()
export class ErpAdapterFindings {
  constructor(
    findings: ServiceFindings,
    private readonly dataSource: DataSource,
    private readonly sources: SourceRegistry,
    private readonly clock: Clock,
    private readonly config: ServiceConfig<typeof environment>,
  ) {
    const { HAND_OVER_LATE_SECONDS: late, FLOW_SILENT_SECONDS: silent } = this.config.own;
    findings.add('erp-adapter.flows', () =>
      this.look(async (tx) => {
        const rows: FlowRow[] = [];
        for (const name of this.sources.heardAlways) rows.push(...(await flowRows(tx, name)));
        return silentFlows(rows, this.ago(silent));
      }),
    );
    findings.add('erp-adapter.intake', () =>
      this.look(async (tx) => {
        const found: ServiceFinding[] = [];
        for (const { name, checked } of this.sources.all) {
          if (checked === null) continue;
          const { readers } = checked.document;
          const standing = (await readerStates(tx, name)).flatMap((state) => {
            const settings = readers[state.reader];
            // What is known of readers that the document has no more is kept, and concerns nobody.
            if (settings === undefined && state.reader !== '*') return [];
            const every =
              settings !== undefined && 'every' in settings.expect ? settings.expect.every : undefined;
            return [{ ...state, every: every ?? null }];
          });
          found.push(...readerFindings(standing, this.clock.now()));
          const waiting = await openDocuments(tx, name, ['waiting']);
          found.push(...waitingDocuments(waiting.filter(({ reader }) => readers[reader] !== undefined)));
          found.push(...refusedDocuments(await lastRefused(tx, name, Object.keys(readers))));
        }
        return found;
      }),
    );
    findings.add('erp-adapter.guards', () =>
      this.look(async (tx) => guardedFlows(await waitingWithdrawals(tx, this.sources.names))),
    );
    findings.add('erp-adapter.exports', () =>
      this.look(async (tx) => {
        const plan = await planOf(tx, ordersOutFlow);
        const rows = withoutPatience(await stuckExports(tx, this.ago(late)), {
          isOff: (source) => handOverPace(plan, source) === 'off',
          patience: (source) => answersWithin(this.sources.find(source)),
          now: this.clock.now(),
        });
        return stuckHandOvers(rows);
      }),
    );
    findings.add('erp-adapter.order-files', () =>
      this.look(async (tx) => undeliveredOrders(await undeliveredFiles(tx))),
    );
    findings.add('erp-adapter.differences', () =>
      this.look(async (tx) => differingDocuments(await openDifferences(tx))),
    );
    findings.add('erp-adapter.repairs', () =>
      this.look(async (tx) => repairsOver(await endedRepairs(tx, this.sources.names))),
    );
    findings.add('erp-adapter.quarantine', () =>
      this.look(async (tx) => heldRecords(await heldRecordsOf(tx, this.sources.names))),
    );
  }

  private look(work: (tx: Tx) => Promise<ServiceFinding[]>): Promise<ServiceFinding[]> {
    return transaction(this.dataSource, work);
  }

  private ago(seconds: number): Date {
    return new Date(this.clock.now().getTime() - seconds * 1_000);
  }
}
