import { existsSync, readFileSync } from 'node:fs';

const path = '/proc/stat';

/** Columns of the first line: user, nice, system, idle, iowait, irq, softirq, steal, and two that user contains. */
const stealColumn = 7;

function times(): number[] {
  if (!existsSync(path)) return [];
  const [first = ''] = readFileSync(path, 'utf8').split('\n');
  return first.trim().split(/\s+/).slice(1, 9).map(Number);
}

/** @returns a function that tells the share of CPU time since now that the host of a virtual machine gave to others */
export function watchStolen(): () => number {
  const before = times();
  return () => {
    const used = times().map((ticks, column) => ticks - (before[column] ?? 0));
    const all = used.reduce((sum, ticks) => sum + ticks, 0);
    return all === 0 ? 0 : (used[stealColumn] ?? 0) / all;
  };
}
