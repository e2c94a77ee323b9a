import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { pythonWith } from '../../../deploy/local/testing/python.ts';

/** The Python that has the clients; installed when they are first asked for. */
export function clientsPython(): Promise<string> {
  return pythonWith('clients', join(import.meta.dirname, 'requirements.txt'));
}

/** Runs a program of this folder to its end. @returns what it printed @throws Error with what it complained of */
export async function runPython(program: string, args: readonly string[], input = ''): Promise<string> {
  const child = spawn(await clientsPython(), ['-B', join(import.meta.dirname, program), ...args], {
    stdio: 'pipe',
    env: { ...process.env, PYTHONUTF8: '1' },
  });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject).once('exit', resolve);
  });
  child.stdin.end(input);
  const [printed, complaints, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  if (code !== 0) throw new Error(`${program} ended with ${code}:\n${complaints.slice(-4_000)}`);
  return printed;
}
