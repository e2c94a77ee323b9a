import { generateKeyPairSync, randomUUID, sign } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Role } from '@throughline/service';

/** Issues tokens that the services of a test believe. */
export interface Issuer {
  /** What a service needs in its environment. */
  readonly environment: { AUTH_ISSUER: string; AUTH_AUDIENCE: string; AUTH_JWKS_FILE: string };
  /** A bearer token with roles, valid for an hour. */
  token(...roles: Role[]): string;
  dispose(): Promise<void>;
}

/** Creates an issuer with a key of its own (ES256). */
export async function createIssuer(): Promise<Issuer> {
  const folder = await mkdtemp(join(tmpdir(), 'throughline-issuer-'));
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const kid = randomUUID();
  const file = join(folder, 'jwks.json');
  await writeFile(
    file,
    JSON.stringify({ keys: [{ ...publicKey.export({ format: 'jwk' }), kid, alg: 'ES256' }] }),
  );
  const issuer = 'https://issuer.test';
  const audience = 'throughline-test';
  return {
    environment: { AUTH_ISSUER: issuer, AUTH_AUDIENCE: audience, AUTH_JWKS_FILE: file },
    token: (...roles) => {
      const now = Math.floor(Date.now() / 1_000);
      const claims = { iss: issuer, aud: audience, sub: 'tester', roles, iat: now, exp: now + 3_600 };
      const signed = [{ alg: 'ES256', kid }, claims]
        .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
        .join('.');
      const signature = sign('sha256', Buffer.from(signed), { key: privateKey, dsaEncoding: 'ieee-p1363' });
      return `${signed}.${signature.toString('base64url')}`;
    },
    dispose: () => rm(folder, { recursive: true }),
  };
}
