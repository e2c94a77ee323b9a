import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { checkout } from '../../../deploy/local/paths.ts';
import type { ServiceName } from '../../../deploy/local/topology.ts';
import { until } from '../../../libs/testing/src/until.ts';
import { ask } from '../../system/staff.ts';
import { sqlAsAdmin } from '../../system/sql.ts';
import { seconds, type Fault } from '../fault.ts';
import type { House } from '../house.ts';
import type { Random } from '../random.ts';

const run = promisify(execFile);
const restorable: ServiceName[] = ['pricing', 'orders', 'erp-adapter'];
const age = 60;

/** Runs an operator's command as the how-to page has it. @returns what it says, and whether it ended well */
async function throughline(house: House, ...words: string[]): Promise<{ ok: boolean; said: string }> {
  const file = join(house.system.home, 'endpoints.json');
  const program = join(checkout, 'apps', 'cli', 'bin', 'throughline.mjs');
  return run(process.execPath, [program, ...words, '--endpoints', file]).then(
    ({ stdout }) => ({ ok: true, said: stdout }),
    (error: { stdout?: string; stderr?: string }) => ({ ok: false, said: `${error.stdout}${error.stderr}` }),
  );
}

/** Copies a database as it is, while its service waits for some tenths of a second. */
async function copy({ system }: House, name: string): Promise<void> {
  await sqlAsAdmin(
    system,
    `drop database if exists ${name}_copy`,
    `alter database ${name} allow_connections false`,
    `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${name}'`,
  );
  try {
    await until(() =>
      sqlAsAdmin(system, `create database ${name}_copy template ${name} owner ${name}`).then(() => true),
    );
  } finally {
    await sqlAsAdmin(system, `alter database ${name} allow_connections true`);
  }
}

async function inflict(house: House, random: Random) {
  const service = random.pick(restorable);
  const name = service.replaceAll('-', '_');
  await copy(house, name);
  await seconds(age);
  await house.system.stopPart(service);
  await sqlAsAdmin(
    house.system,
    `drop database ${name} with (force)`,
    `alter database ${name}_copy rename to ${name}`,
  );
  await house.system.startPart(service);
  const problems: string[] = [];
  const found = await until(
    async () => {
      const { said } = await throughline(house, 'doctor', service);
      return said.includes('restored from an older state') && said;
    },
    { timeoutMs: 30_000, everyMs: 500 },
  ).catch(() => undefined);
  if (found === undefined) problems.push(`The doctor does not name the restore of ${service}`);
  else {
    const { ok, said } = await throughline(house, 'doctor', service, '--raise-versions');
    if (!ok) problems.push(`The remedy is refused: ${said}`);
  }
  if (service === 'erp-adapter') await ask(house.system, [service, 'integrator'], '/reconciliations', {});
  return {
    what: `the database of ${service} put back by ${age} s, named by the doctor and mended`,
    problems,
  };
}

export const restoreFaults: Fault[] = [{ name: 'restore', inflict }];
