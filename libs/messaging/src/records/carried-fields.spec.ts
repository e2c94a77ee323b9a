import type { Tx } from '@throughline/persistence';
import { expect, it } from 'vitest';
import { carriedFields, carryFields } from './carried-fields.ts';

it('what came with a traceparent goes on with it, in the same transaction', () => {
  const [tx, other] = [{} as Tx, {} as Tx];
  carryFields(tx, [
    { traceparent: 'a', propagationFields: { baggage: 'x=1' } },
    { traceparent: 'b' },
    { propagationFields: { baggage: 'x=2' } },
  ]);
  carryFields(tx, [{ traceparent: 'c', propagationFields: { tracestate: 'y=3' } }]);
  expect(['a', 'b', 'c'].map((traceparent) => carriedFields(tx, traceparent))).toEqual([
    { baggage: 'x=1' },
    undefined,
    { tracestate: 'y=3' },
  ]);
  expect(carriedFields(other, 'a')).toBeUndefined();
});
