import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { cacheFolder } from '../../../deploy/local/stores/downloads.ts';

const run = promisify(execFile);

/** Somebody else's system as npm installs it; nothing of the product depends on it. */
export interface PeerPackage {
  product: string;
  version: string;
  /** Versions of packages by their names. */
  dependencies: Readonly<Record<string, string>>;
}

/** Product, major and minor version. */
export function nameOf({ product, version }: PeerPackage): string {
  return `${product} ${version.replace(/\.\d+$/, '')}`;
}

/** Where a peer and what it needs are kept, once downloaded. */
export function folderOf({ product, version }: PeerPackage): string {
  return join(cacheFolder(), `${product.toLowerCase()}-${version}`);
}

/** Installs a peer by npm unless it is there. */
export async function install(peer: PeerPackage, say: (text: string) => void): Promise<void> {
  const folder = folderOf(peer);
  if (existsSync(folder)) return;
  say(`installing ${nameOf(peer)} by npm, once`);
  const partial = `${folder}.partial`;
  rmSync(partial, { recursive: true, force: true });
  mkdirSync(partial, { recursive: true });
  const { dependencies } = peer;
  writeFileSync(join(partial, 'package.json'), JSON.stringify({ private: true, dependencies }));
  const flags = ['--ignore-scripts', '--no-audit', '--no-fund', '--no-package-lock', '--loglevel=error'];
  await run('npm', ['install', ...flags], { cwd: partial, maxBuffer: 16_000_000 });
  renameSync(partial, folder);
}
