import type { Role } from '../../libs/service/src/access/permissions.ts';
import { services } from '../system/staff.ts';
import type { Facts } from './facts.ts';

/** A request that a route accepts, to be spoilt piece by piece. */
export interface Sample {
  path?: Record<string, string>;
  query?: Record<string, string>;
  body?: object;
  headers?: Record<string, string>;
}

/** What these tests know of a route: who may call it, and what a sound request of it looks like. */
export interface Line {
  who: 'anybody' | readonly Role[];
  sample(facts: Facts): Sample;
}

const desk: Role[] = ['order-desk', 'customer-care', 'finance', 'admin', 'auditor'];
const merchandise: Role[] = ['merchandiser', 'integrator', 'admin', 'order-desk', 'customer-care'];
const pricing: Role[] = [...merchandise, 'finance', 'marketing', 'auditor'];
const stock: Role[] = ['warehouse', 'order-desk', 'customer-care', 'admin', 'auditor'];
const reading: Role[] = ['admin', 'integrator', 'auditor'];
const commanding: Role[] = ['admin', 'integrator'];
const clerks: Role[] = ['integrator', 'admin', 'order-desk', 'warehouse'];

const line = (who: Line['who'], sample: Line['sample'] = () => ({})): Line => ({ who, sample });

/** Of a record and a group that there are not. */
const noId = '0'.repeat(32);

const soundSource = `source: none
transport: manual
zone: UTC
readers: { a: { format: { csv: ',' }, key: [Code], says: everything } }
flows: { customers: customers@1 }
---
mapping: customers@1
of: a
record: { number: [Code, code], name: [Name], kind: { constant: business }, country: { constant: DE }, currency: { constant: EUR } }
`;

/** Routes that every service has. The commands name what is not there: they must leave the system as it is. */
const operators: Record<string, Line> = {
  'GET /ops/topics': line(reading),
  'GET /ops/groups': line(reading),
  'GET /ops/outbox': line(reading),
  'GET /ops/parked': line(reading, () => ({
    query: { group: 'none', topic: 'erp.items', key: 'k', status: 'parked', limit: '10' },
  })),
  'POST /ops/parked/retry': line(commanding, () => ({
    body: { group: 'none', topic: 'erp.items', key: 'k' },
  })),
  'POST /ops/parked/skip': line(commanding, () => ({
    body: { group: 'none', topic: 'erp.items', partition: 0, offset: 0, reason: 'not there' },
  })),
  'GET /ops/rebuilds/{group}': line(reading, () => ({ path: { group: 'none' } })),
  'POST /ops/rebuilds': line(commanding, () => ({ body: { group: 'none', mode: 'verify' } })),
  'GET /ops/doctor': line(reading),
  'GET /ops/findings': line(reading),
  'POST /ops/doctor/adopt': line(commanding),
  'POST /ops/doctor/send-again': line(commanding),
  'POST /ops/doctor/keep-versions': line(commanding),
  'POST /ops/doctor/raise-versions': line(commanding),
};

