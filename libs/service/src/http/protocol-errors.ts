import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { secureHeaders } from './limits.ts';
import { InvalidRequest, Problem } from '../problems/problem.ts';
import type { ProblemBody } from '../problems/problem.schema.ts';

const type = 'application/problem+json';
const headers = { ...secureHeaders, 'cache-control': 'no-store' };

/** What the router refuses before any hook has run: an address that cannot be decoded, or has too long a part. */
export function answerFrameworkError(error: FastifyError, _: FastifyRequest, reply: FastifyReply): void {
  const { status, ...body } = problemOf(error);
  void reply
    .status(status)
    .headers(headers)
    .type(type)
    .send(JSON.stringify({ ...body, status }));
}

function problemOf(error: FastifyError): ProblemBody {
  const status = error.statusCode ?? 400;
  if (status === 414) return new Problem(414, 'A part of the address is too long').body;
  if (status >= 500) return new Problem(status).body;
  return new InvalidRequest([{ field: 'address', message: 'cannot be decoded', in: 'path' }]).body;
}

const statuses: Record<string, number> = { HPE_HEADER_OVERFLOW: 431, ERR_HTTP_REQUEST_TIMEOUT: 408 };

/** A request that is no HTTP, too large or too slow. The connection ends with the response. */
export function answerClientError(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed || !socket.writable) return void socket.destroy();
  const status = statuses[error.code ?? ''] ?? 400;
  const body = JSON.stringify(new Problem(status, 'The request cannot be read as HTTP').body);
  const lines = Object.entries({
    ...headers,
    'content-type': type,
    'content-length': Buffer.byteLength(body),
    connection: 'close',
  }).map(([name, value]) => `${name}: ${value}`);
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join('\r\n')}\r\n\r\n${body}`);
}
