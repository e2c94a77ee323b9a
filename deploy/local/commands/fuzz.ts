import { spawn } from 'node:child_process';
import { globSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { checkout } from '../paths.ts';

/** `npm run fuzz`: tries the readers of outside data with ever new values, side by side as far as there are cores. */
const files = new Map(
  globSync('{apps,libs}/*/src/**/*.fuzz.spec.ts', { cwd: checkout }).map((file) => [
    basename(file, '.fuzz.spec.ts'),
    file,
  ]),
);
const names = [...files.keys()].toSorted();
const usage = `npm run fuzz -- [READER …] [options]
  --seconds <n>   how long each fuzzer tries (120)
  --seed <n>      begins with it, to repeat a run
readers: ${names.join(' ')}`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seconds: { type: 'string', default: '120' },
    seed: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});
const unknown = positionals.filter((name) => !files.has(name));
const wrong = [values.seconds, values.seed ?? '0'].some((text) => !/^\d{1,9}$/.test(text));
if (values.help || unknown.length > 0 || wrong) {
  if (unknown.length > 0) console.error(`There is no reader ${unknown.join(', ')}.`);
  if (wrong) console.error('Seconds and seeds are whole numbers.');
  console.log(usage);
  process.exit(values.help ? 0 : 2);
}

const chosen = (positionals.length > 0 ? positionals : names).map((name) => files.get(name) ?? '');
const vitest = join(checkout, 'node_modules', 'vitest', 'vitest.mjs');
const tests = spawn(process.execPath, [vitest, 'run', '--project', 'fuzz', ...chosen], {
  cwd: checkout,
  stdio: 'inherit',
  env: {
    ...process.env,
    THROUGHLINE_FUZZ_SECONDS: values.seconds,
    ...(values.seed !== undefined && { THROUGHLINE_FUZZ_SEED: values.seed }),
  },
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.once(signal, () => tests.kill('SIGTERM'));
process.once('disconnect', () => tests.kill('SIGTERM'));
tests.once('exit', (code) => process.exit(code ?? 1));
