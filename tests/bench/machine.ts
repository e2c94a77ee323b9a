import { existsSync, readFileSync } from 'node:fs';

const path = '/proc/stat';

/** Columns of the first line: user, nice, system, idle, iowait, irq, softirq, steal, and two that user contains. */
const stealColumn = 7;

function times(): number[] {
  if (!existsSync(path)) return [];
  const [first = ''] = readFileSync(path, 'utf8').split('\n');
  return first.trim().split(/\s+/).slice(1, 9).map(Number);
}

/** What the machine was like meanwhile. */
export interface Condition {
  /** Share of the CPU time that the host of a virtual machine gave to others. */
  stolen: number;
  /** The shortest and the longest time of a fixed computation in milliseconds: it tells fast hours from slow ones. */
  computation: { min: number; max: number };
}

/** Watches the machine. Call `measure` while nothing else runs. */
export function watchMachine(): { measure(): void; condition(): Condition } {
  const before = times();
  const computations: number[] = [];
  return {
    measure: () => computations.push(compute()),
    condition: () => {
      const used = times().map((ticks, column) => ticks - (before[column] ?? 0));
      const all = used.reduce((sum, ticks) => sum + ticks, 0);
      return {
        stolen: all === 0 ? 0 : (used[stealColumn] ?? 0) / all,
        computation: { min: Math.min(...computations), max: Math.max(...computations) },
      };
    },
  };
}

/** The condition as half a sentence. */
export function words({ stolen, computation: { min, max } }: Condition): string {
  return `${(stolen * 100).toFixed(0)} % of the CPU time went to others on the machine's host; a fixed computation took ${min} to ${max} ms`;
}

/** The best of three, so that a pause does not count. */
function compute(): number {
  const runs = Array.from({ length: 3 }, () => {
    const started = performance.now();
    let state = 1;
    for (let step = 0; step < 1e8; step++) state = (Math.imul(state, 31) + step) | 0;
    return performance.now() - started;
  });
  return Math.round(Math.min(...runs));
}