const own: Record<string, Line> = {
  'catalog GET /products': line([...merchandise, 'marketing', 'auditor'], () => ({
    query: { status: 'active', family: 'RODB', after: '', limit: '10' },
  })),
  'catalog GET /products/{sku}': line([...merchandise, 'marketing', 'auditor'], ({ sku }) => ({
    path: { sku },
  })),
  'catalog POST /products/activate': line(['merchandiser', 'admin'], () => ({ body: { skus: ['none'] } })),
  'catalog POST /products/withdraw': line(['merchandiser', 'admin'], () => ({ body: { skus: ['none'] } })),
  'catalog PATCH /products/{sku}': line(['merchandiser', 'admin'], ({ spareSku }) => ({
    path: { sku: spareSku },
    body: {
      atZero: 'show',
      backOrderLimit: 5,
      substitute: null,
      texts: [{ language: 'en', name: 'A name', description: 'A description' }],
    },
  })),
  'inventory GET /availability/{sku}': line([...stock, 'merchandiser'], ({ sku }) => ({ path: { sku } })),
  'inventory GET /availability/{sku}/why': line([...stock, 'merchandiser'], ({ sku }) => ({
    path: { sku },
    query: { limit: '10' },
  })),
  'inventory GET /reservations': line(stock, ({ order }) => ({ query: { order } })),
  'inventory GET /ledger/unbalanced': line(
    ['warehouse', 'order-desk', 'integrator', 'admin', 'auditor'],
    () => ({ query: { limit: '10' } }),
  ),
  'pricing GET /prices/{sku}': line(pricing, ({ sku }) => ({
    path: { sku },
    query: {
      currency: 'EUR',
      at: '2026-05-04T10:00:00Z',
      quantity: '1',
      unit: 'C62',
      source: 'demo',
      group: 'TRADE',
      account: '1',
      lists: 'TRADE,WEB',
    },
  })),
  'pricing GET /prices/{sku}/lowest-30-days': line(pricing, ({ sku }) => ({
    path: { sku },
    query: { currency: 'EUR', quantity: '1', unit: 'C62', list: 'web', before: '2026-05-04T10:00:00Z' },
  })),
  'customers GET /accounts': line(desk, () => ({
    query: { kind: 'business', search: 'bike', after: '', limit: '10' },
  })),
  'customers GET /accounts/{account}': line(desk, ({ account }) => ({ path: { account } })),
  'orders GET /orders': line(desk, () => ({
    query: {
      ...{
        state: 'confirmed',
        waiting: 'shipment',
        integration: 'verified',
        account: '1',
        origin: 'web',
        limit: '10',
      },
      ...{
        from: '2026-01-01T00:00:00Z',
        to: '2036-01-01T00:00:00Z',
        heldUntil: '2036-01-01T00:00:00Z',
        after: '2026-01-01T00:00:00.000Z|W1',
      },
    },
  })),
  'orders GET /orders/{order}': line(desk, ({ order }) => ({ path: { order } })),
  'orders POST /orders/{order}/cancellation': line(['order-desk'], () => ({
    path: { order: 'none' },
    body: { reason: 'changed my mind' },
  })),
  'orders POST /orders/{order}/approval': line(['order-desk', 'admin'], () => ({
    path: { order: 'none' },
    body: { reason: 'a customer of many years' },
  })),
  'orders POST /orders/{order}/refusal': line(['order-desk', 'admin'], () => ({
    path: { order: 'none' },
    body: { reason: 'nobody lives there' },
  })),
  'orders POST /orders/{order}/hold': line(['order-desk', 'admin'], () => ({
    path: { order: 'none' },
    body: { until: '2036-01-01T00:00:00Z', reason: 'asked by telephone' },
  })),
  'erp-adapter GET /flows': line([...merchandise, 'auditor']),
  'erp-adapter POST /reconciliations': line(commanding, () => ({ body: { flows: ['taxes'] } })),
  'erp-adapter GET /reconciliations/{id}': line(reading, () => ({
    path: { id: '00000000-0000-4000-8000-000000000000' },
  })),
  'erp-adapter GET /exports': line(['integrator', 'admin', 'order-desk', 'auditor'], () => ({
    query: { state: 'verified', differing: 'false', after: '0', limit: '10' },
  })),
  'erp-adapter GET /exports/{order}': line(['integrator', 'admin', 'order-desk', 'auditor'], ({ order }) => ({
    path: { order },
  })),
  'erp-adapter POST /exports/{order}/retry': line(['integrator', 'admin', 'order-desk'], () => ({
    path: { order: 'none' },
  })),
  'erp-adapter GET /order-batches': line([...clerks, 'auditor'], () => ({
    query: { after: '1', limit: '10' },
  })),
  // Orders of the demonstration go by a connector: none is printed.
  'erp-adapter POST /order-batches': line(clerks, () => ({
    body: { location: 'B1', family: 'RODB', language: 'de' },
  })),
  'erp-adapter GET /order-batches/{id}': line([...clerks, 'auditor'], () => ({ path: { id: '1' } })),
  'erp-adapter GET /order-batches/{id}.pdf': line(clerks, () => ({
    path: { id: '1' },
    query: { language: 'de' },
  })),
  'erp-adapter POST /order-batches/{id}/answers/preview': line(clerks, () => ({
    path: { id: '1' },
    body: { csv: 'order,number\nnone,1' },
  })),
  'erp-adapter POST /order-batches/{id}/answers': line(clerks, () => ({
    path: { id: '1' },
    body: { answers: [{ order: 'none', number: '1', status: 'open' }] },
  })),
  'erp-adapter GET /quarantine': line(['integrator', 'admin', 'merchandiser', 'auditor'], () => ({
    query: {
      ...{ flow: 'items', cause: 'unknown', group: noId, assignee: 'nobody' },
      ...{ after: cursor(['demo', 'items', 'a', 'b']), limit: '10' },
    },
  })),
  'erp-adapter GET /quarantine/groups': line(['integrator', 'admin', 'merchandiser', 'auditor'], () => ({
    query: { source: 'demo', flow: 'items', group: noId, limit: '10' },
  })),
  'erp-adapter GET /quarantine/records/{id}': line(
    ['integrator', 'admin', 'merchandiser', 'auditor'],
    () => ({
      path: { id: noId },
    }),
  ),
  'erp-adapter POST /quarantine/retry': line(commanding, () => ({
    body: { flow: 'taxes', keys: ['none'], group: noId },
  })),
  'erp-adapter POST /quarantine/assignments': line(commanding, () => ({
    body: { records: [noId], assignee: 'nobody' },
  })),
  'erp-adapter POST /quarantine/notes': line(commanding, () => ({
    body: { group: noId, note: 'asked by telephone' },
  })),
  'erp-adapter POST /quarantine/ignored': line(commanding, () => ({
    body: { records: [noId], reason: 'a sample' },
  })),
  'erp-adapter GET /quarantine/repairs': line(reading, () => ({
    query: { source: 'demo', state: 'open', after: '9', limit: '10' },
  })),
  'erp-adapter POST /quarantine/records/{id}/repairs/preview': line(commanding, () => ({
    path: { id: noId },
    body: { column: 'ME', value: 'ST' },
  })),
  'erp-adapter POST /quarantine/records/{id}/repairs': line(commanding, () => ({
    path: { id: noId },
    body: { column: 'ME', value: 'ST', reason: 'a typing error', seen: 'nothing' },
  })),
  'erp-adapter DELETE /quarantine/repairs/{repair}': line(commanding, () => ({
    path: { repair: '999999999' },
    query: { reason: 'mended there' },
  })),
  'erp-adapter GET /guards': line(reading, () => ({ query: { source: 'demo' } })),
  'erp-adapter POST /guards/{guard}/acceptance': line(commanding, () => ({
    path: { guard: 'document:999999999' },
    body: { seen: 'nothing' },
  })),
  'erp-adapter POST /guards/{guard}/refusal': line(commanding, () => ({
    path: { guard: 'document:999999999' },
    body: { reason: 'why' },
  })),
  'erp-adapter GET /bindings': line(['integrator', 'admin', 'merchandiser', 'auditor'], () => ({
    query: {
      ...{ source: 'demo', kind: 'items', search: 'tlb' },
      ...{ after: cursor(['demo', 'items', 'a']), limit: '10' },
    },
  })),
  'erp-adapter GET /bindings/conflicts': line(['integrator', 'admin', 'merchandiser', 'auditor'], () => ({
    query: { source: 'demo', kind: 'items', limit: '10' },
  })),
  // The demonstration has one source: there is none that it could be like.
  'erp-adapter GET /bindings/suggestions': line(['integrator', 'admin', 'merchandiser', 'auditor'], () => ({
    query: { source: 'demo', like: 'none', after: 'a', limit: '10' },
  })),
  'erp-adapter GET /bindings/export': line(['integrator', 'admin', 'merchandiser', 'auditor'], () => ({
    query: { source: 'demo', kind: 'items', search: 'tlb' },
  })),
  // What is said well of a row that there is not changes nothing.
  'erp-adapter PUT /bindings': line(commanding, () => ({
    body: { source: 'demo', kind: 'items', sourceKey: 'none', code: 'NONE', reason: 'why' },
  })),
  'erp-adapter POST /bindings/import/preview': line(commanding, () => ({
    body: { csv: 'source,kind,sourceKey,code\ndemo,items,none,NONE', reason: 'why' },
  })),
  'erp-adapter POST /bindings/import': line(commanding, () => ({
    body: { csv: 'source,kind,sourceKey,code\ndemo,items,none,NONE', reason: 'why', seen: 'nothing' },
  })),
  'erp-adapter GET /sources': line(reading),
  'erp-adapter POST /sources/check': line(commanding, () => ({ body: { document: soundSource } })),
  // In the place of a version that there is not.
  'erp-adapter POST /sources': line(commanding, () => ({
    body: { document: soundSource, note: 'why', expected: 9 },
  })),
  'erp-adapter GET /sources/{source}': line(reading, () => ({
    path: { source: 'none' },
    query: { version: '1' },
  })),
  'erp-adapter POST /sources/trial': line(commanding, () => ({
    body: { document: soundSource, reader: 'a', days: 3 },
  })),
  'erp-adapter POST /sources/comparison': line(commanding, () => ({
    body: { document: soundSource, days: 3 },
  })),
  'erp-adapter GET /sources/{source}/explanation': line(commanding, () => ({
    path: { source: 'none' },
    query: { flow: 'customers', key: 'none' },
  })),
  'erp-adapter GET /sources/{source}/drift': line(reading, () => ({ path: { source: 'none' } })),
  'erp-adapter GET /sources/{source}/history': line(reading, () => ({ path: { source: 'none' } })),
  'erp-adapter GET /documents': line(reading, () => ({
    query: { reader: 'none', state: 'waiting', limit: '10' },
  })),
  'erp-adapter POST /documents': line(commanding, () => ({
    query: { source: 'none', reader: 'none', name: 'none.csv', asOf: '2026-11-01T00:00:00Z' },
  })),
  'erp-adapter GET /documents/{id}': line(commanding, () => ({ path: { id: '999999999' } })),
  'erp-adapter POST /documents/{id}/acceptance': line(commanding, () => ({
    path: { id: '999999999' },
    body: { seen: 'nothing' },
  })),
  'erp-adapter POST /documents/{id}/refusal': line(commanding, () => ({
    path: { id: '999999999' },
    body: { reason: 'why' },
  })),
  'erp-adapter GET /plan': line(['integrator', 'admin', 'auditor', 'merchandiser', 'order-desk']),
  'erp-adapter GET /plan/history': line(reading, () => ({ query: { before: '9', limit: '10' } })),
  // Whatever is said well of a source that there is not changes nothing.
  'erp-adapter PUT /plan': line(commanding, () => ({
    body: {
      ...{
        flow: 'stock',
        scope: 'location',
        code: 'B1',
        source: 'none',
        mode: 'batch',
        schedule: '30 2 * * *',
      },
      ...{ owner: 'A. Clerk', note: 'the warehouse counts at night' },
    },
  })),
  'erp-adapter DELETE /plan': line(commanding, () => ({
    query: { flow: 'stock', scope: 'location', code: 'none', note: 'given up' },
  })),
  'erp-adapter POST /plan/pause': line(commanding, () => ({
    body: { flow: 'stock', scope: 'location', code: 'none', note: 'moving' },
  })),
  'erp-adapter POST /plan/resume': line(commanding, () => ({
    body: { flow: 'stock', scope: 'location', code: 'none', note: 'moved' },
  })),
  'erp-adapter POST /plan/preview': line(commanding, () => ({
    body: { flow: 'stock', scope: 'location', code: 'none' },
  })),
  'erp-adapter POST /plan/run': line(commanding, () => ({
    body: { flow: 'stock', scope: 'location', code: 'none' },
  })),
  'erp-adapter POST /customers/erasures': line(['customer-care', 'admin'], () => ({
    body: { source: 'demo', number: 'none' },
  })),
  'storefront GET /api/shop': line('anybody'),
  'storefront GET /api/products': line('anybody', () => ({
    query: {
      ...{ country: 'DE', language: 'en', family: 'RODB', search: 'bike', limit: '10' },
      after: cursor([0, 'a', 'b']),
    },
  })),
  'storefront GET /api/products/{product}': line('anybody', ({ sku }) => ({
    path: { product: sku },
    query: { country: 'DE', language: 'en' },
  })),
  'storefront GET /api/figures': line('anybody', ({ sku }) => ({ query: { country: 'DE', skus: sku } })),
  'storefront GET /api/stream': line('anybody', ({ sku, order, orderToken }) => ({
    query: { country: 'DE', skus: sku, order },
    headers: { 'x-order-token': orderToken },
  })),
  'storefront GET /api/cart': line('anybody', ({ cartToken }) => ({
    query: { country: 'DE', language: 'en', shipping: 'standard' },
    headers: { 'x-cart-token': cartToken },
  })),
  'storefront PUT /api/cart/lines': line('anybody', ({ sku, cartToken }) => ({
    query: { country: 'DE', language: 'en', shipping: 'standard' },
    headers: { 'x-cart-token': cartToken },
    body: { sku, quantity: 1 },
  })),
  'storefront POST /api/cart/acknowledgement': line('anybody', ({ cartToken }) => ({
    query: { country: 'DE', language: 'en', shipping: 'standard' },
    headers: { 'x-cart-token': cartToken },
  })),
  'storefront POST /api/orders': line('anybody', ({ orderBody }) => ({
    body: orderBody,
    headers: { 'idempotency-key': crypto.randomUUID() },
  })),
  'storefront GET /api/orders/{order}': line('anybody', ({ order, orderToken }) => ({
    path: { order },
    headers: { 'x-order-token': orderToken },
  })),
  'storefront POST /orders/{order}/erasure': line(['customer-care', 'admin'], () => ({
    path: { order: 'none' },
  })),
  'storefront POST /api/orders/lookup': line('anybody', ({ order }) => ({
    body: { order, email: 'nobody@nowhere.example' },
  })),
  'storefront POST /api/orders/{order}/cancellation': line('anybody', () => ({
    path: { order: 'W000000000' },
    body: { reason: 'changed my mind' },
  })),
};

/** Every route there may be. One that is missing here fails the tests. */
export const table: ReadonlyMap<string, Line> = new Map([
  ...Object.entries(own),
  ...services.flatMap((service) =>
    Object.entries(operators).map(([route, entry]) => [`${service} ${route}`, entry] as const),
  ),
]);

function cursor(parts: unknown): string {
  return Buffer.from(JSON.stringify(parts)).toString('base64url');
}
