/**
 * The way in for npm's commands: runs on any Node.js from 20 on and without packages, checks what the machine has,
 * installs the packages, and hands over to the Node.js among them.
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { missingPrerequisite } from './prerequisites.mjs';

const checkout = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const programs = {
  start: 'commands/start.ts',
  test: 'commands/test.ts',
  'test-all': 'commands/test-all.ts',
  dev: 'commands/dev.ts',
  service: 'commands/service.ts',
  fuzz: 'commands/fuzz.ts',
  bench: '../../tests/bench/main.ts',
  'bad-input': '../../tests/bad-input/run.ts',
  faults: '../../tests/faults/main.ts',
};
const [command = 'start', ...args] = process.argv.slice(2);

if (!Object.hasOwn(programs, command))
  fail(`Unknown command ${command}: one of ${Object.keys(programs).join(', ')}`);
const missing = missingPrerequisite(machine());
if (missing) fail(missing);
await installPackages();
process.exit(await handOver(join('deploy', 'local', programs[command])));

function machine() {
  const java = spawnSync('java', ['-version'], { encoding: 'utf8' });
  const external =
    process.env.KAFKA_BROKERS && process.env.REGISTRY_URL && process.env.OTEL_EXPORTER_OTLP_ENDPOINT;
  return {
    platform: process.platform,
    nodeVersion: process.versions.node,
    javaVersion: java.status === 0 ? /version "([^"]+)"/.exec(java.stderr)?.[1] : undefined,
    hasMaven: Boolean(external) || spawnSync('mvn', ['-v']).status === 0,
    needsJava: command !== 'service' && !external,
    linux: linuxRelease(),
  };
}

function linuxRelease() {
  const text = existsSync('/etc/os-release') ? readFileSync('/etc/os-release', 'utf8') : '';
  const field = (name) => new RegExp(`^${name}="?([^"\n]*)"?$`, 'm').exec(text)?.[1] ?? '';
  return { id: field('ID'), like: field('ID_LIKE'), version: Number.parseInt(field('VERSION_ID'), 10) || 0 };
}

async function installPackages() {
  if (packagesAreCurrent()) return;
  const fresh = !existsSync(join(checkout, 'node_modules'));
  const started = Date.now();
  console.log('Installing packages (npm), about a minute the first time');
  const ticking = setInterval(() => {
    console.log(`  still installing packages, ${Math.round((Date.now() - started) / 1000)} s`);
  }, 10_000);
  // A lock written on another platform can lack the binary packages of this one; `install` completes it, `ci` refuses.
  const done =
    (fresh && (await run('npm', ['ci', '--loglevel=error']))) ||
    (await run('npm', ['install', '--loglevel=error']));
  clearInterval(ticking);
  if (!done)
    fail('npm could not install the packages. Check the network and the registry of npm, then try again.');
  console.log(`Packages installed (${Math.round((Date.now() - started) / 1000)} s)`);
}

/** Every package of the lock file that this platform needs is there in its version. */
function packagesAreCurrent() {
  const installed = join(checkout, 'node_modules', '.package-lock.json');
  if (!existsSync(installed)) return false;
  const present = JSON.parse(readFileSync(installed, 'utf8')).packages;
  const wanted = JSON.parse(readFileSync(join(checkout, 'package-lock.json'), 'utf8')).packages;
  return Object.entries(wanted).every(
    ([path, entry]) =>
      !path.includes('node_modules/') ||
      entry.optional ||
      entry.peer ||
      entry.link ||
      present[path]?.version === entry.version,
  );
}

function run(program, programArgs) {
  return new Promise((resolve) => {
    const child = spawn(program, programArgs, { cwd: checkout, stdio: 'inherit' });
    child.once('error', () => resolve(false));
    child.once('exit', (code) => resolve(code === 0));
  });
}

/** The channel tells the program when this process is gone, in whatever way; the check of the parent tells this one. */
function handOver(program) {
  const bin = join(checkout, 'node_modules', '.bin');
  const child = spawn(join(bin, 'node'), [join(checkout, program), ...args], {
    cwd: checkout,
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    env: { ...process.env, PATH: `${bin}${delimiter}${process.env.PATH ?? ''}` },
  });
  const parent = process.ppid;
  const watching = setInterval(() => process.ppid === parent || child.kill('SIGTERM'), 500);
  watching.unref();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    // The terminal sends SIGINT to the program as well; it counts the first one only.
    process.on(signal, () => child.kill(signal));
  }
  return new Promise((resolve) => {
    child.once('exit', (code, signal) => resolve(code ?? (signal ? 1 : 0)));
  });
}

function fail(message) {
  console.error(message);
  process.exit(1);
}
