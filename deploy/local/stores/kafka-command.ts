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

/** Which of several brokers it is, counted from one; all of them are controllers. */
export interface Membership {
  id: number;
  controllerPorts: readonly number[];
}

/** The settings of a broker that is a controller as well, on loopback; alone unless it is one of several. */
export function properties({ dataDir, port, controllerPort }: BrokerPlace, member?: Membership): string {
  const copies = member?.controllerPorts.length ?? 1;
  const acknowledged = copies > 2 ? 2 : 1;
  const voters = member?.controllerPorts.map((voter, index) => `${index + 1}@127.0.0.1:${voter}`).join(',');
  const quorum = voters ? `voters=${voters}` : `bootstrap.servers=127.0.0.1:${controllerPort}`;
  return `process.roles=broker,controller
node.id=${member?.id ?? 1}
controller.quorum.${quorum}
listeners=PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controllerPort}
advertised.listeners=PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controllerPort}
controller.listener.names=CONTROLLER
inter.broker.listener.name=PLAINTEXT
listener.security.protocol.map=CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT
log.dirs=${join(dataDir, 'log')}
min.insync.replicas=${acknowledged}
offsets.topic.replication.factor=${copies}
offsets.topic.num.partitions=8
transaction.state.log.replication.factor=${copies}
transaction.state.log.min.isr=${acknowledged}
transaction.state.log.num.partitions=4
share.coordinator.state.topic.replication.factor=${copies}
share.coordinator.state.topic.min.isr=${acknowledged}
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

/** Runs a tool that comes with the broker. @returns what it prints @throws Error when it fails */
export async function tool(libs: string, command: readonly string[]): Promise<string> {
  const { stdout } = await run('java', [...jvmFlags('128m'), '-cp', join(libs, '*'), log4j, ...command], {
    env: jvmEnvironment() as NodeJS.ProcessEnv,
    maxBuffer: 256_000_000,
  });
  return stdout;
}

export function newClusterId(): string {
  return randomBytes(16).toString('base64url');
}

/** Prepares an empty log, of a cluster of its own or of one of several brokers. */
export async function format(
  libs: string,
  propertiesFile: string,
  { clusterId = newClusterId(), alone = true } = {},
): Promise<void> {
  await tool(libs, [
    ...['kafka.tools.StorageTool', 'format', ...(alone ? ['--standalone'] : [])],
    // In one argument: an id may begin with a hyphen.
    `--cluster-id=${clusterId}`,
    ...['-c', propertiesFile],
  ]);
}
