import { services } from '../system/staff.ts';
import type { System } from '../system/system.ts';

interface Operation {
  security?: object[];
  parameters?: { name: string; in: 'query' | 'path' | 'header'; required?: boolean }[];
}

/** A route of a service, as the service itself describes it. */
export interface Route {
  /** `catalog GET /products/{sku}`: its key in the tables of these tests. */
  name: string;
  service: (typeof services)[number];
  method: string;
  path: string;
  /** Base address of the service. */
  url: string;
  /** Whether it asks for a token. */
  guarded: boolean;
  parameters: NonNullable<Operation['parameters']>;
}

/** Every route of every service, from its own OpenAPI document. */
export async function allRoutes(system: System): Promise<Route[]> {
  const found = await Promise.all(
    services.map(async (service) => {
      const { url } = system.endpoints().services[service] ?? { url: '' };
      const response = await fetch(`${url}/openapi.json`);
      const { paths } = (await response.json()) as { paths: Record<string, Record<string, Operation>> };
      return Object.entries(paths).flatMap(([path, operations]) =>
        Object.entries(operations).map(([verb, { security = [], parameters = [] }]): Route => {
          const method = verb.toUpperCase();
          return {
            ...{ name: `${service} ${method} ${path}`, service, method, path, url, parameters },
            guarded: security.length > 0,
          };
        }),
      );
    }),
  );
  return found.flat();
}
