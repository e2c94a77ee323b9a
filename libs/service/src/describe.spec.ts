import { schemas } from '@throughline/events';
import type { RecordName } from '@throughline/events';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { Answers, EventStream, ReadsHeader, descriptionOf, recordAnswer } from './describe.ts';

const jsonOf = (record: RecordName) => z.toJSONSchema(recordAnswer(record), { target: 'openapi-3.0' });

describe('a record as JSON', () => {
  it('has every field of every schema, with what the schema says of it', () => {
    for (const name of Object.keys(schemas) as RecordName[]) {
      const { shape } = recordAnswer(name);
      const fields = Object.entries(shape).map(([field, type]) => [field, type.meta()?.description]);
      expect(fields).toEqual(schemas[name].fields.map((field) => [field.name, field.doc]));
    }
  });

  it('tells instants, days, amounts, numbers, flags, lists, and what may be missing', () => {
    const { properties: price } = jsonOf('Price') as { properties: Record<string, object> };
    const { properties: tax } = jsonOf('ErpTax') as { properties: Record<string, object> };
    const { properties: order } = jsonOf('Order') as { properties: Record<string, object> };
    expect(price).toMatchObject({
      sku: { type: 'string' },
      amount: { type: 'string' },
      taxIncluded: { type: 'boolean' },
      minQuantity: { type: 'integer' },
      validFrom: { type: 'string', format: 'date-time' },
      validTo: { type: 'string', format: 'date-time', nullable: true },
      group: { type: 'string', nullable: true },
    });
    expect(price['sku']).not.toHaveProperty('nullable');
    expect(price['amount']).not.toHaveProperty('format');
    expect(tax).toMatchObject({
      validFrom: { type: 'string', format: 'date' },
      validTo: { type: 'string', format: 'date', nullable: true },
    });
    expect(order).toMatchObject({
      lines: {
        type: 'array',
        items: { type: 'object', properties: { ordered: {}, expectedOn: { format: 'date' } } },
      },
    });
  });
});

describe('what a route says of itself', () => {
  class Orders {
    @Answers(200, () => z.object({ number: z.string() }))
    @Answers(202, () => z.object({ later: z.boolean() }))
    @ReadsHeader('Idempotency-Key', { required: true, description: 'New for each order.' })
    place(): { number: string; later: boolean } {
      return { number: '1', later: true };
    }

    @EventStream()
    follow(): void {}

    list(): void {}
  }
  const of = (name: keyof Orders) => descriptionOf(Orders.prototype[name]);

  it('is its answers by status, the headers that it reads, and whether it goes on', () => {
    const { answers, ...rest } = of('place');
    expect(rest).toEqual({
      eventStream: false,
      headers: [{ name: 'Idempotency-Key', required: true, description: 'New for each order.' }],
    });
    const shapes = [...answers].map(([status, schema]) => [
      status,
      Object.keys((schema() as z.ZodObject).shape),
    ]);
    expect(shapes).toEqual([
      [202, ['later']],
      [200, ['number']],
    ]);
    expect(of('follow')).toEqual({ answers: new Map(), eventStream: true, headers: [] });
  });

  it('is nothing where no decorator has said anything, of each route by itself', () => {
    expect(of('list')).toEqual({ answers: new Map(), eventStream: false, headers: [] });
    expect(of('list')).toBe(of('list'));
  });
});
