import { SetMetadata, createParamDecorator } from '@nestjs/common';
import type { ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';

/** What a member of staff, a partner or a machine may do; the claim `roles` of its token. */
export const roles = [
  'admin',
  'integrator',
  'merchandiser',
  'order-desk',
  'customer-care',
  'warehouse',
  'finance',
  'marketing',
  'partner',
  'auditor',
] as const;

export type Role = (typeof roles)[number];

/** Who makes a request, from a verified token. */
export interface User {
  /** Claim `sub`. */
  subject: string;
  roles: Role[];
}

/** Who may call a route: anybody, or the holders of one of the roles. */
export type Permission = 'public' | readonly Role[];

export const permissionKey = 'throughline:permission';
export const userKey = Symbol('user');

/** Anybody may call this route, without a token. */
export const Public = () => SetMetadata<string, Permission>(permissionKey, 'public');

/** Holders of one of these roles may call this route. */
export const Allow = (...allowed: [Role, ...Role[]]) =>
  SetMetadata<string, Permission>(permissionKey, allowed);

/** The {@link User} of a route with `@Allow`; undefined on a public route. */
export const CurrentUser = createParamDecorator((_: unknown, context: ExecutionContext): User | undefined => {
  return context.switchToHttp().getRequest<FastifyRequest & { [userKey]?: User }>()[userKey];
});
