import { serviceNames, type ServiceName } from '../../../deploy/local/topology.ts';
import { until } from '../../../libs/testing/src/until.ts';
import { sqlAsAdmin } from '../../system/sql.ts';
import { asAdministrator, locked } from '../administrator.ts';
import { seconds, type Fault } from '../fault.ts';
import type { Installation } from '../installation.ts';

/** Tables without which a service cannot do its work. */
const vital: [ServiceName, string[]][] = [
  ['storefront', ['catalog_products', 'kernel.consumer_positions']],
  ['orders', ['orders', 'kernel.outbox']],
  ['inventory', ['skus', 'reservations']],
  ['pricing', ['kernel.consumer_positions']],
  ['catalog', ['kernel.outbox']],
  ['erp-adapter', ['exports', 'source_records']],
];

/** Process ids of a service; when they stay, it did not crash. */
function pidsOf({ system }: Installation, service: string): string {
  const { pids } = system.endpoints();
  return system
    .processes(service)
    .map((name) => `${name} ${pids[name]}`)
    .join(', ');
}

/** What a service is told when its disk has no room for another row of the outbox. */
const noRoom = `
  create function kernel.no_room() returns trigger language plpgsql as $$
    begin raise exception 'could not extend file "base/1": No space left on device' using errcode = 'disk_full'; end $$;
  create trigger no_room before insert on kernel.outbox for each statement execute function kernel.no_room()`;

/** How many of the replicas say that they are not ready, or not current. */
async function unready({ system }: Installation, service: ServiceName): Promise<number> {
  const replicas = system.endpoints().services[service]?.replicas ?? [];
  const answers = await Promise.all(
    replicas.map((url) =>
      fetch(`${url}/health/current`, { signal: AbortSignal.timeout(5_000) }).then(
        ({ status }) => status === 503,
        () => false,
      ),
    ),
  );
  return answers.filter(Boolean).length;
}

export const databaseFaults: Fault[] = [
  {
    name: 'slow-queries',
    inflict: async (installation, random) => {
      const [service, tables] = random.pick(vital);
      const time = 3 + random.upTo(15);
      const before = pidsOf(installation, service);
      await locked(installation.system, service, tables, () => seconds(time));
      const after = pidsOf(installation, service);
      const problems = before === after ? [] : [`${service} crashed: ${before}, then ${after}`];
      return { what: `${tables.join(', ')} of ${service} locked for ${time} s`, problems };
    },
  },
  {
    name: 'outbox-full',
    inflict: async (installation, random) => {
      const service = random.pick(['orders', 'inventory'] as const);
      const before = pidsOf(installation, service);
      const problems: string[] = [];
      await asAdministrator(installation.system, service, (client) => client.query(noRoom));
      const began = Date.now();
      try {
        await until(async () => (await unready(installation, service)) > 0, { timeoutMs: 300_000 }).catch(
          () => problems.push(`${service} called itself ready`),
        );
      } finally {
        await asAdministrator(installation.system, service, (client) =>
          client.query('drop function kernel.no_room cascade'),
        );
      }
      const after = pidsOf(installation, service);
      if (before !== after) problems.push(`${service} crashed: ${before}, then ${after}`);
      const time = Math.round((Date.now() - began) / 1_000);
      return { what: `no room in the outbox of ${service} until it said so, ${time} s`, problems };
    },
  },
  {
    name: 'disk-full',
    ownDisk: true,
    inflict: async (installation, random) => {
      const { system, disk } = installation;
      if (!disk) throw new Error('There is no disk to fill');
      const services = serviceNames.filter((name) => name !== 'demo-erp');
      const all = () => services.map((service) => pidsOf(installation, service)).join(', ');
      const before = all();
      const problems: string[] = [];
      const time = 5 + random.upTo(20);
      const writes = () =>
        sqlAsAdmin(system, 'select pg_switch_wal()').then(
          () => true,
          () => false,
        );
      await disk.whileFull(async () => {
        await until(async () => !(await writes()), { timeoutMs: 300_000, everyMs: 500 });
        const isUnready = (service: ServiceName) => async () => (await unready(installation, service)) > 0;
        const said = services.map((service) =>
          until(isUnready(service), { timeoutMs: 300_000 }).catch(() =>
            problems.push(`${service} called itself ready`),
          ),
        );
        await Promise.all([seconds(time), ...said]);
      });
      await until(writes, { timeoutMs: 120_000, everyMs: 200 });
      const after = all();
      if (before !== after) problems.push(`crashed: ${before}, then ${after}`);
      return { what: `no room left for PostgreSQL, ${time} s`, problems };
    },
  },
  {
    name: 'no-connections',
    inflict: async (installation, random) => {
      const service = random.pick(serviceNames.filter((name) => name !== 'demo-erp'));
      const role = service.replaceAll('-', '_');
      const time = 5 + random.upTo(10);
      const before = pidsOf(installation, service);
      await sqlAsAdmin(
        installation.system,
        `alter role ${role} connection limit 0`,
        `select pg_terminate_backend(pid) from pg_stat_activity where usename = '${role}'`,
      );
      const problems: string[] = [];
      try {
        const said = until(async () => (await unready(installation, service)) > 0, {
          timeoutMs: time * 1_000,
        });
        await Promise.all([seconds(time), said.catch(() => problems.push(`${service} called itself ready`))]);
      } finally {
        await until(() =>
          sqlAsAdmin(installation.system, `alter role ${role} connection limit -1`).then(() => true),
        );
      }
      const after = pidsOf(installation, service);
      if (before !== after) problems.push(`${service} crashed: ${before}, then ${after}`);
      return { what: `no connection to its database for ${service}, ${time} s`, problems };
    },
  },
  {
    name: 'sessions-cut',
    inflict: async ({ system }, random) => {
      const [service] = random.pick(vital);
      const times = 20 + random.upTo(20);
      // Sessions are ended in the middle of what they do, as a proxy or a fail-over does.
      await asAdministrator(system, service, async (client) => {
        for (let i = 0; i < times; i++) {
          await client.query(
            `select pg_terminate_backend(pid) from pg_stat_activity
             where datname = current_database() and pid <> pg_backend_pid() and state <> 'idle' limit 1`,
          );
          await seconds(0.15);
        }
      });
      return { what: `sessions of ${service} ended in the middle ${times} times` };
    },
  },
];
