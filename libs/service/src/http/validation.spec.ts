import type { ArgumentMetadata } from '@nestjs/common';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { InvalidRequest } from '../problems/problem.ts';
import { ValidationPipe, isStorable } from './validation.ts';

const schema = z.object({ lines: z.array(z.string()).min(1).max(3) });
const pipe = new ValidationPipe();
const kept = 'holds a character that cannot be kept';

/** What is wrong with a value, or undefined when it is taken. */
async function errorsOf(value: unknown, metadata: ArgumentMetadata = { type: 'body', schema }) {
  try {
    await pipe.transform(value, metadata);
    return undefined;
  } catch (error) {
    if (error instanceof InvalidRequest) return error.body.errors;
    throw error;
  }
}
const bare = (entries: object): unknown => Object.assign(Object.create(null), entries);

describe('validation', () => {
  it('takes what fits, as the schema makes it', async () => {
    const paging = z.object({ limit: z.coerce.number().default(10), after: z.string().optional() });
    expect(await pipe.transform({ lines: ['a', 'b'] }, { type: 'body', schema })).toEqual({
      lines: ['a', 'b'],
    });
    expect(await pipe.transform({ after: 'x' }, { type: 'query', schema: paging })).toEqual({
      limit: 10,
      after: 'x',
    });
  });

  it('takes what has no schema as it is, and what a decorator of our own gives', async () => {
    const body = { lines: [1, null, { a: true }] };
    expect(await pipe.transform(body, { type: 'body' })).toBe(body);
    const user = { name: 'a\0' };
    expect(await pipe.transform(user, { type: 'custom', schema })).toBe(user);
  });

  it.each([
    ['body', 'body'],
    ['query', 'query'],
    ['param', 'path'],
  ] as const)('names the field of a %s, and that it stands in the %s', async (type, place) => {
    expect(await errorsOf({ lines: ['a', 2] }, { type, schema })).toEqual([
      { field: 'lines[1]', in: place, message: 'Invalid input: expected string, received number' },
    ]);
    expect(await errorsOf({ lines: ['a', '\0'] }, { type, schema })).toEqual([
      { field: 'lines[1]', in: place, message: kept },
    ]);
  });

  it('names a parameter by its own name, and what is wrong within it', async () => {
    const number = z.string().regex(/^\d+$/, 'is not a number');
    const named = (value: unknown, of: z.ZodType = number) =>
      errorsOf(value, { type: 'param', data: 'number', schema: of });
    expect(await named('abc')).toEqual([{ field: 'number', in: 'path', message: 'is not a number' }]);
    expect(await named('1\0')).toEqual([{ field: 'number', in: 'path', message: kept }]);
    expect(await named(['1', 2], z.array(z.string()))).toEqual([
      { field: 'number[1]', in: 'path', message: 'Invalid input: expected string, received number' },
    ]);
    expect(await named({ part: '\0' }, z.looseObject({}))).toEqual([
      { field: 'number.part', in: 'path', message: kept },
    ]);
  });

  it('names every field that the schema refuses, and the whole by no name', async () => {
    const order = z.object({
      account: z.string(),
      lines: z.array(z.object({ sku: z.string().min(1, 'is empty') })),
    });
    expect(
      await errorsOf(
        { account: 'a', lines: [{ sku: '' }, { sku: 'A' }, { sku: '' }] },
        { type: 'body', schema: order },
      ),
    ).toEqual([
      { field: 'lines[0].sku', in: 'body', message: 'is empty' },
      { field: 'lines[2].sku', in: 'body', message: 'is empty' },
    ]);
    expect(await errorsOf('text')).toEqual([
      { field: '', in: 'body', message: 'Invalid input: expected object, received string' },
    ]);
  });

  it('understands how any schema of the standard names a path', async () => {
    const issues = [
      { message: 'one', path: [{ key: 'lines' }, { key: 0 }, 'sku'] },
      { message: 'two', path: undefined },
    ];
    const foreign = { '~standard': { version: 1, vendor: 'x', validate: () => ({ issues }) } };
    const metadata = { type: 'body', schema: foreign } as unknown as ArgumentMetadata;
    expect(await errorsOf({}, metadata)).toEqual([
      { field: 'lines[0].sku', in: 'body', message: 'one' },
      { field: '', in: 'body', message: 'two' },
    ]);
    expect(await errorsOf('7', { ...metadata, type: 'param', data: 'number' })).toMatchObject([
      { field: 'number.lines[0].sku', in: 'path' },
      { field: 'number', in: 'path' },
    ]);
  });
});

describe('text', () => {
  it.each([
    ['', true],
    ['Grüße 🚲', true],
    ['\u0001', true],
    ['a\0', false],
    ['\ud83d', false],
    ['\udeb2\ud83d', false],
  ])('%j can be kept: %s', (text, storable) => {
    expect(isStorable(text)).toBe(storable);
  });

  it.each([
    ['the whole', 'a\0', ''],
    ['a field', { a: 'x', b: '\0' }, 'b'],
    ['an item', ['x', 'y', '\ud800'], '[2]'],
    ['a field of an item', ['x', { sku: '\0' }], '[1].sku'],
    ['an item of an item', { lines: [{ sku: 'A' }, { sku: '\0' }] }, 'lines[1].sku'],
    ['the name of a field', { lines: [{ 'a\0': 1 }] }, 'lines[0]'],
  ])('that cannot be kept is found, be it %s', async (_, body, field) => {
    expect(await errorsOf(body, { type: 'body' })).toEqual([{ field, in: 'body', message: kept }]);
  });

  it('is found however deep it stands, and not all of the way is spelled out', async () => {
    const deep = (depth: number): unknown => (depth === 0 ? '\0' : { a: deep(depth - 1) });
    const fieldAt = async (depth: number) => (await errorsOf(deep(depth), { type: 'body' }))?.[0]?.field;
    expect([await fieldAt(3), await fieldAt(9), await fieldAt(40)]).toEqual([
      'a.a.a',
      'a.a.a.a.a.a.a.a.a',
      'a.a.a.a.a.a.a.a.a',
    ]);
    const nested = JSON.parse(`${'['.repeat(100_000)}"\\u0000"${']'.repeat(100_000)}`) as unknown;
    expect(await errorsOf(nested, { type: 'body' })).toMatchObject([{ message: kept }]);
  });
});

describe('a field', () => {
  it.each(['valueOf', 'toString', 'constructor', 'hasOwnProperty'])(
    'that hides the %s of every object is refused, and named',
    async (name) => {
      const body: unknown = JSON.parse(`{"lines":{"length":{"${name}":1}}}`);
      expect(await errorsOf(body)).toEqual([
        { field: `lines.length.${name}`, in: 'body', message: 'is a name that no field has' },
      ]);
    },
  );

  it('may be an object without a prototype as the whole of a query, and none within it', async () => {
    const metadata = { type: 'query', schema } as const;
    expect(await pipe.transform(bare({ lines: ['a'] }), metadata)).toEqual({ lines: ['a'] });
    expect(await errorsOf({ lines: { length: bare({}) } }, metadata)).toEqual([
      { field: 'lines.length', in: 'query', message: 'is no value' },
    ]);
  });

  it('may be null or of any other kind', async () => {
    expect(await errorsOf({ a: null, b: 1, c: true, d: [null] }, { type: 'body' })).toBeUndefined();
    expect(await errorsOf(null, { type: 'body' })).toBeUndefined();
  });
});
