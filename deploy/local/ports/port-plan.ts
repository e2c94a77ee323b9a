import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { serviceNames, services, storeNames, stores, type PartName } from '../topology.ts';
import { freePort, isFree, PortInUse } from './ports.ts';

export type PortName = PartName | 'kafka-controller';
export type Ports = Record<PortName, number>;

export const optionNames: Partial<Record<PortName, string>> = {
  storefront: 'port',
  'demo-erp': 'back-office-port',
};
export const portNames: PortName[] = [...storeNames, 'kafka-controller', ...serviceNames];

/** The command line option that sets a port: --port, --back-office-port, --kafka-port … */
export function portOption(name: PortName): string {
  return `--${optionNames[name] ?? `${name}-port`}`;
}

/** The ports of a whole installation, each at its fixed distance from the base. */
export function portsFrom(base: number): Ports {
  const offsets = { ...stores, ...services, 'kafka-controller': { port: stores.kafka.port + 1 } };
  return Object.fromEntries(portNames.map((name) => [name, base + offsets[name].port])) as Ports;
}

/** Ports that nobody uses, kept for the home so that it finds itself again after a restart. */
export async function freePorts(home: string): Promise<Ports> {
  const file = join(home, 'ports.json');
  if (existsSync(file)) {
    const kept: Ports = JSON.parse(readFileSync(file, 'utf8'));
    const free = await Promise.all(portNames.map((name) => isFree(kept[name])));
    if (free.every(Boolean)) return kept;
  }
  const chosen: Partial<Ports> = {};
  for (const name of portNames) chosen[name] = await freePort();
  mkdirSync(home, { recursive: true });
  writeFileSync(file, JSON.stringify(chosen, undefined, 2));
  return chosen as Ports;
}

/** @throws PortInUse naming the first port that is taken or planned twice, and the option that moves it */
export async function requirePorts(ports: Partial<Ports>, shopHost = '127.0.0.1'): Promise<void> {
  const seen = new Set<number>();
  for (const [name, port] of Object.entries(ports) as [PortName, number][]) {
    const host = name === 'storefront' ? shopHost : '127.0.0.1';
    if (seen.has(port) || !(await isFree(port, host))) throw new PortInUse(port, name, portOption(name));
    seen.add(port);
  }
}
