import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { checkout } from '../../deploy/local/paths.ts';
import { copyCheckout } from '../checkout-copy.ts';

const run = promisify(execFile);
const copy = join(checkout, '.throughline', 'write-a-connector');
const page = readFileSync(join(checkout, 'docs', 'connect', 'write-a-connector.md'), 'utf8');
const blocks = (kind: 'file' | 'lines') =>
  [...page.matchAll(new RegExp('^```ts ' + kind + ' (\\S+)\\n([\\s\\S]*?)^```$', 'gm'))].map(
    ([, path = '', text = '']) => ({ path, text }),
  );
const files = blocks('file').map(({ path }) => path);

/** Runs a program of the copy by its path. @throws with what it said */
async function node(...args: string[]): Promise<void> {
  await run(process.execPath, args, { cwd: copy, maxBuffer: 2 ** 26 }).catch(
    ({ stdout, stderr }: { stdout: string; stderr: string }) =>
      expect.fail(`${args.join(' ')}\n${stdout}${stderr}`),
  );
}

beforeAll(() => {
  copyCheckout(copy);
  for (const { path, text } of blocks('file')) {
    const file = join(copy, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  for (const { path, text } of blocks('lines')) {
    const file = join(copy, path);
    const [imported = '', named = ''] = text.trimEnd().split('\n');
    const before = readFileSync(file, 'utf8');
    const after = `${imported}\n${before.replace('\n} as const', `\n${named}\n} as const`)}`;
    writeFileSync(file, after);
  }
});
afterAll(() => rmSync(copy, { recursive: true, force: true }));

it('has all of its files, and a line in the registry', () => {
  expect(files.map((path) => path.split('/').at(-1))).toEqual([
    ...['stock.ts', 'locations.ts', 'stock.spec.ts', 'watches.ts', 'connector.ts', 'yard.int.spec.ts'],
  ]);
  const registry = readFileSync(join(copy, 'apps/erp-adapter/src/connectors/registry.ts'), 'utf8');
  expect(registry).toMatch(/'demo-erp': demoErp,\n {2}yard,\n\} as const/);
});

it('is written as all sources are', async () => {
  await node('node_modules/prettier/bin/prettier.cjs', '--check', ...files);
});

it('compiles', async () => {
  const include = [...files, 'apps/erp-adapter/src/connectors/registry.ts'];
  writeFileSync(join(copy, 'tsconfig.json'), JSON.stringify({ extends: './tsconfig.base.json', include }));
  await node('node_modules/typescript7/bin/tsc', '--noEmit');
});

it('passes its own tests, and the suite that every connector passes', async () => {
  const specs = (ending: string) => files.filter((path) => path.endsWith(ending));
  await node(...['node_modules/vitest/vitest.mjs', 'run', '--project', 'unit'], ...specs('stock.spec.ts'));
  await node('node_modules/vitest/vitest.mjs', 'run', '--project', 'int', ...specs('.int.spec.ts'));
});
