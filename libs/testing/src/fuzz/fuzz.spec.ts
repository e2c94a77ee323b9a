import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { fuzz } from './fuzz.ts';
import { mutatedBytes, mutatedText } from './mutated.ts';

/** Runs a property in a process of its own. */
async function run(property: string, variables: Record<string, string> = {}) {
  const script = `
    import fc from 'fast-check';
    import { fuzz } from ${JSON.stringify(join(import.meta.dirname, 'fuzz.ts'))};
    await fuzz(${property});`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    cwd: import.meta.dirname,
    env: { ...process.env, ...variables },
  });
  const [said, [code, signal]] = await Promise.all([text(child.stderr), once(child, 'close')]);
  return { said, code: code as number | null, signal: signal as string | null };
}

it('tells the seed of what fails, and begins with the one that is given', async () => {
  const property = 'fc.property(fc.integer(), (n) => n % 7 !== 0)';
  const first = await run(property);
  expect(first.code).toBe(1);
  const [, seed = ''] = /seed: (\d+)/.exec(first.said) ?? [];
  expect((await run(property, { THROUGHLINE_FUZZ_SEED: seed })).said).toContain(`seed: ${seed}`);
});

it('ends a value that hangs, and says which it was', async () => {
  const { said, signal } = await run('fc.property(fc.constant("stuck"), () => { for (;;); })', {
    THROUGHLINE_FUZZ_HANG_MS: '500',
  });
  expect(signal).toBe('SIGKILL');
  expect(said).toMatch(/^A fuzzer hangs: seed 1, value \["stuck"\]/);
});

it('does not let memory grow from value to value', async () => {
  const { said, code } = await run(
    'fc.property(fc.integer(), () => { (globalThis.kept ??= []).push(Buffer.alloc(100_000)); })',
    { THROUGHLINE_FUZZ_SECONDS: '3' },
  );
  expect(code).toBe(1);
  expect(said).toMatch(/\d+ MiB more are held than at first/);
});

it('damages files and texts, and nothing beyond bounds', async () => {
  const seen = new Set<string>();
  await fuzz(
    fc.property(mutatedBytes(['abcdef'], [';']), mutatedText(['abcdef'], [';']), (file, words) => {
      seen.add(words);
      return Buffer.isBuffer(file) && file.length < 50_000 && words.length < 50_000;
    }),
  );
  expect(seen.size).toBeGreaterThan(20);
});
