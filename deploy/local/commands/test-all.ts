import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { styleText } from 'node:util';
import { checkout } from '../paths.ts';
import { type Count, countSaid } from '../testing/test-results.ts';

/**
 * `npm run test:all`: everything of `npm test` with nothing left out, and the suites that take longer; one line of sums
 * at the end. What the fault tests report stays in `.throughline/test-results`, for `test:faults --write-docs`.
 */
const manifest = JSON.parse(readFileSync(join(checkout, 'package.json'), 'utf8')) as {
  scripts: Record<string, string>;
};
/** What a small disk of its own is mounted for is seen by these processes alone, and gone with them; only root may. */
const ownDisk = process.platform === 'linux' && process.getuid?.() === 0;
const reports = join('.throughline', 'test-results', 'fault-rounds');
const longer = [
  'test:mutants --all',
  'test:mutants --planted',
  'test:bad-input',
  `test:faults --out ${reports}.json`,
  `test:faults --brokers 3 --out ${reports}-brokers.json`,
  `test:faults --sources 2 --rounds 1 --out ${reports}-sources.json`,
  ...(ownDisk ? [`test:faults --own-disk --faults disk-full --rounds 2 --out ${reports}-disk.json`] : []),
  'test:faults --planted',
];
const steps: { name: string; command: string[] }[] = [
  {
    name: 'test',
    command: [process.execPath, join(checkout, 'deploy', 'local', 'commands', 'test.ts'), '--complete'],
  },
  // Not by npm, which would outlive this process when that is killed.
  ...longer.map((name) => {
    const [script = '', ...args] = name.split(' ');
    const command = ['sh', '-c', [manifest.scripts[script], ...args].join(' ')];
    return { name, command: args.includes('--own-disk') ? ['unshare', '--mount', ...command] : command };
  }),
];

let running: ChildProcess | undefined;
process.on('disconnect', () => process.exit(1));
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
process.once('exit', () => running?.kill('SIGTERM'));

const total: Count = { passed: 0, failed: 0 };
const lines: string[] = [];
for (const { name, command } of steps) {
  console.log(styleText('bold', `\n━━ ${name}`));
  const started = performance.now();
  const { passed, failed } = await run(command);
  total.passed += passed;
  total.failed += failed;
  const minutes = ((performance.now() - started) / 60_000).toFixed(1);
  lines.push(
    `${name.replace(/ --out .*/, '').padEnd(54)} ${minutes.padStart(6)} min  ${passed} passed, ${failed} failed`,
  );
}
if (!ownDisk) lines.push('left out: a full disk, which needs Linux, and root');
console.log(`\n${lines.join('\n')}\n`);
console.log(`${total.passed} passed, ${total.failed} failed`);
process.exit(total.failed > 0 ? 1 : 0);

/** Shows what the command says, and counts by it. */
function run([program = '', ...args]: string[]): Promise<Count> {
  return new Promise((resolve, reject) => {
    // A program of ours ends by itself when this channel is lost.
    const child = spawn(program, args, { cwd: checkout, stdio: ['inherit', 'pipe', 'inherit', 'ipc'] });
    running = child;
    let said = '';
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      process.stdout.write(text);
      said = (said + text).slice(-10_000);
    });
    child.once('error', reject);
    child.once('close', (code) => resolve(countSaid(said, code === 0)));
  });
}
