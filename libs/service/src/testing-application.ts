import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Body, Controller, Get, Module, Param, Post, Query } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { SignJWT, exportJWK, generateKeyPair } from 'jose';
import type { CryptoKey } from 'jose';
import { z } from 'zod';
import { createApplication } from './application.ts';
import { Clock } from './configuration/clock.ts';
import { ReadsHeader, Responds } from './openapi/describe.ts';
import { Allow, CurrentUser, Public } from './access/permissions.ts';
import type { User } from './access/permissions.ts';
import { Problem } from './problems/problem.ts';
import { ServiceModule } from './service.module.ts';

const line = z.object({ sku: z.string().min(1), quantity: z.int().positive() });
const request = z.object({ lines: z.array(line).min(1) });
const order = z.object({ number: z.string(), lines: z.array(line) });

@Controller('orders')
class OrdersController {
  @Post()
  @Public()
  @Responds(201, () => order)
  @ReadsHeader('Idempotency-Key', { required: true, description: 'New for each order.' })
  place(@Body({ schema: request }) { lines }: z.infer<typeof request>): z.infer<typeof order> {
    return { number: '1', lines };
  }

  @Get()
  @Allow('order-desk', 'auditor')
  list(
    @CurrentUser() user: User,
    @Query({ schema: z.object({ limit: z.coerce.number().int().max(100).default(10) }) })
    { limit }: { limit: number },
  ): object {
    return { user, limit };
  }

  @Get(':number')
  @Public()
  show(@Param('number', { schema: z.string().regex(/^\d+$/, 'is not a number') }) number: string): object {
    if (number === '500') throw new Error('secret detail');
    if (number === '503') throw new Error('timeout exceeded when trying to connect');
    if (number === '57014') throw Object.assign(new Error('secret detail'), { code: number });
    throw new Problem(409, 'Decided already', { name: 'order-decided', extensions: { number } });
  }
}

export const environment = {
  AUTH_ISSUER: 'https://issuer.example',
  AUTH_AUDIENCE: 'sample',
  RATE_LIMIT_WRITES: '1000',
  RATE_LIMIT_READS: '1000',
};

@Controller('pages')
class PagesController {
  @Get('*')
  @Public()
  get(): string {
    return 'a page';
  }
}

@Module({
  imports: [ServiceModule.forService({ name: 'sample' })],
  controllers: [OrdersController, PagesController],
})
export class SampleModule {}

export const instant = new Date('2026-05-04T10:00:00Z');

/** A service without a database, with an issuer of its own whose tokens it believes. */
export async function startSample(variables: NodeJS.ProcessEnv = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'throughline-service-'));
  const { privateKey, publicKey } = await generateKeyPair('ES256');
  const file = join(folder, 'jwks.json');
  const key = { ...(await exportJWK(publicKey)), kid: 'one', alg: 'ES256' };
  await writeFile(file, JSON.stringify({ keys: [key] }));
  const clock = new (class extends Clock {
    override now = () => instant;
  })();
  const app: NestFastifyApplication = await createApplication('sample', SampleModule, {
    environment: { ...environment, AUTH_JWKS_FILE: file, ...variables },
    clock,
  });
  return {
    app,
    server: app.getHttpServer(),
    token: (claims: TokenClaims = {}) => sign(claims.privateKey ?? privateKey, claims),
    stop: async () => {
      await app.close();
      await rm(folder, { recursive: true });
    },
  };
}

export interface TokenClaims {
  roles?: string[];
  issuer?: string;
  /** Seconds from the sample's instant. */
  expiresIn?: number;
  subject?: string;
  privateKey?: CryptoKey;
}

function sign(
  key: CryptoKey,
  { roles = ['order-desk'], issuer = environment.AUTH_ISSUER, expiresIn = 600, subject = 'ann' }: TokenClaims,
) {
  const expiry = Math.floor(instant.getTime() / 1000) + expiresIn;
  return new SignJWT({ roles })
    .setProtectedHeader({ alg: 'ES256', kid: 'one' })
    .setSubject(subject)
    .setIssuer(issuer)
    .setAudience(environment.AUTH_AUDIENCE)
    .setExpirationTime(expiry)
    .sign(key);
}
