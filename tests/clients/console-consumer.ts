import { ensureDownloads } from '../../deploy/local/stores/downloads.ts';
import { tool } from '../../deploy/local/stores/kafka-command.ts';
import type { System } from '../system/system.ts';

/** A record as Kafka's console consumer prints it. */
export interface PrintedRecord {
  partition: number;
  offset: number;
  headers: Record<string, string>;
  key: string;
  /** Bytes in hexadecimal; null for a tombstone. */
  value: string | null;
}

/** Prints a topic from its beginning by the console consumer that comes with Kafka, until nothing follows. */
export async function printTopic(system: System, topic: string): Promise<PrintedRecord[]> {
  const { kafkaLibs } = await ensureDownloads(['kafka']);
  const properties = ['print.partition', 'print.offset', 'print.headers', 'print.key'].flatMap((name) => [
    '--formatter-property',
    `${name}=true`,
  ]);
  const stdout = await tool(kafkaLibs, [
    ...['org.apache.kafka.tools.consumer.ConsoleConsumer', '--bootstrap-server', system.endpoints().kafka],
    ...['--topic', topic, '--from-beginning', '--timeout-ms', '5000', ...properties],
    ...['--formatter-property', 'value.deserializer=org.apache.kafka.common.serialization.BytesDeserializer'],
  ]);
  return stdout
    .split('\n')
    .filter((line) => line.startsWith('Partition:'))
    .map(parse);
}

function parse(line: string): PrintedRecord {
  const [partition = '', offset = '', headers = '', key = '', value = ''] = line.split('\t');
  return {
    partition: Number(partition.replace('Partition:', '')),
    offset: Number(offset.replace('Offset:', '')),
    headers: Object.fromEntries(
      headers.split(',').map((header): [string, string] => {
        const colon = header.indexOf(':');
        return [header.slice(0, colon), header.slice(colon + 1)];
      }),
    ),
    key,
    value: value === 'null' ? null : hexOf(value),
  };
}

/** `Bytes` prints what is no printable ASCII as `\xNN`, and a backslash as two. */
function hexOf(text: string): string {
  return text.replace(/\\x([0-9A-F]{2})|([^])/g, (_, hex: string | undefined, plain: string) =>
    hex ? hex.toLowerCase() : plain.charCodeAt(0).toString(16).padStart(2, '0'),
  );
}
