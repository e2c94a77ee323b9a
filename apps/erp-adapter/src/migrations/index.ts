import { ErpAdapterTables1763730000000 } from './1763730000000-erp-adapter-tables.ts';
import { CancelledExports1763820000000 } from './1763820000000-cancelled-exports.ts';
import { ToldExports1763900000000 } from './1763900000000-told-exports.ts';
import { SeveralSources1764400000000 } from './1764400000000-several-sources.ts';
import { ReadAnew1764460000000 } from './1764460000000-read-anew.ts';
import { SoldUnits1764500000000 } from './1764500000000-sold-units.ts';
import { FindingsIndexes1764820000000 } from './1764820000000-findings-indexes.ts';
import { SourceDeclarations1764600000000 } from './1764600000000-source-declarations.ts';
import { FollowedDocuments1764600000000 } from './1764600000000-followed-documents.ts';
import { BindingsGuard1764900000000 } from './1764900000000-bindings-guard.ts';
import { GuardedWithdrawalsIndex1764910000000 } from './1764910000000-guarded-withdrawals-index.ts';
import { GoneDocuments1764920000000 } from './1764920000000-gone-documents.ts';
import { ErasedCustomers1765010000000 } from './1765010000000-erased-customers.ts';
import { ConfiguredSources1765100000000 } from './1765100000000-configured-sources.ts';
import { PlanRuns1765120000000 } from './1765120000000-plan-runs.ts';
import { OrderBatches1765200000000 } from './1765200000000-order-batches.ts';
import { Exceptions1765400000000 } from './1765400000000-exceptions.ts';
import { ReaderProfiles1765410000000 } from './1765410000000-reader-profiles.ts';
import { OrdersOut1765450000000 } from './1765450000000-orders-out.ts';
import { OrderFiles1765460000000 } from './1765460000000-order-files.ts';

/** In the order in which they were made. */
export const migrations = [
  ErpAdapterTables1763730000000,
  CancelledExports1763820000000,
  ToldExports1763900000000,
  SeveralSources1764400000000,
  ReadAnew1764460000000,
  SoldUnits1764500000000,
  FindingsIndexes1764820000000,
  SourceDeclarations1764600000000,
  FollowedDocuments1764600000000,
  BindingsGuard1764900000000,
  GuardedWithdrawalsIndex1764910000000,
  GoneDocuments1764920000000,
  ErasedCustomers1765010000000,
  ConfiguredSources1765100000000,
  PlanRuns1765120000000,
  OrderBatches1765200000000,
  Exceptions1765400000000,
  ReaderProfiles1765410000000,
  OrdersOut1765450000000,
  OrderFiles1765460000000,
];
