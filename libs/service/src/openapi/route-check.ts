import { RequestMethod } from '@nestjs/common';
import type { INestApplication } from '@nestjs/common';
import { MetadataScanner, ModulesContainer } from '@nestjs/core';
import { descriptionOf } from './describe.ts';
import type { RouteDescription } from './describe.ts';
import { permissionKey } from '../access/permissions.ts';
import type { Permission } from '../access/permissions.ts';

const pathKey = 'path';
const methodKey = 'method';

/** A route of a controller with who may call it. */
export interface Route {
  name: string;
  /** `POST /orders/:order`. */
  address: string;
  /** Controller and method as in the OpenAPI description, `OrdersController_place`. */
  operationId: string;
  permission: Permission | undefined;
  description: RouteDescription;
}

/** A route has no declared permission, or a role that cannot be checked; `message` names each. */
export class PermissionError extends Error {
  override readonly name = 'PermissionError';
}

/** All routes of the application's controllers, e.g. `POST /orders (OrdersController.place)`. */
export function routesOf(app: INestApplication): Route[] {
  const modules = [...app.get(ModulesContainer).values()];
  const controllers = modules.flatMap((module) => [...module.controllers.values()]);
  return controllers.flatMap(({ metatype }) => {
    if (!metatype) return [];
    const base: unknown = Reflect.getMetadata(pathKey, metatype);
    const prototype = metatype.prototype as object;
    return new MetadataScanner().getAllMethodNames(prototype).flatMap((method) => {
      const handler = (prototype as Record<string, object>)[method];
      const path: unknown = handler && Reflect.getMetadata(pathKey, handler);
      if (!handler || path === undefined) return [];
      const verb = RequestMethod[(Reflect.getMetadata(methodKey, handler) as RequestMethod | undefined) ?? 0];
      const address = `/${[base, path].flat().join('/')}`.replace(/\/+/g, '/').replace(/(.)\/$/, '$1');
      const permission = (Reflect.getMetadata(permissionKey, handler) ??
        Reflect.getMetadata(permissionKey, metatype)) as Permission | undefined;
      return [
        {
          address: `${verb} ${address}`,
          name: `${verb} ${address} (${metatype.name}.${method})`,
          operationId: `${metatype.name}_${method}`,
          permission,
          description: descriptionOf(handler),
        },
      ];
    });
  });
}

/** Refuses an application that has a route without `@Public()` or `@Allow(…)`. @throws PermissionError */
export function requirePermissions(routes: Route[], canAuthenticate: boolean): void {
  const undeclared = routes.filter(({ permission }) => permission === undefined);
  if (undeclared.length > 0) {
    const names = undeclared.map(({ name }) => `  ${name}`).join('\n');
    throw new PermissionError(`Declare @Public() or @Allow(...) on:\n${names}`);
  }
  const guarded = routes.filter(({ permission }) => permission !== 'public');
  if (guarded.length > 0 && !canAuthenticate) {
    const names = guarded.map(({ name }) => `  ${name}`).join('\n');
    throw new PermissionError(
      `The service is declared without auth, but these routes need a token:\n${names}`,
    );
  }
}
