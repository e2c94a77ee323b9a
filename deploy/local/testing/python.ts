import { execFile, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { say } from '../processes/console.ts';
import { cacheFolder } from '../stores/downloads.ts';

const run = promisify(execFile);
const names = ['python3', 'python3.14', 'python3.13', 'python3.12', 'python3.11'];

/** Exits with 0 when this Python is new enough and can make environments of its own with pip. */
const probe = 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))';

/** A Python of this machine, 3.11 or newer with venv; PYTHON_PATH names another. */
export function findPython(): string | undefined {
  return [process.env.PYTHON_PATH ?? '', ...names].find(
    (name) => name !== '' && spawnSync(name, ['-c', probe]).status === 0,
  );
}

/** What to say where there is none. */
export function missingPython(platform: NodeJS.Platform = process.platform): string {
  const command =
    platform === 'darwin' ? 'brew install python@3.13' : 'sudo apt-get install -y python3 python3-venv';
  return `Python 3.11 or newer with venv is missing. Install it with:  ${command}`;
}

/**
 * An environment with exactly the packages of a file with pinned versions and checksums, made when it is first asked
 * for and kept in the cache as long as the file stays the same.
 * @returns the path of its Python
 * @throws Error with the command that mends it when there is no Python
 */
export async function pythonWith(name: string, requirements: string): Promise<string> {
  const python = findPython();
  if (python === undefined) throw new Error(missingPython());
  const { stdout: version } = await run(python, ['-VV']);
  const hash = createHash('sha256').update(readFileSync(requirements)).update(version).digest('hex');
  const folder = join(cacheFolder(), `python-${name}-${hash.slice(0, 12)}`);
  const inside = join('bin', 'python');
  if (existsSync(join(folder, inside))) return join(folder, inside);
  const started = performance.now();
  say(`installing Python packages for ${name} (pip), once`);
  mkdirSync(cacheFolder(), { recursive: true });
  const partial = `${folder}.partial-${process.pid}`;
  const options = ['--quiet', '--disable-pip-version-check', '--no-deps', '--require-hashes'];
  try {
    await run(python, ['-m', 'venv', partial]);
    await run(join(partial, inside), ['-m', 'pip', 'install', ...options, '--requirement', requirements]);
    rmSync(folder, { recursive: true, force: true });
    renameSync(partial, folder);
  } catch (error) {
    const said = error instanceof Error && 'stderr' in error ? String(error.stderr).trim() : String(error);
    throw new Error(
      `pip could not install the packages for ${name}. Check the network, then try again.\n${said}`,
      {
        cause: error,
      },
    );
  } finally {
    rmSync(partial, { recursive: true, force: true });
  }
  say(`  done in ${((performance.now() - started) / 1000).toFixed(0)} s`);
  return join(folder, inside);
}
