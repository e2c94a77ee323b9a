import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  createReadStream,
  existsSync,
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { say } from '../processes/console.ts';
import { checkout } from '../paths.ts';
import type { StoreName } from '../topology.ts';

const run = promisify(execFile);
const plugin = 'org.apache.maven.plugins:maven-dependency-plugin';

/** Where the programs of other people are once they have been downloaded. */
export interface Downloads {
  kafkaLibs: string;
  registryJar: string;
  registryHome: string;
  zipkinJar: string;
}

/** Something that Maven downloads once on a machine. */
export interface Download {
  what: string;
  folder: string;
  megabytes: number;
  /** Ways to have Maven put it into a folder; the next is tried when one fails. */
  waysInto(target: string): string[][];
}

const downloads: (Download & { store: StoreName })[] = [
  {
    store: 'kafka',
    what: 'Kafka 4.3.1',
    folder: 'kafka-4.3.1',
    megabytes: 55,
    waysInto: (target) => copyDependencies(new URL('kafka/pom.xml', import.meta.url), target),
  },
  {
    store: 'registry',
    what: 'Apicurio Registry 3.0.9',
    folder: 'apicurio-3.0.9',
    megabytes: 109,
    waysInto: (target) => copy('io.apicurio:apicurio-registry-app:3.0.9:tar.gz:all', target),
  },
  {
    store: 'zipkin',
    what: 'Zipkin 3.6.1',
    folder: 'zipkin-3.6.1',
    megabytes: 135,
    waysInto: (target) => copy('io.zipkin:zipkin-server:3.6.1:jar:exec', target),
  },
];

/** Everything that a class path of these dependencies needs; tried twice. */
export function copyDependencies(pom: URL, target: string): string[][] {
  const goal = `${plugin}:3.8.1:copy-dependencies`;
  const way = ['-f', pom.pathname, goal, '-DincludeScope=runtime', `-DoutputDirectory=${target}`];
  return [way, way];
}

/** `get` of 2.8 does without the artifact's parent, which not every mirror has; Maven 4 knows only the newer `copy`. */
function copy(artifact: string, target: string): string[][] {
  return [
    [`${plugin}:2.8:get`, `-Dartifact=${artifact}`, '-Dtransitive=false', `-Ddest=${target}`],
    [`${plugin}:3.8.1:copy`, `-Dartifact=${artifact}`, `-DoutputDirectory=${target}`],
  ];
}

/** The folder that several checkouts may share, so that each thing is downloaded once on a machine. */
export function cacheFolder(): string {
  return process.env.THROUGHLINE_CACHE
    ? resolve(process.env.THROUGHLINE_CACHE)
    : join(checkout, '.throughline', 'cache');
}

/** Downloads what is missing for these stores, all at once, and checks every file against the committed checksums. */
export async function ensureDownloads(stores: readonly StoreName[]): Promise<Downloads> {
  const cache = cacheFolder();
  mkdirSync(cache, { recursive: true });
  const missing = downloads.filter(
    ({ store, folder }) => stores.includes(store) && !existsSync(join(cache, folder)),
  );
  if (missing.length > 0) {
    say(
      `downloading by Maven, once: ${missing.map(({ what, megabytes }) => `${what} (${megabytes} MB)`).join(', ')}`,
    );
  }
  await Promise.all(missing.map((download) => fetchOne(download, cache, pinnedChecksums())));
  return {
    kafkaLibs: join(cache, 'kafka-4.3.1'),
    registryHome: join(cache, 'apicurio-3.0.9'),
    registryJar: join(cache, 'apicurio-3.0.9', 'apicurio-registry-app-3.0.9-runner.jar'),
    zipkinJar: join(cache, 'zipkin-3.6.1', 'zipkin-server-3.6.1-exec.jar'),
  };
}

/** Whether it is there. */
function isDownloaded({ folder }: Pick<Download, 'folder'>): boolean {
  return existsSync(join(cacheFolder(), folder));
}

/** Downloads one thing unless it is there, checked against the checksums in a file. @returns its folder */
export async function ensureDownload(download: Download, checksums: URL): Promise<string> {
  const cache = cacheFolder();
  mkdirSync(cache, { recursive: true });
  if (!isDownloaded(download)) {
    say(`downloading by Maven, once: ${download.what} (${download.megabytes} MB)`);
    await fetchOne(download, cache, pinnedChecksums(checksums));
  }
  return join(cache, download.folder);
}

async function fetchOne(
  { what, folder, megabytes, waysInto }: Download,
  cache: string,
  pinned: ReadonlyMap<string, string>,
): Promise<void> {
  const partial = mkdtempSync(join(cache, `partial-${folder}-`));
  const discard = () => rmSync(partial, { recursive: true, force: true });
  process.once('exit', discard);
  const started = performance.now();
  const progress = setInterval(() => {
    say(`  ${what}: ${sizeOf(partial)} of ${megabytes} MB in place after ${seconds(started)} s`);
  }, 10_000);
  try {
    await maven(waysInto(partial), what);
    await verify(partial, what, pinned);
    await unpack(partial);
    chmodSync(partial, 0o755);
    rmSync(join(cache, folder), { recursive: true, force: true });
    renameSync(partial, join(cache, folder));
    say(`  ${what}: done in ${seconds(started)} s`);
  } finally {
    clearInterval(progress);
    process.off('exit', discard);
    discard();
  }
}

async function maven(ways: string[][], what: string): Promise<void> {
  const failures: string[] = [];
  for (const way of ways) {
    try {
      const running = run('mvn', ['-q', '-B', ...way], { maxBuffer: 16_000_000, cwd: cacheFolder() });
      const end = () => running.child.kill();
      process.once('exit', end);
      await running.finally(() => process.off('exit', end));
      return;
    } catch (error) {
      failures.push(
        error instanceof Error && 'stdout' in error ? String(error.stdout).trim() : String(error),
      );
    }
  }
  throw new Error(
    `Maven could not download ${what}. Check the network and ~/.m2/settings.xml, then try again.\n${failures.join('\n')}`,
  );
}

async function verify(folder: string, what: string, pinned: ReadonlyMap<string, string>): Promise<void> {
  for (const name of readdirSync(folder)) {
    const expected = pinned.get(name);
    const actual = await sha256(join(folder, name));
    if (expected !== actual) {
      throw new Error(
        `${what}: ${name} has the checksum ${actual}, expected ${expected ?? 'no such file'}; it is not used.`,
      );
    }
  }
}

/** File name to SHA-256, as committed. */
export function pinnedChecksums(file = new URL('checksums.sha256', import.meta.url)): Map<string, string> {
  const text = readFileSync(file, 'utf8');
  return new Map(
    text
      .trim()
      .split('\n')
      .map((entry) => entry.split(/\s+/))
      .map(([sum = '', name = '']) => [name, sum]),
  );
}

async function sha256(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}

async function unpack(folder: string): Promise<void> {
  for (const name of readdirSync(folder).filter((file) => basename(file).endsWith('.tar.gz'))) {
    await run('tar', ['-xzf', join(folder, name), '-C', folder]);
    rmSync(join(folder, name));
  }
}

function sizeOf(folder: string): number {
  const bytes = readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
  return Math.round(bytes / 1_000_000);
}

function seconds(since: number): string {
  return ((performance.now() - since) / 1000).toFixed(0);
}
