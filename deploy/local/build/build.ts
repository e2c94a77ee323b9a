import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { isAbsolute, join, relative, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { spawn } from 'node:child_process';
import { build as bundle, type Plugin } from 'rolldown';
import { buildFolder, checkout } from '../paths.ts';

const webFolder = join(checkout, 'apps', 'storefront-web');

/** The shop's pages as the storefront serves them. */
export const webOutput = join(webFolder, 'dist');

/** What becomes one file each: name of the folder below `.throughline/build` → entry. */
export function entries(): Record<string, string> {
  const apps = readdirSync(join(checkout, 'apps')).map((name) => [
    name,
    join('apps', name, 'src', 'main.ts'),
  ]);
  const others = [
    ['telemetry', 'libs/telemetry/src/start.ts'],
    ['deploy', 'deploy/topics.ts'],
    ['seed', 'deploy/local/commands/seed.ts'],
  ];
  return Object.fromEntries(
    [...apps, ...others].filter(([, entry]) => existsSync(join(checkout, entry ?? ''))),
  );
}

/** The file that a process runs. */
export function bundleOf(name: string): string {
  return join(buildFolder, name, 'main.js');
}

/** A bundle lies elsewhere than its sources, which look for their data files beside themselves. */
const sourceLocations: Plugin = {
  name: 'source-locations',
  transform: {
    filter: { code: /import\.meta\.(url|dirname)/ },
    handler(code, id) {
      const folder = JSON.stringify(join(id, '..'));
      const replaced = code
        .replaceAll('import.meta.url', JSON.stringify(pathToFileURL(id).href))
        .replaceAll('import.meta.dirname', folder);
      return { code: replaced, map: null };
    },
  },
};

/** Of packages no line is looked up: a map is kept in memory once a process has met its first error. */
const unmappedPackages: Plugin = {
  name: 'unmapped-packages',
  transform: {
    filter: { id: /node_modules/ },
    handler: (code) => ({ code, map: { mappings: '' } }),
  },
};

/**
 * Goes into the bundle like our sources: the bundler's own helpers, and frameworks of hundreds of small files, which
 * take long to find and to load one by one. No package that stays outside may load a second copy of them. What Nest
 * asks for only if it is installed stays outside, and so does the API of OpenTelemetry, which everybody shares.
 */
const bundled =
  /^(@throughline|@oxc-project\/runtime|@nestjs\/(?!websockets|platform-express)[^/]+|@opentelemetry\/(?!api(\/|$))[^/]+|rxjs|zod|es-toolkit|iterare|uid|tslib)(\/|$)/;

/** Whether an import is left to be found in `node_modules` when the bundle runs. */
export function isPackage(id: string): boolean {
  // What begins with `#` is a package's own.
  return !/^[.#]/.test(id) && !isAbsolute(id) && !bundled.test(id);
}

export interface BuildResult {
  /** Bundles that are different now. */
  changed: string[];
  /** Bundles that could not be made, with the reason; what they were before is left. */
  failed: Map<string, string>;
}

/** Bundles everything when any source changed. */
export async function buildBundles(): Promise<BuildResult> {
  const all = entries();
  const stampFile = join(buildFolder, 'stamp');
  const stamp = hashOf(['apps', 'libs', 'deploy'], /\.(ts|json)$/, /storefront-web|\.spec\.ts$/);
  const complete = Object.keys(all).every((name) => existsSync(bundleOf(name)));
  if (complete && existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) {
    return { changed: [], failed: new Map() };
  }
  const result = await bundleAll(all);
  mkdirSync(buildFolder, { recursive: true });
  if (result.failed.size === 0) writeFileSync(stampFile, stamp);
  return result;
}

/** Bundles again what the edited files are part of; everything, when one of them is part of nothing that was made. */
export async function rebuildBundles(edited: readonly string[]): Promise<BuildResult> {
  // What is left behind was made of some sources as they are now and of others as they were.
  rmSync(join(buildFolder, 'stamp'), { force: true });
  const all = entries();
  const parts = new Map(Object.keys(all).map((name) => [name, sourcesOf(name)]));
  const isNew = (file: string) => ![...parts.values()].some((sources) => sources.has(file));
  const concerned = Object.entries(all).filter(
    ([name]) => edited.some(isNew) || edited.some((file) => parts.get(name)?.has(file)),
  );
  return bundleAll(Object.fromEntries(concerned));
}

async function bundleAll(all: Record<string, string>): Promise<BuildResult> {
  const before = new Map(Object.keys(all).map((name) => [name, contentOf(name)]));
  const failed = new Map<string, string>();
  await Promise.all(
    Object.entries(all).map(([name, entry]) =>
      bundleOne(name, entry).catch((error: unknown) =>
        failed.set(name, error instanceof Error ? error.message : String(error)),
      ),
    ),
  );
  return { changed: Object.keys(all).filter((name) => before.get(name) !== contentOf(name)), failed };
}

/** Our own files that a bundle was made of, by its map. */
function sourcesOf(name: string): Set<string> {
  const map = `${bundleOf(name)}.map`;
  if (!existsSync(map)) return new Set();
  const { sources } = JSON.parse(readFileSync(map, 'utf8')) as { sources: string[] };
  return new Set(sources.map((source) => resolve(buildFolder, name, source)));
}

/** Bundles one program, `entry` being its path below the checkout. */
export async function bundleOne(name: string, entry: string): Promise<void> {
  await bundle({
    input: { main: join(checkout, entry) },
    cwd: checkout,
    platform: 'node',
    external: isPackage,
    tsconfig: join(checkout, 'tsconfig.base.json'),
    plugins: [sourceLocations, unmappedPackages],
    logLevel: 'warn',
    checks: { circularDependency: false },
    output: {
      dir: join(buildFolder, name),
      format: 'esm',
      sourcemap: true,
      sourcemapExcludeSources: true,
      entryFileNames: 'main.js',
      codeSplitting: false,
    },
  });
}

function contentOf(name: string): string | undefined {
  return existsSync(bundleOf(name)) ? readFileSync(bundleOf(name), 'utf8') : undefined;
}

/** Builds the shop's pages when their sources changed since the last time. */
export async function buildWeb(): Promise<void> {
  mkdirSync(webOutput, { recursive: true });
  if (!existsSync(join(webFolder, 'index.html'))) return;
  const stampFile = join(buildFolder, 'stamp-web');
  const stamp = hashOf(['apps/storefront-web', 'libs'], /\.(tsx?|css|html|json|svg)$/, /\.spec\.tsx?$/);
  const isCurrent = existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp;
  if (isCurrent && existsSync(join(webOutput, 'index.html'))) return;
  await vite(['build', '--logLevel', 'error']);
  mkdirSync(buildFolder, { recursive: true });
  writeFileSync(stampFile, stamp);
}

/** The command that builds the shop's pages at once whenever they are edited. */
export function webWatch(): { command: string; args: string[]; cwd: string } | undefined {
  if (!existsSync(join(webFolder, 'index.html'))) return undefined;
  return {
    command: process.execPath,
    args: [viteBin, 'build', '--watch', '--logLevel', 'error'],
    cwd: webFolder,
  };
}

const viteBin = join(checkout, 'node_modules', 'vite', 'bin', 'vite.js');

function vite(args: string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [viteBin, ...args], {
      cwd: webFolder,
      stdio: ['ignore', 'inherit', 'inherit'],
      // Tests would have the pages built for development.
      env: { ...process.env, NODE_ENV: 'production' },
    });
    child.once('error', reject);
    child.once('exit', (code) =>
      code === 0 ? resolve() : reject(new Error("The shop's pages could not be built.")),
    );
  });
}

