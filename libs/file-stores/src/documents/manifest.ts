import type { Digest } from './content.ts';
import type { ManifestSettings } from './document-settings.ts';

/** What a manifest says of one document; null for what it has no column for. */
export interface ManifestEntry {
  name: string;
  size: number | null;
  sha256: string | null;
  md5: string | null;
  /** Records that the document has to hold. */
  records: number | null;
}

/** A manifest that cannot be read. */
export class ManifestUnreadable extends Error {
  override name = 'ManifestUnreadable';
}

/** @throws ManifestUnreadable that names the line and the column */
export function parseManifest(text: string, settings: ManifestSettings): ManifestEntry[] {
  const lines = text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .map((line, index) => ({ line, number: index + 1 }))
    .filter(({ line }) => line.trim() !== '')
    .slice(settings.header ? 1 : 0);
  return lines.map(({ line, number }) => entryOf(line, number, settings));
}

function entryOf(line: string, number: number, { columns, separator }: ManifestSettings): ManifestEntry {
  const cells =
    separator === ' ' ? line.trim().split(/[ \t]+/) : line.split(separator).map((cell) => cell.trim());
  if (cells.length < columns.length)
    throw new ManifestUnreadable(`line ${number} has ${cells.length} columns instead of ${columns.length}`);
  const cell = (column: (typeof columns)[number]) => {
    const index = columns.indexOf(column);
    return index < 0 ? null : (cells[index] as string);
  };
  const checked = (column: 'size' | 'sha256' | 'md5' | 'records', expression: RegExp) => {
    const text = cell(column);
    if (text !== null && !expression.test(text))
      throw new ManifestUnreadable(`line ${number} has no ${column} but ${JSON.stringify(text)}`);
    return text?.toLowerCase() ?? null;
  };
  const count = (column: 'size' | 'records') => {
    const text = checked(column, /^\d{1,15}$/);
    return text === null ? null : Number(text);
  };
  return {
    // As `sha256sum` marks what it read as binary.
    name: (cell('name') as string).replace(/^\*/, ''),
    size: count('size'),
    sha256: checked('sha256', /^[0-9a-f]{64}$/i),
    md5: checked('md5', /^[0-9a-f]{32}$/i),
    records: count('records'),
  };
}

/** In what a document is not what its manifest says; null when it agrees. */
export function manifestMisfit(entry: ManifestEntry, digest: Digest): string | null {
  if (entry.size !== null && entry.size !== digest.size)
    return `has ${digest.size} bytes where the manifest says ${entry.size}`;
  if (entry.sha256 !== null && entry.sha256 !== digest.sha256)
    return 'has another SHA-256 than the manifest says';
  if (entry.md5 !== null && entry.md5 !== digest.md5) return 'has another MD5 than the manifest says';
  return null;
}
