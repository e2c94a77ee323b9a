import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { bundleProbe } from '../kernel/bundle.ts';
import { startStores } from '../kernel/stores.ts';
import { type KernelFault, kernelFaults } from './kernel-faults.ts';
import { plant } from './plant.ts';

/**
 * `npm run test:mutants -- --planted [id …]`: plants one fault after the other in a copy of the kernel and runs the test that
 * must find it. Ends with 1 when any fault goes unnoticed, or when the unchanged copy fails.
 */
const checkout = join(import.meta.dirname, '..', '..');
const folder = join(checkout, '.throughline', 'planted', 'kernel');

interface Result {
  assertionResults: { fullName: string; status: string; failureMessages: string[] }[];
}
interface Verdict {
  id: string;
  fault: string;
  verdict: string;
  by: string;
}

const wanted = process.argv.slice(2);
const chosen = kernelFaults.filter(({ id }) => wanted.length === 0 || wanted.includes(id));
if (chosen.length === 0) {
  console.error(
    `There is no ${wanted.join(', ')}. There are: ${kernelFaults.map(({ id }) => id).join(', ')}`,
  );
  process.exit(2);
}

rmSync(folder, { recursive: true, force: true });
const stores = await startStores();
const stopped = () => void stores.stop().finally(() => process.exit(1));
process.once('SIGINT', stopped).once('SIGTERM', stopped);
try {
  const verdicts: Verdict[] = [];
  for (const planted of chosen) verdicts.push(await judge(planted));
  const sound = await soundKernelPasses();
  console.table(verdicts);
  const survivors = verdicts.filter(({ verdict }) => verdict !== 'caught');
  console.log(`${verdicts.length - survivors.length} caught, ${survivors.length} not caught`);
  process.exitCode = sound && survivors.length === 0 ? 0 : 1;
} finally {
  await stores.stop();
}

/** Without it, a test that always fails would catch everything. */
async function soundKernelPasses(): Promise<boolean> {
  const bundle = await bundleCopy('none', []);
  let sound = true;
  for (const [suite, group] of Map.groupBy(chosen, ({ suite }) => suite)) {
    const tests = await runTests(bundle, suite, [...new Set(group.map(({ test }) => test))]);
    for (const { fullName, failureMessages } of tests.filter(({ status }) => status === 'failed')) {
      sound = false;
      console.log(`The kernel as it is fails: ${fullName}\n${failureMessages.join('\n')}`);
    }
    if (tests.every(({ status }) => status !== 'passed')) sound = false;
  }
  console.log(sound ? 'The kernel as it is passes' : 'The kernel as it is does not pass');
  return sound;
}

async function judge({ id, fault, changes, suite, test, reason }: KernelFault): Promise<Verdict> {
  const started = performance.now();
  const bundle = await bundleCopy(id, changes);
  const failed = (await runTests(bundle, suite, [test])).filter(({ status }) => status === 'failed');
  const right = failed.find(({ failureMessages }) => reason.test(failureMessages.join('\n')));
  if (failed.length > 0 && right === undefined)
    console.log(
      `${id} failed for another reason:\n${failed.flatMap((one) => one.failureMessages).join('\n')}`,
    );
  const verdict = right ? 'caught' : failed.length > 0 ? 'failed otherwise' : 'survived';
  console.log(`${id}: ${verdict} (${Math.round((performance.now() - started) / 1_000)} s)`);
  return { id, fault, verdict, by: failed.map(({ fullName }) => fullName).join('; ') };
}

/** Bundles the probe with a copy of the kernel in which the texts are replaced. */
async function bundleCopy(id: string, changes: KernelFault['changes']): Promise<string> {
  const kernel = join(folder, id, 'messaging');
  mkdirSync(kernel, { recursive: true });
  cpSync(join(checkout, 'libs', 'messaging', 'src'), join(kernel, 'src'), { recursive: true });
  plant(join(kernel, 'src'), id, changes);
  const bundle = join(folder, id, 'main.js');
  await bundleProbe(bundle, kernel);
  return bundle;
}

/** Runs the tests whose names contain one of the texts. */
async function runTests(
  bundle: string,
  suite: string,
  tests: readonly string[],
): Promise<Result['assertionResults']> {
  const report = join(folder, 'report.json');
  rmSync(report, { force: true });
  const pattern = tests.map((test) => test.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|');
  const child = spawn(
    process.execPath,
    [
      join(checkout, 'node_modules', 'vitest', 'vitest.mjs'),
      'run',
      ...['--project', 'kernel', `tests/kernel/${suite}.kernel.spec.ts`, '-t', pattern],
      ...['--reporter=json', `--outputFile=${report}`],
    ],
    {
      cwd: checkout,
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, THROUGHLINE_PROBE_BUNDLE: bundle, THROUGHLINE_KERNEL_STORES: stores.url },
    },
  );
  await new Promise((resolve) => child.once('exit', resolve));
  if (!existsSync(report)) throw new Error(`The tests of ${suite} could not be run`);
  const { testResults } = JSON.parse(readFileSync(report, 'utf8')) as { testResults: Result[] };
  return testResults
    .flatMap(({ assertionResults }) => assertionResults)
    .filter(({ status }) => status === 'passed' || status === 'failed');
}
