import { SpanKind, type Span, trace } from '@opentelemetry/api';
import type { ErpInvoice, ErpOrder } from '@throughline/events';
import type { Tx } from '@throughline/persistence';
import { attributes, contextFrom, currentTraceparent, isSampled, tracer } from '@throughline/telemetry';
import type { Flow, Reading } from '../connectors/connector.ts';
import { compareAgain, orderTraces } from '../exports/exports.tables.ts';
import { saveIssues } from '../quarantine/quarantine.tables.ts';
import { type Publisher, publications, publish } from './publications.ts';
import { type Step, holdDuplicates, saveSteps, stepsFor, storedRecords } from './source-records.ts';
import { holdUnfit } from './unfit.ts';

/** Why a parent was read: when the back office recorded the change, and in whose trace. */
export interface Cause {
  at: Date;
  traceparent: string | null;
}

/** The records of some parents, as read in one view. */
export interface Readings {
  flow: Flow;
  parents: readonly string[];
  readings: readonly Reading<unknown>[];
}

/**
 * Makes our state of the parents agree with what was read, and publishes what changed by that, in the caller's
 * transaction. Reading the same again changes nothing.
 * @returns what was published
 */
export async function applyReadings(
  tx: Tx,
  outbox: Publisher,
  { flow, parents, readings }: Readings,
  causeOf: (parent: string) => Cause,
): Promise<Step[]> {
  const concerned = new Set(parents);
  const stored = await storedRecords(
    tx,
    flow,
    parents,
    readings.map(({ key }) => key),
  );
  const published = new Map(stored.map(({ key, fingerprint }) => [key, fingerprint]));
  const fitting = holdUnfit(publications[flow].type, readings, published);
  const unique = holdDuplicates(fitting, stored, concerned);
  await saveIssues(tx, flow, parents, unique);
  const steps = stepsFor(unique, stored, concerned);
  if (steps.length === 0) return steps;
  await saveSteps(tx, flow, steps, ({ parent }) => causeOf(parent).at);
  const orders = steps.flatMap((step) => channelOrderOf(flow, step) ?? []);
  const traces = await orderTraces(tx, orders);
  if (flow === 'orders') await compareAgain(tx, orders);
  const spans: Span[] = [];
  const list = steps.map((step) => {
    const { at, traceparent } = causeOf(step.parent);
    const order = channelOrderOf(flow, step);
    const own = order === null ? null : traces.get(order);
    const { key, version, reading } = step;
    const value = (reading?.value ?? null) as Parameters<typeof publish>[3][number]['value'];
    return { key, version, value, at, traceparent: continueTrace(flow, key, at, own ?? traceparent, spans) };
  });
  await publish(tx, outbox, flow, list);
  tx.afterCommit(() => spans.forEach((span) => span.end()));
  return steps;
}

/** Our order that a document of the back office belongs to: its journey is one trace to the end. */
function channelOrderOf(flow: Flow, { reading }: Step): string | null {
  if ((flow !== 'orders' && flow !== 'invoices') || reading === null) return null;
  return (reading.value as ErpOrder | ErpInvoice | null)?.channelOrder ?? null;
}

/**
 * A span of its own for each sampled change, from the instant the back office recorded it, and the first of the rest
 * begins a trace that the sampler may keep.
 */
function continueTrace(
  flow: Flow,
  key: string,
  at: Date,
  traceparent: string | null,
  spans: Span[],
): string | null {
  const sampled = traceparent !== null && isSampled(traceparent);
  if (!sampled && (traceparent !== null || spans.length > 0)) return traceparent;
  const parent = contextFrom(traceparent ?? undefined);
  const { topic } = publications[flow];
  const span = tracer().startSpan(
    `capture ${topic}`,
    {
      kind: SpanKind.CONSUMER,
      startTime: at,
      root: traceparent === null,
      attributes: {
        [attributes.flow]: topic,
        [attributes.key]: key,
        ...(traceparent === null && { [attributes.origin]: 'machine' }),
      },
    },
    parent,
  );
  spans.push(span);
  return currentTraceparent(trace.setSpan(parent, span)) ?? traceparent;
}
