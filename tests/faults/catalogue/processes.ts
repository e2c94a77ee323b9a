import { askControl } from '../../../deploy/local/control/control.ts';
import { serviceNames } from '../../../deploy/local/topology.ts';
import { until } from '../../../libs/testing/src/until.ts';
import { sqlAsAdmin } from '../../system/sql.ts';
import { asAdministrator } from '../administrator.ts';
import { seconds, type Fault } from '../fault.ts';
import type { Installation } from '../installation.ts';
import type { Random } from '../random.ts';

const restartMs = 120_000;
const replicated = serviceNames.filter((name) => name !== 'demo-erp');

function anyOf({ system }: Installation, random: Random, count: number): string[] {
  return random.shuffled(Object.keys(system.endpoints().pids).toSorted()).slice(0, count);
}

/** Kills and resolves when the supervisor has started each again. */
export async function kill(
  { system }: Installation,
  names: readonly string[],
  signal: NodeJS.Signals,
): Promise<void> {
  const before = system.endpoints().pids;
  for (const name of names) system.kill(name, signal);
  await until(
    () => {
      const { pids } = system.endpoints();
      return names.every((name) => pids[name] !== undefined && pids[name] !== before[name]);
    },
    { timeoutMs: restartMs, everyMs: 100 },
  );
}

async function command(
  { system }: Installation,
  order: 'start' | 'stop' | 'restart',
  name: string,
): Promise<void> {
  const reply = await askControl(system.home, { command: order, name });
  if (!reply?.ok) throw new Error(`${order} ${name}: ${reply?.text ?? 'no supervisor'}`);
}

/** Takes a part away for some seconds. */
function gone(part: 'registry' | 'zipkin' | 'kafka' | 'demo-erp'): Fault {
  return {
    name: `${part}-gone`,
    besides: part === 'registry' || part === 'zipkin',
    ...(part === 'kafka' && { brokers: 1 }),
    inflict: async (installation, random) => {
      const time = 3 + random.upTo(8);
      // Whoever starts meanwhile has to do without as well.
      const restarted = random.next() < 0.5 ? `${random.pick(replicated)}-${random.upTo(2)}` : undefined;
      await command(installation, 'stop', part);
      try {
        if (restarted) installation.system.kill(restarted, 'SIGKILL');
        await seconds(time);
      } finally {
        await command(installation, 'start', part);
      }
      return { what: `${part} away for ${time} s${restarted ? `, ${restarted} killed meanwhile` : ''}` };
    },
  };
}

export const processFaults: Fault[] = [
  {
    name: 'kill',
    inflict: async (installation, random) => {
      const victims = anyOf(installation, random, 1);
      await kill(installation, victims, 'SIGKILL');
      return { what: `SIGKILL ${victims.join(', ')}` };
    },
  },
  {
    name: 'kill-two',
    inflict: async (installation, random) => {
      const victims = anyOf(installation, random, 2);
      await kill(installation, victims, 'SIGKILL');
      return { what: `SIGKILL ${victims.join(', ')} at once` };
    },
  },
  {
    name: 'kill-service',
    besides: true,
    inflict: async (installation, random) => {
      const service = random.pick(replicated);
      await kill(installation, installation.system.processes(service), 'SIGKILL');
      return { what: `SIGKILL both of ${service}` };
    },
  },
  {
    name: 'freeze',
    inflict: async (installation, random) => {
      const { system } = installation;
      const victims = anyOf(installation, random, random.upTo(2));
      // Longer and shorter than a session with the broker lasts.
      const time = random.upTo(18);
      for (const name of victims) system.kill(name, 'SIGSTOP');
      try {
        await seconds(time);
      } finally {
        for (const name of victims) system.kill(name, 'SIGCONT');
      }
      return { what: `SIGSTOP ${victims.join(', ')} for ${time} s` };
    },
  },
  {
    name: 'rolling-restart',
    besides: true,
    inflict: async (installation, random) => {
      const services = random.shuffled(replicated).slice(0, 3);
      for (const service of services)
        for (const name of installation.system.processes(service))
          await command(installation, 'restart', name);
      return { what: `replicas of ${services.join(', ')} restarted one after the other` };
    },
  },
  {
    name: 'rebalance',
    besides: true,
    inflict: async (installation, random) => {
      const name = `${random.pick(['inventory', 'orders', 'storefront', 'erp-adapter'])}-${random.upTo(2)}`;
      const times = 6;
      for (let i = 0; i < times; i++) await command(installation, 'restart', name);
      return { what: `${name} left and joined ${times} times, ${2 * times} rebalances` };
    },
  },
  {
    name: 'postgres-crash',
    inflict: async (installation, random) => {
      const postmaster = random.next() < 0.3;
      if (postmaster) await kill(installation, ['postgres'], 'SIGKILL');
      else await killBackend(installation);
      return {
        what: postmaster ? 'SIGKILL postgres' : 'SIGKILL a server process of PostgreSQL in the middle',
      };
    },
  },
  gone('registry'),
  gone('zipkin'),
  gone('kafka'),
  gone('demo-erp'),
];

/** When one server process dies, PostgreSQL ends all others and recovers from its log. */
async function killBackend({ system }: Installation): Promise<void> {
  const [victim] = await asAdministrator(system, 'postgres', async (client) => {
    const { rows } = await client.query<{ pid: number }>(
      `select pid from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()
       order by state = 'active' desc, query_start desc limit 1`,
    );
    return rows;
  });
  if (victim) process.kill(victim.pid, 'SIGKILL');
  await until(() => sqlAsAdmin(system, 'select 1').then(() => true), { timeoutMs: restartMs });
}
