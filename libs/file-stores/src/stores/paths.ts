import { PathRefused } from './file-store.ts';

const longestNameBytes = 255;

/** Why a name of a file or folder is not touched; null for one that is. */
export function nameMisfit(name: string): string | null {
  if (name === '') return 'has an empty part';
  if (name === '.' || name === '..') return 'leads out of its folder';
  if (/[/\\]/.test(name)) return 'has a slash in a name';
  if (/\p{Cc}/u.test(name)) return 'has control characters';
  // What readers of bytes that are no UTF-8 put in their place: the file could not be opened by this name.
  if (name.includes('\uFFFD') || !name.isWellFormed()) return 'is no UTF-8';
  if (Buffer.byteLength(name) > longestNameBytes) return 'is too long';
  return null;
}

/** @throws PathRefused unless the path stays in its store and can be written in a line */
export function checkPath(path: string): void {
  for (const part of path.split('/')) {
    const misfit = nameMisfit(part);
    if (misfit !== null) throw new PathRefused(path, misfit);
  }
}

/** The folder of a path, empty for the top. */
export function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

/** The last part of a path. */
export function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** The path of a name in a folder; the top is the empty folder. */
export function inFolder(folder: string, name: string): string {
  return folder === '' ? name : `${folder}/${name}`;
}

/** Where a file is written before it has its name: hidden, and with an ending that no pattern of a partner takes. */
export function stagedPath(path: string): string {
  return inFolder(folderOf(path), `.${nameOf(path)}.part`);
}
