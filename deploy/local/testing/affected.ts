import { execFile } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { checkout } from '../paths.ts';

const run = promisify(execFile);

/**
 * Folders of the projects that files are part of or an input of, and of all that depend on these, as nx sees it.
 * @param files from the top of the checkout
 * @param folder another checkout
 */
export async function affectedFolders(files: readonly string[], folder = checkout): Promise<Set<string>> {
  if (files.length === 0) return new Set();
  const nx = join(folder, 'node_modules', 'nx', 'dist', 'bin', 'nx.js');
  const args = ['show', 'projects', '--affected', `--files=${files.join(',')}`, '--json'];
  const { stdout } = await run(process.execPath, [nx, ...args], { cwd: folder, maxBuffer: 2 ** 26 });
  const names = new Set(JSON.parse(stdout) as string[]);
  const found = globSync('{*,{apps,libs,tests}/*}/project.json', {
    cwd: folder,
    exclude: ['node_modules/**'],
  });
  const folders = found.filter((file) => {
    const { name } = JSON.parse(readFileSync(join(folder, file), 'utf8')) as { name: string };
    return names.has(name);
  });
  return new Set(folders.map(dirname));
}

/** Suites that run a whole system, and the folders of tests that are theirs. */
const wholeSystem = ['kernel', 'clients', 'e2e', 'browser', 'faults'];
/** Of `docs` and of the planted faults every file of the checkout is an input: they cite it. */
const citing = ['docs', 'tests/mutants', 'tests/planted'];

export interface Selection {
  suites: Set<string>;
  /** Where the unit and integration tests are that run. */
  folders: string[];
}

/** What of `npm test` a change can have touched. */
export function selectionOf(affected: ReadonlySet<string>): Selection {
  const own = [...affected].filter((folder) =>
    /^((apps|libs)\/|deploy$|tests\/(contract|connect)$)/.test(folder),
  );
  const system = wholeSystem.filter((suite) => affected.has(`tests/${suite}`));
  const suites = new Set(['checks', 'unit', ...(own.length > 0 ? ['int'] : []), ...system]);
  return { suites, folders: [...own, ...citing].map((folder) => `${folder}/`).toSorted() };
}
