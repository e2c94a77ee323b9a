import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SignJWT, exportJWK, generateKeyPair } from 'jose';
import type { CryptoKey, JWTPayload } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Clock } from '../configuration/clock.ts';
import { TokenError, TokenVerifier } from './tokens.ts';

const issuer = 'https://issuer.example';
const now = Date.parse('2026-05-04T10:00:00Z') / 1_000;
const clock = new (class extends Clock {
  override now = () => new Date(now * 1_000);
})();

let folder: string;
const keys = new Map<string, CryptoKey>();
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'throughline-tokens-'));
  const published: object[] = [];
  for (const alg of ['ES256', 'RS256', 'ES384']) {
    const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true });
    keys.set(alg, privateKey);
    published.push({ ...(await exportJWK(publicKey)), kid: alg, alg });
  }
  await writeFile(join(folder, 'keys.json'), JSON.stringify({ keys: published }));
});
afterAll(() => rm(folder, { recursive: true }));

const claims = {
  iss: issuer,
  aud: 'throughline',
  sub: 'ann',
  exp: now + 60,
  roles: ['order-desk', 'made-up', 'auditor'],
};
const sign = (payload: JWTPayload, alg = 'ES256') =>
  new SignJWT(payload).setProtectedHeader({ alg, kid: alg }).sign(keys.get(alg) as CryptoKey);
const ours = { AUTH_ISSUER: issuer, AUTH_AUDIENCE: 'throughline' };
const verifier = (file = 'keys.json') =>
  new TokenVerifier({ ...ours, AUTH_JWKS_FILE: join(folder, file) }, clock);

describe('a token', () => {
  it.each(['ES256', 'RS256'])('signed by %s says who it is, and the roles that we know', async (alg) => {
    expect(await verifier().verify(await sign(claims, alg))).toEqual({
      subject: 'ann',
      roles: ['order-desk', 'auditor'],
    });
  });

  it('without roles has none', async () => {
    const { roles: _, ...without } = claims;
    expect(await verifier().verify(await sign(without))).toEqual({ subject: 'ann', roles: [] });
  });

  it('is believed for five seconds beyond its end, and no longer', async () => {
    expect(await verifier().verify(await sign({ ...claims, exp: now - 4 }))).toMatchObject({
      subject: 'ann',
    });
    await expect(verifier().verify(await sign({ ...claims, exp: now - 5 }))).rejects.toThrow(TokenError);
  });

  it('may be for others beside us', async () => {
    const token = await sign({ ...claims, aud: ['shop', 'throughline'] });
    expect(await verifier().verify(token)).toMatchObject({ subject: 'ann' });
  });

  it.each<[string, object]>([
    ['of another issuer', { ...claims, iss: 'https://elsewhere.example' }],
    ['for somebody else', { ...claims, aud: 'shop' }],
    ['for some others', { ...claims, aud: ['shop', 'throughline-test'] }],
    ['for nobody in particular', { ...claims, aud: undefined }],
    ['that never ends', { ...claims, exp: undefined }],
    ['that is not valid yet', { ...claims, nbf: now + 60 }],
    ['of nobody', { ...claims, sub: undefined }],
    ['of somebody without a name', { ...claims, sub: '' }],
    ['whose roles are no list', { ...claims, roles: 'admin' }],
    ['whose roles are no text', { ...claims, roles: [7] }],
  ])('%s is refused', async (_, payload) => {
    const refusal = verifier().verify(await sign(JSON.parse(JSON.stringify(payload)) as JWTPayload));
    await expect(refusal).rejects.toThrow(TokenError);
    await expect(refusal).rejects.toMatchObject({ name: 'TokenError', message: 'The token is not valid' });
    await expect(refusal).rejects.toHaveProperty('cause');
  });

  it('signed in another way than ours is refused, though its key is published', async () => {
    await expect(verifier().verify(await sign(claims, 'ES384'))).rejects.toThrow(TokenError);
  });

  it('that is none is refused', async () => {
    await expect(verifier().verify('nonsense')).rejects.toThrow(TokenError);
  });
});

describe('the keys', () => {
  it('that could not be had are asked for again with the next token', async () => {
    const tokens = verifier('later.json');
    const token = await sign(claims);
    const refusal = tokens.verify(token);
    await expect(refusal).rejects.toMatchObject({ code: 'ENOENT' });
    await expect(refusal).rejects.not.toThrow(TokenError);
    await writeFile(join(folder, 'later.json'), JSON.stringify({ keys: [] }));
    await expect(tokens.verify(token)).rejects.toThrow(TokenError);
  });

  it('are read once', async () => {
    const file = join(folder, 'once.json');
    const key = await exportJWK((await generateKeyPair('ES256', { extractable: true })).publicKey);
    await writeFile(file, JSON.stringify({ keys: [{ ...key, kid: 'ES256', alg: 'ES256' }] }));
    const tokens = verifier('once.json');
    await expect(tokens.verify(await sign(claims))).rejects.toThrow(TokenError);
    await rm(file);
    await expect(tokens.verify(await sign(claims))).rejects.toThrow(TokenError);
  });

  it.each(['[]', '{}', '{"keys":[{}]}'])('are not %s', async (text) => {
    await writeFile(join(folder, 'no.json'), text);
    const refusal = verifier('no.json').verify(await sign(claims));
    await expect(refusal).rejects.not.toThrow(TokenError);
  });

  it('lie somewhere', async () => {
    const refusal = new TokenVerifier(ours, clock).verify(await sign(claims));
    await expect(refusal).rejects.toThrow(new Error('Neither AUTH_JWKS_URL nor AUTH_JWKS_FILE is given'));
  });
});
