import { diffLines } from 'diff';

/** Lines that a text lost (`-`) and gained (`+`), in their order. Lines that stay are left out. */
export function changedLines(before: string, after: string): string[] {
  return diffLines(before, after, { stripTrailingCr: true }).flatMap(({ added, removed, value }) => {
    if (!added && !removed) return [];
    return value
      .replace(/\n$/, '')
      .split('\n')
      .map((line) => `${added ? '+' : '-'} ${line}`);
  });
}
