import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';

const path = '/proc/stat';

/** Columns of the first line: user, nice, system, idle, iowait, irq, softirq, steal, and two that user contains. */
const stealColumn = 7;

function times(): number[] {
  if (!existsSync(path)) return [];
  const [first = ''] = readFileSync(path, 'utf8').split('\n');
  return first.trim().split(/\s+/).slice(1, 9).map(Number);
}

/** What the machine was like while something ran. */
export interface Condition {
  /** Share of the CPU time that the host of a virtual machine gave to others. */
  stolen: number;
  /** What a fixed computation took before and after it, in milliseconds: it tells fast hours from slow ones. */
  before: number;
  after: number;
}

/** Begins to watch the machine, while nothing runs. @returns a function to be called when nothing runs any more */
export function watchMachine(): () => Condition {
  const before = compute();
  const start = times();
  return () => {
    const used = times().map((ticks, column) => ticks - (start[column] ?? 0));
    const all = used.reduce((sum, ticks) => sum + ticks, 0);
    return { stolen: all === 0 ? 0 : (used[stealColumn] ?? 0) / all, before, after: compute() };
  };
}

/** The condition as a sentence. */
export function words({ stolen, before, after }: Condition): string {
  const share = (stolen * 100).toFixed(0);
  return `The fixed computation took ${before} ms before and ${after} ms after it; others had ${share} % of the CPU time.`;
}

function compute(): number {
  const program = new URL('fixed-computation.ts', import.meta.url).pathname;
  return Number(execFileSync(process.execPath, [program], { encoding: 'utf8' }));
}
