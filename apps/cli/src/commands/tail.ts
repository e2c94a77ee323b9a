import { topics } from '@throughline/events';
import type { TopicName } from '@throughline/events';
import { tail as follow } from '@throughline/messaging';
import type { KafkaSettings, Seen } from '@throughline/messaging';
import { Failure } from '../failure.ts';
import type { Installation } from '../installation.ts';

export interface TailOptions {
  readonly fromBeginning: boolean;
  readonly json: boolean;
  /** Only records of this key. */
  readonly key?: string | undefined;
}

/** Prints a topic's records, decoded, until interrupted. */
export async function tail(installation: Installation, topic: string, options: TailOptions): Promise<void> {
  if (!(topic in topics)) throw new Failure(`There is no topic ${topic}; see \`throughline topics\``);
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());
  const kafka = kafkaSettings(installation.endpoints.kafka, process.env);
  await follow(
    topic as TopicName,
    {
      kafka,
      registryUrl: installation.endpoints.registry,
      fromBeginning: options.fromBeginning,
    },
    stop.signal,
    (record) => {
      if (options.key === undefined || record.key === options.key)
        console.log(options.json ? JSON.stringify(record) : line(record));
    },
  ).catch((cause: unknown) => {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Failure(
      `The log cannot be read: ${reason}. A broker that wants TLS or a login needs KAFKA_SSL and KAFKA_SASL_* here as well`,
      { cause },
    );
  });
}

/** How to reach the broker, by the variables that services read. */
export function kafkaSettings(brokers: string, environment: NodeJS.ProcessEnv): KafkaSettings {
  const {
    KAFKA_NAMESPACE: namespace,
    KAFKA_SSL: ssl,
    KAFKA_SASL_MECHANISM: mechanism,
    KAFKA_SASL_USERNAME: username = '',
    KAFKA_SASL_PASSWORD: password = '',
  } = environment;
  return {
    brokers: brokers.split(','),
    ssl: /^(true|1|yes|on|y|enabled)$/i.test(ssl ?? ''),
    ...(namespace && { namespace }),
    ...(mechanism && { sasl: { mechanism, username, password } as KafkaSettings['sasl'] }),
  };
}

function line({ partition, offset, time, key, type, sequence, value, error }: Seen): string {
  const what = error ?? (value === null ? 'deleted' : JSON.stringify(value));
  return `${time?.toISOString() ?? '-'} ${partition}/${offset} ${key} ${type ?? '?'} v${sequence ?? '?'} ${what}`;
}
