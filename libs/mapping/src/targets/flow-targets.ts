import { hash } from 'node:crypto';
import type { Flow } from '@throughline/connector';
import type { RecordName } from '@throughline/events';
import { sentenceCase } from '../values/texts.ts';
import {
  type FieldCheck,
  atLeastOne,
  code,
  country,
  currency,
  notNegative,
  oneOf,
  timeOfDay,
  timeZone,
  weekday,
} from './field-checks.ts';

/** What is known of the source, as far as it fills records. */
export interface SourceFacts {
  /** Name of the source in keys and records. */
  readonly source: string;
  /** ISO 4217. */
  readonly currency?: string;
  /** What its stock figures count. */
  readonly basis?: 'physical' | 'net';
  /** Whether its prices contain tax; when left out, they do not. */
  readonly taxIncluded?: boolean;
}

/** What holds of the records of a flow and is not in their schema. */
export interface FlowTarget {
  readonly record: RecordName;
  readonly topic: `erp.${Flow}`;
  /** By path, lists without their indexes: `lines.sku`. */
  readonly checks: Readonly<Record<string, FieldCheck>>;
  /** Fields that hold the code of something, by the flow that says what has it. */
  readonly references: Readonly<Record<string, Flow>>;
  /** Lists of which one element at least must be there. */
  readonly notEmpty: readonly string[];
  /** Values of fields that nothing fills, beside the defaults of the schema; undefined where the source says none. */
  readonly defaults: (source: SourceFacts) => Readonly<Record<string, unknown>>;
  /** Fields that follow from the others where nothing fills them; undefined where these could not be made. */
  readonly derived: Readonly<Record<string, (value: Record<string, unknown>) => unknown>>;
  /** What the fields say of one another: the field that is wrong, and why. */
  readonly misfit: (value: Record<string, unknown>) => { field: string; reason: string } | null;
}

const nothing = {
  checks: {},
  references: {},
  notEmpty: [],
  defaults: () => ({}),
  derived: {},
  misfit: () => null,
};

/**
 * Which of its SKU's prices it is, whatever it amounts to: what a price costs may change, and is the same price then.
 * Undefined while a part of that is.
 */
function priceVersion(value: Record<string, unknown>): string | undefined {
  const { list, kind, currency: of, unit, minQuantity, validFrom, group, account } = value;
  const parts = [
    list,
    kind,
    of,
    unit,
    minQuantity,
    (validFrom as Date | undefined)?.getTime(),
    group,
    account,
  ];
  if (parts.includes(undefined)) return undefined;
  const identity = parts.join('\0');
  let version = versions.get(identity);
  if (version === undefined) {
    version = hash('sha256', identity, 'base64url').slice(0, 16);
    if (versions.size >= 10_000) versions.clear();
    versions.set(identity, version);
  }
  return version;
}

/** Versions by what they are of: many SKUs have prices of one list, unit and beginning. */
const versions = new Map<string, string>();

const endsBefore = (from: unknown, to: unknown) =>
  to !== null && (to as Date | string) <= (from as Date | string)
    ? { field: 'validTo', reason: 'ends before it begins' }
    : null;

const itemKinds = oneOf('goods', 'service', 'kit');
const lines = {
  'lines.sku': code,
  'lines.components.sku': code,
  'lines.kind': itemKinds,
  'lines.perQuantity': atLeastOne,
};
const lineReferences = { 'lines.sku': 'items', 'lines.components.sku': 'items' } as const;

export const flowTargets: { readonly [F in Flow]: FlowTarget } = {
  locations: {
    ...nothing,
    record: 'ErpLocation',
    topic: 'erp.locations',
    checks: {
      ...{ code, country, timeZone, cutOff: timeOfDay, shippingDays: weekday },
      kind: oneOf('warehouse', 'store', 'third-party', 'drop-shipper', 'dealer'),
    },
  },
  taxes: {
    ...nothing,
    record: 'ErpTax',
    topic: 'erp.taxes',
    checks: { country, region: code, taxClass: code, category: code, rate: notNegative },
    derived: { name: ({ category }) => category },
    misfit: ({ validFrom, validTo }) => endsBefore(validFrom, validTo),
  },
  items: {
    ...nothing,
    record: 'ErpItem',
    topic: 'erp.items',
    checks: {
      ...{ code, model: code, kind: itemKinds, status: oneOf('active', 'running-out', 'ended') },
      ...{ 'components.sku': code, 'components.quantity': atLeastOne },
      ...{ 'units.numerator': atLeastOne, 'units.denominator': atLeastOne, weightGrams: notNegative },
      backOrderLimit: notNegative,
    },
    references: { 'components.sku': 'items' },
    notEmpty: ['texts'],
    derived: {
      familyName: ({ family }) => (family === undefined ? undefined : sentenceCase(family as string)),
    },
    misfit: ({ kind, components }) =>
      kind === 'kit' && (components as unknown[]).length === 0
        ? { field: 'components', reason: 'are missing' }
        : null,
  },
  prices: {
    ...nothing,
    record: 'ErpPrice',
    topic: 'erp.prices',
    checks: {
      ...{ sku: code, version: code, list: code, currency, amount: notNegative },
      ...{ perQuantity: atLeastOne, minQuantity: atLeastOne },
      kind: oneOf('list', 'customer-list', 'sale', 'contract'),
    },
    references: { sku: 'items', account: 'customers' },
    defaults: ({ currency: of, taxIncluded = false }) => ({
      ...{ list: 'LIST', kind: 'list', currency: of, taxIncluded, minQuantity: 1 },
    }),
    derived: { version: priceVersion },
    misfit: ({ validFrom, validTo }) => endsBefore(validFrom, validTo),
  },
  stock: {
    ...nothing,
    record: 'ErpStock',
    topic: 'erp.stock',
    checks: { sku: code, location: code, basis: oneOf('physical', 'net'), 'incoming.quantity': notNegative },
    references: { sku: 'items', location: 'locations' },
    defaults: ({ basis }) => ({ basis, allocatedElsewhere: 0, safetyStock: 0, incoming: [] }),
  },
  customers: {
    ...nothing,
    record: 'ErpCustomer',
    topic: 'erp.customers',
    checks: {
      number: code,
      country,
      currency,
      kind: oneOf('business', 'person', 'guests'),
      blockedFor: oneOf('orders', 'shipments'),
    },
    references: {},
    defaults: ({ currency: of }) => ({ currency: of }),
  },
  orders: {
    ...nothing,
    record: 'ErpOrder',
    topic: 'erp.orders',
    checks: {
      ...{ number: code, currency, ...lines },
      origin: oneOf('web', 'telephone', 'store', 'sales'),
      status: oneOf('open', 'part-shipped', 'shipped', 'invoiced', 'cancelled'),
    },
    references: {
      ...lineReferences,
      customer: 'customers',
      'shipments.location': 'locations',
      'shipments.lines.sku': 'items',
    },
    defaults: ({ currency: of }) => ({ currency: of, shipments: [] }),
  },
  invoices: {
    ...nothing,
    record: 'ErpInvoice',
    topic: 'erp.invoices',
    checks: { number: code, currency, 'lines.sku': code, kind: oneOf('invoice', 'credit-note') },
    references: { 'lines.sku': 'items', customer: 'customers' },
    defaults: ({ currency: of }) => ({ currency: of }),
  },
};

/** Why a price of nothing is held: it needs somebody's word. */
export function zeroPriceFault(flow: Flow, value: Record<string, unknown>): string | null {
  return flow === 'prices' && value.amount === '0'
    ? 'is zero, and the mapping does not say that the item may be free of charge'
    : null;
}
