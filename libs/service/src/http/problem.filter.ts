import { Catch, HttpException } from '@nestjs/common';
import type { ArgumentsHost, ExceptionFilter } from '@nestjs/common';
import { isTransient } from '@throughline/messaging';
import { logger } from '@throughline/telemetry';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Problem } from '../problems/problem.ts';
import { traceIdOf } from './request-span.ts';
import type { RouteTable } from './route-table.ts';

/** Seconds after which a caller may try again what failed because something needed was away or busy. */
const retryAfter = 5;

/**
 * Answers every error as `application/problem+json`: 503 with `Retry-After` for what passes by itself, 500 for what
 * nobody foresaw; both are logged and shown without details.
 */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(private readonly routes: RouteTable) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    const problem = this.problemOf(error, request);
    const traceId = traceIdOf(request);
    const failure = { err: error, trace_id: traceId, route: request.routeOptions.url };
    if (problem.getStatus() === 503) logger.warn(failure, 'A request cannot be served at the moment');
    else if (problem.getStatus() >= 500) logger.error(failure, 'A request failed');
    if (reply.sent || reply.raw.headersSent) {
      reply.raw.destroy();
      return;
    }
    const body = { ...problem.body, ...(traceId && { traceId }) };
    void reply
      .status(problem.getStatus())
      .headers({ ...problem.headers, 'cache-control': 'no-store' })
      .type('application/problem+json')
      .send(JSON.stringify(body));
  }

  private problemOf(error: unknown, request: FastifyRequest): Problem {
    if (error instanceof Problem) return error;
    if (request.is404) return this.notFound(request);
    const status = statusOf(error);
    if (status === undefined && isTransient(error)) {
      const headers = { 'retry-after': String(retryAfter) };
      return new Problem(503, 'The service is busy; try again in a moment', { headers, cause: error });
    }
    if (status === undefined || status >= 500) return new Problem(status ?? 500);
    if (isUnreadable(error)) {
      const message = 'is no JSON, or has keys that would change what all objects inherit';
      return new Problem(400, error.message, { errors: [{ field: 'body', message, in: 'body' }] });
    }
    return new Problem(status, error instanceof Error ? error.message : undefined);
  }

  private notFound(request: FastifyRequest): Problem {
    const allowed = this.routes.methodsOf(request.url);
    if (allowed.length === 0) return new Problem(404, 'There is nothing at this address');
    const detail = `Use ${allowed.join(' or ')} here`;
    return new Problem(405, detail, { headers: { allow: allowed.join(', ') } });
  }
}

function statusOf(error: unknown): number | undefined {
  if (error instanceof HttpException) return error.getStatus();
  if (error instanceof Error && 'statusCode' in error) return Number(error.statusCode);
  return undefined;
}

/** Fastify's refusal of a body that is no JSON, or whose keys are `__proto__` or `constructor.prototype`. */
function isUnreadable(error: unknown): error is Error {
  return error instanceof Error && error.message.startsWith('Body is not valid JSON');
}
