import type { StaffRole } from '../../deploy/local/installation/identity.ts';
import type { ServiceName } from '../../deploy/local/topology.ts';
import { until } from '../../libs/testing/src/until.ts';
import type { System } from './system.ts';

/** Services that have the operator's routes. */
export const services = [
  'erp-adapter',
  'catalog',
  'pricing',
  'customers',
  'inventory',
  'orders',
  'storefront',
] as const satisfies readonly ServiceName[];

/** Asks a service in a role. @throws Error when it refuses */
export async function ask<T>(
  system: System,
  [service, role]: [ServiceName, StaffRole],
  path: string,
  body?: object,
  method = body === undefined ? 'GET' : 'POST',
): Promise<T> {
  const { services: all, tokens } = system.endpoints();
  const response = await fetch(`${all[service]?.url}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${tokens[role]}`,
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${service}${path}: ${response.status} ${text}`);
  return (text === '' ? undefined : JSON.parse(text)) as T;
}

interface Group {
  group: string;
  kind: 'projection' | 'decision';
  problem: string | null;
  positions: { lag: number }[];
}

export async function groupsOf(system: System, service: ServiceName): Promise<Group[]> {
  return ask<Group[]>(system, [service, 'integrator'], '/ops/groups');
}

/** What keeps the system from being at rest: flows not read since an instant, rows to send, records to read. */
export async function unrest(
  system: System,
  since: Date,
  of: readonly ServiceName[] = services,
): Promise<string[]> {
  const { flows } = await ask<{ flows: { flow: string; heardAt: string | null }[] }>(
    system,
    ['erp-adapter', 'integrator'],
    '/flows',
  );
  const found = flows
    .filter(({ heardAt }) => heardAt === null || new Date(heardAt) < since)
    .map(({ flow }) => `${flow} was not read`);
  for (const service of of) {
    const { rows } = await ask<{ rows: number }>(system, [service, 'integrator'], '/ops/outbox');
    if (rows > 0) found.push(`${service} has ${rows} rows to send`);
    for (const { group, problem, positions } of await groupsOf(system, service)) {
      const lag = positions.reduce((sum, position) => sum + position.lag, 0);
      if (lag > 0) found.push(`${group} has ${lag} records to read`);
      if (problem !== null) found.push(`${group} stands still: ${problem}`);
    }
  }
  return found;
}

/** Waits until everything that has happened so far has arrived everywhere, or with the services named. */
export async function settled(
  system: System,
  { timeoutMs = 60_000, of = services }: { timeoutMs?: number; of?: readonly ServiceName[] } = {},
): Promise<void> {
  const since = new Date();
  let quiet = 0;
  await until(
    async () => {
      const found = await unrest(system, since, of).catch((error: unknown) => [String(error)]);
      quiet = found.length === 0 ? quiet + 1 : 0;
      // What one service has just read may have become a row to send of one that was looked at before.
      if (quiet < 2) throw new Error(found.join('; ') || 'quiet once');
      return true;
    },
    { timeoutMs, everyMs: 200 },
  );
}
