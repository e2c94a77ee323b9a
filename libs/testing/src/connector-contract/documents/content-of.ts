import type { FileStore } from '@throughline/file-stores';

/** A file of a store as text. */
export async function contentOf(store: FileStore, path: string): Promise<string> {
  const parts = [];
  for await (const part of store.read(path)) parts.push(part);
  return Buffer.concat(parts).toString();
}
