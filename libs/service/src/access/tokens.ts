import { readFile } from 'node:fs/promises';
import { createLocalJWKSet, createRemoteJWKSet, errors, jwtVerify } from 'jose';
import type { JSONWebKeySet, JWTVerifyGetKey } from 'jose';
import { z } from 'zod';
import type { Clock } from '../configuration/clock.ts';
import type { ServiceConfig } from '../configuration/config.ts';
import { roles } from './permissions.ts';
import type { Role, User } from './permissions.ts';

const claims = z.object({ sub: z.string().min(1), roles: z.array(z.string()).default([]) });
const keySet = z.object({ keys: z.array(z.looseObject({ kty: z.string() })) });

/** The token is not one of ours: forged, expired, of another issuer, or malformed. */
export class TokenError extends Error {
  override readonly name = 'TokenError';
}

/** Checks access tokens (ES256 or RS256) against the issuer's keys. */
export class TokenVerifier {
  private keys: Promise<JWTVerifyGetKey> | undefined;

  constructor(
    private readonly config: ServiceConfig['auth'],
    private readonly clock: Clock,
  ) {}

  /** @throws TokenError when the token is not valid; any other error when the keys cannot be fetched */
  async verify(token: string): Promise<User> {
    this.keys ??= loadKeys(this.config);
    const keys = await this.keys.catch((error: unknown) => {
      this.keys = undefined;
      throw error;
    });
    const { AUTH_ISSUER: issuer, AUTH_AUDIENCE: audience } = this.config;
    try {
      const { payload } = await jwtVerify(token, keys, {
        issuer,
        audience,
        algorithms: ['ES256', 'RS256'],
        requiredClaims: ['exp', 'sub'],
        clockTolerance: 5,
        currentDate: this.clock.now(),
      });
      const { sub, roles: given } = claims.parse(payload);
      return { subject: sub, roles: given.filter(isRole) };
    } catch (error) {
      if (error instanceof errors.JWKSTimeout) throw error;
      if (error instanceof errors.JOSEError || error instanceof z.ZodError) {
        throw new TokenError('The token is not valid', { cause: error });
      }
      throw error;
    }
  }
}

function isRole(role: string): role is Role {
  return (roles as readonly string[]).includes(role);
}

async function loadKeys({
  AUTH_JWKS_FILE: file,
  AUTH_JWKS_URL: url,
}: ServiceConfig['auth']): Promise<JWTVerifyGetKey> {
  if (url) return createRemoteJWKSet(new URL(url), { timeoutDuration: 3000 });
  if (!file) throw new Error('Neither AUTH_JWKS_URL nor AUTH_JWKS_FILE is given');
  return createLocalJWKSet(keySet.parse(JSON.parse(await readFile(file, 'utf8'))) as JSONWebKeySet);
}
