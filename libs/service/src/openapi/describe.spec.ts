import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ReadsHeader, Responds, RespondsEvents, RespondsProblem, descriptionOf } from './describe.ts';

const schemas = {
  number: () => z.object({ number: z.string() }),
  later: () => z.object({ later: z.boolean() }),
  conflict: () => z.object({ price: z.string() }),
};

class Orders {
  @Responds(200, schemas.number)
  @Responds(202, schemas.later)
  @RespondsProblem(409, schemas.conflict)
  @ReadsHeader('Idempotency-Key', { required: true, description: 'New for each order.' })
  place(): { number: string; later: boolean } {
    return { number: '1', later: true };
  }

  @RespondsEvents(schemas.number)
  follow(): void {}

  list(): void {}
}
const of = (name: keyof Orders) => descriptionOf(Orders.prototype[name]);

describe('what a route says of itself', () => {
  it('is its responses by status with their media types, and the headers that it reads', () => {
    expect(of('place')).toEqual({
      responses: new Map([
        [200, { type: 'application/json', schema: schemas.number }],
        [202, { type: 'application/json', schema: schemas.later }],
        [409, { type: 'application/problem+json', schema: schemas.conflict }],
      ]),
      headers: [{ name: 'Idempotency-Key', required: true, description: 'New for each order.' }],
    });
  });

  it('is a stream of events where it goes on', () => {
    expect(of('follow')).toEqual({
      responses: new Map([[200, { type: 'text/event-stream', schema: schemas.number }]]),
      headers: [],
    });
  });

  it('is nothing where no decorator has said anything, of each route by itself', () => {
    expect(of('list')).toEqual({ responses: new Map(), headers: [] });
    expect(of('list')).toBe(of('list'));
  });
});
