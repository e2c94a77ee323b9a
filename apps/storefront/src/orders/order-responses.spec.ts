import type { RejectionLine } from '@throughline/events';
import { Clock, type ServiceConfig } from '@throughline/service';
import type { DataSource } from 'typeorm';
import { describe, expect, it } from 'vitest';
import type { environment } from '../environment.ts';
import { placedOrder, toldByOrders } from '../fixtures/orders.ts';
import { alpsMap, helmet, rateOf, shown } from '../fixtures/skus.ts';
import type { ReferenceData } from '../offers/reference-data.cache.ts';
import type { SellerRules } from '../offers/seller-rules.service.ts';
import type { ShopVersions } from '../offers/shown-versions.service.ts';
import type { Sku } from '../offers/sku.queries.ts';
import { OrderResponses } from './order-responses.service.ts';

const at = new Date('2026-11-20T12:00:00Z');

/** Views of orders over a database that holds some SKUs. */
function responsesOver(skus: Sku[], { zipkin }: { zipkin?: string } = {}) {
  const asked: string[][] = [];
  const query = async (_: string, parameters: unknown[]) => {
    const names = parameters.at(-1) as string[];
    asked.push(names);
    // As the driver gives what the statement made JSON of.
    return skus
      .filter(({ sku }) => names.includes(sku))
      .map((row) => ({ ...row, prices: JSON.parse(JSON.stringify(row.prices)) as unknown }));
  };
  const responses = new OrderResponses(
    { query } as unknown as DataSource,
    { rateOf } as ReferenceData,
    { strategy: 'most-specific' } as SellerRules,
    shown as ShopVersions,
    new (class extends Clock {
      override now = () => at;
    })(),
    { own: { TRACE_UI_URL: zipkin } } as ServiceConfig<typeof environment>,
  );
  return { responses, asked };
}

const line = (number: number, sku: string, more: Partial<RejectionLine> = {}): RejectionLine => ({
  ...{ line: number, sku, reason: 'out-of-stock', available: 0, price: null, priceVersion: null },
  ...more,
});
const rejected = (...lines: RejectionLine[]) =>
  toldByOrders({ state: 'rejected', rejection: { reason: 'out-of-stock', lines } });

describe('views of orders', () => {
  it('tell of each rejected line what can be done about it now', async () => {
    const pyrenees = alpsMap({
      sku: 'MP-PYR',
      model: 'MP-PYR-M',
      texts: [{ language: 'de', name: 'Pyrenäenkarte', description: '' }],
    });
    const { responses, asked } = responsesOver([helmet(), alpsMap(), pyrenees]);
    const order = rejected(
      line(1, 'HL-U509-R', { reason: 'price-changed', available: null }),
      line(2, 'MP-ALPS', { available: 1 }),
      line(3, 'GONE'),
    );
    const { rejection } = await responses.view(placedOrder({ order }));
    expect(rejection?.reason).toBe('out-of-stock');
    expect(rejection?.lines).toMatchObject([
      {
        ...{ line: 1, sku: 'HL-U509-R', reason: 'price-changed', available: null, substitute: null },
        now: { sku: 'HL-U509-R', at, price: { amount: '41.64' }, stock: { available: 15 } },
      },
      {
        ...{ line: 2, sku: 'MP-ALPS', reason: 'out-of-stock', available: 1 },
        now: { sku: 'MP-ALPS', at, price: { amount: '9.95' }, stock: { available: 2 } },
        substitute: { sku: 'MP-PYR', model: 'MP-PYR-M', name: 'Pyrenäenkarte' },
      },
      { line: 3, sku: 'GONE', reason: 'out-of-stock', available: 0, now: null, substitute: null },
    ]);
    expect(asked).toEqual([['HL-U509-R', 'MP-ALPS', 'GONE'], ['MP-PYR'], ['HL-U509-R', 'MP-ALPS']]);
  });

  it('stand in the order asked for, each in its own country, with one read for all', async () => {
    const { responses, asked } = responsesOver([helmet(), alpsMap({ substitute: null })]);
    const { request } = placedOrder();
    const all = await responses.viewAll([
      placedOrder({ orderNumber: 'W2', order: rejected(line(1, 'HL-U509-R')) }),
      placedOrder({ orderNumber: 'W1' }),
      placedOrder({
        orderNumber: 'W3',
        request: { ...request, country: 'FR' },
        order: rejected(line(1, 'HL-U509-R'), line(2, 'MP-ALPS')),
      }),
    ]);
    expect(
      all.map(({ order, rejection }) => [order, rejection?.lines.map(({ now }) => now?.price?.taxRate)]),
    ).toEqual([
      ['W2', ['19']],
      ['W1', undefined],
      ['W3', ['20', '5.5']],
    ]);
    expect(asked).toEqual([
      ['HL-U509-R', 'HL-U509-R', 'MP-ALPS'],
      ['HL-U509-R', 'MP-ALPS'],
    ]);
  });

  it('name what kits are put together of, with one read for all', async () => {
    const { responses, asked } = responsesOver([helmet(), alpsMap()]);
    const { request } = placedOrder();
    const kit = (sku: string) =>
      request.lines.map((line) => ({ ...line, components: [{ sku, quantity: 2 }] }));
    const all = await responses.viewAll([
      placedOrder({ request: { ...request, lines: kit('MP-ALPS') } }),
      placedOrder({ request: { ...request, language: 'en', lines: kit('HL-U509-R') } }),
      placedOrder({ request: { ...request, lines: kit('GONE') } }),
    ]);
    expect(all.map(({ lines: [line] }) => line?.components)).toEqual([
      [{ sku: 'MP-ALPS', name: 'Alpenkarte', model: 'MP-ALPS', quantity: 2 }],
      [{ sku: 'HL-U509-R', name: 'Sport helmet', model: 'HL-U509', quantity: 2 }],
      [{ sku: 'GONE', name: 'GONE', model: null, quantity: 2 }],
    ]);
    expect(asked.map((skus) => new Set(skus))).toEqual([new Set(['MP-ALPS', 'HL-U509-R', 'GONE'])]);
  });

  it('lead to the trace of the order where there is a page of traces', async () => {
    const traced = placedOrder({ order: toldByOrders({ traceparent: '00-4bf92f35-00f067aa-01' }) });
    const urlOf = async (order: typeof traced, zipkin?: string) =>
      (await responsesOver([], zipkin === undefined ? {} : { zipkin }).responses.view(order)).traceUrl;
    expect(await urlOf(traced, 'http://localhost:9411')).toBe('http://localhost:9411/zipkin/traces/4bf92f35');
    expect(await urlOf(traced)).toBeNull();
    expect(await urlOf(placedOrder({ order: toldByOrders() }), 'http://localhost:9411')).toBeNull();
    expect(await urlOf(placedOrder(), 'http://localhost:9411')).toBeNull();
  });
});
