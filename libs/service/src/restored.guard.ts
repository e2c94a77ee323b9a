import type { CanActivate, ExecutionContext } from '@nestjs/common';
import type { RestoredDatabase } from '@throughline/messaging';
import type { FastifyRequest } from 'fastify';
import { Problem } from './problem.ts';

/** While a database that was restored does not know what it had said, nobody changes anything but operators. */
export class RestoredGuard implements CanActivate {
  constructor(private readonly restored: Pick<RestoredDatabase, 'isBehind' | 'requireNoneAhead'>) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    if (!this.restored.isBehind) return true;
    const { method, url } = context.switchToHttp().getRequest<FastifyRequest>();
    if (method === 'GET' || method === 'HEAD' || url.startsWith('/ops/')) return true;
    // It may have been mended through another replica just now.
    await this.restored.requireNoneAhead().catch((cause: unknown) => {
      const headers = { 'retry-after': '5' };
      throw new Problem(503, 'The service was restored and is not complete yet', { headers, cause });
    });
    return true;
  }
}
