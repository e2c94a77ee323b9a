import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../../../..');
const fixtures = join(import.meta.dirname, '../fixtures/handlers');
const folder = mkdtempSync(join(root, 'libs/messaging/.types-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Lines of a fixture that the compiler rejects. */
function rejected(fixture: string): number[] {
  const config = join(folder, `${fixture}.json`);
  writeFileSync(
    config,
    JSON.stringify({ extends: '../../../tsconfig.base.json', files: [join(fixtures, fixture)] }),
  );
  const compiler = join(root, 'node_modules/typescript7/bin/tsc');
  const { stdout } = spawnSync(process.execPath, [compiler, '-p', config, '--pretty', 'false'], {
    encoding: 'utf8',
  });
  const lines = [...stdout.matchAll(/^(\S+)\((\d+),\d+\): error/gm)];
  return [...new Set(lines.filter(([, file]) => file?.endsWith(fixture)).map(([, , line]) => Number(line)))];
}

// The compiler is a process of its own.
describe('the types of handlers and of what they publish', () => {
  it('let through what fits', () => {
    expect(rejected('fitting.ts')).toEqual([]);
  });

  it('reject what does not, line by line', () => {
    const marked = readFileSync(join(fixtures, 'misfits.ts'), 'utf8')
      .split('\n')
      .flatMap((line, i) => (/\S.*; \/\/ |\) \/\/ /.test(line) ? [i + 1] : []));
    expect(marked).toHaveLength(9);
    expect(rejected('misfits.ts')).toEqual(marked);
  });
});
