import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { ProcessEvents } from './process.ts';
import { readable } from './readable.ts';
import { nodeFlags } from './node-flags.ts';

/** Runs a bundled program to its end. @throws Error when it fails, with its last lines */
export function runJob(
  name: string,
  program: string,
  environment: Record<string, string | undefined>,
  events: ProcessEvents,
  signal: AbortSignal,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [...nodeFlags, program], {
      env: { ...environment, SERVICE_NAME: name } as NodeJS.ProcessEnv,
      stdio: ['ignore', 'pipe', 'pipe'],
      signal,
    });
    const last: string[] = [];
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on('line', (line) => {
        const shown = readable(line);
        if (shown === undefined) return;
        events.output(name, shown);
        last.push(shown);
        if (last.length > 20) last.shift();
      });
    }
    child.once('error', reject);
    child.once('close', (code, by) => {
      if (code === 0) resolve();
      else reject(new Error(`${name} failed (${by ?? `exit code ${code}`})\n${last.join('\n')}`));
    });
  });
}
