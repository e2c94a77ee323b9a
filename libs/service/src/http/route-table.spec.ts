import fastify from 'fastify';
import { describe, expect, it } from 'vitest';
import { RouteTable } from './route-table.ts';

async function tableOf(...routes: [method: string | string[], url: string][]): Promise<RouteTable> {
  const server = fastify({ exposeHeadRoutes: false });
  const table = new RouteTable();
  table.collect(server);
  for (const [method, url] of routes) server.route({ method, url, handler: async () => '' } as never);
  await server.ready();
  await server.close();
  return table;
}

describe('the methods at an address', () => {
  it('are those of every route whose pattern it fits, each once, in order', async () => {
    const table = await tableOf(
      ['POST', '/orders/:number'],
      ['GET', '/orders/:number'],
      [['GET', 'DELETE'], '/orders/newest'],
      ['PUT', '/orders'],
    );
    expect(table.methodsOf('/orders/7')).toEqual(['GET', 'POST']);
    expect(table.methodsOf('/orders/newest')).toEqual(['DELETE', 'GET', 'POST']);
    expect(table.methodsOf('/orders')).toEqual(['PUT']);
  });

  it('do not depend on the query nor on a slash at the end', async () => {
    const table = await tableOf(['GET', '/orders/:number/lines']);
    for (const url of ['/orders/7/lines', '/orders/7/lines/', '/orders/7/lines?a=1', '/orders/7/lines/?a=/x'])
      expect([url, table.methodsOf(url)]).toEqual([url, ['GET']]);
  });

  it('are none where nothing is', async () => {
    const table = await tableOf(['GET', '/orders/:number'], ['GET', '/open.api']);
    for (const url of ['/', '/orders', '/orders/', '/orders/7/8', '/x/orders/7', '/orders//7', '/openxapi'])
      expect([url, table.methodsOf(url)]).toEqual([url, []]);
    expect(table.methodsOf('/open.api')).toEqual(['GET']);
  });

  it('do not come from a route for every address', async () => {
    const table = await tableOf(['GET', '/pages/*'], ['GET', '*']);
    expect(table.methodsOf('/pages/a')).toEqual([]);
  });

  it('are those of an address whose part has a parameter among other signs', async () => {
    const table = await tableOf(['GET', '/products/:sku-:size/image']);
    expect(table.methodsOf('/products/HL-U509/image')).toEqual(['GET']);
    expect(table.methodsOf('/products/image')).toEqual([]);
  });
});
