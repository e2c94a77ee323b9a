import { type BigIntStats, constants } from 'node:fs';
import { type FileHandle, lstat, mkdir, open, readdir, realpath, rename, watch } from 'node:fs/promises';
import { join } from 'node:path';
import {
  FileChanged,
  FileMissing,
  type FileStore,
  type Listing,
  NameTaken,
  type NotifiesOfChanges,
  PathRefused,
  StoreUnavailable,
  type StoredFile,
} from './file-store.ts';
import { oneAtATime } from './one-at-a-time.ts';
import { checkPath, folderOf, inFolder, nameMisfit, stagedPath } from './paths.ts';

const chunkBytes = 256 * 1024;

/** A folder of this machine. @throws StoreUnavailable when it cannot be opened */
export async function openFolder(folder: string): Promise<FileStore & NotifiesOfChanges> {
  try {
    return new FolderStore(await realpath(folder));
  } catch (error) {
    throw new StoreUnavailable(`the folder ${folder} cannot be opened: ${codeOf(error)}`, { cause: error });
  }
}

class FolderStore implements FileStore, NotifiesOfChanges {
  readonly where: string;
  /** By the time of the last change of the inode, which no writer can set. */
  readonly tellsEveryChange = true;
  readonly #alone = oneAtATime();

  constructor(top: string) {
    this.where = top;
  }

  async list(folder: string): Promise<Listing> {
    const real = await this.#folder(folder);
    if (real === null) throw new FileMissing(`there is no folder ${JSON.stringify(folder)} in ${this.where}`);
    const listing: Listing = { files: [], refused: [] };
    for (const name of (await readdir(real)).sort()) {
      const path = inFolder(folder, name);
      const misfit = nameMisfit(name);
      if (misfit !== null) listing.refused.push({ path, reason: misfit });
      else {
        // Null: gone since the folder was read.
        const stats = await statsOf(join(real, name));
        if (stats?.isFile()) listing.files.push(storedFile(path, stats));
        else if (stats && !stats.isDirectory()) listing.refused.push({ path, reason: kindOf(stats) });
      }
    }
    return listing;
  }

  async stat(path: string): Promise<StoredFile | null> {
    checkPath(path);
    const full = await this.#full(path);
    const stats = full === null ? null : await statsOf(full);
    if (stats === null) return null;
    if (!stats.isFile()) throw new PathRefused(path, kindOf(stats));
    return storedFile(path, stats);
  }

  async *read(path: string): AsyncGenerator<Uint8Array> {
    const handle = await this.#open(path);
    try {
      const before = await handle.stat({ bigint: true });
      if (!before.isFile()) throw new PathRefused(path, kindOf(before));
      let total = 0n;
      for (;;) {
        const { bytesRead, buffer } = await handle.read(Buffer.allocUnsafe(chunkBytes), 0, chunkBytes, null);
        if (bytesRead === 0) break;
        total += BigInt(bytesRead);
        // A writer that goes on would keep the reader for ever.
        if (total > before.size) break;
        yield buffer.subarray(0, bytesRead);
      }
      const after = await handle.stat({ bigint: true });
      if (total !== before.size || after.size !== before.size || after.mtimeNs !== before.mtimeNs)
        throw new FileChanged(`${path} changed while it was read: ${before.size} bytes, then ${after.size}`);
    } finally {
      await handle.close();
    }
  }

  async stage(path: string, bytes: Uint8Array): Promise<void> {
    checkPath(path);
    const folder = await this.#madeFolder(folderOf(path));
    // Refuses a link that somebody laid there.
    await this.stat(stagedPath(path));
    const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_TRUNC | constants.O_NOFOLLOW;
    const handle = await open(join(this.where, stagedPath(path)), flags, 0o640);
    try {
      await handle.writeFile(bytes);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await syncFolder(folder);
  }

  rename(from: string, to: string): Promise<void> {
    return this.#alone(async () => {
      checkPath(to);
      if ((await this.stat(from)) === null) throw new FileMissing(`there is no ${from} in ${this.where}`);
      const folder = await this.#madeFolder(folderOf(to));
      const full = join(this.where, to);
      if ((await statsOf(full)) !== null)
        throw new NameTaken(`${from} cannot be named ${to}: that name is taken`);
      await rename(join(this.where, from), full);
      await syncFolder(folder);
    });
  }

  async *changes(folder: string, signal: AbortSignal): AsyncGenerator<void> {
    const real = await this.#folder(folder);
    if (real === null) throw new FileMissing(`there is no folder ${JSON.stringify(folder)} in ${this.where}`);
    try {
      for await (const _ of watch(real, { signal })) yield;
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  async #open(path: string): Promise<FileHandle> {
    checkPath(path);
    const full = await this.#full(path);
    try {
      if (full !== null)
        // Without waiting for a writer, should it be a pipe.
        return await open(full, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    } catch (error) {
      if (codeOf(error) === 'ELOOP') throw new PathRefused(path, 'is a symbolic link');
      if (codeOf(error) !== 'ENOENT') throw error;
    }
    throw new FileMissing(`there is no ${path} in ${this.where}`);
  }

  /** Where a path is on the disk; null when its folder is not there. */
  async #full(path: string): Promise<string | null> {
    return (await this.#folder(folderOf(path))) === null ? null : join(this.where, path);
  }

  /** Where a folder is on the disk, none of its parts being a link. */
  async #folder(folder: string): Promise<string | null> {
    if (folder !== '') checkPath(folder);
    const full = join(this.where, folder);
    let real: string;
    try {
      real = await realpath(full);
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return null;
      throw error;
    }
    if (real !== full) throw new PathRefused(folder, 'goes over a symbolic link');
    return real;
  }

  async #madeFolder(folder: string): Promise<string> {
    const there = await this.#folder(folder);
    if (there !== null) return there;
    await this.#madeFolder(folderOf(folder));
    await mkdir(join(this.where, folder)).catch((error: unknown) => {
      if (codeOf(error) !== 'EEXIST') throw error;
    });
    return join(this.where, folder);
  }
}

function storedFile(path: string, stats: BigIntStats): StoredFile {
  return {
    path,
    size: Number(stats.size),
    modified: Number(stats.mtimeMs),
    identity: `${stats.dev}:${stats.ino}:${stats.size}:${stats.ctimeNs}`,
  };
}

async function statsOf(full: string): Promise<BigIntStats | null> {
  try {
    return await lstat(full, { bigint: true });
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    throw error;
  }
}

const kindOf = (stats: BigIntStats) =>
  stats.isSymbolicLink() ? 'is a symbolic link' : 'is not a regular file';

/** So that the name is there after a loss of power, too. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, constants.O_RDONLY);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

const codeOf = (error: unknown) => (error as NodeJS.ErrnoException).code ?? String(error);
