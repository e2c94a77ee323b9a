import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeJwt } from 'jose';
import { afterAll, describe, expect, it } from 'vitest';
import { ensureIdentity } from './identity.ts';

const folder = mkdtempSync(join(tmpdir(), 'throughline-identity-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('the people of a local installation', () => {
  it('have tokens that say for whom they are, and keep them', async () => {
    const { tokens, jwksFile } = await ensureIdentity(folder);
    expect(decodeJwt(tokens['order-desk'])).toMatchObject({
      iss: 'throughline-local',
      aud: 'throughline',
      sub: 'local-order-desk',
      roles: ['order-desk'],
    });
    expect((await ensureIdentity(folder)).tokens).toEqual(tokens);
    expect(statSync(jwksFile).mode & 0o77).toBe(0);
    expect(JSON.parse(readFileSync(jwksFile, 'utf8')).keys).toHaveLength(1);
  });

  it('get new ones when theirs name nobody', async () => {
    const before = (await ensureIdentity(folder)).tokens;
    const [header, , signature] = before.admin.split('.');
    const claims = Buffer.from(JSON.stringify({ ...decodeJwt(before.admin), aud: undefined })).toString(
      'base64url',
    );
    const old = { ...before, admin: [header, claims, signature].join('.') };
    writeFileSync(join(folder, 'tokens.json'), JSON.stringify(old));
    const after = (await ensureIdentity(folder)).tokens;
    expect(decodeJwt(after.admin).aud).toBe('throughline');
    expect(after.auditor).not.toBe(before.auditor);
  });
});
