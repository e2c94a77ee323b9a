import { schemas } from '@throughline/events';
import type { RecordName } from '@throughline/events';
import { describe, expect, it } from 'vitest';
import { NamedSchemas } from '../openapi/openapi-schemas.ts';
import { recordSchema } from './record-schema.ts';

describe('a record as JSON', () => {
  it('has every field of every schema', () => {
    for (const name of Object.keys(schemas) as RecordName[])
      expect(Object.keys(recordSchema(name).shape)).toEqual(schemas[name].fields.map((field) => field.name));
  });

  it('tells instants, days, amounts and what may be missing, each record under its name', () => {
    const named = new NamedSchemas();
    expect(named.refer(recordSchema('Order'))).toEqual({ $ref: '#/components/schemas/Order' });
    expect(named.all()).toMatchObject({
      Order: {
        properties: {
          placedAt: { type: 'string', format: 'date-time' },
          gross: { type: 'string' },
          erpNumber: { type: ['string', 'null'] },
          lines: { type: 'array', items: { $ref: '#/components/schemas/OrderLine' } },
        },
      },
      OrderLine: { properties: { ordered: { type: 'integer' }, expectedOn: {} } },
    });
  });

  it('can be told of in the same document as any other', () => {
    const named = new NamedSchemas();
    for (const name of Object.keys(schemas) as RecordName[]) named.refer(recordSchema(name));
    expect(Object.keys(named.all())).toEqual(expect.arrayContaining(Object.keys(schemas)));
  });
});
