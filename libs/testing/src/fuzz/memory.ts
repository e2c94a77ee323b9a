import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

const mostGrowth = 64 * 2 ** 20;
/** Until then code is compiled and caches fill. */
const warmUp = 20;

/** What is held after all has been collected: it must not grow with the values that were tried. */
export class Memory {
  #before: number | null = null;

  look(batch: number): void {
    if (batch === warmUp) this.#before = held();
  }

  /** @throws Error when much more is held than after the first values */
  judge(): void {
    if (this.#before === null) return;
    const grown = held() - this.#before;
    if (grown > mostGrowth) throw new Error(`${Math.round(grown / 2 ** 20)} MiB more are held than at first`);
  }
}

function held(): number {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}
