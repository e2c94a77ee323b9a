import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { jvmEnvironment, jvmFlags } from './java.ts';

const run = promisify(execFile);

export interface BrokerPlace {
  dataDir: string;
  port: number;
  controllerPort: number;
}

/** The settings of one broker that is its own controller, on loopback. */
export function properties({ dataDir, port, controllerPort }: BrokerPlace): string {
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
broker.heartbeat.interval.ms=1000
broker.session.timeout.ms=5000
auto.create.topics.enable=false
log.cleaner.dedupe.buffer.size=16777216
message.max.bytes=4194304
replica.fetch.max.bytes=4194304
`;
}

const log4j = `-Dlog4j2.configurationFile=${new URL('kafka/log4j2.xml', import.meta.url).pathname}`;

/** What `java` is given to run the broker. */
export function brokerArguments(libs: string, propertiesFile: string, extra: string[]): string[] {
  return [...jvmFlags('384m'), ...extra, log4j, '-cp', join(libs, '*'), 'kafka.Kafka', propertiesFile];
}

/** Prepares an empty log, with a cluster id of its own. */
export async function format(libs: string, propertiesFile: string): Promise<void> {
  const clusterId = randomBytes(16).toString('base64url');
  const command = [
    'kafka.tools.StorageTool',
    'format',
    '--standalone',
    // In one argument: an id may begin with a hyphen.
    `--cluster-id=${clusterId}`,
    '-c',
    propertiesFile,
  ];
  await run('java', [...jvmFlags('128m'), '-cp', join(libs, '*'), log4j, ...command], {
    env: jvmEnvironment() as NodeJS.ProcessEnv,
  });
}
