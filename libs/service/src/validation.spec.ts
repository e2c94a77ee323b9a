import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { InvalidRequest } from './problem.ts';
import { ValidationPipe } from './validation.ts';

const schema = z.object({ lines: z.array(z.string()).min(1).max(3) });
const pipe = new ValidationPipe();
const refused = (json: string) =>
  pipe.transform(JSON.parse(json), { type: 'body', schema }).then(
    () => undefined,
    (error: unknown) => (error instanceof InvalidRequest ? error.body.errors : error),
  );

describe('validation', () => {
  it('takes what fits', async () => {
    expect(await refused('{"lines":["a"]}')).toBeUndefined();
  });

  it.each(['valueOf', 'toString', 'constructor', 'hasOwnProperty'])(
    'refuses a field that hides the %s of every object, and names it',
    async (name) => {
      const message = 'is a name that no field has';
      expect(await refused(`{"lines":{"length":{"${name}":1}}}`)).toEqual([
        { field: `lines.length.${name}`, in: 'body', message },
      ]);
    },
  );

  it('takes the object without a prototype that a query comes as, and none within it', async () => {
    const bare = (entries: object): unknown => Object.assign(Object.create(null), entries);
    const metadata = { type: 'query', schema } as const;
    expect(await pipe.transform(bare({ lines: ['a'] }), metadata)).toEqual({ lines: ['a'] });
    const refusal = await pipe
      .transform({ lines: { length: bare({}) } }, metadata)
      .catch((error: unknown) => error);
    expect((refusal as InvalidRequest).body.errors).toEqual([
      { field: 'lines.length', in: 'query', message: 'is no value' },
    ]);
  });
});
