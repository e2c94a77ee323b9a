import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { checkout } from '../../deploy/local/paths.ts';

const usage = `npm run test:bad-input -- [options]
  --seconds <n>   how long each fuzzer tries (120)
  --seed <n>      of the fuzzers, to repeat a run
  --only <name>   fuzz, or bad-input: what is sent to a whole system`;

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '120' },
    seed: { type: 'string' },
    only: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});
const suites = ['fuzz', 'bad-input'].filter((name) => (values.only ?? name) === name);
if (values.help || suites.length === 0) {
  console.log(usage);
  process.exit(values.help ? 0 : 2);
}

const tests = spawn(process.execPath, [join(checkout, 'deploy', 'local', 'commands', 'test.ts'), ...suites], {
  cwd: checkout,
  // The tests end with the channel, and so with this process.
  stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  env: {
    ...process.env,
    THROUGHLINE_FUZZ_SECONDS: values.seconds,
    ...(values.seed && { THROUGHLINE_FUZZ_SEED: values.seed }),
  },
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.once(signal, () => tests.kill('SIGTERM'));
process.once('disconnect', () => tests.kill('SIGTERM'));
tests.once('exit', (code) => process.exit(code ?? 1));
