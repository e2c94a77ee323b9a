/** A flag that one loop waits for; set while nobody waits, it is remembered once. */
export class Signal {
  #set = false;
  #resolve: (() => void) | undefined;

  set(): void {
    this.#set = true;
    this.#resolve?.();
  }

  /** Resolves when set, after `ms`, or when aborted; clears the flag. @returns false when the time was over first */
  async wait(ms: number, abort: AbortSignal): Promise<boolean> {
    if (!this.#set && !abort.aborted)
      await new Promise<void>((resolve) => {
        const done = (): void => {
          clearTimeout(timer);
          abort.removeEventListener('abort', done);
          resolve();
        };
        const timer = setTimeout(done, ms);
        abort.addEventListener('abort', done);
        this.#resolve = done;
      });
    const came = this.#set || abort.aborted;
    this.#resolve = undefined;
    this.#set = false;
    return came;
  }
}
