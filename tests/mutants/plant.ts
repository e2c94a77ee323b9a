import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** An exact replacement in a file; the text must occur once. */
export interface Change {
  file: string;
  from: string;
  to: string;
}

/** Plants a fault in a copy of sources. @throws Error when the text is not there, or more than once */
export function plant(copy: string, id: string, { file, from, to }: Change): void {
  const path = join(copy, file);
  const text = readFileSync(path, 'utf8');
  const times = text.split(from).length - 1;
  if (times !== 1) throw new Error(`${id}: the text to replace occurs ${times} times in ${file}:\n${from}`);
  writeFileSync(
    path,
    text.replace(from, () => to),
  );
}
