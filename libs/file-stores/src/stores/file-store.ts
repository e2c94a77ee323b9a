/** A regular file as a store lists it. */
export interface StoredFile {
  /** Path from the top of the store, its parts joined by `/`. */
  path: string;
  /** Bytes. */
  size: number;
  /** As the store says, in milliseconds since 1970. Writers may preserve an old one: it orders nothing. */
  modified: number;
  /** Opaque: differs when the file under a path is another or has changed, as far as the store can tell. */
  identity: string;
}

/** What lies in a folder and is not touched. */
export interface RefusedEntry {
  path: string;
  reason: string;
}

/** What lies in one folder, without the folders in it; sorted by path. */
export interface Listing {
  files: StoredFile[];
  refused: RefusedEntry[];
}

/**
 * Files of one folder and those below it, wherever they are. Paths are relative to it; what would lead out of it is
 * refused. Nothing is ever removed, and nothing overwritten but what `stage` wrote itself.
 *
 * All methods throw `StoreUnavailable` when trying again may help, and `PathRefused` for a path that is not touched.
 * What else they throw is the system's or the server's own error, with its code: no permission, a full disk.
 */
export interface FileStore {
  /** For people: the address, without credentials. */
  readonly where: string;
  /** Whether every change of a file changes its identity; else what has the same identity may have other bytes. */
  readonly tellsEveryChange: boolean;
  /** @param folder path of a folder, the top when empty @throws FileMissing */
  list(folder: string): Promise<Listing>;
  /** The file of this path, null when there is none. */
  stat(path: string): Promise<StoredFile | null>;
  /**
   * All bytes from the first on; may be called again. Ends only when as many bytes were read as the file has.
   * @throws FileMissing, FileChanged when it changed meanwhile
   */
  read(path: string): AsyncIterable<Uint8Array>;
  /**
   * Writes a file beside `path` under another name (`stagedPath`), to the disk as far as the store can; makes the folder.
   * What was staged there before is overwritten.
   */
  stage(path: string, bytes: Uint8Array): Promise<void>;
  /**
   * Renames a file in one step, and makes the folder that it goes to. Looks first whether the name is taken, as servers
   * overwrite; within a process no two renames run at once, and between processes the name must be one that only we use.
   * @throws NameTaken, FileMissing
   */
  rename(from: string, to: string): Promise<void>;
  close(): Promise<void>;
}

/** A store that says by itself when something may have changed. It may miss some: a sweep is needed all the same. */
export interface NotifiesOfChanges {
  /** One turn for each time that something may have changed in a folder, until the signal. */
  changes(folder: string, signal: AbortSignal): AsyncIterable<void>;
}

export function notifiesOfChanges(store: FileStore): store is FileStore & NotifiesOfChanges {
  return 'changes' in store;
}

/** The store cannot be reached, hung, or broke off: trying again may help. */
export class StoreUnavailable extends Error {
  override name = 'StoreUnavailable';
}

/** There is no such file, or no such folder. */
export class FileMissing extends Error {
  override name = 'FileMissing';
}

/** The file changed while it was read, so that what was read is of no use. */
export class FileChanged extends Error {
  override name = 'FileChanged';
}

/** Something else has the name. */
export class NameTaken extends Error {
  override name = 'NameTaken';
}

/** A path that is not touched: it leads out of the store, goes over a link, or cannot be written in a line. */
export class PathRefused extends Error {
  override name = 'PathRefused';
  readonly path: string;
  readonly reason: string;
  constructor(path: string, reason: string) {
    super(`${JSON.stringify(path)} ${reason}`);
    this.path = path;
    this.reason = reason;
  }
}
