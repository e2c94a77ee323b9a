import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Downloads } from './downloads.ts';
import { jvmEnvironment } from './java.ts';
import { classArchive } from './kafka-archive.ts';
import { brokerArguments, format, properties, type BrokerPlace } from './kafka-command.ts';
import { brokerCount } from './kafka-metadata.ts';
import type { ProcessSpec } from '../processes/process.ts';

export interface KafkaOptions extends BrokerPlace {
  logFile: string;
  downloads: Downloads;
}

/** Formats the log on first use and makes the command that runs the broker. */
export async function prepareKafka(options: KafkaOptions): Promise<ProcessSpec> {
  const { dataDir, port, downloads } = options;
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  // One that was made by an earlier version.
  chmodSync(dataDir, 0o700);
  const propertiesFile = join(dataDir, 'server.properties');
  writeFileSync(propertiesFile, properties(options));
  const libs = downloads.kafkaLibs;
  if (!existsSync(join(dataDir, 'log', 'meta.properties'))) await format(libs, propertiesFile);
  const archive = await classArchive(libs);
  return {
    name: 'kafka',
    command: 'java',
    args: brokerArguments(libs, propertiesFile, [
      `-XX:SharedArchiveFile=${archive}`,
      '-Xshare:auto',
      '-Xlog:disable',
    ]),
    env: jvmEnvironment(),
    stopSignal: 'SIGTERM',
    isReady: async () => (await brokerCount(port)) > 0,
    logFile: options.logFile,
    onConsole: (line) => (/ (FATAL|ERROR (Kafka|Broker|Exit)\w*) /.test(line) ? line : undefined),
  };
}