function hashOf(folders: string[], included: RegExp, excluded: RegExp): string {
  const hash = createHash('sha256');
  for (const file of [
    ...folders.flatMap((folder) => filesIn(join(checkout, folder))),
    join(checkout, 'package-lock.json'),
  ]) {
    const name = relative(checkout, file);
    if (included.test(name) && !excluded.test(name)) hash.update(name).update(readFileSync(file));
  }
  return hash.digest('hex');
}

function filesIn(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => !['node_modules', 'dist', 'data'].includes(name))
    .sort()
    .flatMap((name) => {
      const path = join(folder, name);
      return statSync(path).isDirectory() ? filesIn(path) : [path];
    });
}

// `build.ts NAME …` builds these alone; without names all that has changed.
if (import.meta.main) {
  const names = process.argv.slice(2);
  const all = entries();
  const unknown = names.filter((name) => name !== 'storefront-web' && !Object.hasOwn(all, name));
  if (unknown.length > 0) {
    console.error(
      `There is no ${unknown.join(', ')}. There are: ${Object.keys(all).join(', ')}, storefront-web`,
    );
    process.exit(2);
  }
  const chosen = Object.fromEntries(Object.entries(all).filter(([name]) => names.includes(name)));
  const { changed, failed } = await (names.length > 0 ? bundleAll(chosen) : buildBundles());
  if (names.length === 0 || names.includes('storefront-web')) await buildWeb();
  for (const reason of failed.values()) console.error(reason);
  console.log(changed.length > 0 ? `Built ${changed.join(', ')}` : 'No bundle is different');
  process.exitCode = failed.size > 0 ? 1 : 0;
}
