import { readFileSync } from 'node:fs';
import type { Endpoints } from '../installation/endpoints.ts';
import { poll } from '../processes/poll.ts';
import type { ServiceName } from '../topology.ts';

/**
 * What a merchandiser would do on the first day of the demo, by the same API: put every item on sale, and let the
 * bicycles be ordered beyond stock. Run once for each set of data.
 */
const file = process.env['THROUGHLINE_ENDPOINTS'];
if (file === undefined) throw new Error('THROUGHLINE_ENDPOINTS is missing');
const { services, tokens } = JSON.parse(readFileSync(file, 'utf8')) as Endpoints;

await poll('The first load of the back office', async () => {
  const { flows } = await ask<{ flows: { flow: string; heardAt: string | null }[] }>(
    'erp-adapter',
    '/flows',
    'integrator',
  );
  return flows.some(({ flow, heardAt }) => flow === 'items' && heardAt !== null) && (await caughtUp());
});
const { changed } = await ask<{ changed: number }>('catalog', '/products/activate', 'merchandiser', {
  ...{ all: true, whenReady: true },
});
const bicycles = await ask<{ products: { sku: string }[] }>(
  'catalog',
  '/products?family=RODB&limit=500',
  'merchandiser',
);
for (const { sku } of bicycles.products)
  await ask(
    'catalog',
    `/products/${sku}`,
    'merchandiser',
    { atZero: 'back-order', backOrderLimit: 5 },
    'PATCH',
  );
console.log(`${changed} products are on sale, ${bicycles.products.length} of them on back-order at zero`);

/** Whether everything published has been taken in: by pricing first, whose prices catalog waits for. */
async function caughtUp(): Promise<boolean> {
  return (
    (await hasSaidAll('erp-adapter')) &&
    (await hasReadAll('pricing')) &&
    (await hasSaidAll('pricing')) &&
    (await hasReadAll('catalog'))
  );
}

async function hasSaidAll(service: ServiceName): Promise<boolean> {
  const { rows } = await ask<{ rows: number }>(service, '/ops/outbox', 'integrator');
  return rows === 0;
}

async function hasReadAll(service: ServiceName): Promise<boolean> {
  const groups = await ask<{ positions: { lag: number }[] }[]>(service, '/ops/groups', 'integrator');
  return groups.every(({ positions }) => positions.every(({ lag }) => lag === 0));
}

async function ask<T>(
  service: ServiceName,
  path: string,
  role: 'integrator' | 'merchandiser',
  body?: object,
  method = body === undefined ? 'GET' : 'POST',
): Promise<T> {
  const response = await fetch(`${services[service]?.url}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${tokens[role]}`,
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(`${service}${path}: ${response.status} ${await response.text()}`);
  return (await response.json()) as T;
}
