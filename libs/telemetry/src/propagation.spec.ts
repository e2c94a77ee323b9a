import { ROOT_CONTEXT, propagation, trace } from '@opentelemetry/api';
import { CompositePropagator, W3CBaggagePropagator, W3CTraceContextPropagator } from '@opentelemetry/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { propagationFields, receivedFields } from './propagation.ts';
import { contextFrom, currentTraceparent, unsampledTraceparent } from './spans.ts';

const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
const fields = { tracestate: 'seller=1', baggage: 'tenant=7' };

describe('what travels beside a traceparent', () => {
  beforeEach(() => {
    propagation.setGlobalPropagator(
      new CompositePropagator({ propagators: [new W3CTraceContextPropagator(), new W3CBaggagePropagator()] }),
    );
  });
  afterEach(() => propagation.disable());

  it('is what it was on the other side', () => {
    const at = contextFrom(traceparent, fields);
    expect(trace.getSpanContext(at)?.traceState?.serialize()).toBe('seller=1');
    expect(propagation.getBaggage(at)?.getEntry('tenant')).toEqual({ value: '7' });
    expect(currentTraceparent(at)).toBe(traceparent);
    expect(trace.getSpanContext(at)?.isRemote).toBe(true);
    expect(propagationFields(at)).toEqual(fields);
  });

  it('is nothing where there is nothing', () => {
    expect(propagationFields(ROOT_CONTEXT)).toBeUndefined();
    expect(propagationFields()).toBeUndefined();
    expect(propagationFields(contextFrom(traceparent))).toBeUndefined();
  });

  it('makes no parent of a malformed traceparent, and keeps the baggage', () => {
    for (const malformed of [undefined, 'x', traceparent.replace(/^00/, '01')]) {
      const at = contextFrom(malformed, fields);
      expect(trace.getSpanContext(at)).toBeUndefined();
      expect(propagationFields(at)).toEqual({ baggage: 'tenant=7' });
    }
  });

  it('is found among other headers', () => {
    expect(receivedFields({ ...fields, traceparent, ce_id: 'x', 'content-type': 'y' })).toEqual(fields);
    expect(receivedFields({ baggage: 'tenant=7' })).toEqual({ baggage: 'tenant=7' });
    expect(receivedFields({ traceparent })).toBeUndefined();
    expect(receivedFields({ baggage: ['a=1', 'b=2'], tracestate: undefined })).toBeUndefined();
  });

  it('is dropped when it has more than 8192 bytes', () => {
    const baggage = `a=${'x'.repeat(8190)}`;
    expect(receivedFields({ baggage, tracestate: 'seller=1' })).toEqual({ baggage, tracestate: 'seller=1' });
    expect(receivedFields({ baggage: `${baggage}x`, tracestate: 'seller=1' })).toEqual({
      tracestate: 'seller=1',
    });
    expect(receivedFields({ baggage: `${baggage.slice(0, -1)}é` })).toBeUndefined();
  });

  it('is what other propagators say', () => {
    propagation.disable();
    propagation.setGlobalPropagator(new W3CBaggagePropagator());
    expect(receivedFields(fields)).toEqual({ baggage: 'tenant=7' });
    propagation.disable();
    expect(receivedFields(fields)).toBeUndefined();
  });
});

it('a traceparent that belongs to no trace is sound, and not sampled', () => {
  const own = unsampledTraceparent('0198c0de-0000-4000-8000-00000000000a');
  expect(own).toBe('00-0198c0de00004000800000000000000a-0198c0de00004000-00');
  expect(currentTraceparent(contextFrom(own))).toBe(own);
});
