import { STATUS_CODES } from 'node:http';
import { HttpException } from '@nestjs/common';
import type { FieldError, ProblemBody } from './problem.schema.ts';

/** What a problem may say beyond its status: `name` makes its type, `extensions` are further members. */
export interface ProblemOptions {
  name?: string;
  title?: string;
  errors?: FieldError[];
  extensions?: Record<string, unknown>;
  headers?: Record<string, string>;
  cause?: unknown;
}

/**
 * An error meant for the caller:
 * `throw new Problem(422, 'The key was used for another request', { name: 'idempotency-key-reused' })`.
 */
export class Problem extends HttpException {
  readonly headers: Record<string, string>;

  constructor(status: number, detail?: string, options: ProblemOptions = {}) {
    const { name, title, errors, extensions, headers, cause } = options;
    const body: ProblemBody = {
      ...extensions,
      type: name ? `urn:throughline:problem:${name}` : 'about:blank',
      title: title ?? STATUS_CODES[status] ?? 'Error',
      status,
      ...(detail && { detail }),
      ...(errors && { errors }),
    };
    super(body, status, { cause });
    this.headers = headers ?? {};
  }

  get body(): ProblemBody {
    return this.getResponse() as ProblemBody;
  }
}

/** 400 naming the fields that do not fit. */
export class InvalidRequest extends Problem {
  constructor(errors: FieldError[]) {
    const fields = errors.map(({ field }) => field || 'request');
    super(400, `These fields do not fit: ${[...new Set(fields)].join(', ')}`, {
      name: 'invalid-request',
      title: 'The request does not fit its schema',
      errors,
    });
  }
}
