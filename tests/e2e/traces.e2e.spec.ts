import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, inject, it, onTestFinished } from 'vitest';
import { until } from '../../libs/testing/src/until.ts';
import { change } from '../system/back-office.ts';
import { orderBody, shopOf, shopper } from '../system/shop.ts';
import { salesOrders } from '../system/sql.ts';
import { attach } from '../system/system.ts';
import { edgesOf, rootsOf, spansOf, tracesOf } from '../system/zipkin.ts';

const system = attach(inject('home'));
const shop = shopOf(system);

/** Waits until the trace has every edge; the last thing seen is what is missing. */
async function hasEdges(traceId: string, wanted: string[]): Promise<void> {
  await until(async () => {
    const edges = edgesOf(await spansOf(system, traceId));
    const missing = wanted.filter((edge) => !edges.has(edge));
    if (missing.length > 0) throw new Error(`missing: ${missing.join('; ')}`);
    return true;
  });
  const roots = await until(async () => {
    const found = rootsOf(await spansOf(system, traceId));
    return found.length === 1 && found;
  });
  expect(roots[0]?.parentId).toBeUndefined();
}

describe('one trace', () => {
  it.each([
    {
      what: 'a price',
      sku: 'SE-R908',
      path: 'price',
      fields: () => ({ price: (30 + Math.floor(Math.random() * 900) / 100).toFixed(2) }),
      changed: 'price',
      edges: [
        'demo-erp → erp-adapter: capture erp.prices',
        'erp-adapter → pricing: erp.prices erpprice',
        'pricing → storefront: pricing.prices price',
        'pricing → orders: pricing.prices price',
        'storefront → storefront: push',
      ],
    },
    {
      what: 'a count',
      sku: 'SE-T312',
      path: 'count',
      fields: () => ({ warehouse: 'B1', quantity: 300 + Math.floor(Math.random() * 200) }),
      changed: 'stock',
      edges: [
        'demo-erp → erp-adapter: capture erp.stock',
        'erp-adapter → inventory: erp.stock erpstock',
        'inventory → storefront: inventory.availability availability',
        'storefront → storefront: push',
      ],
    },
  ] as const)(
    'leads from $what in the back office to the page',
    async ({ sku, path, fields, changed, edges }) => {
      const stream = await shop.watch([sku]);
      onTestFinished(() => stream.close());
      const before = await until(() => stream.figures(sku).at(-1));
      await change(system, `/items/${sku}/${path}`, fields());
      const pushed = await until(() =>
        stream
          .figures(sku)
          .find(
            (figure) =>
              figure.traceparent && JSON.stringify(figure[changed]) !== JSON.stringify(before[changed]),
          ),
      );
      const traceId = pushed.traceparent?.split('-')[1] ?? '';
      await hasEdges(traceId, [...edges]);
      const [root] = rootsOf(await spansOf(system, traceId));
      expect(root).toMatchObject({
        localEndpoint: { serviceName: 'demo-erp' },
        tags: { 'throughline.origin': 'person' },
      });
    },
  );

  it('holds an order from the click to its invoice', async () => {
    const placed = await shop.placeAndWait(orderBody([{ sku: 'SE-M236', quantity: 2 }]));
    const [document] = await until(async () => {
      const found = await salesOrders(system, placed.order);
      return found.length > 0 && found;
    });
    const traceId = await traceOfOrder(placed.order);
    await hasEdges(traceId, [
      'storefront → orders: orders.requests orderrequested',
      'orders → inventory: orders.events orderplaced',
      'inventory → orders: inventory.reservations stockreserved',
      'orders → storefront: orders.orders order',
      'orders → erp-adapter: orders.events orderconfirmed',
      'erp-adapter → erp-adapter: hand over order',
      'erp-adapter → orders: erp.exports orderexport',
    ]);
    await change(system, `/orders/${document?.number}/ship`);
    await until(async () => (await shop.order(placed)).state === 'shipped');
    await change(system, `/orders/${document?.number}/invoice`);
    await until(async () => (await shop.order(placed)).state === 'completed');
    await hasEdges(traceId, [
      'erp-adapter → orders: erp.orders erporder',
      'orders → inventory: orders.events ordershipped',
      'erp-adapter → orders: erp.invoices erpinvoice',
      'orders → inventory: orders.events ordercompleted',
    ]);
    expect((await shop.order(placed)).traceUrl).toContain(traceId);
  });
});

describe('nothing of a person', () => {
  const secrets = Object.values(shopper)
    .filter((value) => !['Berlin', '10115'].includes(value))
    .map((value) => value.toLowerCase());

  it('is in a log, a span or a metric, after an order that was taken, refused, looked up and cancelled', async () => {
    const placed = await shop.placeAndWait(orderBody([{ sku: 'SE-M798', quantity: 1 }]));
    await shop.place(orderBody([{ sku: 'SE-M798', quantity: 1, priceVersion: 'none' }]));
    await shop.place({ ...orderBody([{ sku: 'nothing', quantity: 1 }]), more: shopper.email });
    await shop.ask('/api/orders/lookup', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ order: placed.order, email: shopper.email }),
    });
    await until(async () => (await salesOrders(system, placed.order)).length === 1);
    await shop.cancel(placed);
    await until(async () => (await shop.order(placed)).state === 'cancelled');
    const traceId = await traceOfOrder(placed.order);
    await until(async () =>
      [...edgesOf(await spansOf(system, traceId))].some((edge) => edge.endsWith('ordercancelled')),
    );

    const logs = join(system.home, 'logs');
    const texts = readdirSync(logs).map((name) => [name, readFileSync(join(logs, name), 'utf8')]);
    const { services } = system.endpoints();
    for (const [name, { metrics }] of Object.entries(services))
      texts.push([`metrics of ${name}`, await (await fetch(metrics)).text()]);
    for (const name of Object.keys(services))
      texts.push([`spans of ${name}`, JSON.stringify(await tracesOf(system, name, 400))]);
    expect(texts.length).toBeGreaterThan(20);
    expect(texts.find(([name]) => name === 'spans of orders')?.[1]).toContain(placed.order);
    for (const [name, text] of texts)
      for (const secret of secrets)
        expect(text?.toLowerCase().includes(secret), `${secret} in ${name}`).toBe(false);
  });
});

/** The trace in which the shop took an order. */
async function traceOfOrder(order: string): Promise<string> {
  const trace = await until(async () =>
    (await tracesOf(system, 'storefront', 400)).find((spans) =>
      spans.some(({ name, tags }) => name === 'post /api/orders' && tags?.['throughline.order'] === order),
    ),
  );
  return trace[0]?.traceId ?? '';
}
