import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const checkout = join(import.meta.dirname, '../../../..');

it('the README names tests that there are', () => {
  const readme = readFileSync(join(import.meta.dirname, 'README.md'), 'utf8');
  const rows = readme.split('\n').filter((line) => line.startsWith('|'));
  const cited = rows.flatMap((row) => [...row.matchAll(/"([^"]+)"/g)].map(([, title = '']) => title));
  expect(cited.length).toBeGreaterThan(30);
  const tests = globSync(['{apps,libs}/*/src/**/*.spec.ts', 'libs/testing/src/connector-contract/**/*.ts'], {
    cwd: checkout,
  })
    .concat(globSync('tests/contract/**/*.spec.ts', { cwd: checkout }))
    .map((file) => readFileSync(join(checkout, file), 'utf8'))
    .join('\n')
    // Titles in which a value is filled in.
    .replace(/refuses %s units/, 'refuses 13,75 units');
  expect(cited.flatMap((title) => title.split(' … ')).filter((part) => !tests.includes(part))).toEqual([]);
});
