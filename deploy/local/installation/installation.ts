import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { bundleOf } from '../build/build.ts';
import { ensureDatabases } from '../stores/databases.ts';
import { ensureDownloads, type Downloads } from '../stores/downloads.ts';
import { serviceEndpoint, writeEndpoints, type Endpoints } from './endpoints.ts';
import { embeddedStoreNames, type External } from './external.ts';
import { ensureIdentity, type Identity } from './identity.ts';
import { runJob } from '../processes/job.ts';
import { requirePorts, type Ports } from '../ports/port-plan.ts';
import { freePort } from '../ports/ports.ts';
import { adminUrl } from '../stores/postgres.ts';
import { ManagedProcess, type ProcessEvents, type ProcessSpec } from '../processes/process.ts';
import { gate, publish, type Front } from '../fronts/publish.ts';
import { Secrets } from '../stores/secrets.ts';
import {
  addresses,
  prepareService,
  serviceContext,
  sharedEnvironment,
  type ServiceContext,
} from './services.ts';
import { databasesFor, embeddedStores, type StoreContext } from '../stores/stores.ts';
import { socketPath } from '../paths.ts';
import { startInOrder } from './start-in-order.ts';
import { isStoreName, type PartName, type ServiceName, type StoreName } from '../topology.ts';
import { Watchdog } from '../processes/watchdog.ts';

export interface InstallationOptions {
  /** Folder of data, secrets, logs and addresses. */
  home: string;
  ports: Ports;
  external: External;
  services: readonly ServiceName[];
  /** The stores wanted; those the environment names elsewhere are not started. */
  stores: readonly StoreName[];
  replicas: number;
  shopHost: string;
  /** Shows the whole output of the stores, not only their errors. */
  verbose?: boolean;
  events: ProcessEvents;
}

/** A running installation: its processes, started in the order of what they need, and kept running. */
export class Installation {
  readonly home: string;
  readonly processes = new Map<string, ManagedProcess>();
  #options: InstallationOptions;
  #watchdog = new Watchdog();
  #fronts: Front[] = [];
  #secrets: Secrets;
  #identity: Identity | undefined;
  #downloads: Downloads | undefined;
  #members = new Map<PartName, ManagedProcess[]>();
  #replicaPorts = new Map<ServiceName, number[]>();
  #stopping = new AbortController();

  constructor(options: InstallationOptions) {
    this.home = options.home;
    this.#options = { ...options, events: this.#observe(options.events) };
    mkdirSync(this.home, { recursive: true });
    this.#secrets = new Secrets(this.home);
  }

  get endpointsFile(): string {
    return join(this.home, 'endpoints.json');
  }

  /** @throws PortInUse when something else listens where this installation will */
  async requirePorts(): Promise<void> {
    const { ports, shopHost, services } = this.#options;
    const stores = this.#embedded();
    const own: Partial<Ports> = {};
    for (const name of [...stores, ...services]) own[name] = ports[name];
    if (stores.includes('kafka')) own['kafka-controller'] = ports['kafka-controller'];
    await requirePorts(own, shopHost);
  }

