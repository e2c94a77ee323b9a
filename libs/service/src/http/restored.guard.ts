import type { CanActivate, ExecutionContext } from '@nestjs/common';
import type { RestoredDatabase } from '@throughline/messaging';
import type { FastifyRequest } from 'fastify';
import { Problem } from '../problems/problem.ts';

/** While a restored database lacks what the service had published, only operators may change anything. */
export class RestoredGuard implements CanActivate {
  constructor(private readonly restored: Pick<RestoredDatabase, 'isBehind' | 'requireNoneAhead'>) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    if (!this.restored.isBehind) return true;
    const { method, url } = context.switchToHttp().getRequest<FastifyRequest>();
    if (method === 'GET' || method === 'HEAD' || url.startsWith('/ops/')) return true;
    // Another replica may have been told to go on just now.
    await this.restored.requireNoneAhead().catch((cause: unknown) => {
      const headers = { 'retry-after': '5' };
      throw new Problem(503, 'The service was restored and is not complete yet', { headers, cause });
    });
    return true;
  }
}
