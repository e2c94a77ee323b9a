import { createHash } from 'node:crypto';
import { FileChanged, type FileStore } from '../stores/file-store.ts';

/** What identifies a content. */
export interface Digest {
  /** Bytes. */
  size: number;
  /** 64 hexadecimal digits in lower case. */
  sha256: string;
  md5: string;
}

/** Reads a file once. @throws what `FileStore.read` throws */
export async function digestOf(store: FileStore, path: string): Promise<Digest> {
  const [sha256, md5] = [createHash('sha256'), createHash('md5')];
  let size = 0;
  for await (const bytes of store.read(path)) {
    size += bytes.length;
    sha256.update(bytes);
    md5.update(bytes);
  }
  return { size, sha256: sha256.digest('hex'), md5: md5.digest('hex') };
}

/**
 * The bytes of a file that was looked at before, from the first on.
 * @throws FileChanged at the end when they are not those that were looked at; else what `FileStore.read` throws
 */
export async function* readDocument(
  store: FileStore,
  document: { path: string; sha256: string },
): AsyncGenerator<Uint8Array> {
  const hash = createHash('sha256');
  for await (const bytes of store.read(document.path)) {
    hash.update(bytes);
    yield bytes;
  }
  if (hash.digest('hex') !== document.sha256)
    throw new FileChanged(`${document.path} has other content than when it was looked at`);
}

/** A small file as a whole. @throws FileTooLarge beyond the limit in bytes; else what `FileStore.read` throws */
export async function readWhole(store: FileStore, path: string, limit: number): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const bytes of store.read(path)) {
    size += bytes.length;
    if (size > limit) throw new FileTooLarge(`${path} has more than ${limit} bytes`);
    parts.push(bytes);
  }
  return Buffer.concat(parts);
}

/** A file has more bytes than its limit. */
export class FileTooLarge extends Error {
  override name = 'FileTooLarge';
}
