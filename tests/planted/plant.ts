import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** An exact replacement in a file; the text must occur once. */
export interface Change {
  file: string;
  from: string;
  to: string;
}

/** Sources with a fault in them, by file. @throws Error when a text to replace is not there, or more than once */
export function faulty(sources: string, id: string, changes: readonly Change[]): Map<string, string> {
  const texts = new Map<string, string>();
  for (const { file, from, to } of changes) {
    const text = texts.get(file) ?? readFileSync(join(sources, file), 'utf8');
    const times = text.split(from).length - 1;
    if (times !== 1) throw new Error(`${id}: the text to replace occurs ${times} times in ${file}:\n${from}`);
    texts.set(
      file,
      text.replace(from, () => to),
    );
  }
  return texts;
}

/** Plants a fault in a copy of sources. @throws Error as {@link faulty} does */
export function plant(copy: string, id: string, changes: readonly Change[]): void {
  for (const [file, text] of faulty(copy, id, changes)) writeFileSync(join(copy, file), text);
}
