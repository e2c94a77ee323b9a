import { ROOT_CONTEXT, SpanKind, trace } from '@opentelemetry/api';
import { SamplingDecision } from '@opentelemetry/sdk-trace';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OriginSampler } from './sampler.ts';

const traceId = fc.stringMatching(/^[0-9a-f]{32}$/);
const spanId = 'b7ad6b7169203331';

function decide(
  sampler: OriginSampler,
  id: string,
  { origin, kind = SpanKind.INTERNAL, parent }: Given = {},
) {
  const spanContext = {
    traceId: id,
    spanId,
    traceFlags: parent?.sampled ? 1 : 0,
    isRemote: parent?.remote ?? false,
  };
  const context = parent ? trace.setSpanContext(ROOT_CONTEXT, spanContext) : ROOT_CONTEXT;
  const given = origin ? { 'throughline.origin': origin } : {};
  return (
    sampler.shouldSample(context, id, 'name', kind, given).decision === SamplingDecision.RECORD_AND_SAMPLED
  );
}
interface Given {
  origin?: string;
  kind?: SpanKind;
  parent?: { sampled: boolean; remote?: boolean };
}

describe('the sampler', () => {
  it('says its share', () => {
    expect(String(new OriginSampler(0.01))).toBe('OriginSampler{0.01}');
  });

  it('drops what it does not keep, without recording it', () => {
    const { decision } = new OriginSampler(0).shouldSample(
      ROOT_CONTEXT,
      'a'.repeat(32),
      'x',
      SpanKind.INTERNAL,
      {},
    );
    expect(decision).toBe(SamplingDecision.NOT_RECORD);
    const parent = trace.setSpanContext(ROOT_CONTEXT, { traceId: 'a'.repeat(32), spanId, traceFlags: 0 });
    expect(new OriginSampler(1).shouldSample(parent, 'a'.repeat(32), 'x', SpanKind.INTERNAL, {})).toEqual({
      decision: SamplingDecision.NOT_RECORD,
    });
  });

  const never = new OriginSampler(0);
  const always = new OriginSampler(1);

  it('keeps everything that a person or an order started, whatever the parent says', () => {
    const origins = fc.constantFrom('person', 'order');
    const parents = fc.option(fc.record({ sampled: fc.boolean(), remote: fc.boolean() }), { nil: undefined });
    fc.assert(
      fc.property(traceId, origins, parents, (id, origin, parent) =>
        decide(never, id, { origin, ...(parent && { parent }) }),
      ),
    );
  });

  it('keeps a share of the traces that nobody in particular started', () => {
    const tenth = new OriginSampler(0.1);
    const ids = fc.sample(traceId, { numRuns: 5000, seed: 7 });
    const kept = ids.filter((id) => decide(tenth, id, { origin: 'machine' })).length;
    expect(kept / ids.length).toBeGreaterThan(0.05);
    expect(kept / ids.length).toBeLessThan(0.2);
  });

  it('follows its parent inside of the process and behind Kafka', () => {
    for (const remote of [true, false]) {
      for (const kind of [SpanKind.CONSUMER, SpanKind.INTERNAL]) {
        expect(decide(never, 'a'.repeat(32), { kind, parent: { sampled: true, remote } })).toBe(true);
        expect(decide(always, 'a'.repeat(32), { kind, parent: { sampled: false, remote } })).toBe(false);
      }
    }
  });

  it('lets a span of this process decide about a server within it', () => {
    const kind = SpanKind.SERVER;
    expect(decide(never, 'a'.repeat(32), { kind, parent: { sampled: true, remote: false } })).toBe(true);
    expect(decide(always, 'a'.repeat(32), { kind, parent: { sampled: false, remote: false } })).toBe(false);
  });

  it('does not let a caller of HTTP decide', () => {
    const kind = SpanKind.SERVER;
    expect(decide(never, 'a'.repeat(32), { kind, parent: { sampled: true, remote: true } })).toBe(false);
    expect(decide(always, 'a'.repeat(32), { kind, parent: { sampled: false, remote: true } })).toBe(true);
  });
});
