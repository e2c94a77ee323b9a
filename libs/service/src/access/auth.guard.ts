import { Reflector } from '@nestjs/core';
import type { CanActivate, ExecutionContext } from '@nestjs/common';
import { logger } from '@throughline/telemetry';
import type { FastifyRequest } from 'fastify';
import { permissionKey, userKey } from './permissions.ts';
import type { Permission, User } from './permissions.ts';
import { Problem } from '../problems/problem.ts';
import { TokenError } from './tokens.ts';
import type { TokenVerifier } from './tokens.ts';

/** Lets a request through when its route is public or its token has one of the route's roles. Otherwise denies. */
export class AuthGuard implements CanActivate {
  private readonly reflector = new Reflector();

  constructor(private readonly verifier: TokenVerifier | undefined) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const targets = [context.getHandler(), context.getClass()];
    const permission = this.reflector.getAllAndOverride<Permission | undefined>(permissionKey, targets);
    if (permission === 'public') return true;
    if (!permission || !this.verifier) throw new Problem(403, 'Nobody is allowed to do this');

    const request = context.switchToHttp().getRequest<FastifyRequest & { [userKey]?: User }>();
    const user = await authenticate(this.verifier, request.headers.authorization);
    if (!user.roles.some((role) => permission.includes(role))) {
      throw new Problem(403, `This needs one of the roles ${permission.join(', ')}`, {
        name: 'role-missing',
        headers: { 'www-authenticate': 'Bearer error="insufficient_scope"' },
      });
    }
    request[userKey] = user;
    return true;
  }
}

async function authenticate(verifier: TokenVerifier, authorization: string | undefined): Promise<User> {
  const token = /^Bearer ([\w.-]+)$/i.exec(authorization ?? '')?.[1];
  if (!token) throw unauthenticated('This needs a bearer token', 'Bearer');
  try {
    return await verifier.verify(token);
  } catch (error) {
    if (error instanceof TokenError) {
      throw unauthenticated(
        'The token is forged, expired or not from our issuer',
        'Bearer error="invalid_token"',
      );
    }
    logger.error({ err: error }, 'The keys of the token issuer cannot be fetched');
    throw new Problem(503, 'Tokens cannot be checked at the moment', { headers: { 'retry-after': '5' } });
  }
}

function unauthenticated(detail: string, challenge: string): Problem {
  return new Problem(401, detail, { name: 'unauthenticated', headers: { 'www-authenticate': challenge } });
}