  /** Fetches the programs that will be run, unless they are there. */
  download(): Promise<Downloads> {
    return ensureDownloads(this.#embedded());
  }

  /** Starts every part as soon as what it needs is ready; resolves when all are. */
  async start(): Promise<Endpoints> {
    const { services, external } = this.#options;
    const stores = this.#embedded();
    // Whoever finds the file finds an installation that is ready, or one that has not become so within a minute.
    rmSync(this.endpointsFile, { force: true });
    await this.requirePorts();
    this.#downloads = await this.download();
    this.#identity = await ensureIdentity(this.#secrets.folder);
    if (external.postgresAdmin) {
      await ensureDatabases(external.postgresAdmin, databasesFor(stores), this.#secrets);
    }
    await startInOrder([...stores, ...services], {
      store: (name) => this.#startStore(name),
      deploy: () => this.run('deploy', bundleOf('deploy')),
      service: (name) => this.#startService(name),
    });
    return this.writeEndpoints();
  }

  /** Stops all: services first, then what they stand on, PostgreSQL last. */
  async stop(): Promise<void> {
    this.#stopping.abort(new Error('The installation was stopped'));
    await Promise.all(this.#fronts.splice(0).map((front) => front.close()));
    const names = [...this.processes.keys()];
    const stopAll = (chosen: string[]) => Promise.all(chosen.map((name) => this.processes.get(name)?.stop()));
    await stopAll(names.filter((name) => !isStoreName(name)));
    await stopAll(['registry', 'zipkin', 'kafka']);
    await stopAll(['postgres']);
    this.#watchdog.close();
    rmSync(this.endpointsFile, { force: true });
  }

  /** The processes of a part, or the one process of that name. @throws Error when there is none */
  members(name: string): ManagedProcess[] {
    const one = this.processes.get(name);
    const members = one ? [one] : this.#members.get(name as PartName);
    if (members) return members;
    throw new Error(`There is no ${name} here. There are: ${[...this.processes.keys()].join(', ')}`);
  }

  has(name: string): boolean {
    return this.#members.has(name as PartName);
  }

  /** Where everything is, as of now. */
  endpoints(): Endpoints {
    const { ports, services } = this.#options;
    const context = this.#serviceContext();
    const described = services.map((service) => {
      const replicas = (this.#replicaPorts.get(service) ?? []).map(localUrl);
      const pids = (this.#members.get(service) ?? []).flatMap(({ pid }) => pid ?? []);
      return [service, serviceEndpoint(service, localUrl(ports[service]), replicas, pids)] as const;
    });
    return {
      storefront: localUrl(ports.storefront),
      ...(services.includes('demo-erp') && { backOffice: localUrl(ports['demo-erp']) }),
      services: Object.fromEntries(described),
      ...addresses(context, services),
      tokens: this.#identity?.tokens ?? {},
      pids: Object.fromEntries([...this.processes].flatMap(([name, { pid }]) => (pid ? [[name, pid]] : []))),
      supervisor: {
        pid: process.pid,
        socket: socketPath(this.home),
        home: this.home,
        logs: join(this.home, 'logs'),
      },
    };
  }

  writeEndpoints(): Endpoints {
    const endpoints = this.endpoints();
    if (!this.#stopping.signal.aborted) writeEndpoints(this.endpointsFile, endpoints);
    return endpoints;
  }

  /** Runs a one-off program of this installation to its end, with the environment of the services. */
  run(name: string, program: string): Promise<void> {
    const environment = {
      ...sharedEnvironment(this.#serviceContext()),
      THROUGHLINE_ENDPOINTS: this.endpointsFile,
    };
    return runJob(name, program, environment, this.#options.events, this.#stopping.signal);
  }

  /** Keeps one more process that is no part of the topology, such as a watcher. */
  async keep(spec: ProcessSpec): Promise<void> {
    await this.#launch(spec).start();
  }

  async #startStore(name: StoreName): Promise<void> {
    const store = embeddedStores[name];
    const context = this.#storeContext();
    const planned = this.#options.ports[name];
    const port = store.gated ? await freePort() : planned;
    const path = store.gated ? `/${randomBytes(16).toString('hex')}` : '';
    const spec = await store.prepare(context, { port, path });
    if (this.#options.verbose) delete spec.onConsole;
    const member = this.#launch(spec);
    this.#members.set(name, [member]);
    if (store.gated) this.#fronts.push(await gate({ port, path }, planned));
    await member.start();
    await store.afterReady?.(context);
  }

  async #startService(service: ServiceName): Promise<void> {
    if (!existsSync(bundleOf(service)))
      return this.#options.events.note(`${service} is left out: it could not be built`);
    const { ports, replicas, shopHost } = this.#options;
    const host = service === 'storefront' ? shopHost : '127.0.0.1';
    const single = (replicas === 1 && host === '127.0.0.1') || service === 'demo-erp';
    const numbers = Array.from({ length: single ? 1 : replicas }, (_, index) => index + 1);
    const listening = single ? [ports[service]] : await Promise.all(numbers.map(() => freePort()));
    this.#replicaPorts.set(service, listening);
    const members = listening.map((port, index) => {
      const name = single ? service : `${service}-${index + 1}`;
      // Behind the gate every visitor comes from this machine; the gate says who it is.
      const trustedProxy = host === '127.0.0.1' ? undefined : '127.0.0.1';
      const instance = { service, name, port, host: '127.0.0.1', trustedProxy };
      return this.#launch(prepareService(instance, this.#serviceContext()));
    });
    this.#members.set(service, members);
    if (!single) this.#fronts.push(...(await publish(listening, ports[service], host)));
    await Promise.all(members.map((member) => member.start()));
  }

  #launch(spec: ProcessSpec): ManagedProcess {
    this.#stopping.signal.throwIfAborted();
    const member = new ManagedProcess(spec, this.#watchdog, this.#options.events);
    this.processes.set(spec.name, member);
    return member;
  }

  #embedded(): StoreName[] {
    const embedded = embeddedStoreNames(this.#options.external);
    return this.#options.stores.filter((name) => embedded.includes(name));
  }

  #storeContext(): StoreContext {
    if (!this.#downloads) throw new Error('nothing has been downloaded yet');
    const { ports, external } = this.#options;
    const postgresAdmin =
      external.postgresAdmin ?? adminUrl(ports.postgres, this.#secrets.password('postgres'));
    return { home: this.home, ports, secrets: this.#secrets, downloads: this.#downloads, postgresAdmin };
  }

  #serviceContext(): ServiceContext {
    if (!this.#identity) throw new Error('there is no identity yet');
    const { external, services } = this.#options;
    return serviceContext(
      this.#storeContext(),
      { stores: this.#embedded(), services },
      external,
      this.#identity,
    );
  }

  #observe(events: ProcessEvents): ProcessEvents {
    return {
      ...events,
      ready: (name) => {
        events.ready?.(name);
        // Process ids change when something was started again.
        if (existsSync(this.endpointsFile)) this.writeEndpoints();
      },
      late: (name) => {
        events.late?.(name);
        // A service whose database was restored is not ready before an operator has reached it.
        this.writeEndpoints();
      },
    };
  }
}

function localUrl(port: number): string {
  return `http://127.0.0.1:${port}`;
}
