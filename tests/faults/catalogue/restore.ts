import { execFile } from 'node:child_process';
import { renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { checkout } from '../../../deploy/local/paths.ts';
import type { ServiceName } from '../../../deploy/local/topology.ts';
import { until } from '../../../libs/testing/src/until.ts';
import { ask, services } from '../../system/staff.ts';
import { sql, sqlAsAdmin } from '../../system/sql.ts';
import { seconds, type Fault } from '../fault.ts';
import type { Installation } from '../installation.ts';
import type { Random } from '../random.ts';
import { recallPromises, seenPromises } from '../witness.ts';

const run = promisify(execFile);
/** What is done after the backup, so that there is something to lose, where nobody else does it. */
const lateDeeds: Partial<Record<ServiceName, (installation: Installation) => Promise<unknown>>> = {
  catalog: async ({ system, apart }) => {
    const skus = apart.slice(0, 1);
    await ask(system, ['catalog', 'merchandiser'], '/products/withdraw', { skus });
    await ask(system, ['catalog', 'merchandiser'], '/products/activate', { skus, whenReady: true });
  },
  customers: ({ system }) =>
    sql(
      system,
      'demo-erp',
      `insert into cusmas select n.* from cusmas c, lateral jsonb_populate_record(c,
         jsonb_build_object('cusnum', (select max(cusnum) + 1 from cusmas))) n limit 1`,
    ),
};
const age = 60;

/** Runs an operator's command as the how-to page has it. @returns what it says, and whether it ended well */
async function throughline(
  installation: Installation,
  ...words: string[]
): Promise<{ ok: boolean; said: string }> {
  const file = join(installation.system.home, 'endpoints.json');
  const program = join(checkout, 'apps', 'cli', 'bin', 'throughline.mjs');
  return run(process.execPath, [program, ...words, '--endpoints', file]).then(
    ({ stdout }) => ({ ok: true, said: stdout }),
    (error: { stdout?: string; stderr?: string }) => ({ ok: false, said: `${error.stdout}${error.stderr}` }),
  );
}

/** Copies a database as it is, while its service waits for some tenths of a second. */
async function copy({ system }: Installation, name: string): Promise<void> {
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

async function named(
  installation: Installation,
  words: readonly string[],
  timeoutMs: number,
): Promise<boolean> {
  const isNamed = async () =>
    (await throughline(installation, 'doctor', ...words)).said.includes('restored from an older state');
  return until(isNamed, { timeoutMs, everyMs: 500 }).then(
    () => true,
    () => false,
  );
}

async function restoreDatabase(installation: Installation, random: Random) {
  const service = random.pick(services);
  const name = service.replaceAll('-', '_');
  await copy(installation, name);
  await lateDeeds[service]?.(installation);
  await seconds(age);
  await installation.system.stopPart(service);
  const seen = await seenPromises(installation.system);
  await sqlAsAdmin(
    installation.system,
    `drop database ${name} with (force)`,
    `alter database ${name}_copy rename to ${name}`,
  );
  await recallPromises(installation.system, seen);
  const problems: string[] = [];
  const mend = async () => {
    if (!(await named(installation, [service], 300_000))) {
      problems.push(`The doctor does not name the restore of ${service}`);
      return;
    }
    const { ok, said } = await throughline(installation, 'doctor', service, '--raise-versions');
    if (!ok) problems.push(`The remedy is refused: ${said}`);
  };
  // It is not ready before it is mended.
  await Promise.all([installation.system.startPart(service), mend()]);
  if (service === 'storefront') await installation.driver.pressAgain();
  if (service === 'erp-adapter')
    for (const { name: source } of installation.sources.all)
      await ask(installation.system, [service, 'integrator'], '/reconciliations', { source });
  return {
    what: `the database of ${service} put back by ${age} s, named by the doctor and mended`,
    problems,
  };
}

/** Puts the broker's whole folder back, while people order and the back office works. */
async function restoreLog(installation: Installation) {
  const folder = join(installation.system.home, 'data', 'kafka');
  await installation.system.stopPart('kafka');
  await run('cp', ['-a', folder, `${folder}-copy`]);
  await installation.system.startPart('kafka');
  await seconds(age);
  await installation.system.stopPart('kafka');
  rmSync(folder, { recursive: true });
  renameSync(`${folder}-copy`, folder);
  await installation.system.startPart('kafka');
  const problems: string[] = [];
  if (!(await named(installation, [], 300_000)))
    problems.push('The doctor does not name the restore of the log');
  else {
    const { ok, said } = await throughline(installation, 'doctor', '--adopt');
    installation.say(said.replaceAll(/^/gm, '  ').trimEnd());
    if (!ok) problems.push(`The remedy is refused: ${said}`);
  }
  return { what: `the log put back by ${age} s, named by the doctor and mended`, problems };
}

export const restoreFaults: Fault[] = [
  { name: 'restore', inflict: restoreDatabase },
  { name: 'log-restored', brokers: 1, inflict: restoreLog },
];
