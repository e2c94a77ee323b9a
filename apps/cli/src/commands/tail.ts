import { topics } from '@throughline/events';
import type { TopicName } from '@throughline/events';
import { tail as follow } from '@throughline/messaging';
import type { Seen } from '@throughline/messaging';
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
  const namespace = process.env['KAFKA_NAMESPACE'];
  await follow(
    topic as TopicName,
    {
      kafka: { brokers: installation.endpoints.kafka.split(','), ...(namespace && { namespace }) },
      registryUrl: installation.endpoints.registry,
      fromBeginning: options.fromBeginning,
    },
    stop.signal,
    (record) => {
      if (options.key === undefined || record.key === options.key)
        console.log(options.json ? JSON.stringify(record) : line(record));
    },
  );
}

function line({ partition, offset, time, key, type, sequence, value, error }: Seen): string {
  const what = error ?? (value === null ? 'deleted' : JSON.stringify(value));
  return `${time?.toISOString() ?? '-'} ${partition}/${offset} ${key} ${type ?? '?'} v${sequence ?? '?'} ${what}`;
}
