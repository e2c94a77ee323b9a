import { InvalidRequest, ValidationPipe } from '@throughline/service';
import { fuzz, fuzzTimeoutMs } from '@throughline/testing/fuzz';
import fastifyCookie from '@fastify/cookie';
import { type FastifyRequest, fastify } from 'fastify';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { keyOfCursor } from './catalog/products.service.ts';
import { decodeChanges, encodeChanges } from './projection/changes.ts';
import { searchQueryOf, searchWordsOf } from './projection/search-text.ts';
import { cartToken, orderToken } from './web/guest.cookies.ts';
import {
  cartLineBody,
  offersQuery,
  idempotencyKey,
  listQuery,
  lookupBody,
  orderBody,
} from './web/request.schemas.ts';

const anything = fc.anything({ withNullPrototype: true, withBoxedValues: true, maxDepth: 4 });
/** Names that every object has, where they hide them. */
const hiding = fc.dictionary(
  fc.constantFrom('length', 'valueOf', 'toString'),
  fc.oneof(anything, fc.dictionary(fc.constantFrom('valueOf', 'toString'), fc.jsonValue())),
);
const text = fc.string({ unit: 'binary', maxLength: 120 });

it(
  'a cookie or a header gives a token of the right shape, or none',
  async () => {
    const server = fastify();
    await server.register(fastifyCookie);
    await fuzz(
      fc.property(
        fc.oneof(
          text,
          fc
            .array(fc.tuple(fc.constantFrom('cart', 'order_W1', 'a'), text))
            .map((pairs) => pairs.map(([name, value]) => `${name}=${value}`).join('; ')),
        ),
        fc.option(fc.oneof(text, fc.array(text)), { nil: undefined }),
        (cookie, header) => {
          const cookies = server.parseCookie(cookie);
          const request = { headers: { 'x-cart-token': header }, cookies } as unknown as FastifyRequest;
          for (const token of [cartToken(request), orderToken(request, 'W1')])
            if (token !== null) expect(token).toMatch(/^[\w-]{22,64}$/);
        },
      ),
    );
  },
  fuzzTimeoutMs,
);

it.each(Object.entries({ orderBody, cartLineBody, lookupBody, listQuery, offersQuery, idempotencyKey }))(
  '%s takes what fits and refuses the rest, whatever it is',
  (_, schema) =>
    fuzz(
      fc.asyncProperty(
        fc.oneof(
          anything,
          fc.dictionary(
            fc.constantFrom('skus', 'search', 'lines', '__proto__', 'after', 'limit', 'order'),
            fc.oneof(text, anything, hiding),
          ),
        ),
        async (value) => {
          const taken = await new ValidationPipe()
            .transform(value, { type: 'body', schema })
            .catch((error: unknown) => {
              expect(error).toBeInstanceOf(InvalidRequest);
            });
          expect(() => JSON.stringify(taken)).not.toThrow();
          expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
        },
      ),
    ),
  fuzzTimeoutMs,
);

it(
  'a cursor is one of ours, or a problem',
  () =>
    fuzz(
      fc.property(
        fc.oneof(
          text,
          fc.json().map((json) => Buffer.from(json).toString('base64url')),
        ),
        (cursor) => {
          try {
            const { shelf, name, model } = keyOfCursor(cursor);
            expect(Number.isInteger(shelf)).toBe(true);
            for (const part of [name, model]) expect(part).not.toContain('\0');
          } catch (error) {
            expect(error).toMatchObject({ status: 400 });
          }
        },
      ),
    ),
  fuzzTimeoutMs,
);

it(
  'what is searched for becomes a query that PostgreSQL parses: words, each as a prefix',
  () =>
    fuzz(
      fc.property(text, (words) => {
        expect(searchQueryOf(searchWordsOf(words))).toMatch(/^([\p{L}\p{N}]+:\*( & (?!$)|$))*$/u);
      }),
    ),
  fuzzTimeoutMs,
);

it(
  'changes sent between replicas are decoded as they were encoded',
  () =>
    fuzz(
      fc.property(
        text.filter((key) => key.isWellFormed()),
        fc.nat(),
        (key, time) => {
          const change = { topic: 'pricing.prices', key, time: new Date(time) } as const;
          expect(encodeChanges([change]).flatMap(decodeChanges)).toEqual([change]);
        },
      ),
    ),
  fuzzTimeoutMs,
);
