import { encode } from '@throughline/events';
import type { RecordName } from '@throughline/events';
import { fuzz, fuzzTimeoutMs } from '@throughline/testing/fuzz';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { holdMisfits } from '../../../publishing/schema-misfits.ts';
import { mapSafely } from '../../../mapping/check.ts';
import { loadMapping } from '../../../mapping/mapping.ts';
import type { MappedRecord } from '@throughline/connector';
import { mapCustomer } from './customers.ts';
import { handedOver, itemRow } from './fixtures/rows.ts';
import { mapInvoice } from './invoices.ts';
import { mapItem } from './items.ts';
import { mapLocation } from './locations.ts';
import { originsIn } from './order-documents.ts';
import { mapOrder } from './orders.ts';
import { mapPrice } from './prices.ts';
import type { AddressRow } from './recipients.ts';
import { mapStock } from './stock.ts';
import { mapTax } from './taxes.ts';

const mapping = await loadMapping(undefined);
const { tuple, record, array, integer, option, boolean, oneof, constantFrom } = fc;

/** What a column of an old system may hold, whatever it is meant for. */
const text = oneof(
  fc.string({ unit: 'binary', maxLength: 12 }),
  constantFrom(
    '',
    ' ',
    'EUR',
    'DE',
    'ST',
    'A',
    'W',
    'Y',
    'S',
    'EN',
    '__proto__',
    'constructor',
    'a|b',
    '\t',
    '\0',
  ),
  constantFrom(...Object.keys(mapping.units), ...Object.keys(mapping.taxCategories)),
  constantFrom(...Object.keys(mapping.families), ...Object.keys(mapping.orderStatuses)),
);
const figure = oneof(
  fc.double({ noDefaultInfinity: true, noNaN: true, min: 0, max: 1e6 }).map((n) => n.toFixed(4)),
  constantFrom('NaN', 'Infinity', '-1', '0', '1e9', '0.00000001', '9'.repeat(30), '', '19'),
);
const instant = oneof(
  fc.date({ noInvalidDate: true, min: new Date('1990-01-01'), max: new Date('2050-01-01') }),
  constantFrom('0001-01-01', '1753-01-01', '9999-12-31', '2113-01-01').map((day) => new Date(day)),
  constantFrom(new Date(Number.NaN)),
);
const day = oneof(
  fc
    .date({ noInvalidDate: true, min: new Date('1990-01-01'), max: new Date('2050-01-01') })
    .map((date) => date.toISOString().slice(0, 10)),
  constantFrom('0001-01-01', '9999-12-31', '2026-02-30', 'infinity', ''),
);
const count = oneof(
  integer({ min: 0, max: 1_000 }),
  integer(),
  fc.maxSafeInteger(),
  constantFrom(Number.NaN, 0.5),
);
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => option(arbitrary, { nil: null });
const some = <T>(arbitrary: fc.Arbitrary<T>) => array(arbitrary, { maxLength: 3 });

const coming = record({ on: day, quantity: count, document: count, kind: text, confirmed: boolean() });

const columns = [
  'name',
  'line1',
  'line2',
  'line3',
  'postalCode',
  'city',
  'country',
  'region',
  'email',
  'phone',
] as const;
const address = tuple(...columns.map(() => maybe(text))).map(
  (values) =>
    Object.fromEntries(columns.map((column, index) => [column, values[index]])) as unknown as AddressRow,
);
const origins = originsIn(
  [handedOver({ erpNumber: 'DE' }), handedOver({ order: 'EUR', erpNumber: null })],
  mapping,
);

