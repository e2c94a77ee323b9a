import { execFileSync } from 'node:child_process';
import { cpSync, globSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkout } from '../paths.ts';
import { affectedFolders, selectionOf } from './affected.ts';
import { changedFiles } from './changed-files.ts';

/** What nx knows of the checkout, in a repository of its own that a test may change. */
const copied = [
  '.gitignore',
  'package.json',
  'package-lock.json',
  'nx.json',
  'tsconfig.base.json',
  'schemas',
  'libs/money/src',
];
let copy: string;

function git(...args: string[]): void {
  execFileSync('git', ['-c', 'user.name=test', '-c', 'user.email=test@example.org', ...args], { cwd: copy });
}

beforeAll(() => {
  copy = mkdtempSync(join(tmpdir(), 'throughline-affected-'));
  const projects = globSync('{*,{apps,libs,tests}/*}/{project,package}.json', {
    cwd: checkout,
    exclude: ['node_modules/**'],
  });
  for (const path of [...copied, ...projects])
    cpSync(join(checkout, path), join(copy, path), { recursive: true });
  symlinkSync(join(checkout, 'node_modules'), join(copy, 'node_modules'));
  git('init', '-q', '-b', 'main');
  git('add', '-A', '--', ':!node_modules');
  git('commit', '-q', '-m', 'as it is');
});

afterAll(() => rmSync(copy, { recursive: true, force: true }));

async function affectedBy(path: string): Promise<Set<string>> {
  const file = join(copy, path);
  const before = readFileSync(file, 'utf8');
  try {
    writeFileSync(file, `${before}\n`);
    const changed = changedFiles(copy, 'HEAD').filter((name) => name !== 'node_modules');
    expect(changed).toEqual([path]);
    return await affectedFolders(changed, copy);
  } finally {
    writeFileSync(file, before);
  }
}

describe('What a change can have touched', () => {
  it('is every reader of the contract when a schema changes, and nothing that knows no event', async () => {
    const affected = await affectedBy('schemas/pricing/Price.avsc');
    for (const folder of ['libs/events', 'libs/messaging', 'apps/pricing', 'apps/orders', 'apps/storefront'])
      expect(affected).toContain(folder);
    for (const folder of ['libs/money', 'libs/order-rules', 'libs/telemetry', 'apps/storefront-web'])
      expect(affected).not.toContain(folder);
    expect([...selectionOf(affected).suites]).toEqual(
      expect.arrayContaining(['int', 'kernel', 'e2e', 'browser', 'faults']),
    );
  });

  it('is who depends on a library when that changes, and the tests of whole systems, not of the kernel', async () => {
    const affected = await affectedBy('libs/money/src/money.ts');
    for (const folder of ['libs/money', 'libs/order-rules', 'libs/pricing-rules', 'apps/orders'])
      expect(affected).toContain(folder);
    for (const folder of ['libs/events', 'libs/messaging', 'tests/kernel'])
      expect(affected).not.toContain(folder);
    const { suites, folders } = selectionOf(affected);
    expect(suites.has('kernel')).toBe(false);
    expect(suites.has('e2e')).toBe(true);
    expect(folders).toContain('libs/money/');
    expect(folders).not.toContain('libs/messaging/');
  });

  it('is nothing when nothing changed', async () => {
    expect(await affectedFolders([], copy)).toEqual(new Set());
    expect([...selectionOf(new Set()).suites]).toEqual(['checks', 'unit']);
  });
});

describe('The graph of projects', () => {
  const projects = globSync('{apps,libs}/*/package.json', { cwd: checkout });

  it.each(projects)('has every library that %s imports', (file) => {
    const { dependencies = {}, devDependencies = {} } = JSON.parse(
      readFileSync(join(checkout, file), 'utf8'),
    ) as Record<string, Record<string, string>>;
    const folder = join(checkout, file, '..');
    const sources = globSync('**/*.{ts,tsx}', { cwd: folder, exclude: ['node_modules/**', 'dist/**'] });
    const imported = sources.flatMap((source) =>
      [...readFileSync(join(folder, source), 'utf8').matchAll(/from '(@throughline\/[a-z-]+)/g)].map(
        ([, name = '']) => name,
      ),
    );
    const own = { ...dependencies, ...devDependencies };
    expect([...new Set(imported)].filter((name) => !(name in own))).toEqual([]);
  });
});
