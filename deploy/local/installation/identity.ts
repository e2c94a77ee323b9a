import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { decodeJwt, exportJWK, generateKeyPair, SignJWT } from 'jose';

export const issuer = 'throughline-local';
export const audience = 'throughline';
export const staffRoles = [
  'admin',
  'integrator',
  'merchandiser',
  'order-desk',
  'customer-care',
  'warehouse',
  'finance',
  'auditor',
] as const;

export type StaffRole = (typeof staffRoles)[number];

export interface Identity {
  jwksFile: string;
  /** One bearer token per staff role. */
  tokens: Record<StaffRole, string>;
}

/**
 * The people of a local installation: a key pair made once, whose private half is forgotten as soon as one token per
 * role is signed with it.
 */
export async function ensureIdentity(folder: string): Promise<Identity> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const jwksFile = join(folder, 'jwks.json');
  const tokensFile = join(folder, 'tokens.json');
  if (!existsSync(jwksFile) || !existsSync(tokensFile) || !areForUs(tokensFile)) {
    const { publicKey, privateKey } = await generateKeyPair('ES256');
    const kid = 'local-1';
    const key = { ...(await exportJWK(publicKey)), kid, alg: 'ES256', use: 'sig' };
    const signed = staffRoles.map(async (role) => {
      const jwt = new SignJWT({ roles: [role] })
        .setProtectedHeader({ alg: 'ES256', kid, typ: 'JWT' })
        .setIssuer(issuer)
        .setAudience(audience)
        .setSubject(`local-${role}`)
        .setIssuedAt()
        .setExpirationTime('1 year');
      return [role, await jwt.sign(privateKey)] as const;
    });
    writeFileSync(tokensFile, JSON.stringify(Object.fromEntries(await Promise.all(signed)), undefined, 2), {
      mode: 0o600,
    });
    writeFileSync(jwksFile, JSON.stringify({ keys: [key] }, undefined, 2), { mode: 0o600 });
  }
  return { jwksFile, tokens: JSON.parse(readFileSync(tokensFile, 'utf8')) };
}

/** Tokens that an earlier version made name nobody for whom they are. */
function areForUs(tokensFile: string): boolean {
  const tokens: Record<string, string> = JSON.parse(readFileSync(tokensFile, 'utf8'));
  return Object.values(tokens).every((token) => decodeJwt(token).aud === audience);
}
