import { generateKeyPair } from 'jose';
import supertest from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSample } from '../testing-application.ts';

let sample: Awaited<ReturnType<typeof startSample>>;

beforeAll(async () => {
  sample = await startSample();
});
afterAll(() => sample.stop());

const list = (token?: string) => {
  const request = supertest(sample.server).get('/orders');
  return token === undefined ? request : request.set('authorization', `Bearer ${token}`);
};

describe('a route for some roles', () => {
  it('answers the holder of one of them', async () => {
    const { body } = await list(await sample.token({ roles: ['auditor'] })).expect(200);
    expect(body).toEqual({ user: { subject: 'ann', roles: ['auditor'] }, limit: 10 });
  });

  it('challenges whoever has no token', async () => {
    const { body } = await list().expect(401).expect('www-authenticate', 'Bearer');
    expect(body).toMatchObject({ status: 401, type: 'urn:throughline:problem:unauthenticated' });
  });

  it('refuses whoever has another role', async () => {
    const token = await sample.token({ roles: ['warehouse', 'made-up'] });
    const { body } = await list(token)
      .expect(403)
      .expect('www-authenticate', /insufficient_scope/);
    expect(body.detail).toContain('order-desk');
  });

  it('refuses a token without roles', async () => {
    await list(await sample.token({ roles: [] })).expect(403);
  });

  it.each([
    ['forged', async () => sample.token({ privateKey: (await generateKeyPair('ES256')).privateKey })],
    ['expired', () => sample.token({ expiresIn: -60 })],
    ["another issuer's", () => sample.token({ issuer: 'https://elsewhere.example' })],
    [
      'unsigned',
      async () => `${btoa('{"alg":"none"}').replace(/=/g, '')}.${(await sample.token()).split('.')[1]}.`,
    ],
    ['mangled', async () => `${(await sample.token()).slice(0, -4)}AAAA`],
    ['nonsense', async () => 'nonsense'],
  ])('refuses a token that is %s', async (_what, make) => {
    const { body } = await list(await make())
      .expect(401)
      .expect('www-authenticate', /invalid_token/);
    expect(body.status).toBe(401);
    expect(JSON.stringify(body)).not.toContain('roles');
  });

  it('believes a token until it expires', async () => {
    await list(await sample.token({ expiresIn: 1 })).expect(200);
  });
});

describe('a public route', () => {
  it('asks for nothing and is not disturbed by a bad token', async () => {
    await supertest(sample.server).get('/orders/7').set('authorization', 'Bearer nonsense').expect(409);
  });
});
