import { SpanKind, TraceFlags, trace } from '@opentelemetry/api';
import type { Attributes, Context } from '@opentelemetry/api';
import { SamplingDecision, TraceIdRatioBasedSampler } from '@opentelemetry/sdk-trace';
import type { Sampler, SamplingResult } from '@opentelemetry/sdk-trace';
import { attributes as names } from './attributes.ts';

const keep: SamplingResult = { decision: SamplingDecision.RECORD_AND_SAMPLED };
const drop: SamplingResult = { decision: SamplingDecision.NOT_RECORD };

/**
 * Keeps whatever a person or an order started, follows the decision of the parent otherwise, and keeps the given
 * share of the rest. A parent named by an HTTP request does not decide: anybody could ask for every trace.
 */
export class OriginSampler implements Sampler {
  private readonly byRatio: TraceIdRatioBasedSampler;

  constructor(private readonly ratio: number) {
    this.byRatio = new TraceIdRatioBasedSampler(ratio);
  }

  shouldSample(
    context: Context,
    traceId: string,
    _name: string,
    kind: SpanKind,
    given: Attributes,
  ): SamplingResult {
    const origin = given[names.origin];
    if (origin === 'person' || origin === 'order') return keep;
    const parent = trace.getSpanContext(context);
    const fromOutside = parent?.isRemote === true && kind === SpanKind.SERVER;
    if (!parent || fromOutside) return this.byRatio.shouldSample(context, traceId);
    return (parent.traceFlags & TraceFlags.SAMPLED) !== 0 ? keep : drop;
  }

  toString(): string {
    return `OriginSampler{${this.ratio}}`;
  }
}