const rows = {
  ErpItem: record({
    ...{
      sourceKey: text,
      description: text,
      model: maybe(text),
      family: maybe(text),
      familyName: maybe(text),
    },
    ...{ groupName: maybe(text), color: maybe(text), size: maybe(text), sizeUnit: maybe(text), unit: text },
    ...{ grams: maybe(count), taxCode: text, status: text, web: text },
    ...{ kind: text, gtin: maybe(text), packsOnly: text },
    units: some(record({ unit: text, numerator: count, denominator: count, gtin: maybe(text), sold: text })),
    components: some(record({ code: text, quantity: count, kind: maybe(text) })),
    texts: some(record({ language: text, name: text, text: maybe(text) })),
  }).map(
    (row) => (): MappedRecord<unknown> | null =>
      mapSafely({ ...itemRow(), ...row }, 'demo', (each) => mapItem(each, 'demo', mapping)),
  ),
  ErpPrice: record({
    ...{
      sourceKey: text,
      kind: constantFrom('list' as const, 'sale' as const, 'customer-list' as const),
      number: count,
      unit: maybe(text),
    },
    ...{ list: maybe(text), has: boolean(), per: count },
    ...{ currency: maybe(text), amount: figure, minQuantity: count, from: instant, to: maybe(instant) },
    family: maybe(text),
  }).map((row) => () => mapSafely(row, 'demo', (each) => mapPrice(each, 'demo', mapping))),
  ErpCustomer: record({
    ...{ sourceKey: text, name: maybe(text), group: text, country: maybe(text), taxNumber: maybe(text) },
    ...{ email: maybe(text), currency: text, status: text, region: maybe(text), parent: maybe(text) },
    ...{ billTo: maybe(text), taxClass: text, paymentTerms: maybe(text), priceLists: some(text) },
  }).map((row) => () => mapSafely(row, 'demo', (each) => mapCustomer(each, 'demo', mapping))),
  ErpLocation: record({
    ...{ sourceKey: text, name: text, kind: text, city: maybe(text), country: maybe(text), active: text },
    ...{ postalCode: maybe(text), latitude: maybe(figure), longitude: maybe(figure), timeZone: maybe(text) },
    ...{ cutOff: maybe(text), shippingDays: maybe(text), pickup: text },
  }).map((row) => () => mapSafely(row, 'demo', (each) => mapLocation(each, 'demo', mapping))),
  ErpTax: record({
    ...{ region: text, regionName: maybe(text), taxClass: text },
    ...{ sourceKey: text, country: text, code: text, rate: figure, name: text, from: day, to: maybe(day) },
  }).map((row) => () => mapSafely(row, 'demo', (each) => mapTax(each, 'demo', mapping))),
  ErpStock: tuple(
    record({
      ...{ sourceKey: text, location: text, known: boolean(), onHand: count, asOf: instant, stated: text },
      ...{ open: count, safety: count, incoming: some(coming) },
    }),
    record({ covered: count, watermark: some(record({ order: text, line: count, quantity: count })) }),
  ).map(
    ([row, own]) =>
      () =>
        mapSafely(row, 'demo', (each) => mapStock(each, own, 'demo')),
  ),
  ErpOrder: record({
    ...{
      sourceKey: text,
      origin: text,
      status: text,
      customer: text,
      reference: maybe(text),
      currency: text,
    },
    ...{ madeBy: maybe(text), address },
    ...{ placedAt: instant, country: maybe(text), freight: figure, region: maybe(text), taxClass: text },
    ...{ billTo: maybe(text), purchaseOrder: maybe(text), buyer: maybe(text), requestedOn: maybe(day) },
    complete: text,
    lines: some(
      record({
        ...{ line: count, sku: text, name: text, ordered: count, shipped: count, cancelled: count },
        ...{ invoiced: count, price: figure, discount: figure, taxCode: text, kind: text },
        ...{
          unit: maybe(text),
          unitQuantity: count,
          per: count,
          kit: maybe(count),
          kitQuantity: maybe(count),
        },
      }),
    ),
    shipments: some(
      record({
        ...{ number: count, location: text, at: day },
        ...{ carrier: maybe(text), tracking: maybe(text), trackingPage: maybe(text) },
        lines: some(record({ line: count, sku: text, quantity: count })),
      }),
    ),
  }).map((row) => () => mapSafely(row, 'demo', (each) => mapOrder(each, [], 'demo', mapping, origins))),
  ErpInvoice: record({
    ...{
      sourceKey: text,
      kind: text,
      order: maybe(text),
      origin: maybe(text),
      reference: maybe(text),
      madeBy: maybe(text),
      customer: text,
      billTo: maybe(text),
      purchaseOrder: maybe(text),
      issuedOn: day,
      dueOn: day,
    },
    ...{ currency: text, net: figure, tax: figure, gross: figure },
    lines: some(
      record({
        ...{ order: text, origin: maybe(text), reference: maybe(text), line: count, kind: maybe(text) },
        ...{ sku: text, name: text, quantity: count, net: figure, taxRate: figure, madeBy: maybe(text) },
        corrects: maybe(record({ invoice: text, line: count })),
      }),
    ),
  }).map((row) => () => mapSafely(row, 'demo', (each) => mapInvoice(each, 'demo', mapping, origins))),
} satisfies Partial<Record<RecordName, fc.Arbitrary<() => MappedRecord<unknown> | null>>>;

describe('a row of the back office, whatever stands in it', () => {
  it.each(Object.entries(rows) as [RecordName, fc.Arbitrary<() => MappedRecord<never> | null>][])(
    'is published as %s, or held back with a reason, and keeps nobody',
    (type, mapped) =>
      fuzz(
        fc.property(mapped, (map) => {
          const read = map();
          if (read === null) return;
          const made = holdMisfits(type, [read])[0]!;
          if (made.value !== null) expect(encode(type, made.value as never, 1).length).toBeGreaterThan(5);
          else expect(made.issues.some(({ severity }) => severity === 'held')).toBe(true);
        }),
      ),
    fuzzTimeoutMs,
  );
});
