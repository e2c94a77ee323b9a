import { SpanKind, type Span, trace } from '@opentelemetry/api';
import type { ErpInvoice, ErpOrder } from '@throughline/events';
import type { Tx } from '@throughline/persistence';
import { attributes, contextFrom, currentTraceparent, isSampled, tracer } from '@throughline/telemetry';
import type { CapturesChanges, Flow, MappedRecord } from '@throughline/connector';
import { followDocuments } from '../exports/documents.tables.ts';
import { orderTraces, retryRefused } from '../exports/exports.tables.ts';
import { publishExceptions } from '../quarantine/exceptions.tables.ts';
import { saveIssues } from '../quarantine/quarantine.tables.ts';
import type { Publisher } from '../sources/publisher.ts';
import { boundItems } from '../bindings/bound-codes.tables.ts';
import { itemsNamed, rebind } from '../bindings/rebind.ts';
import { bindingsOf, holdStrangers, readAgain } from './bindings.ts';
import type { GuardRule } from '../sources/guard.ts';
import { withoutErased } from './erased-customers.tables.ts';
import { holdWithdrawals } from './guard.tables.ts';
import type { JudgedRecord, Step } from '../mapping/judged-record.ts';
import { holdUnkeepable, keptKey } from '../mapping/keepable.ts';
import type { PlanEntry, Run } from '../plan/plan.ts';
import { holdPlan, planOf } from '../plan/plan.tables.ts';
import { saveGtins } from './gtins.tables.ts';
import { compareByFamily, saveFamilies, saveGroups, treatmentsOf } from './planned.tables.ts';
import { publications, publish } from './publications.ts';
import { holdDuplicates, saveSteps, stepsFor, storedRecords } from './source-records.ts';
import { holdMisfits } from './schema-misfits.ts';

/** Why a sourceKey was read: when the back office recorded the change, and in whose trace. */
export interface Cause {
  at: Date;
  traceparent: string | null;
}

/** The records of some sourceKeys, as read in one snapshot. */
export interface RecordSet {
  source: string;
  flow: Flow;
  sourceKeys: readonly string[];
  records: readonly MappedRecord<unknown>[];
  /** Instant of the snapshot, by the clock of the back office. */
  takenAt: Date;
}

/** What records are published with. */
export interface PublishingParts {
  outbox: Publisher;
  connector: Pick<CapturesChanges, 'requeue'>;
  guard: GuardRule;
}

/**
 * Makes our state of the source keys agree with what was read, and publishes what changed by that, in the caller's
 * transaction, as far as the plan has it: a change of the plan waits for the transaction. Applying the same records again
 * changes nothing. What hung on a code that has another owner now is read again; withdrawals beyond what the guard lets
 * go wait for a person.
 * @param run in which they were read, which publishes what its entry of the plan is about and nothing else
 * @returns what was published
 */
export async function applyRecords(
  tx: Tx,
  { outbox, connector, guard }: PublishingParts,
  { takenAt, ...read }: RecordSet,
  causeOf: (sourceKey: string) => Cause,
  run: Run | null = null,
): Promise<Step[]> {
  const { source, flow } = read;
  await holdPlan(tx);
  const plan = await planOf(tx, flow);
  const { sourceKeys, judged, planned, steps: found, left } = await judgeRecords(tx, read, plan, run);
  if (flow === 'items') {
    if (await saveFamilies(tx, source, judged)) await compareByFamily(tx);
    await saveGtins(tx, source, read.records);
  }
  const mayBeHeld = await saveIssues(tx, source, flow, sourceKeys, planned);
  if (flow === 'customers' || flow === 'items')
    await retryRefused(tx, outbox, source, flow, codesSaid(source, planned));
  // What a person has asked for is not held by the guard, nor counted by it.
  const { asked = [], others = [] } = Object.groupBy(found, ({ accepted }) =>
    accepted ? 'asked' : 'others',
  );
  // What waits for a person goes on waiting while the plan leaves it as it is.
  const dealtWith = sourceKeys.filter((sourceKey) => !left.has(sourceKey));
  const steps = [
    ...asked,
    ...(await holdWithdrawals(tx, guard, { source, flow, sourceKeys: dealtWith }, others)),
  ];
  const isByGroup = plan.some(({ scope }) => scope.kind === 'account-group');
  if (steps.length > 0) await saveSteps(tx, source, flow, steps, ({ sourceKey }) => causeOf(sourceKey).at);
  if (isByGroup) await saveGroups(tx, { source, flow }, planned);
  // After the steps: what goes is not published any more.
  if (mayBeHeld) await publishExceptions(tx, outbox, { source, flow, sourceKeys });
  if (steps.length === 0) return steps;
  const traces =
    flow === 'orders'
      ? await followDocuments(tx, outbox, { source, documents: steps.map(documentOf), at: takenAt })
      : await orderTraces(
          tx,
          source,
          steps.flatMap((step) => channelOrderOf(flow, step) ?? []),
        );
  const spans: Span[] = [];
  const list = steps.map((step) => {
    const { at, traceparent } = causeOf(step.sourceKey);
    const order = channelOrderOf(flow, step);
    const own = order === null ? null : traces.get(order);
    const { key, version, record } = step;
    const value = (record?.value ?? null) as Parameters<typeof publish>[3][number]['value'];
    return { key, version, value, at, traceparent: continueTrace(flow, key, at, own ?? traceparent, spans) };
  });
  await publish(tx, outbox, flow, list);
  await readAgain(tx, connector, { source, flow, steps });
  tx.afterCommit(() => spans.forEach((span) => span.end()));
  return steps;
}

