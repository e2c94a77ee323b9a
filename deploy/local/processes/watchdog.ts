import { spawn, type ChildProcess } from 'node:child_process';

/** Ends the registered processes should this process disappear without doing so itself. */
export class Watchdog {
  #child: ChildProcess;
  #registered = new Map<number, NodeJS.Signals>();
  #closed = false;

  constructor() {
    this.#child = this.#spawn();
  }

  add(pid: number, stopSignal: NodeJS.Signals): void {
    this.#registered.set(pid, stopSignal);
    this.#tell(`add ${pid} ${stopSignal.replace('SIG', '')}`);
  }

  remove(pid: number): void {
    if (this.#registered.delete(pid)) this.#tell(`remove ${pid}`);
  }

  close(): void {
    this.#closed = true;
    this.#child.stdin?.end();
  }

  #spawn(): ChildProcess {
    const child = spawn('/bin/sh', [new URL('watchdog.sh', import.meta.url).pathname], {
      detached: true,
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    child.stdin?.on('error', () => undefined);
    child.once('exit', () => {
      if (this.#closed) return;
      this.#child = this.#spawn();
      for (const [pid, signal] of this.#registered) this.#tell(`add ${pid} ${signal.replace('SIG', '')}`);
    });
    child.unref();
    return child;
  }

  #tell(text: string): void {
    this.#child.stdin?.write(`${text}\n`);
  }
}
