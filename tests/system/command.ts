import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { checkout } from '../../deploy/local/paths.ts';
import type { System } from './system.ts';

/** What came of one of our own commands. */
export interface CommandResult {
  status: number | null;
  out: string;
  err: string;
}

/** Runs `throughline` against a system, as an operator would, and waits until it has ended. */
export async function throughline(system: System, ...words: string[]): Promise<CommandResult> {
  const program = join(checkout, 'apps', 'cli', 'bin', 'throughline.mjs');
  const endpoints = ['--endpoints', join(system.home, 'endpoints.json')];
  const command = spawn(process.execPath, [program, ...words, ...endpoints], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const result: CommandResult = { status: null, out: '', err: '' };
  command.stdout.setEncoding('utf8').on('data', (text: string) => (result.out += text));
  command.stderr.setEncoding('utf8').on('data', (text: string) => (result.err += text));
  result.status = await new Promise((resolve, reject) => {
    command.once('error', reject).once('close', resolve);
  });
  return result;
}
