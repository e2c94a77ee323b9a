import { schemas } from '@throughline/events';
import type { RecordName } from '@throughline/events';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { recordAnswer } from './describe.ts';

describe('a record as JSON', () => {
  it('has every field of every schema', () => {
    for (const name of Object.keys(schemas) as RecordName[])
      expect(Object.keys(recordAnswer(name).shape)).toEqual(schemas[name].fields.map((field) => field.name));
  });

  it('tells instants, days, amounts and what may be missing', () => {
    const { properties } = z.toJSONSchema(recordAnswer('Order'), { target: 'openapi-3.0' });
    expect(properties).toMatchObject({
      placedAt: { type: 'string', format: 'date-time' },
      gross: { type: 'string' },
      erpNumber: { type: 'string', nullable: true },
      lines: { type: 'array', items: { properties: { ordered: {}, expectedOn: { format: 'date' } } } },
    });
  });
});
