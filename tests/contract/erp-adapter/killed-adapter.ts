import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { bundleOf, bundleOne } from '../../../deploy/local/build/build.ts';

const name = 'erp-adapter-to-kill';

/** An adapter in a process of its own, which can be killed and started again as often as one likes. */
export class KilledAdapter {
  #child: ChildProcessByStdio<null, Readable, null> | null = null;

  private constructor(private readonly environment: Readonly<Record<string, string>>) {}

  static async bundled(environment: Readonly<Record<string, string>>): Promise<KilledAdapter> {
    await bundleOne(name, 'apps/erp-adapter/src/main.ts');
    return new KilledAdapter(environment);
  }

  /** @returns its address, once it answers there. @throws Error with what it said last when it ends before */
  async start(): Promise<string> {
    const child = spawn(process.execPath, [bundleOf(name)], {
      env: { ...process.env, ...this.environment, HOST: '127.0.0.1', PORT: '0' },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    this.#child = child;
    const lines = createInterface(child.stdout);
    return new Promise((resolve, reject) => {
      let last = '';
      lines.on('line', (line) => {
        last = line;
        const url = /"url":"(http[^"]+)"/.exec(line)?.[1];
        if (url !== undefined) resolve(url);
      });
      child.once('close', () => reject(new Error(`The adapter has ended: ${last.slice(0, 500)}`)));
    });
  }

  async kill(): Promise<void> {
    const child = this.#child;
    this.#child = null;
    if (child === null || child.exitCode !== null || child.signalCode !== null) return;
    const closed = once(child, 'close');
    child.kill('SIGKILL');
    await closed;
  }
}
