import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { StaffRole } from './identity.ts';
import type { ServiceName } from '../topology.ts';

/** What `.throughline/endpoints.json` tells any script of a running installation. */
export interface Endpoints {
  storefront: string;
  /** The pages of the demo's back office, where it is run. */
  backOffice?: string;
  services: Partial<Record<ServiceName, ServiceEndpoint>>;
  /** Brokers, `host:port` separated by commas. */
  kafka: string;
  /** Base of the registry's Confluent-compatible API. */
  registry: string;
  /** Each service's database, as its own role. */
  postgres: Record<string, string>;
  /** The server's administrator, when there is one. */
  postgresAdmin?: string;
  zipkin?: string;
  /** Where spans and metrics go instead, when OTEL_EXPORTER_OTLP_ENDPOINT says so. */
  collector?: string;
  /** Bearer token of each staff role. */
  tokens: Partial<Record<StaffRole, string>>;
  /** The process ids of everything that is run here, by process name. */
  pids: Record<string, number>;
  supervisor: { pid: number; socket: string; home: string; logs: string };
}

export interface ServiceEndpoint {
  url: string;
  /** Absent for the back office, which is a foreign system without an API of ours. */
  openapi?: string;
  health: string;
  metrics: string;
  replicas: string[];
  pids: number[];
}

export function serviceEndpoint(
  service: ServiceName,
  url: string,
  replicas: string[],
  pids: number[],
): ServiceEndpoint {
  return {
    url,
    ...(service !== 'demo-erp' && { openapi: `${url}/openapi` }),
    health: `${url}/health/ready`,
    metrics: `${url}/metrics`,
    replicas,
    pids,
  };
}

/** Replaces the file as a whole, readable by its owner alone: it holds passwords and tokens. */
export function writeEndpoints(file: string, endpoints: Endpoints): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(`${file}.new`, JSON.stringify(endpoints, undefined, 2), { mode: 0o600 });
  renameSync(`${file}.new`, file);
}
