import { services } from '../system/staff.ts';
import type { System } from '../system/system.ts';

/** What an OpenAPI document says of a value. */
export interface Schema {
  type?: string | string[];
  properties?: Record<string, Schema>;
  items?: Schema;
}

interface Operation {
  security?: object[];
  parameters?: { name: string; in: 'query' | 'path' | 'header'; required?: boolean; schema?: Schema }[];
  requestBody?: { content: Record<string, { schema: Schema }> };
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
  body: Schema | undefined;
}

/** Every route of every service, from its own OpenAPI document. */
export async function allRoutes(system: System): Promise<Route[]> {
  const found = await Promise.all(
    services.map(async (service) => {
      const { url } = system.endpoints().services[service] ?? { url: '' };
      const response = await fetch(`${url}/openapi.json`);
      const { paths } = (await response.json()) as { paths: Record<string, Record<string, Operation>> };
      return Object.entries(paths).flatMap(([path, operations]) =>
        Object.entries(operations).map(([verb, { security = [], parameters = [], requestBody }]): Route => {
          const method = verb.toUpperCase();
          return {
            ...{ name: `${service} ${method} ${path}`, service, method, path, url, parameters },
            guarded: security.length > 0,
            body: requestBody?.content['application/json']?.schema,
          };
        }),
      );
    }),
  );
  return found.flat();
}
