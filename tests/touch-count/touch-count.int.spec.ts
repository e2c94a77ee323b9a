import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, describe, expect, it } from 'vitest';
import { checkout } from '../../deploy/local/paths.ts';
import { copyCheckout } from '../checkout-copy.ts';
import { event } from './event.ts';
import { newField } from './field.ts';
import { route } from './route.ts';
import type { Touch } from './touch.ts';

const run = promisify(execFile);
const folder = join(checkout, '.throughline', 'touch-count');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs a program of the copy by its path. @throws with what it said */
async function node(copy: string, ...args: string[]): Promise<void> {
  await run(process.execPath, args, { cwd: copy, maxBuffer: 2 ** 26 }).catch(
    ({ stdout, stderr }: { stdout: string; stderr: string }) =>
      expect.fail(`${args.join(' ')}\n${stdout}${stderr}`),
  );
}

/** Makes a change in a copy of the sources, and sees it compile, its generated files made, and its tests pass. */
async function perform({ edits, typechecks, specs }: Touch, copy: string): Promise<void> {
  copyCheckout(copy);
  for (const [file, edit] of Object.entries(edits)) {
    const path = join(copy, file);
    const before = existsSync(path) ? readFileSync(path, 'utf8') : '';
    const after = edit(before);
    expect(after, `${file} is as it was: the change must be written anew`).not.toBe(before);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, after);
  }
  for (const project of ['libs/events', 'apps/storefront', 'apps/storefront-web'])
    await node(copy, join(project, 'generate', 'generate.ts'));
  for (const project of typechecks) await node(copy, 'node_modules/typescript7/bin/tsc', '-p', project);
  await node(copy, 'node_modules/vitest/vitest.mjs', 'run', '--project', 'unit', ...specs);
}

/** How many files are said to be touched by a change, in CONTRIBUTING. */
const said = readFileSync(join(checkout, 'CONTRIBUTING.md'), 'utf8');

describe('a change touches no more files written by hand than is said', () => {
  it.each([event, route, newField])('$what: at most $atMost', async (touch) => {
    expect(Object.keys(touch.edits).length).toBeLessThanOrEqual(touch.atMost);
    expect(said).toMatch(new RegExp(`\\| ${touch.what} +\\| +${touch.atMost} +\\|`));
    await perform(touch, join(folder, touch.what.replaceAll(/\W+/g, '-')));
  });
});
