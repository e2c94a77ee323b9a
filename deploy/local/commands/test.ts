import { spawn } from 'node:child_process';
import { existsSync, globSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { styleText } from 'node:util';
import { affectedFolders, selectionOf } from '../testing/affected.ts';
import { changedFiles } from '../testing/changed-files.ts';
import { ensureChromium } from '../testing/chromium.ts';
import { ensureDownloads } from '../stores/downloads.ts';
import { checkout } from '../paths.ts';
import { ensurePrometheus } from '../testing/prometheus.ts';
import { findPython, missingPython } from '../testing/python.ts';
import { countResults, listFailures, type Count, type Report } from '../testing/test-results.ts';
import { storeNames } from '../topology.ts';

/**
 * `npm test`: everything that can be checked, and one line of sums at the end; the suites run in stages. Names of
 * suites as arguments run these alone. Without Python, its clients are left out unless `--complete` is said or the
 * suite is named; `--complete` also gives a test of many records a million of them, and one of kills 500 orders.
 * `--affected` runs what the files can have touched that differ from the branch's beginning (`changedFiles`).
 */
const reports = join(checkout, '.throughline', 'test-results');
const bin = (name: string, file: string) => join(checkout, 'node_modules', name, file);

interface Check {
  name: string;
  command: string[];
}

const checks: Check[] = [
  {
    name: 'types',
    command: [
      bin('nx', 'dist/bin/nx.js'),
      'run-many',
      '-t',
      'typecheck',
      '--parallel=2',
      '--output-style=static',
    ],
  },
  { name: 'lint', command: [bin('oxlint', 'bin/oxlint')] },
  {
    name: 'boundaries',
    command: [
      bin('dependency-cruiser', 'bin/dependency-cruiser.mjs'),
      '--config',
      '.dependency-cruiser.cjs',
      ...['apps', 'libs', 'deploy', 'tests'].filter((folder) => existsSync(join(checkout, folder))),
    ],
  },
  {
    name: 'format',
    command: [
      bin('prettier', 'bin/prettier.cjs'),
      ...['--check', '--log-level', 'warn', '--cache', '--cache-strategy', 'content'],
      ...['--cache-location', join(checkout, '.throughline', 'cache', 'prettier'), '.'],
    ],
  },
];

/**
 * One stage after the other. Two groups of a stage run side by side, because each of them waits a lot: int and then the
 * whole installation in one lane, what takes about as long in the other. The suites of a group run in one process, because
 * they share what they start.
 */
const stages = [[['int'], ['checks'], ['unit'], ['kernel'], ['clients', 'e2e', 'browser']], [['faults']]];
const sideBySide = 2;
/** Those that are run when they are named. */
const onDemand = [[['fuzz']], [['bad-input']]];
/** What needs more than the prerequisites of the product. */
const pythonTests = 'tests/clients/python/**';
const suites = [...stages, ...onDemand].flat(2);
const withoutStores = ['checks', 'unit', 'fuzz'];

const named = process.argv.slice(2).filter((name) => !name.startsWith('-'));
if (process.argv.includes('--complete')) {
  process.env.THROUGHLINE_POISON_AMONG ??= '1000000';
  process.env.THROUGHLINE_KILLED_ORDERS ??= '500';
}
const unknown = named.filter((name) => !suites.includes(name));
if (unknown.length > 0) {
  console.error(`There is no ${unknown.join(', ')}. There are: ${suites.join(', ')}`);
  process.exit(2);
}
process.on('disconnect', () => process.exit(1));
// Without it a signal ends this process alone, and not what it has started.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(1));

const affected = process.argv.includes('--affected')
  ? selectionOf(await affectedFolders(changedFiles(checkout)))
  : undefined;
const chosen = affected ? suites.filter((name) => affected.suites.has(name)) : named;
if (affected) console.log(`Affected: ${chosen.join(', ')}; unit and int of ${affected.folders.join(' ')}`);

rmSync(reports, { recursive: true, force: true });
mkdirSync(reports, { recursive: true });
const total: Count = { passed: 0, failed: 0 };
const failedSteps: string[] = [];
const failures: string[] = [];
const leftOut: string[] = [];
if (chosen.length === 0 || chosen.some((name) => !withoutStores.includes(name)))
  await ensureDownloads(storeNames);
for (const stage of chosen.length === 0 ? stages : [...stages, ...onDemand]) await runStage(stage);
for (const failure of failures) console.log(`FAILED ${failure}\n`);
if (failedSteps.length > 0) console.log(`Failed: ${failedSteps.join(', ')}`);
for (const what of leftOut) console.log(what);
console.log(`${total.passed} passed, ${total.failed} failed`);
process.exit(total.failed > 0 ? 1 : 0);

/** All at the same time. What each of them says is kept together. */
async function runChecks(listen: (text: string) => void): Promise<void> {
  await Promise.all(
    checks.map(async ({ name, command }) => {
      let said = '';
      const succeeded = await run(command, (text) => (said += text));
      listen(`${heading(name)}\n${said.trim()}`);
      add(name, succeeded ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 });
    }),
  );
}

