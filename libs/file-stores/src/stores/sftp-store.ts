import type { FileEntry, Stats } from 'ssh2';
import {
  FileChanged,
  FileMissing,
  type FileStore,
  type Listing,
  NameTaken,
  PathRefused,
  type StoredFile,
} from './file-store.ts';
import { oneAtATime } from './one-at-a-time.ts';
import { checkPath, folderOf, inFolder, nameMisfit, stagedPath } from './paths.ts';
import type { SftpAddress } from './sftp-connection.ts';
import { missingAsNull, openSession, type Session } from './sftp-session.ts';

/** Of one answer: what every server gives. */
const chunkBytes = 32 * 1024;
/** Reads that are under way at once, so that a file takes its bytes and not its round trips. */
const readsAhead = 16;

/**
 * A folder of an SFTP server. Connects when it is asked for something, and anew after a connection has ended.
 * @param folder absolute, or relative to where the server lets the user in
 */
export function openSftp(address: SftpAddress, folder: string): FileStore {
  return new SftpStore(address, folder);
}

class SftpStore implements FileStore {
  readonly where: string;
  /** SFTP tells of a file its size and seconds, which writers may set. */
  readonly tellsEveryChange = false;
  readonly #address: SftpAddress;
  readonly #top: string;
  readonly #alone = oneAtATime();
  #session: Promise<Session> | null = null;

  constructor(address: SftpAddress, folder: string) {
    this.#address = address;
    this.#top = folder;
    this.where = `sftp://${address.user}@${address.host}:${address.port}/${folder.replace(/^\//, '')}`;
  }

  async list(folder: string): Promise<Listing> {
    const session = await this.#connected();
    const real = await this.#folder(session, folder);
    const entries =
      real === null
        ? null
        : await missingAsNull(
            session.ask<FileEntry[]>(`list ${real}`, (sftp, done) => sftp.readdir(real, done)),
          );
    if (entries === null)
      throw new FileMissing(`there is no folder ${JSON.stringify(folder)} in ${this.where}`);
    const listing: Listing = { files: [], refused: [] };
    // Servers list in any order, and some the folder itself and its parent.
    const named = entries.filter(({ filename }) => filename !== '.' && filename !== '..');
    for (const { filename, attrs } of named.sort((a, b) => (a.filename < b.filename ? -1 : 1))) {
      const path = inFolder(folder, filename);
      const misfit = nameMisfit(filename);
      const stats = attrs as Stats;
      if (misfit !== null) listing.refused.push({ path, reason: misfit });
      else if (stats.isFile()) listing.files.push(storedFile(path, stats));
      else if (!stats.isDirectory()) listing.refused.push({ path, reason: kindOf(stats) });
    }
    return listing;
  }

  async stat(path: string): Promise<StoredFile | null> {
    return this.#stat(await this.#connected(), path);
  }

