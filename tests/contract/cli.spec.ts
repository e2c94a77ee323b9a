import { describe, expectTypeOf, it } from 'vitest';
import type { z } from 'zod';
import type * as orderStory from '../../apps/cli/src/commands/order-story.ts';
import type * as bindings from '../../apps/cli/src/commands/bindings.ts';
import type * as guard from '../../apps/cli/src/commands/guard.ts';
import type * as batches from '../../apps/cli/src/commands/batches.ts';
import type * as erase from '../../apps/cli/src/commands/erase.ts';
import type * as exports from '../../apps/cli/src/commands/exports.ts';
import type * as findings from '../../apps/cli/src/commands/findings.ts';
import type * as flows from '../../apps/cli/src/commands/flows.ts';
import type * as orders from '../../apps/cli/src/commands/orders.ts';
import type * as activate from '../../apps/cli/src/commands/activate.ts';
import type * as plan from '../../apps/cli/src/commands/plan.ts';
import type * as price from '../../apps/cli/src/commands/price.ts';
import type * as quarantine from '../../apps/cli/src/commands/quarantine.ts';
import type * as explain from '../../apps/cli/src/commands/explain.ts';
import type * as source from '../../apps/cli/src/commands/source.ts';
import type * as sourceComparison from '../../apps/cli/src/commands/source-comparison.ts';
import type * as sourceDrift from '../../apps/cli/src/commands/source-drift.ts';
import type * as sourceTrial from '../../apps/cli/src/commands/source-trial.ts';
import type * as stock from '../../apps/cli/src/commands/stock.ts';
import type * as catalog from '../../apps/catalog/src/response.schemas.ts';
import type * as customers from '../../apps/customers/src/response.schemas.ts';
import type * as erpAdapter from '../../apps/erp-adapter/src/response.schemas.ts';
import type * as inventory from '../../apps/inventory/src/response.schemas.ts';
import type * as ordering from '../../apps/orders/src/operations/response.schemas.ts';
import type * as pricing from '../../apps/pricing/src/response.schemas.ts';
import type * as storefront from '../../apps/storefront/src/orders/order.response.schemas.ts';
import type { Json, ResponseOf } from '../../libs/service/src/schemas/schema.ts';
import type { serviceFindingList } from '../../libs/service/src/operations/operator.schemas.ts';

/** What a route responds with, as JSON. */
type Answer<Schema extends () => z.ZodType> = Json<ResponseOf<Schema>>;

/** Whoever changes what a route responds with sees here what the operator's commands read of it. */
describe('what the commands read is what the routes respond with', () => {
  it('orders', () => {
    expectTypeOf<Answer<typeof ordering.orderList>>().toExtend<orders.OrderList>();
    expectTypeOf<Answer<typeof ordering.order>>().toExtend<orderStory.Order>();
    expectTypeOf<Answer<typeof inventory.orderReservations>>().toExtend<orderStory.Reservations>();
    expectTypeOf<Answer<typeof erpAdapter.oneExport>>().toExtend<exports.ExportStatus>();
  });

  it('batches', () => {
    expectTypeOf<Answer<typeof erpAdapter.orderBatchList>>().toExtend<batches.BatchList>();
    expectTypeOf<Answer<typeof erpAdapter.oneOrderBatch>>().toExtend<batches.BatchReport>();
    expectTypeOf<Answer<typeof erpAdapter.orderAnswers>>().toExtend<batches.AnswersOutcome>();
  });

  it('exports, quarantine and flows', () => {
    expectTypeOf<Answer<typeof erpAdapter.exportList>>().toExtend<exports.ExportList>();
    expectTypeOf<Answer<typeof erpAdapter.groupList>['groups'][number]>().toExtend<quarantine.HeldGroup>();
    expectTypeOf<Answer<typeof erpAdapter.heldRecord>>().toExtend<quarantine.HeldRecord>();
    expectTypeOf<Answer<typeof erpAdapter.oneRepair>>().toExtend<quarantine.Repair>();
    expectTypeOf<Answer<typeof erpAdapter.repairPreview>>().toExtend<quarantine.RepairPreview>();
    type Entries = Answer<typeof erpAdapter.quarantineList>['entries'];
    expectTypeOf<Entries[number]>().toExtend<quarantine.QuarantineEntry>();
    expectTypeOf<Answer<typeof erpAdapter.flowList>['flows'][number]>().toExtend<flows.Flow>();
  });

  it('guards and bindings', () => {
    expectTypeOf<Answer<typeof erpAdapter.guardList>['guards'][number]>().toExtend<guard.Guard>();
    expectTypeOf<Answer<typeof erpAdapter.bindingList>['bindings'][number]>().toExtend<bindings.Binding>();
    type Conflicts = Answer<typeof erpAdapter.bindingConflictList>['conflicts'];
    expectTypeOf<Conflicts[number]>().toExtend<bindings.BindingConflict>();
    type Suggestions = Answer<typeof erpAdapter.bindingSuggestionList>['suggestions'];
    expectTypeOf<Suggestions[number]>().toExtend<bindings.BindingSuggestion>();
    expectTypeOf<Answer<typeof erpAdapter.bindingChanges>>().toExtend<bindings.BindingChanges>();
  });

  it('the plan', () => {
    expectTypeOf<Answer<typeof erpAdapter.planEntry>>().toExtend<plan.PlanEntry>();
    expectTypeOf<Answer<typeof erpAdapter.planHistoryList>['changes'][number]>().toExtend<plan.PlanChange>();
    expectTypeOf<Answer<typeof erpAdapter.planPreview>>().toExtend<plan.RunPreview>();
    expectTypeOf<Answer<typeof erpAdapter.planRuns>>().toExtend<plan.PlanRuns>();
  });

  it('price and stock', () => {
    expectTypeOf<Answer<typeof pricing.priceResolution>>().toExtend<price.PriceResolution>();
    expectTypeOf<Answer<typeof inventory.stockExplanation>>().toExtend<stock.StockExplanation>();
  });

  it('sources, and what is for sale', () => {
    expectTypeOf<Answer<typeof erpAdapter.sourceList>['sources'][number]>().toExtend<source.Source>();
    expectTypeOf<Answer<typeof erpAdapter.checkedSource>>().toExtend<source.CheckedSource>();
    type Versions = Answer<typeof erpAdapter.sourceHistoryList>['versions'];
    expectTypeOf<Versions[number]>().toExtend<source.SourceVersion>();
    expectTypeOf<Answer<typeof erpAdapter.landedTrial>>().toExtend<sourceTrial.TrialPart>();
    expectTypeOf<Answer<typeof erpAdapter.landedComparison>>().toExtend<sourceComparison.ComparisonPart>();
    expectTypeOf<Answer<typeof erpAdapter.recordExplanation>>().toExtend<explain.Explanation>();
    expectTypeOf<Answer<typeof erpAdapter.sourceDrift>>().toExtend<sourceDrift.SourceDrift>();
    expectTypeOf<Answer<typeof catalog.changeOutcome>>().toExtend<activate.ChangeOutcome>();
  });

  it('who is erased', () => {
    expectTypeOf<Answer<typeof storefront.erasedOrder>>().toExtend<erase.ErasedOrder>();
    expectTypeOf<Answer<typeof customers.account>>().toExtend<erase.Account>();
  });

  it('doctor', () => {
    expectTypeOf<Answer<typeof serviceFindingList>[number]>().toExtend<findings.ServiceFinding>();
  });
});
