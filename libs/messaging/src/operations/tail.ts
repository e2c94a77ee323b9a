import { randomUUID } from 'node:crypto';
import { decoder, schemaIdOf } from '@throughline/events';
import type { Decoder, RecordName, TopicName } from '@throughline/events';
import { Kafka } from '../kafka/kafka.ts';
import type { RawRecord } from '../kafka/types.ts';
import { sequenceFrom, timeFrom, typeFrom } from '../records/headers.ts';
import type { RecordHead } from '../records/record.ts';
import { Registry } from '../records/registry.ts';
import type { KafkaSettings } from '../settings.ts';

/** A record as it is seen outside of any service; with `error` when it cannot be decoded. */
export type Seen = Partial<RecordHead> & {
  readonly topic: TopicName;
  readonly partition: number;
  readonly offset: number;
  readonly key: string;
  readonly type?: RecordName;
  readonly value?: unknown;
  readonly error?: string;
};

export interface TailSettings {
  readonly kafka: KafkaSettings;
  readonly registryUrl: string;
  /** Begin at the first record in the log instead of the next to come. */
  readonly fromBeginning?: boolean;
}

/**
 * Shows a topic's records, decoded, until aborted. Stores no offsets; its consumer group exists only meanwhile.
 * @throws when the broker cannot be reached or the connection is lost.
 */
export async function tail(
  topic: TopicName,
  { kafka: settings, registryUrl, fromBeginning = false }: TailSettings,
  signal: AbortSignal,
  each: (record: Seen) => void,
): Promise<void> {
  const kafka = new Kafka(settings, 'tail');
  const decode = decoding(new Registry(registryUrl));
  const ended = Promise.withResolvers<void>();
  signal.addEventListener('abort', () => ended.resolve(), { once: true });
  try {
    const starts = new Map(
      (await kafka.reachable([topic])).ranges.map(({ partition, low, high }) => [
        partition,
        fromBeginning ? low : high,
      ]),
    );
    const member = await kafka.join(`tail.${randomUUID()}`, [topic], {
      joined: (joined, partitions) => {
        for (const { partition } of partitions) joined.seek(topic, partition, starts.get(partition) ?? 0);
      },
      batch: async ({ partition, records, nextOffset, fetchedOffset }) => {
        if (fetchedOffset < (starts.get(partition) ?? 0)) return undefined;
        for (const record of records) each(await decode(topic, partition, record.read()));
        starts.set(partition, nextOffset);
        return nextOffset;
      },
      crashed: ended.reject,
    });
    await ended.promise.finally(() => member.stop());
  } finally {
    await kafka.close();
  }
}

function decoding(registry: Registry) {
  const decoders = new Map<string, Decoder<RecordName>>();
  return async (topic: TopicName, partition: number, raw: RawRecord): Promise<Seen> => {
    const head = { topic, partition, offset: raw.offset, key: raw.key };
    try {
      const type = typeFrom(topic, raw.headers);
      if (type === undefined) return { ...head, error: `Unknown type ${raw.headers['ce_type']}` };
      const seen = { ...head, type, sequence: sequenceFrom(raw.headers), time: timeFrom(raw.headers) };
      if (raw.value === null) return { ...seen, value: null };
      const name = `${type} ${schemaIdOf(raw.value)}`;
      const decode = decoders.get(name) ?? decoder(type, await registry.schema(schemaIdOf(raw.value)));
      decoders.set(name, decode);
      return { ...seen, value: decode(raw.value) };
    } catch (error) {
      return { ...head, error: error instanceof Error ? error.message : String(error) };
    }
  };
}
