import { trace } from '@opentelemetry/api';
import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createLogger } from './logger.ts';
import { NestLogger } from './nest-logger.ts';

type Line = Record<string, unknown> & { err?: Record<string, unknown> };

function capture(level = 'info') {
  const lines: string[] = [];
  const logger = createLogger({
    service: 'orders',
    level,
    destination: { write: (line) => void lines.push(line) },
  });
  const last = () => JSON.parse(lines.at(-1) ?? '{}') as Line;
  return { logger, lines, last };
}

afterEach(() => vi.restoreAllMocks());

describe('the logger', () => {
  it('writes one JSON object per line with level, time and service', () => {
    const { logger, last } = capture();
    logger.info({ topic: 'erp.items', records: 12 }, 'Batch committed');
    expect(last()).toMatchObject({
      level: 'info',
      service: 'orders',
      topic: 'erp.items',
      records: 12,
      msg: 'Batch committed',
    });
    expect(Date.parse(String(last()['time']))).not.toBeNaN();
  });

  it('carries the ids of the active span', () => {
    const spanContext = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), traceFlags: 1 };
    vi.spyOn(trace, 'getActiveSpan').mockReturnValue(trace.wrapSpanContext(spanContext));
    const { logger, last } = capture();
    logger.info('Inside');
    expect(last()).toMatchObject({ trace_id: spanContext.traceId, span_id: spanContext.spanId });
  });

  it.each([
    'email',
    'E-Mail',
    'first_name',
    'name',
    'shippingAddress',
    'authorization',
    'set-cookie',
    'postalCode',
  ])('leaves out the field %s at any depth', (field) => {
    const { logger, lines } = capture();
    logger.info({ request: { lines: [{ [field]: 'Secret Value' }] } }, 'Received');
    logger.child({ [field]: 'Secret Value' }).info('Bound');
    expect(lines).toHaveLength(2);
    expect(lines.join('')).not.toContain('Secret Value');
    expect(lines.join('')).toContain('[redacted]');
  });

  it('leaves out e-mail addresses, tokens and passwords inside of texts', () => {
    const { logger, lines } = capture();
    logger.warn(
      { note: 'from ann@example.com' },
      'Mail to bob.b+x@mail.example.org, Bearer abcdefgh.ijklmnop',
    );
    logger.warn('Connecting to postgres://orders:hunter2@127.0.0.1:5432/orders');
    expect(lines.join('')).not.toMatch(/ann@|bob\.b|ijklmnop|hunter2/);
    expect(lines.join('')).toContain('127.0.0.1:5432/orders');
  });

  it('keeps of an error what is about code, not the values that drivers add', () => {
    const { logger, lines, last } = capture();
    const cause = Object.assign(new Error('duplicate key'), {
      code: '23505',
      detail: 'Key (phone)=(0301234) exists',
    });
    logger.error({ err: new Error('Not saved', { cause }), parameters: { phone: '0301234' } }, 'Failed');
    expect(last().err).toMatchObject({ type: 'Error', message: 'Not saved', cause: { code: '23505' } });
    expect(lines.join('')).not.toContain('0301234');
  });

  it('never lets an e-mail address through', () => {
    const { logger, lines } = capture();
    fc.assert(
      fc.property(fc.emailAddress({ size: 'small' }), fc.jsonValue(), (email, value) => {
        lines.length = 0;
        logger.info({ value, note: [`from ${email}`] }, `Written by ${email}`);
        return !lines.join('').includes(email);
      }),
    );
  });

  it('speaks for Nest', () => {
    const { logger, last } = capture('debug');
    const nest = new NestLogger(logger);
    nest.error('Broken', 'Error: Broken\n    at x', 'ExceptionsHandler');
    expect(last()).toMatchObject({ level: 'error', msg: 'Broken', context: 'ExceptionsHandler' });
    nest.log('Started', 'NestFactory');
    expect(last()).toMatchObject({ level: 'info', msg: 'Started', context: 'NestFactory' });
  });
});
