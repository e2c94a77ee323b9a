import { SpanKind, context, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { traceQueries } from './query-spans.ts';
import { OriginSampler } from './sampler.ts';
import { contextFrom, withSpan } from './spans.ts';

type Answer = (error: unknown, result: unknown) => void;

/** Answers like pg: by promise, or by a callback that comes from elsewhere. */
function fakeClient(failure?: Error) {
  const client = {
    calls: [] as unknown[][],
    query(...args: unknown[]): unknown {
      client.calls.push(args);
      const callback = args.at(-1);
      if (typeof callback !== 'function')
        return failure ? Promise.reject(failure) : Promise.resolve({ rows: [1] });
      queueMicrotask(() =>
        context.with(contextFrom(undefined), () => (callback as Answer)(failure, { rows: [1] })),
      );
      return undefined;
    },
  };
  traceQueries(client);
  return client;
}

const exporter = new InMemorySpanExporter();
beforeAll(() => {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  const spanProcessors = [new SimpleSpanProcessor({ exporter })];
  trace.setGlobalTracerProvider(new TracerProvider({ sampler: new OriginSampler(1), spanProcessors }));
});
beforeEach(() => exporter.reset());
afterAll(() => {
  trace.disable();
  context.disable();
});

describe('the span of a statement', () => {
  it('hangs below the span around it and holds no parameters', async () => {
    const client = fakeClient();
    const sql = 'insert into orders_customers (name) values ($1)';
    const result = await withSpan('work', {}, () => client.query(sql, ['Ann Example']));
    expect(result).toEqual({ rows: [1] });
    const [span, parent] = exporter.getFinishedSpans();
    expect(span).toMatchObject({ name: 'INSERT orders_customers', kind: SpanKind.CLIENT });
    expect(span?.parentSpanContext?.spanId).toBe(parent?.spanContext().spanId);
    expect(span?.attributes['db.query.text']).toBe(sql);
    expect(JSON.stringify(span?.attributes)).not.toContain('Ann');
  });

  it.each([
    ['select 1', 'SELECT', 'SELECT'],
    ['  \n\tselect sku from prices p join lists l on true', 'SELECT prices', 'SELECT'],
    ['INSERT INTO Orders (id) values ($1)', 'INSERT Orders', 'INSERT'],
    ['insert\n  into\n  kernel.outbox (id) select 1', 'INSERT kernel.outbox', 'INSERT'],
    ['update "order lines" set quantity = 1', 'UPDATE', 'UPDATE'],
    ['update public."Lines" set quantity = 1', 'UPDATE public."Lines"', 'UPDATE'],
    ['delete from _old1', 'DELETE _old1', 'DELETE'],
    ['with one as (select 1) update stock set n = 1', 'UPDATE stock', 'UPDATE'],
    ['with one as (select 1)  update stock set n = 1', 'UPDATE stock', 'UPDATE'],
    ['with one as (select 1)update stock set n = 1', 'UPDATE stock', 'UPDATE'],
    ['withdraw x', 'WITHDRAW', 'WITHDRAW'],
    ['commit', 'COMMIT', 'COMMIT'],
    ['select fromage, x_join', 'SELECT', 'SELECT'],
    ['', 'SQL', 'SQL'],
    ['-- a comment', 'SQL', 'SQL'],
  ])('of %j is called %s', async (sql, name, operation) => {
    const client = fakeClient();
    await withSpan('work', {}, () => client.query(sql));
    const [span] = exporter.getFinishedSpans();
    expect(span?.name).toBe(name);
    expect(span?.attributes).toEqual({
      'db.system.name': 'postgresql',
      'db.operation.name': operation,
      'db.query.text': sql,
    });
  });

  it('holds no more of a long statement than 2000 characters', async () => {
    const client = fakeClient();
    const longest = `select ${'x'.repeat(1_993)}`;
    await withSpan('work', {}, () => client.query(`${longest}yz`));
    expect(exporter.getFinishedSpans()[0]?.attributes['db.query.text']).toBe(longest);
  });

  it('hands on arguments, the client and what came back, as they are', async () => {
    const client = fakeClient();
    const query = { text: 'select $1::int', values: [1] };
    expect(await withSpan('work', {}, () => client.query(query, ['a']))).toEqual({ rows: [1] });
    expect(client.calls).toEqual([[query, ['a']]]);
    const seen: unknown[] = [];
    const other = {
      query(this: unknown) {
        seen.push(this);
        return 'at once';
      },
    };
    traceQueries(other);
    expect(await withSpan('work', {}, () => other.query())).toBe('at once');
    expect(await withSpan('work', {}, () => Reflect.apply(other.query, other, ['select 1']))).toBe('at once');
    expect(seen).toEqual([other, other]);
  });

  it('ends, failed, when the client throws at once', async () => {
    const failure = new TypeError('Ann');
    const client = {
      query(..._: unknown[]): unknown {
        throw failure;
      },
    };
    traceQueries(client);
    await expect(withSpan('work', {}, () => client.query('select 1'))).rejects.toBe(failure);
    const [span] = exporter.getFinishedSpans();
    expect(span).toMatchObject({ name: 'SELECT', status: { code: 2, message: 'TypeError' } });
  });

  it('tells a callback what happened, and is failed or well after it', async () => {
    const failure = Object.assign(new Error('Ann'), { code: '22P02' });
    for (const given of [undefined, failure]) {
      const client = fakeClient(given);
      const answer = await withSpan(
        'work',
        {},
        () =>
          new Promise((resolve) => void client.query('select 1', [1], (...all: unknown[]) => resolve(all))),
      );
      expect(answer).toEqual([given, { rows: [1] }]);
      expect(client.calls.map((call) => call.slice(0, 2))).toEqual([['select 1', [1]]]);
      expect(client.calls[0]).toHaveLength(3);
    }
    const statuses = exporter
      .getFinishedSpans()
      .filter(({ name }) => name === 'SELECT')
      .map(({ status }) => status);
    expect(statuses).toEqual([{ code: 0 }, { code: 2, message: 'Error 22P02' }]);
  });

  it.each([
    ['a cursor', { submit: () => undefined, text: 'select 1' }],
    ['a query that has a callback of its own', { callback: () => undefined, text: 'select 1' }],
    ['a query without a text', { name: 'prepared' }],
    ['a query whose text is none', { text: 7 }],
    ['nothing', null],
    ['no query', undefined],
    ['a number', 7],
  ])('is not made of %s', async (_, query) => {
    const client = fakeClient();
    await withSpan('work', {}, () => client.query(query));
    expect(client.calls).toEqual([[query]]);
    expect(exporter.getFinishedSpans().map(({ name }) => name)).toEqual(['work']);
  });

  it('names an error by its class and code, not by the values it quotes', async () => {
    const failure = Object.assign(new Error('invalid input syntax: "Ann Example"'), { code: '22P02' });
    const client = fakeClient(failure);
    await expect(
      withSpan('work', {}, () => client.query({ text: 'select $1::int', values: ['Ann'] })),
    ).rejects.toBe(failure);
    const [span, work] = exporter.getFinishedSpans();
    expect([span?.name, work?.name]).toEqual(['SELECT', 'work']);
    expect(span?.status).toEqual({ code: 2, message: 'Error 22P02' });
    expect(JSON.stringify([span?.status, span?.attributes, span?.events])).not.toContain('Ann');
  });

  it('gives a callback the context of its caller', async () => {
    const client = fakeClient();
    await withSpan('work', {}, async (work) => {
      const { promise, resolve } = Promise.withResolvers<unknown>();
      client.query('commit', () => resolve(trace.getActiveSpan()));
      expect(await promise).toBe(work);
    });
    expect(exporter.getFinishedSpans().map(({ name }) => name)).toEqual(['COMMIT', 'work']);
  });

  it('is left out where nothing is sampled', async () => {
    const client = fakeClient();
    const dropped = contextFrom(`00-${'a'.repeat(32)}-${'b'.repeat(16)}-00`);
    await client.query('select 1');
    await withSpan('work', {}, () => client.query('select 1'), { parent: dropped });
    await withSpan('work', {}, () => client.query({ submit: () => undefined, text: 'select 1' }));
    expect(client.calls).toHaveLength(3);
    expect(exporter.getFinishedSpans().map(({ name }) => name)).toEqual(['work']);
  });
});
