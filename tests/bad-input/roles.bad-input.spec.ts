import { createHmac, createPublicKey, generateKeyPairSync } from 'node:crypto';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { roles } from '../../libs/service/src/access/permissions.ts';
import { attach } from '../system/system.ts';
import { type Answer, ask, each } from './answer.ts';
import { type Claims, now, signed, signingKey, soundClaims, unsigned } from './identity.ts';
import { type Route, allRoutes } from './routes.ts';
import { table } from './table.ts';

const home = inject('home');
const system = attach(home);
const key = signingKey(home);
const stranger = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
const all = soundClaims(...roles);

/** Tokens of somebody who may do everything, if only they were true. */
const falseTokens: Record<string, string> = {
  'no token at all': 'a.b.c',
  'an empty one': '',
  'another key': signed(all, stranger),
  'another key under its own id': signed(all, stranger, { kid: 'stranger' }),
  'a key that it brings along': signed(all, stranger, {
    jwk: generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ format: 'jwk' }),
  }),
  expired: signed({ ...all, exp: now() - 60 }, key),
  'without an end': signed(without('exp'), key),
  'without a subject': signed(without('sub'), key),
  'not valid yet': signed({ ...all, nbf: now() + 600 }, key),
  'another issuer': signed({ ...all, iss: 'https://issuer.example' }, key),
  'no issuer': signed(without('iss'), key),
  'for others': signed({ ...all, aud: 'elsewhere' }, key),
  'for nobody': signed(without('aud'), key),
  'alg none': `${unsigned(all, { alg: 'none' })}.`,
  'alg none in disguise': `${unsigned(all, { alg: 'nOnE' })}.AA`,
  'alg none with a signature': signed(all, key, { alg: 'none' }),
  'a signature cut off': `${unsigned(all, { alg: 'ES256' })}.`,
  'other claims under a true signature': `${unsigned(all, { alg: 'ES256', kid: 'bad-input' })}.${
    signed(soundClaims('auditor'), key).split('.')[2]
  }`,
  'the public key as a secret': symmetric(),
  'roles that are a text': signed({ ...all, roles: 'admin' }, key),
  'roles that are an object': signed({ ...all, roles: { 0: 'admin', length: 1 } }, key),
};

let routes: Route[];
beforeAll(async () => {
  routes = await allRoutes(system);
});
const guarded = () => routes.filter(({ name }) => table.get(name)?.who !== 'anybody');

describe('the routes of the services', () => {
  it('are those that the table knows, each once', () => {
    expect(routes.map(({ name }) => name).toSorted()).toEqual([...table.keys()].toSorted());
  });

  it('ask for a token unless they are for anybody', () => {
    for (const { name, guarded: asks } of routes) expect(asks, name).toBe(table.get(name)?.who !== 'anybody');
  });
});

describe('a route of staff', () => {
  it('refuses whoever brings no token', async () => {
    await each(guarded(), async (route) => expectRefusal(await call(route), 401, route.name));
  });

  it.each(Object.entries(falseTokens))('refuses a false token: %s', async (what, token) => {
    await each(guarded(), async (route) =>
      expectRefusal(await call(route, `Bearer ${token}`), 401, `${what}: ${route.name}`),
    );
  });

  it.each([
    ['a password', 'Basic YWRtaW46YWRtaW4='],
    ['a word alone', 'bearer'],
    ['another word', 'Token x'],
    ['far too long a word', `Bearer ${'a'.repeat(12_000)}`],
  ])('refuses another way of telling who one is: %s', async (_, authorization) => {
    await each(guarded(), async (route) => expectRefusal(await call(route, authorization), 401, route.name));
  });

  it.each([...roles, 'superuser', '__proto__'])('is open to %s where the table says so', async (role) => {
    const token = `Bearer ${signed(soundClaims(role), key)}`;
    await each(guarded(), async (route) => {
      const who = table.get(route.name)?.who ?? [];
      const answer = await call(route, token);
      if ((who as readonly string[]).includes(role)) {
        expect([401, 403], `${role}: ${route.name}`).not.toContain(answer.status);
        expect(answer.status, `${role}: ${route.name}`).toBeLessThan(500);
      } else expectRefusal(answer, 403, `${role}: ${route.name}`);
    });
  });
});

describe('a route for anybody', () => {
  it('takes no notice of a false token', async () => {
    for (const route of routes.filter(({ name }) => table.get(name)?.who === 'anybody'))
      expect([401, 403], route.name).not.toContain((await call(route, 'Bearer a.b.c')).status);
  });
});

/** With nothing in it that could be carried out. */
function call({ url, path, method }: Route, authorization?: string): Promise<Answer> {
  const reads = method === 'GET';
  return ask(`${url}${path.replaceAll(/\{[^}]+\}/g, 'x')}`, {
    method,
    headers: {
      ...(authorization !== undefined && { authorization }),
      ...(!reads && { 'content-type': 'application/json' }),
    },
    ...(!reads && { body: '{}' }),
  });
}

function expectRefusal({ status, problem, headers }: Answer, expected: number, where: string): void {
  expect(status, where).toBe(expected);
  expect(problem, where).toMatchObject({ status: expected });
  expect(headers.get('www-authenticate'), where).toMatch(/^Bearer/);
}

function without(claim: keyof Claims): Claims {
  const { [claim]: _, ...rest } = all;
  return rest;
}

/** HS256 with what everybody may know as its secret. */
function symmetric(): string {
  const body = unsigned(all, { alg: 'HS256', kid: 'bad-input' });
  const secret = createPublicKey(key).export({ type: 'spki', format: 'pem' });
  return `${body}.${createHmac('sha256', secret).update(body).digest('base64url')}`;
}
