import { metrics as api } from '@opentelemetry/api';
import type { Attributes, Counter, Histogram, ObservableGauge } from '@opentelemetry/api';

/** A metric of ours: its name, what kind of instrument it is, its unit (UCUM) and what it tells. */
export interface MetricDefinition<Kind extends MetricKind = MetricKind> {
  readonly name: string;
  readonly kind: Kind;
  readonly unit: string;
  readonly description: string;
  /** Upper bounds of a histogram's buckets, in the metric's unit. */
  readonly buckets?: readonly number[];
}

export type MetricKind = 'counter' | 'histogram' | 'observed';

const seconds = [0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30, 60, 300, 1800];
const sizes = [1, 2, 5, 10, 50, 100, 500, 1000, 2000, 5000, 10000];

const define = <Kind extends MetricKind>(
  kind: Kind,
  name: string,
  unit: string,
  description: string,
  buckets?: readonly number[],
): MetricDefinition<Kind> => ({
  kind,
  name: `throughline.${name}`,
  unit,
  description,
  ...(buckets && { buckets }),
});

/**
 * Every metric that Throughline itself publishes. `/metrics` shows the names with dots as underscores, counters
 * with `_total` at the end: `throughline_outbox_age_seconds`, `throughline_outbox_sent_total`.
 */
export const metrics = {
  outboxDepth: define(
    'observed',
    'outbox.depth',
    '{row}',
    'Rows of the outbox not yet acknowledged by the broker',
  ),
  outboxAge: define(
    'observed',
    'outbox.age.seconds',
    's',
    'Age of the oldest row of the outbox; 0 when it is empty',
  ),
  outboxHeld: define(
    'observed',
    'outbox.held',
    '{row}',
    'Rows of the outbox that cannot be sent, or wait behind one that cannot, by topic; by partition where that takes nothing',
  ),
  outboxSent: define('counter', 'outbox.sent', '{record}', 'Records acknowledged by the broker, by topic'),
  relayBatchDuration: define(
    'histogram',
    'relay.batch.duration.seconds',
    's',
    'Time of one round of the relay',
    seconds,
  ),

  lagRecords: define(
    'observed',
    'lag.records',
    '{record}',
    'Records between the stored offset and the log end, by group and topic',
  ),
  lagTime: define(
    'observed',
    'lag.seconds',
    's',
    'Age of the oldest record not yet handled, by group and topic; 0 when there is none',
  ),
  batchSize: define(
    'histogram',
    'batch.size',
    '{record}',
    'Records handled in one transaction, by group and topic',
    sizes,
  ),
  batchDuration: define(
    'histogram',
    'batch.duration.seconds',
    's',
    'Time of one batch from decoding to commit, by group and topic',
    seconds,
  ),
  batchRetries: define(
    'counter',
    'batch.retries',
    '{retry}',
    'Batches retried after a transient failure, by group and topic',
  ),
  unknownTypes: define(
    'counter',
    'records.unknown',
    '{record}',
    'Records skipped because this version does not know their type',
  ),
  parked: define(
    'observed',
    'parked',
    '{record}',
    'Records parked and waiting for a person, by group and topic',
  ),

  freshness: define(
    'histogram',
    'freshness.seconds',
    's',
    'From the instant the source recorded a fact to its commit here, by flow',
    seconds,
  ),
  flowAge: define(
    'observed',
    'flow.age.seconds',
    's',
    'Time since a flow last had news or confirmed that there are none, or a batch of it was due, by flow',
  ),
  quarantined: define(
    'observed',
    'quarantined',
    '{row}',
    'Rows of a source held back because they break a rule, by flow',
  ),
  withdrawalsGuarded: define(
    'observed',
    'withdrawals.guarded',
    '{record}',
    'Records that are gone in a source, more than may go within a day, and wait for a person, by flow',
  ),

  orderStageDuration: define(
    'histogram',
    'order.stage.duration.seconds',
    's',
    'From the placing of an order to a stage of its way, by stage',
    seconds,
  ),
  ordersUndecided: define('observed', 'orders.undecided', '{order}', 'Orders requested and not yet decided'),
  ordersUndecidedAge: define(
    'observed',
    'orders.undecided.age.seconds',
    's',
    'Age of the oldest order not yet decided; 0 when there is none',
  ),
  ordersUnexported: define(
    'observed',
    'orders.unexported',
    '{order}',
    'Orders confirmed and not yet known to the back office',
  ),
  ordersForClerk: define(
    'observed',
    'orders.for_clerk',
    '{order}',
    'Orders that wait to be printed (batch), or are on paper without a number (clerk)',
  ),
  findings: define(
    'observed',
    'findings',
    '{finding}',
    'What waits for a person or has gone wrong, by kind and subject; 0 when it is over',
  ),
  findingsAge: define(
    'observed',
    'findings.age.seconds',
    's',
    'Time since the oldest of the findings began, by kind and subject; 0 when they are over',
  ),
  reservationsUnbalanced: define(
    'observed',
    'reservations.unbalanced',
    '{line}',
    'Lines of ended orders whose reservations have not netted to zero',
  ),

  jobDuration: define(
    'histogram',
    'job.duration.seconds',
    's',
    'Time of one run of a periodic job, failed or not, by job',
    seconds,
  ),
  jobFailures: define('counter', 'job.failures', '{run}', 'Runs of a periodic job that failed, by job'),

  httpDuration: define(
    'histogram',
    'http.duration.seconds',
    's',
    'Time of an HTTP request, by method, route and status',
    seconds,
  ),
  liveConnections: define(
    'observed',
    'live.connections',
    '{connection}',
    'Pages connected to the live stream',
  ),
} as const;

const meter = () => api.getMeter('throughline');

/** Counts up: `counter(metrics.outboxSent).add(3, { [attributes.topic]: topic })`. */
export function counter(metric: MetricDefinition<'counter'>): Counter {
  return meter().createCounter(metric.name, metric);
}

/** Distribution: `histogram(metrics.batchSize).record(records.length, { … })`. Durations are in seconds. */
export function histogram(metric: MetricDefinition<'histogram'>): Histogram {
  const { name, unit, description, buckets = [] } = metric;
  return meter().createHistogram(name, {
    unit,
    description,
    advice: { explicitBucketBoundaries: [...buckets] },
  });
}

/** One value seen by {@link observe}, with the attributes that tell it apart. */
export type Observation = { value: number; attributes?: Attributes };

/**
 * A value asked for only when somebody collects the metrics. `read` returns the values of this instant; when it
 * throws, the round has no value.
 * @returns a function that ends the observation
 */
export function observe(
  metric: MetricDefinition<'observed'>,
  read: () => Observation[] | Promise<Observation[]>,
): () => void {
  const instrument: ObservableGauge = meter().createObservableGauge(metric.name, metric);
  const callback: Parameters<ObservableGauge['addCallback']>[0] = async (result) => {
    for (const { value, attributes } of await read()) result.observe(value, attributes);
  };
  instrument.addCallback(callback);
  return () => instrument.removeCallback(callback);
}
