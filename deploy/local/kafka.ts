import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Downloads } from './downloads.ts';
import { jvmEnvironment, jvmFlags } from './java.ts';
import type { ProcessSpec } from './process.ts';

const run = promisify(execFile);

export interface KafkaOptions {
  dataDir: string;
  logFile: string;
  port: number;
  controllerPort: number;
  downloads: Downloads;
}

function properties({ dataDir, port, controllerPort }: KafkaOptions): string {
  return `process.roles=broker,controller
node.id=1
controller.quorum.bootstrap.servers=127.0.0.1:${controllerPort}
listeners=PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controllerPort}
advertised.listeners=PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controllerPort}
controller.listener.names=CONTROLLER
inter.broker.listener.name=PLAINTEXT
listener.security.protocol.map=CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT
log.dirs=${join(dataDir, 'log')}
offsets.topic.replication.factor=1
offsets.topic.num.partitions=8
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
transaction.state.log.num.partitions=4
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1
group.initial.rebalance.delay.ms=0
auto.create.topics.enable=false
log.cleaner.dedupe.buffer.size=16777216
message.max.bytes=4194304
replica.fetch.max.bytes=4194304
`;
}

/** Formats the log on first use and makes the command that runs the broker. */
export async function prepareKafka(options: KafkaOptions): Promise<ProcessSpec> {
  const { dataDir, port, downloads } = options;
  mkdirSync(dataDir, { recursive: true });
  const propertiesFile = join(dataDir, 'server.properties');
  writeFileSync(propertiesFile, properties(options));
  const classPath = join(downloads.kafkaLibs, '*');
  const log4j = `-Dlog4j2.configurationFile=${new URL('kafka/log4j2.xml', import.meta.url).pathname}`;
  if (!existsSync(join(dataDir, 'log', 'meta.properties'))) {
    const clusterId = randomBytes(16).toString('base64url');
    const format = ['format', '--standalone', '-t', clusterId, '-c', propertiesFile];
    await run('java', [...jvmFlags('128m'), '-cp', classPath, log4j, 'kafka.tools.StorageTool', ...format], {
      env: jvmEnvironment() as NodeJS.ProcessEnv,
    });
  }
  return {
    name: 'kafka',
    command: 'java',
    args: [
      ...jvmFlags('384m'),
      ...archiveFlags(downloads),
      log4j,
      '-cp',
      classPath,
      'kafka.Kafka',
      propertiesFile,
    ],
    env: jvmEnvironment(),
    stopSignal: 'SIGTERM',
    isReady: async () => (await brokerCount(port)) > 0,
    logFile: options.logFile,
    onConsole: (line) => (/ (ERROR|FATAL) /.test(line) ? line : undefined),
  };
}

function archiveFlags({ kafkaArchive }: Downloads): string[] {
  return existsSync(kafkaArchive)
    ? [`-XX:SharedArchiveFile=${kafkaArchive}`, '-Xlog:cds=off', '-Xshare:auto']
    : [];
}

/** The cluster id the log was formatted with. */
export function clusterId(dataDir: string): string | undefined {
  const file = join(dataDir, 'log', 'meta.properties');
  return existsSync(file) ? /^cluster\.id=(.+)$/m.exec(readFileSync(file, 'utf8'))?.[1] : undefined;
}

/**
 * Asks for the cluster's metadata and returns how many brokers serve clients; 0 while the broker is fenced.
 * Spoken by hand (Metadata request, version 1), because a client library may be imported in one place only.
 */
export function brokerCount(port: number, host = '127.0.0.1'): Promise<number> {
  const request = Buffer.alloc(18);
  request.writeInt32BE(14, 0);
  request.writeInt16BE(3, 4);
  request.writeInt16BE(1, 6);
  request.writeInt32BE(1, 8);
  request.writeInt16BE(-1, 12);
  request.writeInt32BE(0, 14);
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host });
    let received = Buffer.alloc(0);
    socket.setTimeout(2_000, () => socket.destroy(new Error('no answer from the broker')));
    socket.once('error', reject);
    socket.once('close', () => reject(new Error('the broker closed the connection')));
    socket.once('connect', () => socket.write(request));
    socket.on('data', (chunk) => {
      received = Buffer.concat([received, chunk]);
      if (received.length < 12) return;
      resolve(received.readInt32BE(8));
      socket.destroy();
    });
  });
}
