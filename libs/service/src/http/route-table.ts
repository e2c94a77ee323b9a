import type { FastifyInstance } from 'fastify';

/** The routes as Fastify knows them, to tell a wrong method (405) from a wrong address (404). */
export class RouteTable {
  private readonly routes = new Map<string, { pattern: RegExp; methods: Set<string> }>();

  /** To be called before the first route is added. */
  collect(fastify: FastifyInstance): void {
    fastify.addHook('onRoute', ({ url, method }) => {
      const route = this.routes.get(url) ?? { pattern: patternOf(url), methods: new Set() };
      for (const one of [method].flat()) route.methods.add(one);
      this.routes.set(url, route);
    });
  }

  /** Methods that exist at the path of this URL; empty when nothing is there. */
  methodsOf(url: string): string[] {
    const path = url.split('?', 1)[0] ?? '';
    const found = [...this.routes.values()].filter(({ pattern }) => pattern.test(path));
    return [...new Set(found.flatMap(({ methods }) => [...methods]))].sort();
  }
}

/** A wildcard stands for itself: as every address below it, it would turn each 404 there into a 405. */
function patternOf(url: string): RegExp {
  const source = url
    .split('/')
    .map((segment) => (segment.includes(':') ? '[^/]+' : segment.replace(/[^\w-]/g, '\\$&')))
    .join('/');
  return new RegExp(`^${source}/?$`);
}
