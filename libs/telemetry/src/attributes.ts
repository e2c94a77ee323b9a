/**
 * Names of our own span, metric and log attributes. None of them may carry personal data: orders, SKUs and
 * accounts are identified by their keys alone.
 */
export const attributes = {
  /** What started the work, see {@link Origin}. Decides the sampling of a root span. */
  origin: 'throughline.origin',
  /** Name of a back office, as configured. */
  source: 'throughline.source',
  /** Name of the integration flow, e.g. `erp.stock`. */
  flow: 'throughline.flow',
  /** Stage of an order's way, e.g. `decided`. */
  stage: 'throughline.stage',
  /** Consumer group as written in the handler's declaration. */
  group: 'throughline.group',
  /** Name of a periodic job, e.g. `orders.pending`. */
  job: 'throughline.job',
  topic: 'throughline.topic',
  partition: 'throughline.partition',
  offset: 'throughline.offset',
  /** Key of the record: a business key such as SKU, account or order number. */
  key: 'throughline.key',
  /** Version of the key (`ce_sequence`). */
  sequence: 'throughline.sequence',
  /** Type of the record, e.g. `OrderPlaced`. */
  type: 'throughline.type',
  order: 'throughline.order',
  sku: 'throughline.sku',
  /** Records in a batch. */
  records: 'throughline.records',
  /** What a hand-over to the back office has come to, e.g. `verified`. */
  outcome: 'throughline.outcome',
  /** Kind of a finding, e.g. `hand-over-refused`. */
  kind: 'throughline.kind',
  /** What a finding is about: a source, a flow, a topic. */
  subject: 'throughline.subject',
} as const;

/** Names by OpenTelemetry's semantic conventions for messaging, on spans of records beside our own. */
export const messagingAttributes = {
  system: 'messaging.system',
  /** Name of the operation in the system's own words. */
  operationName: 'messaging.operation.name',
  operationType: 'messaging.operation.type',
  /** Name of the topic at the broker. */
  destination: 'messaging.destination.name',
  partition: 'messaging.destination.partition.id',
  offset: 'messaging.kafka.offset',
  /** Records in the batch, if there are several. */
  batchSize: 'messaging.batch.message_count',
  /** Consumer group by its name at the broker. */
  group: 'messaging.consumer.group.name',
  client: 'messaging.client.id',
} as const;

/**
 * What started a trace: a person on a page, an order on its way, or a machine's own change. The first two are
 * always sampled.
 */
export type Origin = 'person' | 'order' | 'machine';
