import { spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Checks the types of every project, two at a time; ends with 1 when any has an error. */
const checkout = join(import.meta.dirname, '..');
const compiler = join(checkout, 'node_modules', 'typescript7', 'bin', 'tsc');
const projects = [
  ...['apps', 'libs'].flatMap((folder) =>
    readdirSync(join(checkout, folder)).map((name) => join(folder, name)),
  ),
  'deploy',
  'tests',
  'tools',
].filter((project) => existsSync(join(checkout, project, 'tsconfig.json')));

const failed: string[] = [];
const waiting = projects.values();
await Promise.all([checkAll(), checkAll()]);
console.log(
  failed.length > 0
    ? `Types are wrong in ${failed.join(', ')}`
    : `${projects.length} projects, types are right`,
);
process.exitCode = failed.length > 0 ? 1 : 0;

async function checkAll(): Promise<void> {
  for (const project of waiting) if (!(await check(project))) failed.push(project);
}

function check(project: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [compiler, '-p', project], { cwd: checkout, stdio: 'inherit' });
    child.once('error', reject);
    child.once('exit', (code) => resolve(code === 0));
  });
}
