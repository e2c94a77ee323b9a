import { execFile } from 'node:child_process';
import { closeSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
/** Room for the demo's databases and an hour of the write-ahead log, and little enough for a machine's memory. */
const sizeMiB = 1_536;
const piece = Buffer.alloc(1_048_576);

/** A small file system in memory that can be filled to the last byte. Linux, as root. */
export class OwnDisk {
  readonly #folder: string;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  /** Whether one can be had here. */
  static get possible(): boolean {
    return process.platform === 'linux' && process.getuid?.() === 0;
  }

  /** @param folder where it is mounted */
  static async mount(folder: string): Promise<OwnDisk> {
    mkdirSync(folder, { recursive: true });
    await run('mount', ['-t', 'tmpfs', '-o', `size=${sizeMiB}m,mode=0700`, 'tmpfs', folder]);
    return new OwnDisk(folder);
  }

  /** Takes what room is left, and what is given free meanwhile, until the work is over. */
  async whileFull<T>(work: () => Promise<T>): Promise<T> {
    const file = join(this.#folder, 'ballast');
    const ballast = openSync(file, 'w');
    const fill = () => {
      // By halves, down to the last byte.
      for (let size = piece.length; size >= 1;)
        try {
          writeSync(ballast, piece, 0, size);
        } catch {
          size = Math.floor(size / 2);
        }
    };
    fill();
    const again = setInterval(fill, 100);
    try {
      return await work();
    } finally {
      clearInterval(again);
      closeSync(ballast);
      rmSync(file);
    }
  }

  async unmount(): Promise<void> {
    await run('umount', [this.#folder]);
  }
}