/** What records come to, by the plan. */
export interface Judgement {
  sourceKeys: readonly string[];
  /** All of them. */
  judged: readonly JudgedRecord<unknown>[];
  /** The records that the plan leaves to their source. */
  planned: readonly JudgedRecord<unknown>[];
  /** What is to be published; withdrawals that a person has asked for are accepted, the guard has not seen the others. */
  steps: readonly Step[];
  /** Source keys of which something differs and is left as it is. */
  left: ReadonlySet<string>;
}

/** Judges records against what was published, and changes nothing. */
export async function judgeRecords(
  tx: Tx,
  { source, flow, ...read }: Omit<RecordSet, 'takenAt'>,
  plan: readonly PlanEntry[],
  run: Run | null,
): Promise<Judgement> {
  const sourceKeys = read.sourceKeys.map(keptKey);
  const keepable = read.records.map(holdUnkeepable);
  const kept = flow === 'customers' ? await withoutErased(tx, source, keepable) : keepable;
  const erased = new Set(
    keepable.filter((record) => !kept.includes(record)).map(({ sourceKey }) => sourceKey),
  );
  const records = rebind(flow, kept, await boundItems(tx, source, itemsNamed(flow, kept)));
  const concerned = new Set(sourceKeys);
  const bindings = await bindingsOf(tx, source, records);
  const stored = await storedRecords(
    tx,
    source,
    flow,
    sourceKeys,
    records.map(({ key }) => key),
  );
  const published = new Map(stored.map(({ key, fingerprint }) => [key, fingerprint]));
  const own = holdStrangers(records, bindings);
  const fitting = holdMisfits(publications[flow].type, own, published);
  const unique = holdDuplicates(flow, fitting, stored, concerned, bindings);
  const keys = stored.map(({ key }) => key);
  const treatment = await treatmentsOf(tx, { source, flow }, { plan, run }, unique, keys);
  const planned = unique.filter(({ key }) => treatment(key) !== 'withdraw');
  const left = new Set<string>();
  const steps = stepsFor(planned, stored, concerned).flatMap((step): Step[] => {
    // Who is erased goes, whatever the plan says.
    if (erased.has(step.sourceKey)) return [{ ...step, accepted: true }];
    if (treatment(step.key) === 'withdraw') return [{ ...step, accepted: true }];
    if (treatment(step.key) === 'publish') return [step];
    left.add(step.sourceKey);
    return [];
  });
  return { sourceKeys, judged: unique, planned, steps, left };
}

/** Codes of the records that are there: a key is one, behind the source. */
function codesSaid(source: string, records: readonly JudgedRecord<unknown>[]): string[] {
  return records.flatMap(({ key, value }) => (value === null ? [] : key.slice(source.length + 1)));
}

/** An order of the back office; its source key is its number. */
function documentOf({ sourceKey, record }: Step) {
  return {
    number: sourceKey,
    value: (record?.value ?? null) as ErpOrder | null,
    unpublished: record?.unpublished,
  };
}

/** Our order that a document of the back office belongs to: its journey is one trace to the end. */
function channelOrderOf(flow: Flow, { record }: Step): string | null {
  if ((flow !== 'orders' && flow !== 'invoices') || record === null) return null;
  return (record.value as ErpOrder | ErpInvoice | null)?.channelOrder ?? null;
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
