import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ensureDownloads } from '../../deploy/local/stores/downloads.ts';
import { jvmEnvironment } from '../../deploy/local/stores/java.ts';
import {
  brokerArguments,
  format,
  newClusterId,
  properties,
  tool,
} from '../../deploy/local/stores/kafka-command.ts';
import { brokerCount } from '../../deploy/local/stores/kafka-metadata.ts';
import { freePort } from '../../deploy/local/ports/ports.ts';
import { ManagedProcess } from '../../deploy/local/processes/process.ts';
import { temporaryHome } from '../../deploy/local/testing/test-home.ts';
import { Watchdog } from '../../deploy/local/processes/watchdog.ts';
import { until } from '../../libs/testing/src/until.ts';

const size = 3;
const patience = { timeoutMs: 180_000, everyMs: 500 };

interface Member {
  port: number;
  dataDir: string;
  propertiesFile: string;
  process: ManagedProcess;
}

/**
 * Three brokers that are controllers as well. Each keeps a copy of every record; two must have it before it is
 * acknowledged.
 */
export class Cluster {
  readonly #libs: string;
  readonly #home: string;
  readonly #temporary: boolean;
  readonly #id = newClusterId();
  readonly #watchdog = new Watchdog();
  readonly #members: Member[] = [];

  private constructor(libs: string, home: string, temporary: boolean) {
    this.#libs = libs;
    this.#home = home;
    this.#temporary = temporary;
  }

  /** @param home folder for their data and logs, kept afterwards; a temporary one without it */
  static async start(home?: string): Promise<Cluster> {
    const { kafkaLibs } = await ensureDownloads(['kafka']);
    const cluster = new Cluster(kafkaLibs, home ?? (await temporaryHome('brokers')), home === undefined);
    try {
      await cluster.#open();
      return cluster;
    } catch (error) {
      await cluster.stop();
      throw error;
    }
  }

  /** Addresses of all, as clients are given them. */
  get brokers(): string {
    return this.#members.map(({ port }) => `127.0.0.1:${port}`).join(',');
  }

  /** Numbers of the brokers. */
  get ids(): number[] {
    return this.#members.map((_, index) => index + 1);
  }

  /** Kills a broker and leaves it dead. */
  async lose(id: number): Promise<void> {
    await this.#member(id).process.stop();
  }

  /** Takes all that a broker has, while it is dead. */
  async empty(id: number): Promise<void> {
    const { dataDir, propertiesFile } = this.#member(id);
    rmSync(join(dataDir, 'log'), { recursive: true });
    await format(this.#libs, propertiesFile, { clusterId: this.#id, alone: false });
  }

  /** Starts a broker again; resolves when every partition has all its copies. */
  async back(id: number): Promise<void> {
    await this.#member(id).process.start();
    await until(async () => (await this.#partitions('unavailable')) === 0, patience);
    await until(async () => (await this.#partitions('under-replicated')) === 0, patience);
  }

  /** Number of the broker that leads the controllers. */
  async controller(): Promise<number> {
    return until(async () => {
      const said = await this.#ask('MetadataQuorumCommand', 'describe', '--status').catch(() => '');
      const leader = Number(/^LeaderId:\s+(\d+)/m.exec(said)?.[1]);
      return this.ids.includes(leader) && leader;
    }, patience);
  }

  async stop(): Promise<void> {
    await Promise.all(this.#members.map(({ process }) => process.stop()));
    this.#watchdog.close();
    if (this.#temporary) rmSync(this.#home, { recursive: true, force: true });
  }

  async #open(): Promise<void> {
    const ports: { port: number; controllerPort: number }[] = [];
    for (let i = 0; i < size; i++) ports.push({ port: await freePort(), controllerPort: await freePort() });
    const controllerPorts = ports.map(({ controllerPort }) => controllerPort);
    for (const [index, place] of ports.entries()) {
      const dataDir = join(this.#home, 'data', `kafka-${index + 1}`);
      const propertiesFile = join(dataDir, 'server.properties');
      mkdirSync(dataDir, { recursive: true });
      writeFileSync(propertiesFile, properties({ ...place, dataDir }, { id: index + 1, controllerPorts }));
      await format(this.#libs, propertiesFile, { clusterId: this.#id, alone: false });
      const process = this.#process(`kafka-${index + 1}`, place.port, propertiesFile);
      this.#members.push({ port: place.port, dataDir, propertiesFile, process });
    }
    await Promise.all(this.#members.map(({ process }) => process.start()));
    await until(async () => (await brokerCount(this.#member(1).port)) === size, patience);
  }

  #process(name: string, port: number, propertiesFile: string): ManagedProcess {
    const spec = {
      name,
      command: 'java',
      args: brokerArguments(this.#libs, propertiesFile, []),
      env: jvmEnvironment(),
      // A broker is lost, not asked to go.
      stopSignal: 'SIGKILL' as const,
      isReady: async () => (await brokerCount(port)) > 0,
      logFile: join(this.#home, 'logs', `${name}.log`),
    };
    return new ManagedProcess(spec, this.#watchdog, { output: () => undefined, note: () => undefined });
  }

  #member(id: number): Member {
    const member = this.#members[id - 1];
    if (member === undefined) throw new RangeError(`There is no broker ${id}`);
    return member;
  }

  /** How many partitions lack a leader or a copy; infinitely many when nobody answers. */
  async #partitions(lacking: 'unavailable' | 'under-replicated'): Promise<number> {
    return this.#ask('TopicCommand', '--describe', `--${lacking}-partitions`).then(
      (said) => said.match(/^\s*Topic: /gm)?.length ?? 0,
      () => Number.POSITIVE_INFINITY,
    );
  }

  /** What one of Kafka's own tools says. */
  async #ask(command: string, ...args: string[]): Promise<string> {
    return tool(this.#libs, [
      `org.apache.kafka.tools.${command}`,
      '--bootstrap-server',
      this.brokers,
      ...args,
    ]);
  }
}