/** What the first group says is shown at once, what the others say at the end, so that nothing is mixed. */
async function runStage(stage: readonly string[][]): Promise<void> {
  const groups = stage
    .map((group) => group.filter((name) => chosen.length === 0 || chosen.includes(name)))
    .map((group) => group.filter((name) => [...withoutStores, 'int'].includes(name) || hasTests(name)))
    .filter((group) => group.length > 0);
  const [first] = groups;
  const said: string[] = [];
  const waiting = groups.values();
  const work = async () => {
    for (const names of waiting) {
      let text = '';
      if (names === first) console.log(heading(names.join(', ')));
      const keep = names === first ? undefined : (more: string) => (text += more);
      if (names.includes('checks')) await runChecks(keep ?? console.log);
      else await runSuites(names, keep);
      if (names !== first) said.push(`${heading(names.join(', '))}\n${text.trim()}`);
    }
  };
  await Promise.all(Array.from({ length: sideBySide }, work));
  for (const text of said) console.log(text);
}

async function runSuites(names: readonly string[], listen?: (text: string) => void): Promise<void> {
  if (names.includes('e2e')) ensurePrometheus();
  if (names.includes('browser')) await ensureChromium();
  const report = join(reports, `${names.join('-')}.json`);
  const projects = names.flatMap((name) => ['--project', name]);
  const exclude = names.includes('clients') && leavesPythonOut() ? ['--exclude', pythonTests] : [];
  // Nothing else than these is run of the two; a folder may have tests of one kind only.
  const narrowed =
    affected && /unit|int/.test(names.join()) ? [...affected.folders, '--passWithNoTests'] : [];
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const succeeded = await run(
    [bin('vitest', 'vitest.mjs'), 'run', ...projects, ...narrowed, ...exclude, ...reporters],
    listen,
  );
  const results = existsSync(report) && (JSON.parse(readFileSync(report, 'utf8')) as Report);
  const count = results ? countResults(results) : { passed: 0, failed: 1 };
  if (results) failures.push(...listFailures(results, checkout));
  // An error outside of any test fails the run without failing a test.
  add(names.join(', '), succeeded || count.failed > 0 ? count : { ...count, failed: 1 });
}

/** Nobody needs Python for the product: a machine without it is told what was not tested, and no more. */
function leavesPythonOut(): boolean {
  if (chosen.length > 0 || process.argv.includes('--complete') || findPython() !== undefined) return false;
  leftOut.push(`Left out: ${pythonTests} (npm run test:all fails without). ${missingPython()}`);
  return true;
}

function hasTests(name: string): boolean {
  return globSync('**/*.spec.ts', { cwd: join(checkout, 'tests', name) }).length > 0;
}

function add(name: string, { passed, failed }: Count): void {
  total.passed += passed;
  total.failed += failed;
  if (failed > 0) failedSteps.push(name);
}

function heading(name: string): string {
  return styleText('bold', `\n── ${name}`);
}

/** Shows what the command says, unless somebody listens. */
function run(command: string[], listen?: (text: string) => void): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const output = listen ? 'pipe' : 'inherit';
    const child = spawn(process.execPath, command, { cwd: checkout, stdio: ['inherit', output, output] });
    for (const stream of [child.stdout, child.stderr])
      stream?.setEncoding('utf8').on('data', (text: string) => listen?.(text));
    const stop = () => child.kill('SIGTERM');
    process.once('exit', stop);
    child.once('error', reject);
    child.once('close', (code) => {
      process.off('exit', stop);
      resolve(code === 0);
    });
  });
}
