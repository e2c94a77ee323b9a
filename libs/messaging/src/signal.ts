/** A flag that one loop waits for; set while nobody waits, it is remembered once. */
export class Signal {
  #set = false;
  #resolve: (() => void) | undefined;

  set(): void {
    this.#set = true;
    this.#resolve?.();
  }

  /** Resolves when set, after `ms`, or when aborted; clears the flag. */
  async wait(ms: number, signal: AbortSignal): Promise<void> {
    if (!this.#set && !signal.aborted)
      await new Promise<void>((resolve) => {
        const done = (): void => {
          clearTimeout(timer);
          signal.removeEventListener('abort', done);
          resolve();
        };
        const timer = setTimeout(done, ms);
        signal.addEventListener('abort', done);
        this.#resolve = done;
      });
    this.#resolve = undefined;
    this.#set = false;
  }
}
