import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { cacheFolder } from '../../../deploy/local/downloads.ts';

const run = promisify(execFile);
const version = '3.7.3';
export const vendureName = `Vendure ${version.replace(/\.\d+$/, '')}`;

/** Where Vendure and what it needs are kept, once downloaded; nothing of the product depends on it. */
export function vendureFolder(): string {
  return join(cacheFolder(), `vendure-${version}`);
}

/** Installs Vendure by npm unless it is there. */
export async function installVendure(say: (text: string) => void): Promise<string> {
  const folder = vendureFolder();
  if (existsSync(folder)) return folder;
  say(`installing ${vendureName} by npm, once`);
  const partial = `${folder}.partial`;
  rmSync(partial, { recursive: true, force: true });
  mkdirSync(partial, { recursive: true });
  const dependencies = { '@vendure/core': version, pg: '8.23.0' };
  writeFileSync(join(partial, 'package.json'), JSON.stringify({ private: true, dependencies }));
  const flags = ['--ignore-scripts', '--no-audit', '--no-fund', '--no-package-lock', '--loglevel=error'];
  await run('npm', ['install', ...flags], { cwd: partial, maxBuffer: 16_000_000 });
  renameSync(partial, folder);
  return folder;
}
