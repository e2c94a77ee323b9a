import { globSync } from 'node:fs';
import { join } from 'node:path';

const checkout = join(import.meta.dirname, '..', '..');

/** Files that are mutated together, the tests that must notice, and the share of mutants that these must kill. */
export interface Area {
  name: string;
  /** Globs of pure files, from the top of the checkout. */
  files: readonly string[];
  /** What of these is not pure, or holds nothing that a test of its own could tell. */
  except?: readonly string[];
  /** Globs of the tests; those beside the files when left out. */
  specs?: readonly string[];
  /** Mutation score that must be reached, in percent. */
  threshold: number;
}

/** A file without a role suffix is domain (`CONTRIBUTING.md`): pure, and mutated; `main.ts` only starts a service. */
export const areas: readonly Area[] = [
  { name: 'money', files: ['libs/money/src/*.ts'], threshold: 90 },
  { name: 'rules', files: ['libs/{order-rules,pricing-rules,seller-settings}/src/*.ts'], threshold: 90 },
  {
    name: 'orders',
    files: ['apps/orders/src/*.ts', 'apps/orders/src/{decision,documents,operations,order,placement}/*.ts'],
    except: ['apps/orders/src/order-stages.ts'],
    threshold: 90,
  },
  { name: 'inventory', files: ['apps/inventory/src/*.ts'], threshold: 90 },
  { name: 'pricing', files: ['apps/pricing/src/*.ts'], threshold: 80 },
  { name: 'catalog', files: ['apps/catalog/src/*.ts'], threshold: 80 },
  { name: 'customers', files: ['apps/customers/src/*.ts'], threshold: 80 },
  {
    // The SQL text in these is left out (`sql-ignorer.ts`); the tests in `tests/contract/erp-adapter` hold it.
    name: 'mapping',
    files: [
      'apps/erp-adapter/src/mapping/*.ts',
      'apps/erp-adapter/src/capture/polling-policy.ts',
      'apps/erp-adapter/src/publishing/{source-records,schema-misfits}.ts',
      'apps/erp-adapter/src/findings.ts',
      'apps/erp-adapter/src/exports/{amendment,export}.ts',
      'apps/erp-adapter/src/exports/comparison/*.ts',
      'apps/erp-adapter/src/connectors/cover.ts',
      'apps/erp-adapter/src/sources/configuration.ts',
      'apps/erp-adapter/src/plan/{plan,schedule}.ts',
      'apps/erp-adapter/src/planning/refusals.ts',
      'apps/erp-adapter/src/connectors/systems/demo-erp/{customers,invoices,items,locations,order-documents,order-rows,orders,prices,recipients,stock,taxes,tracking}.ts',
    ],
    specs: ['apps/erp-adapter/src/**/*.spec.ts'],
    threshold: 80,
  },
  {
    name: 'shop',
    files: [
      'apps/storefront/src/cart/{cart,cart-view,checkout,gross-shares,quote}.ts',
      'apps/storefront/src/catalog/{family-counts,kit-components,list-cache,product-view,shop-facts}.ts',
      'apps/storefront/src/offers/{flow-ages,offer,offer-price,offer-stock}.ts',
      'apps/storefront/src/projection/{changes,search-text,shelves}.ts',
      'apps/storefront/src/{live/{joined-texts,offer-cache},limits/{costs,open-streams},web/person-text}.ts',
      'apps/storefront/src/orders/{buyer,order,order-outcome,subscribers}.ts',
    ],
    specs: ['apps/storefront/src/**/*.spec.ts'],
    threshold: 80,
  },
  {
    name: 'pages',
    files: [
      'apps/storefront-web/src/components/cart/{cart-words,line-words,way-on-rules}.ts',
      'apps/storefront-web/src/components/{checkout/order-problems,checkout/recipient-rules,order/coming-steps,order/order-words}.ts',
      'apps/storefront-web/src/components/product/{stock-words,unit-words}.ts',
      'apps/storefront-web/src/{live/offers,pages/attempt-key,pages/checkout-draft,pictures/tones,places/kept-places}.ts',
      'apps/storefront-web/src/texts/{catalogues,format}.ts',
    ],
    specs: ['apps/storefront-web/src/**/*.spec.ts'],
    threshold: 80,
  },
  {
    name: 'kernel',
    files: [
      'libs/messaging/src/{back-off,errors,event-loop,failure-policy,signal}.ts',
      'libs/messaging/src/consumer/{commit-ticker,groups,heartbeat,progress,seek-guard}.ts',
      'libs/messaging/src/outbox/{isolate,outbox-rows}.ts',
      'libs/messaging/src/processing/{bisect-failures,breaker,measure,partition-batch,retry,trace,transaction-batcher}.ts',
      'libs/messaging/src/projection/copy.ts',
      'libs/messaging/src/records/{carried-fields,decode,headers}.ts',
      'libs/messaging/src/kafka/{idle-queue,partitioner,raw-record,record-decoder,record-encoder,types,varint}.ts',
    ],
    threshold: 80,
  },
  {
    name: 'service',
    files: [
      'libs/service/src/{access/{permissions,tokens},configuration/config,problems/problem}.ts',
      'libs/service/src/http/{budget,client-address,limits,protocol-errors,request-budgets,route-table,validation}.ts',
      'libs/service/src/{openapi/{describe,route-check},operations/{health,service-findings}}.ts',
      'libs/service/src/jobs/{periodic-job,periodic-jobs}.ts',
    ],
    threshold: 80,
  },
  {
    name: 'telemetry',
    files: ['libs/telemetry/src/{nest-logger,propagation,query-spans,redact,sampler,spans}.ts'],
    threshold: 80,
  },
  {
    name: 'events',
    files: [
      'libs/events/src/{bounded-array,catalogue,codec,logical-types}.ts',
      'libs/events/generate/{compatibility,render,rules}.ts',
    ],
    threshold: 80,
  },
];

/** Files of an area, from the top of the checkout. */
export function filesOf({ files, except = [] }: Area): string[] {
  return globSync([...files], { cwd: checkout, exclude: [...except] })
    .filter((file) => /^[^.]+\.ts$/.test(file) && !/\/(main|index)\.ts$/.test(file))
    .toSorted();
}

export function specsOf({
  files,
  specs = files.map((file) => file.replace(/\.ts$/, '.spec.ts')),
}: Area): string[] {
  return [...specs];
}
