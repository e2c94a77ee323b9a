import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { checkout } from '../deploy/local/paths.ts';

const sources = ['apps', 'libs', 'deploy', 'tests', 'schemas', 'docs'];
const files = [
  'package.json',
  'package-lock.json',
  'tsconfig.base.json',
  'vitest.config.ts',
  '.prettierrc.json',
];

/** The sources in another folder, with the packages of the checkout and with what is built of them already. */
export function copyCheckout(copy: string): void {
  rmSync(copy, { recursive: true, force: true });
  mkdirSync(join(copy, '.throughline'), { recursive: true });
  const filter = (path: string) => !/\/(node_modules|dist)$/.test(path);
  for (const name of sources) cpSync(join(checkout, name), join(copy, name), { recursive: true, filter });
  for (const name of files) cpSync(join(checkout, name), join(copy, name));
  const built = join(checkout, '.throughline', 'build');
  if (existsSync(built)) cpSync(built, join(copy, '.throughline', 'build'), { recursive: true });
  const packages = join(copy, 'node_modules');
  mkdirSync(join(packages, '@throughline'), { recursive: true });
  for (const name of readdirSync(join(checkout, 'node_modules')))
    if (name !== '@throughline') symlinkSync(join(checkout, 'node_modules', name), join(packages, name));
  for (const part of ['apps', 'libs'])
    for (const name of readdirSync(join(copy, part))) {
      const manifest = join(copy, part, name, 'package.json');
      if (!existsSync(manifest)) continue;
      const { name: scoped } = JSON.parse(readFileSync(manifest, 'utf8')) as { name: string };
      symlinkSync(join(copy, part, name), join(packages, scoped));
    }
}
