import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { checkout } from './paths.ts';

interface Manifest {
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
  peerDependencies?: Record<string, string>;
}

function manifestOf(folder: string): Manifest {
  return JSON.parse(readFileSync(join(checkout, folder, 'package.json'), 'utf8')) as Manifest;
}

const workspaces = globSync('{apps,libs}/*/package.json', { cwd: checkout }).map((path) =>
  path.replace('/package.json', ''),
);

/** Names of packages that the files of a folder import. */
function importsOf(folder: string): Set<string> {
  const files = globSync('**/*.{ts,tsx,mjs,css}', {
    cwd: join(checkout, folder),
    exclude: (name) => ['node_modules', 'dist'].includes(name),
  });
  const imported =
    /(?:\bfrom|^import|\bimport\(|^@import|\burl\(|\.resolve\()\s*['"]((?:@[\w.-]+\/)?[a-z][\w.-]*)(?:\/[^'"\s]*)?['"]/gm;
  return new Set(
    files.flatMap((file) =>
      [...readFileSync(join(checkout, folder, file), 'utf8').matchAll(imported)].map(
        ([, name]) => name ?? '',
      ),
    ),
  );
}

/** What packages load of their own that whoever installs them has to install too, as Nest does with its parts. */
function peersOf(names: Iterable<string>): Set<string> {
  return new Set(
    [...names].flatMap((name) => {
      const folder = join('node_modules', name);
      if (!existsSync(join(checkout, folder, 'package.json'))) return [];
      return Object.keys(manifestOf(folder).peerDependencies ?? {});
    }),
  );
}

it('finds what is imported', () => {
  expect(workspaces.length).toBeGreaterThan(15);
  expect(importsOf('apps/storefront-web')).toContain('@fontsource-variable/inter');
  expect(importsOf('apps/storefront')).toContain('@fastify/static');
});

it.each(workspaces)('%s depends on nothing that it does not import', (folder) => {
  const { dependencies = {}, devDependencies = {} } = manifestOf(folder);
  const imported = importsOf(folder);
  const needed = new Set([...imported, ...peersOf(imported)]);
  const declared = Object.keys({ ...dependencies, ...devDependencies });
  // Types of a package that is imported, and of the platform.
  const typed = (name: string) => name.startsWith('@types/') && needed.has(name.slice('@types/'.length));
  expect(declared.filter((name) => !needed.has(name) && !typed(name))).toEqual([]);
});