  async *read(path: string): AsyncGenerator<Uint8Array> {
    const session = await this.#connected();
    if ((await this.#stat(session, path)) === null)
      throw new FileMissing(`there is no ${path} in ${this.where}`);
    const full = session.full(path);
    const handle = await session.ask<Buffer>(`open ${path}`, (sftp, done) => sftp.open(full, 'r', done));
    const stats = () => session.ask<Stats>(`fstat ${path}`, (sftp, done) => sftp.fstat(handle, done));
    const part = async (offset: number, length: number) => {
      const bytes = Buffer.allocUnsafe(length);
      let filled = 0;
      // A server may give less than it was asked for, and still have more.
      while (filled < length) {
        const got = await session.ask<number>(`read ${path}`, (sftp, done) =>
          sftp.read(handle, bytes, filled, length - filled, offset + filled, (error, count) =>
            done(error, count),
          ),
        );
        if (got === 0)
          throw new FileChanged(`${path} ended after ${offset + filled} bytes of ${before.size}`);
        filled += got;
      }
      return bytes;
    };
    const ahead: Promise<Buffer>[] = [];
    const before = await stats();
    try {
      for (let asked = 0; asked < before.size || ahead.length > 0;) {
        while (ahead.length < readsAhead && asked < before.size) {
          const reading = part(asked, Math.min(chunkBytes, before.size - asked));
          // Awaited in turn; one that fails meanwhile is not unheard.
          reading.catch(() => undefined);
          ahead.push(reading);
          asked += chunkBytes;
        }
        yield (await ahead.shift()) as Buffer;
      }
      const after = await stats();
      if (after.size !== before.size || after.mtime !== before.mtime)
        throw new FileChanged(`${path} changed while it was read: ${before.size} bytes, then ${after.size}`);
    } finally {
      // The server closes it itself when the connection is gone.
      if (session.open)
        await session.ask(`close ${path}`, (sftp, done) => sftp.close(handle, done)).catch(() => undefined);
    }
  }

  async stage(path: string, bytes: Uint8Array): Promise<void> {
    checkPath(path);
    const session = await this.#connected();
    await this.#makeFolder(session, folderOf(path));
    // Refuses a link that somebody laid there.
    await this.#stat(session, stagedPath(path));
    const full = session.full(stagedPath(path));
    const handle = await session.ask<Buffer>(`write ${full}`, (sftp, done) => sftp.open(full, 'w', done));
    if (bytes.length > 0)
      await session.ask(`write ${full}`, (sftp, done) =>
        sftp.write(handle, Buffer.from(bytes), 0, bytes.length, 0, done),
      );
    await session.ask(`sync ${full}`, (sftp, done) => {
      try {
        sftp.ext_openssh_fsync(handle, done);
      } catch {
        // A server without that extension: its own disk is its own affair.
        done();
      }
    });
    const { size } = await session.ask<Stats>(`fstat ${full}`, (sftp, done) => sftp.fstat(handle, done));
    await session.ask(`close ${full}`, (sftp, done) => sftp.close(handle, done));
    if (size !== bytes.length)
      throw new FileChanged(`${stagedPath(path)} has ${size} bytes after ${bytes.length} were written`);
  }

  rename(from: string, to: string): Promise<void> {
    return this.#alone(async () => {
      checkPath(to);
      const session = await this.#connected();
      if ((await this.#stat(session, from)) === null)
        throw new FileMissing(`there is no ${from} in ${this.where}`);
      await this.#makeFolder(session, folderOf(to));
      const taken = async () => (await this.#lstat(session, session.full(to))) !== null;
      const refusal = () => new NameTaken(`${from} cannot be named ${to}: that name is taken`);
      if (await taken()) throw refusal();
      try {
        // Never the extension posix-rename, which overwrites by design.
        await session.ask(`rename ${from} to ${to}`, (sftp, done) =>
          sftp.rename(session.full(from), session.full(to), done),
        );
      } catch (error) {
        if (session.open && (await taken())) throw refusal();
        throw error;
      }
    });
  }

  async close(): Promise<void> {
    const session = await this.#session?.catch(() => null);
    this.#session = null;
    session?.close();
  }

  #connected(): Promise<Session> {
    const open = () => openSession(this.#address, this.#top);
    // In a chain, so that requests that come at once share the new session.
    this.#session = this.#session?.then((session) => (session.open ? session : open()), open) ?? open();
    return this.#session;
  }

  async #stat(session: Session, path: string): Promise<StoredFile | null> {
    checkPath(path);
    if ((await this.#folder(session, folderOf(path))) === null) return null;
    const stats = await this.#lstat(session, session.full(path));
    if (stats === null) return null;
    if (!stats.isFile()) throw new PathRefused(path, kindOf(stats));
    return storedFile(path, stats);
  }

  async #lstat(session: Session, full: string): Promise<Stats | null> {
    return missingAsNull(session.ask<Stats>(`lstat ${full}`, (sftp, done) => sftp.lstat(full, done)));
  }

  /** Where a folder is on the server, none of its parts being a link. */
  async #folder(session: Session, folder: string): Promise<string | null> {
    if (folder === '') return session.top;
    checkPath(folder);
    const full = session.full(folder);
    // Asked for first: some servers name the real path of what is not there.
    if ((await this.#lstat(session, full)) === null) return null;
    const real = await missingAsNull(
      session.ask<string>(`find ${full}`, (sftp, done) => sftp.realpath(full, done)),
    );
    if (real !== null && real !== full) throw new PathRefused(folder, 'goes over a symbolic link');
    return real;
  }

  async #makeFolder(session: Session, folder: string): Promise<void> {
    if ((await this.#folder(session, folder)) !== null) return;
    await this.#makeFolder(session, folderOf(folder));
    const full = session.full(folder);
    try {
      await session.ask(`make ${full}`, (sftp, done) => sftp.mkdir(full, done));
    } catch (error) {
      if (!session.open || (await this.#lstat(session, full)) === null) throw error;
    }
  }
}

const storedFile = (path: string, { size, mtime }: Stats): StoredFile => ({
  path,
  size,
  modified: mtime * 1000,
  identity: `${size}:${mtime}`,
});

const kindOf = (stats: Stats) => (stats.isSymbolicLink() ? 'is a symbolic link' : 'is not a regular file');
