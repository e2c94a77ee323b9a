import type { Attributes } from '@opentelemetry/api';
import { messagingAttributes } from '@throughline/telemetry';
import type { Kafka } from './kafka.ts';
import type { TopicPartition } from './types.ts';

/** What others know us by at the broker. */
export type BrokerNames = Pick<Kafka, 'clientId' | 'nameAtBroker'>;

/**
 * Attributes by OpenTelemetry's conventions for messaging of a span about one record, processed together with others. The key is not among them: these attributes go into everybody's views.
 * @param size how many records there were
 */
export function recordAttributes(
  names: BrokerNames,
  { topic, partition, offset }: TopicPartition & { readonly offset: number },
  size: number,
): Attributes {
  return {
    [messagingAttributes.system]: 'kafka',
    [messagingAttributes.operationName]: 'process',
    [messagingAttributes.operationType]: 'process',
    [messagingAttributes.destination]: names.nameAtBroker(topic),
    [messagingAttributes.partition]: String(partition),
    [messagingAttributes.offset]: offset,
    [messagingAttributes.client]: names.clientId,
    ...(size > 1 && { [messagingAttributes.batchSize]: size }),
  };
}
