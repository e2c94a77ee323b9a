import { generateKeyPairSync, sign, type KeyObject, createPrivateKey } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { audience, issuer, staffRoles } from '../../deploy/local/installation/identity.ts';

const kid = 'bad-input';
const keyFile = (home: string) => join(home, 'secrets', 'signing-key.pem');

/** Claims of a token, whatever they are worth. */
export interface Claims {
  iss?: string;
  aud?: string;
  sub?: string;
  roles?: unknown;
  exp?: number;
  nbf?: number;
}

/** Prepares a folder so that the system in it believes tokens of a key that is known here. */
export function prepareIdentity(home: string): void {
  const folder = join(home, 'secrets');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  writeFileSync(keyFile(home), privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 });
  const key = { ...publicKey.export({ format: 'jwk' }), kid, alg: 'ES256', use: 'sig' };
  writeFileSync(join(folder, 'jwks.json'), JSON.stringify({ keys: [key] }));
  const tokens = staffRoles.map((role) => [role, signed(soundClaims(role), privateKey)]);
  writeFileSync(join(folder, 'tokens.json'), JSON.stringify(Object.fromEntries(tokens)), { mode: 0o600 });
}

/** The key that signs what the system of a folder believes. */
export function signingKey(home: string): KeyObject {
  return createPrivateKey(readFileSync(keyFile(home), 'utf8'));
}

/** Claims that are in order. */
export function soundClaims(...roles: string[]): Claims {
  return { iss: issuer, aud: audience, sub: `local-${roles.join('-')}`, roles, exp: now() + 86_400 };
}

export function now(): number {
  return Math.floor(Date.now() / 1_000);
}

/** A token of the claims, signed with ES256 unless the header says something else. */
export function signed(claims: Claims, key: KeyObject, header: object = {}): string {
  const body = unsigned(claims, { alg: 'ES256', kid, ...header });
  return `${body}.${sign('sha256', Buffer.from(body), { key, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`;
}

/** Header and claims without a signature. */
export function unsigned(claims: Claims, header: object): string {
  return [header, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
}
