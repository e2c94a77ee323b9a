import pg from 'pg';
import { poll } from '../../../deploy/local/processes/poll.ts';
import type { RunningInstallation } from '../../../deploy/local/testing/start-installation.ts';
import { withoutLimits } from '../../../deploy/local/testing/without-limits.ts';
import { serviceNames, storeNames } from '../../../deploy/local/topology.ts';
import type { Circumstances } from '../measuring/figure.ts';
import { closing, withParts } from './parts.ts';

/** The whole installation as `npm start` runs it, nothing in it trading by itself, and ways to act on it from outside. */
export interface Installation {
  readonly running: RunningInstallation;
  /** The back office's database, as its own programs use it. */
  readonly erp: pg.Pool;
  /** The shop's database, to look at only. */
  readonly shop: pg.Pool;
  /** Address of the shop. */
  readonly url: string;
  /** SKUs that were entered by benchmarks so far, numbered from 0. */
  generated: number;
  /** Calls a service as a member of staff. @throws Error when it answers with anything but success */
  staff<T>(service: (typeof serviceNames)[number], path: string, body?: object): Promise<T>;
}

/** Sessions of the back office's own programs, opened before anything is measured. */
const erpSessions = 16;

let kept: { installation: Promise<Installation>; leave: () => Promise<void> } | undefined;

/** An installation for a benchmark: of its own, or in a quick run the one that all of them share. */
export async function withInstallation<T>(
  { quick }: Pick<Circumstances, 'quick'>,
  work: (installation: Installation) => Promise<T>,
): Promise<T> {
  if (!quick) return withOwnInstallation(work);
  kept ??= keepInstallation();
  const installation = await kept.installation;
  await untilQuiet(installation);
  return work(installation);
}

/** Leaves the installation that quick benchmarks have shared. */
export async function leaveInstallation(): Promise<void> {
  await kept?.leave();
}

function keepInstallation(): NonNullable<typeof kept> {
  const opened = Promise.withResolvers<Installation>();
  const left = Promise.withResolvers<void>();
  const lived = withOwnInstallation(async (installation) => {
    opened.resolve(installation);
    await left.promise;
  });
  lived.catch(opened.reject);
  return {
    installation: opened.promise,
    leave: () => {
      left.resolve();
      return lived;
    },
  };
}

/** Starts an installation, waits until the back office's own data have arrived, and lets `work` use it. */
export async function withOwnInstallation<T>(
  work: (installation: Installation) => Promise<T>,
  { limited = false } = {},
): Promise<T> {
  // One client stands for many shoppers, unless it is the limits that are measured.
  for (const [name, none] of Object.entries(withoutLimits)) {
    if (limited) delete process.env[name];
    else process.env[name] = none;
  }
  return withParts([...storeNames, ...serviceNames], async (running) => {
    const { endpoints } = running;
    const erp = new pg.Pool({
      connectionString: endpoints.postgres['demo-erp'],
      max: erpSessions,
      idleTimeoutMillis: 0,
    });
    const shop = new pg.Pool({ connectionString: endpoints.postgres['storefront'], max: 2 });
    const installation: Installation = {
      running,
      erp,
      shop,
      url: endpoints.storefront,
      generated: 0,
      staff: async (service, path, body) => {
        const token = endpoints.tokens[service === 'catalog' ? 'merchandiser' : 'integrator'];
        const response = await fetch(`${endpoints.services[service]?.url}${path}`, {
          method: body ? 'POST' : 'GET',
          headers: {
            authorization: `Bearer ${token}`,
            ...(body && { 'content-type': 'application/json' }),
          },
          ...(body && { body: JSON.stringify(body) }),
        });
        const text = await response.text();
        if (!response.ok) throw new Error(`${service}${path}: ${response.status} ${text}`);
        return (text === '' ? undefined : JSON.parse(text)) as never;
      },
    };
    const close = async () => {
      await Promise.all([erp.end(), shop.end()]);
    };
    return closing(close, async () => {
      const sessions = await Promise.all(Array.from({ length: erpSessions }, () => erp.connect()));
      for (const session of sessions) session.release();
      await erp.query(`update syspar set parval = 'N' where parcod = 'LIFE'`);
      await poll('the first load of the back office', () => isLoaded(installation));
      return work(installation);
    });
  });
}

async function isLoaded({ staff }: Installation): Promise<boolean> {
  const { flows } = await staff<{ flows: { flow: string; heardAt: string | null }[] }>(
    'erp-adapter',
    '/flows',
  );
  return flows.length > 0 && flows.every(({ heardAt }) => heardAt !== null);
}

/** Waits until nothing is on its way between the services. */
export async function untilQuiet(installation: Installation): Promise<void> {
  const talking = serviceNames.filter((name) => name !== 'demo-erp');
  await poll(
    'quiet',
    async () => {
      const quiet = await Promise.all(talking.map((service) => isQuiet(installation, service)));
      return quiet.every(Boolean);
    },
    { everyMs: 250, timeoutMs: 300_000 },
  );
}

async function isQuiet({ running }: Installation, service: (typeof serviceNames)[number]): Promise<boolean> {
  const { endpoints } = running;
  const ask = async <T>(path: string): Promise<T> => {
    const response = await fetch(`${endpoints.services[service]?.url}${path}`, {
      headers: { authorization: `Bearer ${endpoints.tokens['integrator']}` },
    });
    return response.json() as T;
  };
  const { rows } = await ask<{ rows: number }>('/ops/outbox');
  if (rows > 0) return false;
  const groups = await ask<{ positions: { lag: number }[] }[]>('/ops/groups');
  return groups.every(({ positions }) => positions.every(({ lag }) => lag === 0));
}
